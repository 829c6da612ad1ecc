"""ID tokens (OpenID Connect Core 2): what AWS will be shown."""

from typing import Any

from authlib.oidc.core.grants import OpenIDCode
from authlib.oidc.core.util import create_half_hash

from tui.sandbox.idp.keys import ALGORITHM
from tui.sandbox.idp.server import Request, Server
from tui.sandbox.people import Person, role_arn


def claims_of(person: Person) -> dict[str, str]:
    """What we tell about a person; `role` names the IAM role meant for them."""
    return {
        "sub": person.name,
        "name": person.full_name,
        "email": person.email,
        "role": role_arn(person.role),
    }


class IdTokens(OpenIDCode):
    """Adds an ID token to every answer of the token endpoint whose scope has `openid`."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server

    def exists_nonce(self, nonce: str, request: Request) -> bool:  # noqa: ARG002 - Authlib's signature
        """A code is good for one attempt, so replays end there; the nonce is the client's to check."""
        return False

    def encode_id_token(self, token: dict[str, Any], request: Request) -> str:
        now = int(self._server.clock())
        code, renewed = request.authorization_code, request.refresh_token
        claims = claims_of(request.user) | {
            "iss": self._server.settings.issuer,
            "aud": request.client.get_client_id(),
            "iat": now,
            "exp": now + self._server.settings.id_token_lifetime,
            "auth_time": renewed.auth_time if renewed else now,
            "at_hash": (create_half_hash(token["access_token"], ALGORITHM) or b"").decode(),
        }
        if code and code.nonce:
            claims["nonce"] = code.nonce
        return self._server.key.sign(claims)
