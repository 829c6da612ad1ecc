"""The one client registered here: the `dynacart` command, a public client (RFC 8252)."""

import re

from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc8628 import DEVICE_CODE_GRANT_TYPE

from tui.sandbox.idp.settings import SCOPES
from tui.sandbox.people import CLIENT_ID

GRANT_TYPES = (DEVICE_CODE_GRANT_TYPE, "authorization_code", "refresh_token")
_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|\[::1\]|localhost)(:\d{1,5})?(/[\w./-]*)?")


class CliClient(ClientMixin):
    """What Authlib asks about `dynacart-cli`: no secret, loopback redirects with any port and path."""

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return ""

    def get_allowed_scope(self, scope: object) -> str:
        asked = scope.split() if isinstance(scope, str) and scope.strip() else ["openid"]
        return " ".join(s for s in SCOPES if s in asked)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return bool(_LOOPBACK.fullmatch(redirect_uri))

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method == "none"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in GRANT_TYPES


def find(client_id: str) -> CliClient | None:
    """The client of that id (constant, public), or None."""
    return CliClient() if client_id == CLIENT_ID else None
