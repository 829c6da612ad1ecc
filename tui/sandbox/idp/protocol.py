"""The endpoints machines talk to: discovery (OpenID Connect Discovery 3), keys (RFC 7517), tokens."""

from typing import Any

from authlib.integrations.flask_oauth2 import ResourceProtector, current_token
from flask import Flask

from tui.sandbox.idp.client import GRANT_TYPES
from tui.sandbox.idp.endpoints import AccessTokens, DeviceAuthorization, Revocation
from tui.sandbox.idp.id_tokens import claims_of
from tui.sandbox.idp.keys import ALGORITHM
from tui.sandbox.idp.server import Server
from tui.sandbox.idp.settings import SCOPES


class Protocol:
    """Routes without a face."""

    def __init__(self, server: Server) -> None:
        self._server: Any = server

    def register(self, app: Flask) -> None:
        protect: Any = ResourceProtector()
        protect.register_token_validator(AccessTokens(self._server))
        app.add_url_rule("/.well-known/openid-configuration", view_func=self.discovery)
        app.add_url_rule("/jwks", view_func=self.jwks)
        app.add_url_rule("/device_authorization", view_func=self.device_authorization, methods=["POST"])
        app.add_url_rule("/token", view_func=self.token, methods=["POST"])
        app.add_url_rule("/revoke", view_func=self.revoke, methods=["POST"])
        app.add_url_rule("/userinfo", "userinfo", protect("openid")(self.userinfo), methods=["GET", "POST"])

    def discovery(self) -> dict[str, Any]:
        issuer = self._server.settings.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "device_authorization_endpoint": f"{issuer}/device_authorization",
            "token_endpoint": f"{issuer}/token",
            "revocation_endpoint": f"{issuer}/revoke",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/jwks",
            "scopes_supported": SCOPES,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": GRANT_TYPES,
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": ["none"],
            "revocation_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": ["sub", "name", "email", "role", "auth_time", "nonce", "at_hash"],
        }

    def jwks(self) -> dict[str, Any]:
        keys: dict[str, Any] = self._server.key.jwks()
        return keys

    def device_authorization(self) -> Any:  # noqa: ANN401 - Authlib builds the response
        return self._server.create_endpoint_response(DeviceAuthorization.ENDPOINT_NAME)

    def token(self) -> Any:  # noqa: ANN401
        return self._server.create_token_response()

    def revoke(self) -> Any:  # noqa: ANN401
        return self._server.create_endpoint_response(Revocation.ENDPOINT_NAME)

    def userinfo(self) -> dict[str, str]:
        access: Any = current_token
        return claims_of(self._server.people[access.sign_in.person])
