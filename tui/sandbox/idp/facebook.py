"""Facebook's Graph API, as far as a device meets it that signs somebody in, and whoever checks its tokens.

https://developers.facebook.com/docs/facebook-login/for-devices: the app shows `APP_ID|CLIENT_TOKEN`, errors
are objects with an `error_subcode`, and what comes out is an access token and nothing else.
"""

import hmac
import secrets
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, jsonify, request

from tui.sandbox.idp.server import Server
from tui.sandbox.people import FACEBOOK_APP, FACEBOOK_PATH, FACEBOOK_TOKEN

LIFE = 60 * 24 * 3600
"""Seconds of a long-lived access token."""
_SUBCODES = {
    "pending": (1349174, "User has not yet authorized your application."),
    "too fast": (1349172, "Your device is polling too frequently."),
    "declined": (1349173, "User has declined to authorize your application."),
    "expired": (1349152, "This code has expired."),
    "unknown": (1349152, "This code has expired."),
}


class Facebook:
    """The endpoints under `/facebook`; who may come in is decided where all device codes are."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def register(self, app: Flask) -> None:
        device = f"{FACEBOOK_PATH}/device"
        app.add_url_rule(f"{device}/login", "facebook_login", self.login, methods=["POST"])
        app.add_url_rule(f"{device}/login_status", "facebook_status", self.status, methods=["POST"])
        app.add_url_rule(f"{FACEBOOK_PATH}/me", "facebook_me", self.me)
        app.add_url_rule(f"{FACEBOOK_PATH}/app", "facebook_app", self.app)
        app.add_url_rule(f"{FACEBOOK_PATH}/me/permissions", "facebook_revoke", self.revoke,
                         methods=["DELETE"])

    def login(self) -> Response:
        if not _is_app():
            return _no("Invalid OAuth access token.", 190)
        device, user = secrets.token_hex(16), secrets.token_hex(4).upper()
        self._server.decisions.add_device(device, user, FACEBOOK_APP, request.form.get("scope", ""))
        return jsonify({"code": device, "user_code": user, "interval": self._server.settings.interval,
                        "verification_uri": f"{self._server.settings.issuer}/device",
                        "expires_in": self._server.settings.code_lifetime})

    def status(self) -> Response:
        if not _is_app():
            return _no("Invalid OAuth access token.", 190)
        device = self._server.decisions.device(request.form.get("code", ""))
        if device is None:
            return _not_yet("unknown")
        if device.is_expired():
            return _not_yet("expired")
        if device.decision == "pending":
            return _not_yet("too fast" if device.polled_too_soon() else "pending")
        if device.decision == "denied":
            return _not_yet("declined")
        self._server.decisions.redeem(device)
        token = "EAA" + secrets.token_urlsafe(48)
        sign_in = self._server.sign_ins.open(device.person, FACEBOOK_APP, device.scope)
        self._server.sign_ins.grant_access(token, sign_in, LIFE)
        ends = int(self._server.clock()) + LIFE
        return jsonify({"access_token": token, "expires_in": LIFE, "data_access_expiration_time": ends})

    def me(self) -> Response:
        """`GET /me?fields=id,name`."""
        access = self._server.sign_ins.access(_token())
        if access is None or access.is_expired():
            return _no("Error validating access token: Session has expired.", 190, subcode=463)
        person = self._server.people[access.sign_in.person]
        return jsonify({"id": person.number, "name": person.full_name})

    def revoke(self) -> Response:
        """`DELETE /me/permissions`: the person lets the app in no longer, by whichever token."""
        access = self._server.sign_ins.access(_token())
        if access is None or access.sign_in.client_id != FACEBOOK_APP:
            return _no("Error validating access token.", 190)
        self._server.sign_ins.revoke_all(access.sign_in.person, FACEBOOK_APP)
        return jsonify({"success": True})

    def app(self) -> Response:
        """`GET /app`: which app a token was given to."""
        access = self._server.sign_ins.access(_token())
        if access is None or access.sign_in.client_id != FACEBOOK_APP:
            return _no("Invalid OAuth access token.", 190)
        return jsonify({"id": FACEBOOK_APP, "name": "dynacart"})


def _is_app() -> bool:
    shown = request.form.get("access_token", "").encode()
    return hmac.compare_digest(shown, f"{FACEBOOK_APP}|{FACEBOOK_TOKEN}".encode())


def _token() -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ") \
        or request.args.get("access_token", "")


def _not_yet(state: str) -> Response:
    subcode, message = _SUBCODES[state]
    return _no(message, 31, subcode=subcode)


def _no(message: str, code: int, subcode: int = 0) -> Response:
    error: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code,
                             "fbtrace_id": secrets.token_hex(6)}
    if subcode:
        error["error_subcode"] = subcode
    response = jsonify({"error": error})
    response.status_code = HTTPStatus.BAD_REQUEST
    return response
