"""Profiles: which region, tables, identity provider and exchange; read from TOML, each error naming its line.

The file is `config.toml` in the platform's configuration folder, or the one named by `--config` or
`DYNACART_CONFIG`. It may come from anywhere, so nothing in it is trusted: unknown keys, wrong types, plain
http to other machines and missing values are each a `Problem` that names file, line and key.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.colours import Themes, themes_in
from tui.presets import PRESETS, issuer_of, required
from tui.problem import Kind, Problem
from tui.record import record
from tui.values import CONTROL, ROLE_ARN, SERVICES, Flaw, Wrong, check_url, loopback, parse

if TYPE_CHECKING:
    from tui.keymap import Keymap

__all__ = ["APP", "ROLE_ARN", "SERVICES", "Profile", "check_url", "default_path", "endpoint_variable", "load",
           "load_all", "loopback"]

APP = "dynacart"


@record
class Profile:
    """One named configuration. Its fields are keys of `[profile.NAME]`, but `name` and the whole file's.

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
    sign_in_url: str = ""
    """Where a SAML identity provider takes requests."""
    client_secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ("openid", "profile", "offline_access")
    role_claim: str = ""
    """The ID token claim that, when present, names the role to assume instead of `role_arn`."""
    store: str = "file"
    """Where sign-ins are kept: in files of one's own, or in the operating system's `keyring`."""
    redirect_uris: tuple[str, ...] = ("http://127.0.0.1/",)
    """Where a browser may come back to, tried in turn; one that names no port means any."""
    endpoints: Mapping[str, str] = field(default_factory=dict)
    """Endpoint URL by service (see `SERVICES`); without one the AWS endpoint of the region."""
    mouse: bool = True
    """Whether the editor listens to the mouse. From here on: alike for every profile of the file."""
    theme: str = "dark"
    themes: Themes = field(default_factory=dict)
    keymap: "Keymap | None" = None
    """None is the default."""

    def endpoint(self, service: str, env: Mapping[str, str] = os.environ) -> str | None:
        """The URL to call `service` at, or None for the region's own (AWS_ENDPOINT_URL_* as everywhere)."""
        named = env.get(endpoint_variable(service)) or env.get("AWS_ENDPOINT_URL")
        return named or self.endpoints.get(service)


_WHOLE = ("data_dir", "mouse", "theme", "themes", "keymap")
"""Settings of the whole file."""
_KEYS = {f.name: f for f in fields(Profile) if f.name not in ("name", *_WHOLE)}


def endpoint_variable(service: str) -> str:
    """The variable of the environment that names another endpoint for `service`, as everywhere."""
    return f"AWS_ENDPOINT_URL_{service.upper().replace('-', '_')}"


_NEEDED = [key for key, f in _KEYS.items() if f.default is MISSING and f.default_factory is MISSING]
"""Keys without a value of their own; which of them a profile needs depends on provider and exchange."""
_TOP = ("default_profile", *_WHOLE[:-1], "keys", "profile")


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
    reader = _open(path)
    return reader if isinstance(reader, Problem) else reader.profile(name or env.get("DYNACART_PROFILE", ""))


def load_all(path: Path) -> list[Profile] | Problem:
    """Every profile of the file at `path`; one that is flawed is a problem."""
    reader = _open(path)
    if isinstance(reader, Problem):
        return reader
    found: list[Profile] = []
    for name in reader.names():
        profile = reader.profile(name)
        if isinstance(profile, Problem):
            return profile
        found.append(profile)
    return found


def _open(path: Path) -> "_Reader | Problem":
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
    return _Reader(path, text, document)


def _usage(what: str, where: str, todo: str = "") -> Problem:
    return Problem(Kind.USAGE, what, where, todo)


