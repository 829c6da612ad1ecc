"""Where an OpenID provider's endpoints are: OpenID Connect Discovery 1.0, with every address checked."""

from collections.abc import Mapping
from typing import Any

from tui.config import check_url
from tui.problem import Kind, Problem
from tui.record import record
from tui.text import plain

_ENDPOINTS = ("token_endpoint", "jwks_uri", "device_authorization_endpoint", "revocation_endpoint",
              "authorization_endpoint")


@record
class Provider:
    """What a provider says of itself; an endpoint it does not have is "".

    `auth_methods` are the ways a client may prove itself, none where it does not say.
    """

    issuer: str
    auth_methods: tuple[str, ...]
    token_endpoint: str
    jwks_uri: str
    device_authorization_endpoint: str = ""
    revocation_endpoint: str = ""
    authorization_endpoint: str = ""


def discover(issuer: str) -> Provider | Problem:
    """Ask `issuer`. Blocks on the network."""
    from tui.identity.http import get_json

    url = issuer.rstrip("/") + "/.well-known/openid-configuration"
    reply = get_json(url)
    return reply if isinstance(reply, Problem) else read(reply.body, issuer, url)


def read(document: Mapping[str, Any], issuer: str, url: str) -> Provider | Problem:
    """The provider that `document`, fetched from `url`, describes.

    The issuer must be the very string asked for (section 4.3): tokens are checked against it.
    """
    claimed = document.get("issuer")
    if claimed != issuer:
        claimed = plain(claimed) if isinstance(claimed, str) else "nothing"
        what = f"The identity provider calls itself {claimed}, the profile calls it {issuer}"
        return Problem(Kind.SIGN_IN, what, url,
                       "Set `issuer` in the profile to exactly what the provider calls itself.")
    found: dict[str, str] = {}
    for key in _ENDPOINTS:
        value = document.get(key, "")
        required = key in ("token_endpoint", "jwks_uri")
        if not isinstance(value, str) or (value and check_url(value)) or (required and not value):
            return Problem(Kind.SIGN_IN, f"The identity provider names no usable {key}", url,
                           "Ask who runs the identity provider.")
        found[key] = value
    methods = document.get("token_endpoint_auth_methods_supported")
    known = tuple(m for m in methods if isinstance(m, str)) if isinstance(methods, list) else ()
    return Provider(issuer, auth_methods=known, **found)
