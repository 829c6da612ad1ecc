"""Profiles: which region, tables, identity provider and exchange; read from TOML, each error naming its line.

The file is `config.toml` in the platform's configuration folder, or the one named by `--config` or
`DYNACART_CONFIG`. It may come from anywhere, so nothing in it is trusted: unknown keys, wrong types, plain
http to other machines and missing values are each a `Problem` that names file, line and key.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tui.presets import PRESETS, issuer_of, required
from tui.problem import Kind, Problem

APP = "dynacart"
SERVICES = ("dynamodb", "sts", "cognito-identity", "cognito-idp")
ROLE_ARN = re.compile(r"arn:aws[\w-]*:iam::\d{12}:role/[\w+=,.@/-]{1,576}", re.ASCII)
_SHAPES = {
    "role_arn": (ROLE_ARN, "the ARN of an IAM role"),
    "user_pool_id": (re.compile(r"[\w-]+_[0-9a-zA-Z]+", re.ASCII), "the id of a user pool"),
    "identity_pool_id": (re.compile(r"[\w-]+:[0-9a-fA-F-]+", re.ASCII), "the id of an identity pool"),
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Profile:
    """One named configuration. Every field below `name` and `data_dir` is a key of `[profile.NAME]`.

    What provider and exchange have no use for is "".
    """

    name: str
    data_dir: Path
    """Where sign-ins, locks and state of this profile are kept."""
    region: str
    issuer: str
    client_id: str
    role_arn: str
    cart_table: str
    catalog_table: str
    catalog_index: str = "by_category"
    provider: str = "oidc"
    exchange: str = "sts"
    flow: str = ""
    """How to sign in: one of the provider's flows, "" for whichever suits."""
    identity_pool_id: str = ""
    user_pool_id: str = ""
    client_secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ("openid", "profile", "offline_access")
    role_claim: str = ""
    """The ID token claim that, when present, names the role to assume instead of `role_arn`."""
    redirect_uris: tuple[str, ...] = ("http://127.0.0.1/",)
    """Where a browser may come back to, tried in turn; one that names no port means any."""
    endpoints: Mapping[str, str] = field(default_factory=dict)
    """Endpoint URL by service (see `SERVICES`); without one the AWS endpoint of the region."""

    def endpoint(self, service: str, env: Mapping[str, str] = os.environ) -> str | None:
        """The URL to call `service` at, or None for the region's own (AWS_ENDPOINT_URL_* as everywhere)."""
        named = env.get(endpoint_variable(service)) or env.get("AWS_ENDPOINT_URL")
        return named or self.endpoints.get(service)


_KEYS = {f.name: f for f in fields(Profile) if f.name not in ("name", "data_dir")}
def endpoint_variable(service: str) -> str:
    """The variable of the environment that names another endpoint for `service`, as everywhere."""
    return f"AWS_ENDPOINT_URL_{service.upper().replace('-', '_')}"


_NEEDED = [key for key, f in _KEYS.items() if f.default is MISSING and f.default_factory is MISSING]
"""Keys without a value of their own; which of them a profile needs depends on provider and exchange."""
_TUPLES = ("scopes", "redirect_uris")
_TOP = ("default_profile", "data_dir", "profile")


def default_path(env: Mapping[str, str] = os.environ) -> Path:
    """The configuration file used where none is named."""
    if named := env.get("DYNACART_CONFIG"):
        return Path(named)
    import platformdirs

    try:
        return platformdirs.user_config_path(APP) / "config.toml"
    except RuntimeError:  # a user without a home folder
        return Path("~/.config", APP, "config.toml")