@record
class _Reader:
    path: Path
    text: str
    document: dict[str, Any]

    def names(self) -> list[str]:
        tables = self.document.get("profile")
        return list(tables) if isinstance(tables, dict) and tables else [""]

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
            unknown = None if key in _KEYS else Wrong("is not a setting of a profile")
            parsed = unknown or parse(key, value, needed=key in _NEEDED)
            if isinstance(parsed, Wrong):
                return self._bad(f"profile.{name}", key, f"`{key}` {parsed.why}")
            values[key] = parsed
        for key, (among, whose) in _choices(values).items():
            if values.get(key, among[0]) not in among:
                known = ", ".join(filter(None, among))
                why = PRESETS[values.get("provider", "oidc")].refuses.get(values[key]) if whose else ""
                because = f" ({why})" if why else ""
                return self._bad(f"profile.{name}", key, f"`{key}` must be one of{whose}: {known}{because}")
        provider, exchange = values.get("provider", "oidc"), values.get("exchange", "sts")
        values = {**dict.fromkeys(_NEEDED, ""), **PRESETS[provider].defaults, **values}
        if pool := values.get("user_pool_id"):
            values["issuer"] = values["issuer"] or issuer_of(pool)
        for key in required(provider, exchange):
            if not values.get(key):
                return self._bad(f"profile.{name}", "", f"`{key}` is missing in [profile.{name}]")
        whole = self._whole()
        return whole if isinstance(whole, Problem) else Profile(name=name, **whole, **values)

    def _whole(self) -> dict[str, Any] | Problem:
        """The settings that are not those of one profile."""
        data_dir = _data_dir(self.document.get("data_dir", ""), self.path)
        if isinstance(data_dir, Wrong):
            return self._bad("", "data_dir", f"`data_dir` {data_dir.why}")
        mouse, theme = self.document.get("mouse", True), self.document.get("theme", "dark")
        if not isinstance(mouse, bool):
            return self._bad("", "mouse", "`mouse` must be true or false")
        if not isinstance(theme, str):
            return self._bad("", "theme", "`theme` must be the name of a theme")
        themes = themes_in(self.document.get("themes", {}))
        if isinstance(themes, Flaw):
            return self._bad("", themes.key, f"`{themes.key}` {themes.why}")
        keymap = self._keymap()
        if isinstance(keymap, Flaw):
            return self._bad("keys", keymap.key, f"`{keymap.key}` {keymap.why}")
        return {"data_dir": data_dir, "mouse": mouse, "theme": theme, "themes": themes, "keymap": keymap}

    def _keymap(self) -> "Keymap | Flaw | None":
        if "keys" not in self.document:
            return None
        from tui.keymap import keymap_in  # only the editor has a use for keys

        return keymap_in(self.document["keys"])

    def _bad(self, section: str, key: str, what: str) -> Problem:
        return _usage(what, f"{self.path}:{self._line(section, key)}")

    def _line(self, section: str, key: str) -> int:
        """The line `key` of `[section]` stands on; the section's own line where there is no key."""
        here, found = "", 1
        setting, inline = (rf"\s*[\"']?{re.escape(name)}[\"']?\s*" for name in (key, section))
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*\[+([^\]]+)\]+", line):
                here = header.group(1).replace('"', "").replace("'", "").strip()
                if here == section:
                    found = number
                if key and here in (f"{section}.{key}", f"profile.{key}", key):
                    return number
            wanted = f"{setting}[=.]" if here == section else rf"{inline}(=|\.{setting}=)"
            if key and here in (section, "") and re.match(wanted, line):
                return number
        return found


def _choices(values: Mapping[str, Any]) -> dict[str, tuple[tuple[str, ...], str]]:
    """The keys that choose among few: what there is to choose, and whose choice it is."""
    provider = values.get("provider", "oidc")
    preset = PRESETS.get(provider, PRESETS["oidc"])
    of = f" those of {provider}" if provider in PRESETS else ""
    return {"provider": (tuple(PRESETS), ""), "exchange": (preset.exchanges, of),
            "flow": (("", *preset.flows), of), "store": (("file", "keyring"), "")}


def _data_dir(named: object, config: Path) -> Path | Wrong:
    if not isinstance(named, str):
        return Wrong("must be a string")
    if CONTROL.search(named):
        return Wrong("holds control characters")
    try:
        if named:
            return (config.parent / Path(named).expanduser()).absolute()
        import platformdirs

        return platformdirs.user_data_path(APP)
    except RuntimeError:
        return Wrong("needs a home folder that there is not; name another place")
