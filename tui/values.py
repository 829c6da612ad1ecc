"""One value of a profile: whether it is what its key wants. Nothing that comes from a file is trusted."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

SERVICES = ("dynamodb", "sts", "cognito-identity", "cognito-idp")
ROLE_ARN = re.compile(r"arn:aws[\w-]*:iam::\d{12}:role/[\w+=,.@/-]{1,576}", re.ASCII)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_TUPLES = ("scopes", "redirect_uris")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SHAPES = {
    "role_arn": (ROLE_ARN, "the ARN of an IAM role"),
    "user_pool_id": (re.compile(r"[\w-]+_[0-9a-zA-Z]+", re.ASCII), "the id of a user pool"),
    "identity_pool_id": (re.compile(r"[\w-]+:[0-9a-fA-F-]+", re.ASCII), "the id of an identity pool"),
}


class Wrong(NamedTuple):
    """A value that will not do."""

    why: str


class Flaw(NamedTuple):
    """What is wrong with the value of `key`."""

    key: str
    why: str


def check_url(url: str) -> str:
    """Why `url` may not be called, or "": https anywhere, plain http on this machine only."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return "is not a URL"
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\x00-\x1f\x7f]", url):
        return "is not an http(s) URL"
    if parts.username or parts.password:
        return "must not hold a user name or password"
    if parts.scheme == "http" and host not in _LOOPBACK:
        return "is plain http to another machine; use https"
    return ""


def loopback(url: str) -> bool:
    """Whether `url` stays on this machine: such a call goes through no proxy."""
    return urlsplit(url).hostname in _LOOPBACK


def parse(key: str, value: object, *, needed: bool) -> object:
    """The value of `key` as a profile has it, or why it will not do; what is `needed` is not empty."""
    if key in _TUPLES:
        return _parse_list(key, value)
    if key == "endpoints":
        return _parse_endpoints(value)
    if not isinstance(value, str):
        return Wrong("must be a string")
    if not value.strip() and needed:
        return Wrong("must not be empty")
    if CONTROL.search(value):
        return Wrong("holds control characters")
    if key in ("issuer", "sign_in_url") and (why := check_url(value)):
        return Wrong(why)
    pattern, what = _SHAPES.get(key, (None, ""))
    return Wrong(f"is not {what}") if pattern and not pattern.fullmatch(value) else value


def _parse_list(key: str, value: object) -> object:
    if not isinstance(value, list) or not value or not all(isinstance(s, str) and s for s in value):
        return Wrong("must be a list of strings")
    if key == "scopes" and "openid" not in value:
        return Wrong("must include \"openid\"")
    for uri in value if key == "redirect_uris" else ():
        if why := check_url(uri) or ("" if _listenable(uri) else "does not lead to this machine"):
            return Wrong(f"{uri} {why}")
    return tuple(value)


def _listenable(uri: str) -> bool:
    """Whether a browser that goes to `uri` comes to where we listen, which is 127.0.0.1 without TLS."""
    parts = urlsplit(uri)
    return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")


def _parse_endpoints(value: object) -> object:
    if not isinstance(value, dict):
        return Wrong("must be a section of service = URL")
    for service, url in value.items():
        if service not in SERVICES:
            return Wrong(f"has no service `{service}` (known: {', '.join(SERVICES)})")
        if not isinstance(url, str):
            return Wrong(f"`{service}` must be a string")
        if why := check_url(url):
            return Wrong(f"`{service}` {why}")
    return dict(value)
