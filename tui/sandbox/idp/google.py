"""Google, as far as a device with limited input meets it, with its habits.

https://developers.google.com/identity/protocols/oauth2/limited-input-device: `verification_url` and no
complete one, a client secret in every poll, HTTP 428 while pending and 403 for most of the rest, refresh
tokens that stay the same, quotas told as `error_code`.
"""

import hmac
import secrets
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, jsonify, request

from tui.sandbox.idp.codes import DeviceCode
from tui.sandbox.idp.server import Server
from tui.sandbox.idp.sign_ins import SignIn
from tui.sandbox.people import GOOGLE_CLIENT, GOOGLE_PATH, GOOGLE_SECRET, Person

SCOPES = ("openid", "email", "profile")
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_NO = {
    "authorization_pending": (HTTPStatus.PRECONDITION_REQUIRED, "Precondition Required"),
    "slow_down": (HTTPStatus.FORBIDDEN, "Forbidden"),
    "access_denied": (HTTPStatus.FORBIDDEN, "Forbidden"),
    "expired_token": (HTTPStatus.BAD_REQUEST, "Token expired"),
    "invalid_grant": (HTTPStatus.BAD_REQUEST, "Malformed auth code."),
    "invalid_client": (HTTPStatus.UNAUTHORIZED, "Unauthorized"),
    "invalid_scope": (HTTPStatus.BAD_REQUEST, "Some requested scopes were invalid."),
    "invalid_token": (HTTPStatus.BAD_REQUEST, "Token expired or revoked"),
    "unsupported_grant_type": (HTTPStatus.BAD_REQUEST, "Invalid grant_type"),
}


class Google:
    """The endpoints under `/google`; who may come in is decided where all device codes are."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._issuer = server.settings.issuer + GOOGLE_PATH

    def register(self, app: Flask) -> None:
        app.add_url_rule(f"{GOOGLE_PATH}/.well-known/openid-configuration", "google", self.discovery)
        app.add_url_rule(f"{GOOGLE_PATH}/certs", "google_certs", self.certs)
        for path in ("device/code", "token", "revoke"):
            view = getattr(self, path.replace("/", "_"))
            app.add_url_rule(f"{GOOGLE_PATH}/{path}", f"google_{path}", view, methods=["POST"])

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self._issuer,
            "device_authorization_endpoint": f"{self._issuer}/device/code",
            "token_endpoint": f"{self._issuer}/token",
            "revocation_endpoint": f"{self._issuer}/revoke",
            "jwks_uri": f"{self._issuer}/certs",
            "scopes_supported": SCOPES,
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        }

    def certs(self) -> dict[str, Any]:
        return self._server.key.jwks()

    def device_code(self) -> Response:
        if request.form.get("client_id") != GOOGLE_CLIENT:
            return _no("invalid_client")
        if self._server.faults.strikes("quota", request.path):
            return _answer({"error_code": "rate_limit_exceeded"}, HTTPStatus.FORBIDDEN)
        scope = request.form.get("scope", "")
        if not set(scope.split()) <= set(SCOPES):
            return _no("invalid_scope")
        device, user = secrets.token_urlsafe(32), "-".join(secrets.token_hex(2).upper() for _ in range(2))
        self._server.decisions.add_device(device, user, GOOGLE_CLIENT, scope)
        return _answer({"device_code": device, "user_code": user,
                        "verification_url": f"{self._server.settings.issuer}/device",
                        "expires_in": self._server.settings.code_lifetime,
                        "interval": self._server.settings.interval})

    def token(self) -> Response:
        given = request.form.get("client_secret", "").encode()
        if request.form.get("client_id") != GOOGLE_CLIENT \
                or not hmac.compare_digest(given, GOOGLE_SECRET.encode()):
            return _no("invalid_client")
        match request.form.get("grant_type"):
            case "refresh_token":
                sign_in = self._server.sign_ins.refresh(request.form.get("refresh_token", ""))
                return self._tokens(sign_in) if sign_in else _no("invalid_grant")
            case str(grant) if grant == _DEVICE:
                return self._redeem(self._server.decisions.device(request.form.get("device_code", "")))
        return _no("unsupported_grant_type")

    def revoke(self) -> Response:
        sign_in = self._server.sign_ins.of_refresh_token(request.values.get("token", ""))
        if sign_in is None:
            return _no("invalid_token")
        self._server.sign_ins.revoke(sign_in.id)
        return _answer({})

    def _redeem(self, device: DeviceCode | None) -> Response:
        if device is None:
            return _no("invalid_grant")
        if device.is_expired():
            return _no("expired_token")
        if device.decision == "pending":
            return _no("slow_down" if device.polled_too_soon() else "authorization_pending")
        if device.decision == "denied":
            return _no("access_denied")
        self._server.decisions.redeem(device)
        sign_in = self._server.sign_ins.open(device.person, GOOGLE_CLIENT, device.scope)
        return self._tokens(sign_in, refresh_token=self._server.sign_ins.rotate(sign_in))

    def _tokens(self, sign_in: SignIn, **more: str) -> Response:
        life = self._server.settings.id_token_lifetime
        tokens = {"access_token": secrets.token_urlsafe(32), "expires_in": life - 1, "token_type": "Bearer",
                  "scope": sign_in.scope, **more}
        if "openid" in sign_in.scope.split():
            tokens["id_token"] = self._id_token(self._server.people[sign_in.person])
        return _answer(tokens)

    def _id_token(self, person: Person) -> str:
        now = int(self._server.clock())
        return self._server.key.sign({
            "iss": self._issuer, "azp": GOOGLE_CLIENT, "aud": GOOGLE_CLIENT, "sub": person.number,
            "email": person.email, "email_verified": True, "name": person.full_name,
            "iat": now, "exp": now + self._server.settings.id_token_lifetime})


def _no(error: str) -> Response:
    status, description = _NO[error]
    return _answer({"error": error, "error_description": description}, status)


def _answer(body: dict[str, Any], status: int = HTTPStatus.OK) -> Response:
    response = jsonify(body)
    response.status_code = status
    return response
