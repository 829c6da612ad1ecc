"""The pages a person sees in a browser: which device is it, may it come in, and as whom.

Anybody may be anyone here, so there is no session to protect; what must not happen is that a page from
elsewhere decides. Hence every form carries a seal that only this process can make and no other site can read.
"""

import hmac
import secrets
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.base import OAuth2Error
from flask import Flask, g, make_response, render_template, request
from werkzeug.wrappers import Response

from tui.sandbox.idp.decisions import Answer, plain
from tui.sandbox.idp.server import Server

MEANINGS = {
    "openid": "know who you are",
    "profile": "see your name",
    "email": "see your e-mail address",
    "offline_access": "stay signed in until you sign out",
}
OUTCOMES: dict[Answer, tuple[int, str]] = {
    "unknown": (404, "No sign-in is waiting for this code. Check it against your terminal."),
    "expired": (410, "This code has expired. Ask for a new one in your terminal."),
    "decided": (409, "This code has been used already. Ask for a new one in your terminal."),
}


class Pages:
    """`/device` (RFC 8628 3.3) and `/authorize` (RFC 6749 4.1)."""

    def __init__(self, server: Server) -> None:
        self._server: Any = server
        self._secret = secrets.token_bytes(32)

    def register(self, app: Flask) -> None:
        app.add_url_rule("/device", view_func=self.device)
        app.add_url_rule("/device", view_func=self.decide_device, methods=["POST"])
        app.add_url_rule("/authorize", view_func=self.authorize, methods=["GET", "POST"])

    def device(self) -> Response:
        """Asks for the code, or with a code (`user_code`, RFC 8628 3.3.1) for the decision."""
        typed = request.args.get("user_code", "")
        if not plain(typed):
            return _page("enter.html")
        device = self._server.decisions.device_by_user_code(typed)
        if device is None:
            return _refused("unknown")
        if device.is_expired():
            return _refused("expired")
        if device.decision != "pending":
            return _refused("decided")
        return self._ask(device.scope, seal_of=plain(typed), user_code=device.user_code)

    def decide_device(self) -> Response:
        user_code, person = request.form.get("user_code", ""), request.form.get("person", "")
        if not self._sealed(plain(user_code)) or (person and person not in self._server.people):
            return _page("done.html", 403, title="Not done", text="This form is out of date. Start again.")
        answer: Answer = self._server.decisions.decide(user_code, person, approve=bool(person))
        return _decided(person) if answer == "done" else _refused(answer)

    def authorize(self) -> Response:
        """Asks for the decision, and sends the browser back to the client with it."""
        try:
            grant = self._server.get_consent_grant()
        except OAuth2Error as error:
            if error.redirect_uri:
                return self._answer(self._server.handle_error_response(None, error))
            return _page("done.html", 400, title="Not done", text=f"{error.error}: {error.description}")
        except ValueError:  # Authlib will not quote what it was sent
            return _page("done.html", 400, title="Not done", text="invalid_request")
        person = self._server.settings.auto_approve
        query = request.query_string.decode("latin-1")
        if not person:
            g.redirect_origin = "{0.scheme}://{0.netloc}".format(urlsplit(grant.redirect_uri))
            if request.method == "GET" or not self._sealed(query):
                return self._ask(grant.request.scope, seal_of=query)
            person = request.form.get("person", "")
        response = self._server.create_authorization_response(
            grant=grant, grant_user=self._server.people.get(person))
        return self._answer(response)

    def _answer(self, response: Any) -> Response:  # noqa: ANN401 - Authlib builds it
        return make_response(response)

    def _ask(self, scope: str, *, seal_of: str, user_code: str = "") -> Response:
        asked = [MEANINGS[s] for s in scope.split() if s in MEANINGS]
        people = self._server.people.values()
        return _page("ask.html", asked=asked, people=people, user_code=user_code, seal=self._seal(seal_of))

    def _seal(self, what: str) -> str:
        return hmac.digest(self._secret, what.encode(), "sha256").hex()

    def _sealed(self, what: str) -> bool:
        return hmac.compare_digest(request.form.get("seal", "").encode(), self._seal(what).encode())


def _decided(person: str) -> Response:
    if person:
        return _page("done.html", title=f"Signed in as {person}", text="Your terminal goes on by itself.")
    return _page("done.html", title="Denied", text="Your terminal will say that it was turned away.")


def _refused(answer: Answer) -> Response:
    status, why = OUTCOMES[answer]
    return _page("enter.html", status, why=why)


def _page(template: str, status: int = 200, **values: object) -> Response:
    return make_response(render_template(template, **values), status)
