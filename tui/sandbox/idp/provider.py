"""The identity provider as one WSGI application.

    idp = IdentityProvider(Settings("http://127.0.0.1:8080"))
    ...serve `idp` with any WSGI server, on loopback, at that address...
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from tui.sandbox.idp.certificate import Certificate
from tui.sandbox.idp.control import Control
from tui.sandbox.idp.endpoints import DeviceAuthorization, Revocation
from tui.sandbox.idp.facebook import Facebook
from tui.sandbox.idp.gate import Gate
from tui.sandbox.idp.google import Google
from tui.sandbox.idp.grants import CodeGrant, DeviceGrant, Pkce, RefreshGrant
from tui.sandbox.idp.id_tokens import IdTokens
from tui.sandbox.idp.pages import Pages
from tui.sandbox.idp.protocol import Protocol
from tui.sandbox.idp.saml import Saml
from tui.sandbox.idp.server import Server
from tui.sandbox.idp.settings import Settings
from tui.sandbox.people import PEOPLE, Person

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

REQUEST_BYTES = 16 * 1024


class IdentityProvider:
    """An OpenID provider for the people of the sandbox, where anybody may be anyone.

    `folder` keeps the signing key and the sign-ins; without one they die with the process. With `saml` there
    is a SAML identity provider, too. `control_token` is what whoever decides about sign-ins without the page,
    or switches faults, has to show. `server` has the books behind it all, for tests in the same process.
    """

    def __init__(
        self,
        settings: Settings,
        people: Sequence[Person] = PEOPLE,
        *,
        folder: Path | None = None,
        saml: Certificate | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.control_token = secrets.token_urlsafe(32)
        self._one_at_a_time = threading.Lock()
        self.server = server = Server(settings, {p.name: p for p in people}, folder, clock)
        id_tokens = IdTokens(server)
        server.register_grant(DeviceGrant, [id_tokens])
        server.register_grant(CodeGrant, [id_tokens, Pkce()])
        server.register_grant(RefreshGrant, [id_tokens])
        register: Any = server.register_endpoint
        register(DeviceAuthorization(server))
        register(Revocation)
        self._app = Flask(__name__)
        self._app.config["MAX_CONTENT_LENGTH"] = REQUEST_BYTES
        control = Control(server, self.control_token)
        parts: list[Any] = [Gate(server), Protocol(server), Pages(server), control, Google(server),
                            Facebook(server)]
        for part in (*parts, *([Saml(server, saml)] if saml else [])):
            part.register(self._app)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with self._one_at_a_time:
            return self._app(environ, start_response)
