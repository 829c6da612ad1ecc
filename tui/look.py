"""How the editor looks: where its style sheets lie, and its themes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tui.colours import Themes
from tui.problem import Kind, Problem

_HERE = Path(__file__).parent
_STYLES = _HERE / "styles" if (_HERE / "styles").exists() else _HERE.parent / "styles"

ROWS = {f"rows--{name}" for name in (
    "head", "cursor", "muted", "accent", "good", "busy", "ask", "bad", "found")}
"""The tones of the tables' rows, by their names in the style sheet."""


def sheet(name: str) -> Path:
    """The style sheet `name`: beside the package in the source tree, inside it in a wheel."""
    return _STYLES / name


def _plain(theme: Theme) -> Theme:
    """The theme, with scroll bars and cursors of Textual's own widgets that have no colours of their own."""
    ground, raised, text = str(theme.background), str(theme.boost), str(theme.foreground)
    bars = {f"scrollbar-background{state}": ground for state in ("", "-hover", "-active")}
    return replace(theme, variables={
        **bars, "scrollbar-corner-color": ground, "scrollbar": raised, "scrollbar-hover": raised,
        "scrollbar-active": raised, "block-cursor-background": raised, "block-cursor-foreground": text,
        "block-cursor-blurred-background": raised, "block-cursor-blurred-foreground": text,
        "border": raised, **theme.variables})


_DARK = Theme(
    name="dark", dark=True,
    background="#14161b", surface="#1a1d24", panel="#232731", boost="#2b303c", foreground="#d7dae2",
    primary="#8fb4e8", secondary="#9aa5ba", accent="#e8b46c",
    success="#8cc99a", warning="#e8b46c", error="#ef8b85",
    variables={"muted": "#8f97a8", "faint": "#5c6375"},
)
_LIGHT = Theme(
    name="light", dark=False,
    background="#faf9f6", surface="#f2f0ea", panel="#e7e4db", boost="#dcd8cc", foreground="#24262b",
    primary="#2b5c9e", secondary="#5c6472", accent="#875000",
    success="#2c6e3f", warning="#875000", error="#b3261e",
    variables={"muted": "#5a606b", "faint": "#a3a59f"},
)
_CONTRAST = Theme(
    name="contrast", dark=True,
    background="#000000", surface="#000000", panel="#303030", boost="#5a5a5a", foreground="#ffffff",
    primary="#9fd0ff", secondary="#e0e0e0", accent="#ffd75f",
    success="#87ff87", warning="#ffd75f", error="#ffafaf",
    variables={"muted": "#e0e0e0", "faint": "#a8a8a8"},
)
_CONTRAST_LIGHT = Theme(
    name="contrast-light", dark=False,
    background="#ffffff", surface="#ffffff", panel="#dedede", boost="#b0b0b0", foreground="#000000",
    primary="#00338a", secondary="#202020", accent="#6b3500",
    success="#004d14", warning="#6b3500", error="#8a0000",
    variables={"muted": "#202020", "faint": "#565656"},
)
_ANSI = {"muted": "ansi_default", "faint": "ansi_bright_black"}
_BASES = {theme.name: theme for theme in (_DARK, _LIGHT, _CONTRAST, _CONTRAST_LIGHT)}
_TERMINAL = {name: replace(theme, variables={**theme.variables, **_ANSI})
             for name, theme in BUILTIN_THEMES.items() if name in ("ansi-dark", "ansi-light")}
_SHIPPED = {name: _plain(theme) for name, theme in _BASES.items()} | _TERMINAL


def themes(own: Themes) -> Iterator[Theme]:
    """The themes there are: those that come along, and one's own."""
    yield from _SHIPPED.values()
    for name, table in own.items():
        yield _own(name, dict(table))


def unknown(name: str, own: Themes) -> Problem | None:
    """What to say where there is no theme `name`; Textual's will do as well."""
    if name in _SHIPPED or name in own or name in BUILTIN_THEMES:
        return None
    others = sorted(BUILTIN_THEMES.keys() - _SHIPPED.keys())
    return Problem(Kind.USAGE, f"There is no theme {name!r}", "theme",
                   f"Choose one of: {', '.join([*_SHIPPED, *own])}; or of Textual's: {', '.join(others)}.")


def tones(theme: Theme) -> dict[str, str]:
    """The two colours for what matters less that Textual's themes do not have."""
    made = theme.to_color_system().generate()
    text, ground = Color.parse(made["foreground"]), Color.parse(made["background"])
    return {"muted": text.blend(ground, 0.3).hex, "faint": text.blend(ground, 0.6).hex}


def _own(name: str, table: dict[str, str]) -> Theme:
    base = _BASES[table.pop("based_on", "dark")]
    variables = {tone: table.pop(tone, colour) for tone, colour in base.variables.items()}
    colours: dict[str, Any] = table
    return _plain(replace(base, name=name, **colours, variables=variables))
