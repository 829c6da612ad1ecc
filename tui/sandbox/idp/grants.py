"""The grants: device code, authorization code with PKCE, refresh token; each public-client only."""

from authlib.oauth2.rfc6749 import ClientMixin, InvalidGrantError, InvalidRequestError, TokenMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc8628 import DeviceCodeGrant

from tui.sandbox.idp.codes import AuthorizationCode, DeviceCode
from tui.sandbox.idp.decisions import AUTHORIZATION_CODE_LIFETIME
from tui.sandbox.idp.server import Request, Server
from tui.sandbox.idp.sign_ins import SignIn
from tui.sandbox.people import Person

Answer = tuple[int, str, list[tuple[str, str]]]


class DeviceGrant(DeviceCodeGrant):
    """A device asks whether it has been let in (RFC 8628 3.4, 3.5)."""

    request: Request
    server: Server
    TOKEN_ENDPOINT_AUTH_METHODS = ("none",)

    def query_device_credential(self, device_code: str) -> DeviceCode:
        found = self.server.decisions.device(device_code)
        if found is None:
            raise InvalidGrantError("This device code is unknown, or was used before.")
        return found

    def query_user_grant(self, user_code: str) -> tuple[Person | None, bool] | None:
        device = self.server.decisions.device_by_user_code(user_code)
        if device is None or device.decision == "pending" or self.server.faults.strikes("pending", "/token"):
            return None
        return self.server.people.get(device.person), device.decision == "approved"

    def should_slow_down(self, credential: DeviceCode) -> bool:
        return credential.polled_too_soon() or self.server.faults.strikes("slow_down", "/token")

    def create_token_response(self) -> Answer:
        answer: Answer = super().create_token_response()  # type: ignore[no-untyped-call]
        self.server.decisions.redeem(self.request.credential)
        return answer


class CodeGrant(AuthorizationCodeGrant):
    """Sign-in through the browser; a code is good for one attempt, a second one ends what the first began."""

    request: Request
    server: Server
    TOKEN_ENDPOINT_AUTH_METHODS = ("none",)

    def save_authorization_code(self, code: str, request: Request) -> None:
        asked = request.payload.data
        self.server.decisions.add_code(AuthorizationCode(
            code=code,
            client_id=asked["client_id"],
            redirect_uri=asked["redirect_uri"],
            scope=request.scope,
            nonce=asked.get("nonce", ""),
            code_challenge=asked["code_challenge"],
            code_challenge_method=asked["code_challenge_method"],
            person=request.user.name,
            expires_at=self.server.clock() + AUTHORIZATION_CODE_LIFETIME,
        ))

    def query_authorization_code(self, code: str, client: ClientMixin) -> AuthorizationCode | None:
        found = self.server.decisions.code(code)
        if found is None or found.client_id != client.get_client_id():
            return None
        if found.used:
            self.server.sign_ins.revoke(found.sign_in)
            return None
        found.used = True
        return found if self.server.clock() < found.expires_at else None

    def delete_authorization_code(self, authorization_code: AuthorizationCode) -> None:
        """It stays, marked as used, so that a second use is noticed (RFC 6749 4.1.2)."""

    def authenticate_user(self, authorization_code: AuthorizationCode) -> Person | None:
        return self.server.people.get(authorization_code.person)


class Pkce(CodeChallenge):
    """PKCE with S256, and nothing less (RFC 7636, RFC 9700 2.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]

    def validate_code_challenge(self, grant: "CodeGrant", redirect_uri: str) -> None:
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or not asked.get("code_challenge_method"):
            raise InvalidRequestError("PKCE is required: code_challenge with code_challenge_method=S256.")
        super().validate_code_challenge(grant, redirect_uri)


class RefreshGrant(RefreshTokenGrant):
    """A sign-in goes on; the token used is used up."""

    request: Request
    server: Server
    TOKEN_ENDPOINT_AUTH_METHODS = ("none",)

    def authenticate_refresh_token(self, refresh_token: str) -> SignIn | None:  # type: ignore[override]
        return self.server.sign_ins.refresh(refresh_token)

    def authenticate_user(self, refresh_token: SignIn) -> Person | None:
        return self.server.people.get(refresh_token.person)

    def revoke_old_credential(self, refresh_token: TokenMixin) -> None:
        """Done already: a sign-in knows only its newest token."""
