"""The themes can be read: every text on every ground it stands on, by WCAG 2.2 (1.4.3 and 1.4.6)."""

import pytest
from textual.color import Color

from tui.colours import BASES, COLOURS
from tui.look import themes

_GROUNDS = ("background", "surface", "panel")
_TEXTS = [name for name in COLOURS if name not in (*_GROUNDS, "boost", "faint")]
THEMES = {theme.name: theme for theme in themes({})}


def luminance(colour: str) -> float:
    """Relative luminance, of 1."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                for c in Color.parse(colour).normalized]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), channels, strict=True))


@pytest.mark.parametrize(("name", "ratio"), [(name, 7.0 if "contrast" in name else 4.5) for name in BASES])
def test_texts_stand_out(name: str, ratio: float) -> None:
    theme = THEMES[name]
    colours = {key: str(getattr(theme, key, None) or theme.variables[key]) for key in COLOURS}
    for text in _TEXTS:
        for ground in _GROUNDS:
            dim, light = sorted(luminance(colours[key]) for key in (text, ground))
            assert (light + 0.05) / (dim + 0.05) >= ratio, (text, ground)


def test_what_one_s_own_does_not_name_is_that_of_its_base() -> None:
    *_, dusk = themes({"dusk": {"based_on": "light", "accent": "#ff0000", "muted": "#00ff00"}})
    light = THEMES["light"]
    assert (dusk.name, dusk.accent, dusk.panel) == ("dusk", "#ff0000", light.panel)
    assert dusk.variables == {**light.variables, "muted": "#00ff00"}
    assert not dusk.dark