def load(path: Path, name: str = "", env: Mapping[str, str] = os.environ) -> Profile | Problem:
    """The profile `name` of the file at `path`; without a name the default or the only one."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return _usage("There is no configuration file", str(path), "Try `dynacart demo`, or write one.")
    except (OSError, UnicodeDecodeError) as error:
        return _usage(f"The configuration file cannot be read: {error}", str(path))
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return _usage(f"The configuration file is not valid TOML: {error}", str(path))
    return _Reader(path, text, document).profile(name or env.get("DYNACART_PROFILE", ""))


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


def _usage(what: str, where: str, todo: str = "") -> Problem:
    return Problem(Kind.USAGE, what, where, todo)


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    text: str
    document: dict[str, Any]

    def profile(self, name: str) -> Profile | Problem:
        for key in self.document:
            if key not in _TOP:
                return self._bad("", key, f"`{key}` is not a setting (known: {', '.join(_TOP)})")
        tables = self.document.get("profile")
        if not isinstance(tables, dict) or not tables:
            return _usage("The configuration has no [profile.NAME] section", str(self.path))
        wanted = self._choose(name, tables)
        if isinstance(wanted, Problem):
            return wanted
        table = tables[wanted]
        if not isinstance(table, dict):
            return self._bad("", wanted, f"`profile.{wanted}` must be a section")
        return self._build(wanted, table)

    def _choose(self, name: str, tables: dict[str, Any]) -> str | Problem:
        chosen = name or self.document.get("default_profile")
        if not isinstance(chosen, str | None):
            return self._bad("", "default_profile", "`default_profile` must be a string")
        if not chosen:
            chosen = next(iter(tables)) if len(tables) == 1 else "default"
        if chosen not in tables:
            known = ", ".join(sorted(tables))
            return _usage(f"There is no profile {chosen!r}", str(self.path), f"Choose one of: {known}.")
        return chosen

    def _build(self, name: str, table: dict[str, Any]) -> Profile | Problem:
        values: dict[str, Any] = {}
        for key, value in table.items():
            parsed = _parse(key, value) if key in _KEYS else _Wrong("is not a setting of a profile")
            if isinstance(parsed, _Wrong):
                return self._bad(name, key, f"`{key}` {parsed.why}")
            values[key] = parsed
        for key, (among, whose) in _choices(values).items():
            if values.get(key, among[0]) not in among:
                known = ", ".join(filter(None, among))
                return self._bad(name, key, f"`{key}` must be one of{whose}: {known}")
        provider, exchange = values.get("provider", "oidc"), values.get("exchange", "sts")
        values = {**dict.fromkeys(_NEEDED, ""), **PRESETS[provider].defaults, **values}
        if pool := values.get("user_pool_id"):
            values["issuer"] = values["issuer"] or issuer_of(pool)
        for key in required(provider, exchange):
            if not values.get(key):
                return self._bad(name, "", f"`{key}` is missing in [profile.{name}]")
        data_dir = _data_dir(self.document.get("data_dir", ""), self.path)
        if isinstance(data_dir, _Wrong):
            return self._bad("", "data_dir", f"`data_dir` {data_dir.why}")
        return Profile(name=name, data_dir=data_dir, **values)

    def _bad(self, section: str, key: str, what: str) -> Problem:
        return _usage(what, f"{self.path}:{self._line(section, key)}")

    def _line(self, section: str, key: str) -> int:
        """The line `key` of `[profile.section]` stands on; the section's own line where there is no key."""
        here, found = "", 1
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*\[+([^\]]+)\]+", line):
                here = header.group(1).replace('"', "").replace("'", "").strip()
                if here == f"profile.{section}":
                    found = number
                if key and here in (f"profile.{section}.{key}", f"profile.{key}", key):
                    return number
            elif key and here == (f"profile.{section}" if section else "") \
                    and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
                return number
        return found


@dataclass(frozen=True, slots=True)
class _Wrong:
    why: str


def _choices(values: Mapping[str, Any]) -> dict[str, tuple[tuple[str, ...], str]]:
    """The keys that choose among few: what there is to choose, and whose choice it is."""
    provider = values.get("provider", "oidc")
    preset = PRESETS.get(provider, PRESETS["oidc"])
    of = f" those of {provider}" if provider in PRESETS else ""
    return {"provider": (tuple(PRESETS), ""), "exchange": (preset.exchanges, of),
            "flow": (("", *preset.flows), of)}


def _parse(key: str, value: object) -> object:
    if key in _TUPLES:
        return _parse_list(key, value)
    if key == "endpoints":
        return _parse_endpoints(value)
    if not isinstance(value, str):
        return _Wrong("must be a string")
    if not value.strip() and key in _NEEDED:
        return _Wrong("must not be empty")
    if _CONTROL.search(value):
        return _Wrong("holds control characters")
    if key == "issuer" and (why := check_url(value)):
        return _Wrong(why)
    pattern, what = _SHAPES.get(key, (None, ""))
    return _Wrong(f"is not {what}") if pattern and not pattern.fullmatch(value) else value


def _parse_list(key: str, value: object) -> object:
    if not isinstance(value, list) or not value or not all(isinstance(s, str) and s for s in value):
        return _Wrong("must be a list of strings")
    if key == "scopes" and "openid" not in value:
        return _Wrong("must include \"openid\"")
    for uri in value if key == "redirect_uris" else ():
        if why := check_url(uri) or ("" if loopback(uri) else "does not lead to this machine"):
            return _Wrong(f"{uri} {why}")
    return tuple(value)


def _parse_endpoints(value: object) -> object:
    if not isinstance(value, dict):
        return _Wrong("must be a section of service = URL")
    for service, url in value.items():
        if service not in SERVICES:
            return _Wrong(f"has no service `{service}` (known: {', '.join(SERVICES)})")
        if not isinstance(url, str):
            return _Wrong(f"`{service}` must be a string")
        if why := check_url(url):
            return _Wrong(f"`{service}` {why}")
    return dict(value)


def _data_dir(named: object, config: Path) -> Path | _Wrong:
    if not isinstance(named, str):
        return _Wrong("must be a string")
    if _CONTROL.search(named):
        return _Wrong("holds control characters")
    try:
        if named:
            return (config.parent / Path(named).expanduser()).absolute()
        import platformdirs

        return platformdirs.user_data_path(APP)
    except RuntimeError:
        return _Wrong("needs a home folder that there is not; name another place")
