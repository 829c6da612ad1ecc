"""Endpoints beside the token endpoint: device authorization, revocation, and the check of access tokens."""

from typing import Any

from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc8628 import DeviceAuthorizationEndpoint

from tui.sandbox.idp.server import Request, Server
from tui.sandbox.idp.sign_ins import Access, SignIn


class DeviceAuthorization(DeviceAuthorizationEndpoint):
    """A device asks to be let in (RFC 8628 3.1); user codes are eight consonants, none easily misread."""

    server: Server
    CLIENT_AUTH_METHODS = ("none",)

    def __init__(self, server: Server) -> None:
        super().__init__(server)
        self.EXPIRES_IN, self.INTERVAL = server.settings.code_lifetime, server.settings.interval

    def get_verification_uri(self) -> str:
        return f"{self.server.settings.issuer}/device"

    def save_device_credential(self, client_id: str, scope: str | None, data: dict[str, Any]) -> None:
        self.server.decisions.add_device(data["device_code"], data["user_code"], client_id, scope or "openid")


class Revocation(RevocationEndpoint):
    """Signing out (RFC 7009): whichever token is shown, the whole sign-in ends."""

    server: Server
    CLIENT_AUTH_METHODS = ("none",)

    def query_token(self, token_string: str, _token_type_hint: str | None) -> SignIn | None:
        if access := self.server.sign_ins.access(token_string):
            return access.sign_in
        return self.server.sign_ins.of_refresh_token(token_string)

    def revoke_token(self, token: SignIn, request: Request) -> None:  # noqa: ARG002 - Authlib's signature
        self.server.sign_ins.revoke(token.id)


class AccessTokens(BearerTokenValidator):
    """Tells whose access token it is (RFC 6750)."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server

    def authenticate_token(self, token_string: str) -> Access | None:
        return self._server.sign_ins.access(token_string)
