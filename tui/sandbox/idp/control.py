"""Decisions and faults without the page, for the command line, the demo and tests.

Only for who can read the data folder: every request shows the token kept there. It travels in a header that a
browser lets no other site send.
"""

import hmac
from http import HTTPStatus

from flask import Flask, Response, request

from tui.sandbox.idp.decisions import Answer
from tui.sandbox.idp.faults import KINDS, Faults
from tui.sandbox.idp.gate import refusal
from tui.sandbox.idp.server import Server

TOKEN_HEADER = "X-Sandbox-Token"  # noqa: S105 - the header's name
STATUS: dict[Answer, HTTPStatus] = {
    "done": HTTPStatus.NO_CONTENT,
    "unknown": HTTPStatus.NOT_FOUND,
    "expired": HTTPStatus.GONE,
    "decided": HTTPStatus.CONFLICT,
}


class Control:
    """`POST /_sandbox/decision` and `POST /_sandbox/faults`, both JSON."""

    def __init__(self, server: Server, token: str) -> None:
        self._server, self._token = server, token

    def register(self, app: Flask) -> None:
        app.add_url_rule("/_sandbox/decision", view_func=self.decide, methods=["POST"])
        app.add_url_rule("/_sandbox/faults", view_func=self.spoil, methods=["POST"])

    def decide(self) -> Response:
        """`{"user_code": ..., "person": NAME or null to deny}`."""
        body = self._body()
        if isinstance(body, Response):
            return body
        match body:
            case {"user_code": str(code), "person": None}:
                return _status(self._server.decisions.decide(code, "", approve=False))
            case {"user_code": str(code), "person": str(person)} if person in self._server.people:
                return _status(self._server.decisions.decide(code, person, approve=True))
        return refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "Name a user_code, and a person or null.")

    def spoil(self) -> Response:
        """`{"kind": KIND, "path": PATH, "times": N}`; replaces the fault before."""
        body = self._body()
        if isinstance(body, Response):
            return body
        match body:
            case {"kind": kind, "path": str(path), "times": int(times)} if kind in KINDS:
                self._server.faults = Faults(kind, path, times)
                return _status("done")
        return refusal(HTTPStatus.UNPROCESSABLE_ENTITY, f"Name a kind ({', '.join(KINDS)}), path, times.")

    def _body(self) -> object:
        shown = request.headers.get(TOKEN_HEADER, "")
        if not hmac.compare_digest(shown.encode(), self._token.encode()):
            return refusal(HTTPStatus.FORBIDDEN, "Show the token of the data folder.")
        return request.get_json(silent=True)


def _status(answer: Answer) -> Response:
    return Response(status=STATUS[answer])
