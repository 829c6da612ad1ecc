"""What every request passes on its way in, and every answer on its way out."""

import json
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from werkzeug.http import http_date

from tui.sandbox.idp.server import Server

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"


class Gate:
    """Turns away other hosts' names and other sites' forms, plays the faults, adds the security headers."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._host = urlsplit(server.settings.issuer).netloc

    def register(self, app: Flask) -> None:
        app.before_request(self.check)
        app.after_request(self.seal)

    def check(self) -> Response | None:
        if request.host != self._host:  # a page elsewhere whose name was made to resolve to this machine
            return refusal(421, f"This is {self._host}, and answers to no other name.")
        if request.headers.get("Origin", self._server.settings.issuer) != self._server.settings.issuer:
            return refusal(403, "Other sites may not send anything here.")
        if self._server.faults.strikes("server_error", request.path):
            return refusal(503, "Out of order, as was asked for.")
        if self._server.faults.strikes("malformed", request.path):
            return Response("<html>{not json", mimetype="application/json")
        return None

    def seal(self, response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["Date"] = http_date(self._server.clock())
        response.headers["Content-Security-Policy"] = f"{POLICY} {g.get('redirect_origin', '')}".strip()
        return response


def refusal(status: int, why: str) -> Response:
    body = json.dumps({"error": "refused", "error_description": why})
    return Response(body, status, mimetype="application/json")
