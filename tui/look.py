"""How the editor looks: where its style sheets lie, and its two themes."""

from pathlib import Path

from textual.theme import Theme

_HERE = Path(__file__).parent
_STYLES = _HERE / "styles" if (_HERE / "styles").exists() else _HERE.parent / "styles"


def sheet(name: str) -> Path:
    """The style sheet `name`: beside the package in the source tree, inside it in a wheel."""
    return _STYLES / name


DARK = Theme(
    name="dynacart-dark", dark=True,
    background="#14161b", surface="#1a1d24", panel="#232731", boost="#2b303c", foreground="#d7dae2",
    primary="#8fb4e8", secondary="#9aa5ba", accent="#e8b46c",
    success="#8cc99a", warning="#e8b46c", error="#ef8b85",
)
LIGHT = Theme(
    name="dynacart-light", dark=False,
    background="#faf9f6", surface="#f2f0ea", panel="#e7e4db", boost="#dcd8cc", foreground="#24262b",
    primary="#2b5c9e", secondary="#5c6472", accent="#96590a",
    success="#2c6e3f", warning="#96590a", error="#b3261e",
)
