"""The themes that a configuration may choose or make: their names and colours, checked, as text."""

import re
from collections.abc import Mapping

from tui.values import Flaw

BASES = ("dark", "light", "contrast", "contrast-light")
SHIPPED = (*BASES, "ansi-dark", "ansi-light")
"""The last two take the sixteen colours of the terminal itself."""
COLOURS = ("background", "surface", "panel", "boost", "foreground", "muted", "faint",
           "primary", "secondary", "accent", "success", "warning", "error")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

Themes = Mapping[str, Mapping[str, str]]
"""Themes of one's own, by name: each what its table `[themes.NAME]` holds, which is any of `COLOURS` as
"#rrggbb", and `based_on`, one of `BASES`, for the others."""


def themes_in(value: object) -> Themes | Flaw:
    """What `[themes]` holds, or the first thing in it that will not do."""
    if not isinstance(value, dict):
        return Flaw("themes", "holds a section for each theme")
    for name, table in value.items():
        if why := _why_no_theme(name, table):
            return Flaw(f"themes.{name}", why)
    return value


def _why_no_theme(name: str, table: object) -> str:
    if name in SHIPPED:
        return "has the name of a theme that there is already"
    if not _NAME.fullmatch(name):
        return "is no name for a theme: lower-case letters, digits and - are"
    if not isinstance(table, dict):
        return "must be a section"
    flaws = ((key, _why_no_colour(key, value)) for key, value in table.items())
    return next((f"will not do: `{key}` {why}" for key, why in flaws if why), "")


def _why_no_colour(key: str, value: object) -> str:
    if key == "based_on":
        return "" if value in BASES else f"must be one of: {', '.join(BASES)}"
    if key not in COLOURS:
        return f"is not a colour of a theme (known: {', '.join(COLOURS)})"
    return "" if isinstance(value, str) and _COLOUR.fullmatch(value) else "must be like \"#8fb4e8\""
