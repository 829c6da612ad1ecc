"""The OAuth 2.0 server: Authlib's, with the settings, people and books that are ours."""

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin

from tui.sandbox.idp import client
from tui.sandbox.idp.decisions import Decisions
from tui.sandbox.idp.faults import Faults
from tui.sandbox.idp.keys import SigningKey
from tui.sandbox.idp.settings import SCOPES, Settings
from tui.sandbox.idp.sign_ins import SignIns
from tui.sandbox.people import Person

Request: TypeAlias = Any
"""An Authlib `OAuth2Request`, at a point where the fields used have been filled in."""


class Server(AuthorizationServer):
    """What grants and endpoints reach as `self.server`. The provider serves one request at a time."""

    def __init__(
        self,
        settings: Settings,
        people: Mapping[str, Person],
        folder: Path | None,
        clock: Callable[[], float],
    ) -> None:
        super().__init__()
        self.settings, self.people, self.clock = settings, people, clock
        self.key = SigningKey(folder / "idp-key.json" if folder else None)
        self.sign_ins = SignIns(
            settings.sign_in_lifetime, clock, folder / "idp-sign-ins.json" if folder else None)
        self.decisions = Decisions(settings, clock)
        self.faults = Faults()
        self.scopes_supported = SCOPES
        self.register_token_generator("default", self._bearer_token)  # type: ignore[arg-type]

    def query_client(self, client_id: str) -> ClientMixin:
        return client.find(client_id)  # type: ignore[return-value]

    def save_token(self, token: dict[str, str | int], request: Request) -> None:
        """Enter `token` into the book: a sign-in begins, or goes on where a refresh token renewed it."""
        sign_in = request.refresh_token or self.sign_ins.open(
            request.user.name, request.client.get_client_id(), str(token["scope"]))
        self.sign_ins.grant_access(str(token["access_token"]), sign_in, self.settings.id_token_lifetime)
        if "offline_access" in sign_in.scope.split():
            token["refresh_token"] = self.sign_ins.rotate(sign_in)
        if request.authorization_code:
            request.authorization_code.sign_in = sign_in.id

    def _bearer_token(self, *, client: ClientMixin, scope: str, **_context: object) -> dict[str, Any]:
        return {
            "token_type": "Bearer",
            "access_token": secrets.token_urlsafe(32),
            "expires_in": self.settings.id_token_lifetime,
            "scope": client.get_allowed_scope(scope),
        }
