"""How the editor looks: where its style sheets lie, and its two themes."""

from pathlib import Path

from textual.theme import Theme

_HERE = Path(__file__).parent
_STYLES = _HERE / "styles" if (_HERE / "styles").exists() else _HERE.parent / "styles"


def sheet(name: str) -> Path:
    """The style sheet `name`: beside the package in the source tree, inside it in a wheel."""
    return _STYLES / name


def _plain(raised: str, ground: str, text: str) -> dict[str, str]:
    """Scroll bars and cursors of Textual's own widgets, without colours of their own."""
    bars = {f"scrollbar-background{state}": ground for state in ("", "-hover", "-active")}
    return {**bars, "scrollbar-corner-color": ground, "scrollbar": raised, "scrollbar-hover": raised,
            "scrollbar-active": raised, "block-cursor-background": raised, "block-cursor-foreground": text,
            "block-cursor-blurred-background": raised, "block-cursor-blurred-foreground": text,
            "border": raised}


DARK = Theme(
    name="dynacart-dark", dark=True,
    background="#14161b", surface="#1a1d24", panel="#232731", boost="#2b303c", foreground="#d7dae2",
    primary="#8fb4e8", secondary="#9aa5ba", accent="#e8b46c",
    success="#8cc99a", warning="#e8b46c", error="#ef8b85",
    variables={"muted": "#8f97a8", "faint": "#5c6375", **_plain("#2b303c", "#14161b", "#d7dae2")},
)
LIGHT = Theme(
    name="dynacart-light", dark=False,
    background="#faf9f6", surface="#f2f0ea", panel="#e7e4db", boost="#dcd8cc", foreground="#24262b",
    primary="#2b5c9e", secondary="#5c6472", accent="#96590a",
    success="#2c6e3f", warning="#96590a", error="#b3261e",
    variables={"muted": "#656b77", "faint": "#a3a59f", **_plain("#dcd8cc", "#faf9f6", "#24262b")},
)
