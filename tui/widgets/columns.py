"""Text in columns: fitted by the cells it takes on the terminal, whatever characters it is made of."""

import re
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from tui.text import plain

_DISPUTED = re.compile(r"[\u200c\u200d\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
_ACCENT = r"[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]"
_FROM_THE_RIGHT = re.compile(
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_LEFT_TO_RIGHT = "\u200e"
"""Of no width."""
_STACKED = re.compile(rf"({_ACCENT}{{2}}){_ACCENT}+")


class Column(NamedTuple):
    """One column: its heading, width in cells, gap of blanks before it, and side."""

    name: str
    width: int
    gap: int = 2
    right: bool = False

    def fit(self, text: str) -> str:
        """`text` in exactly the cells of the column and its gap."""
        return " " * self.gap + fit(text, self.width, right=self.right)


def steady(text: str, limit: int = 200) -> str:
    """Text from outside on one safe line, without characters whose width terminals disagree upon.

    Joiners, variation selectors and skin tones go (each emoji then takes two cells everywhere), and of a
    stack of accents two stay.
    """
    return _STACKED.sub(r"\1", _DISPUTED.sub("", plain(text, limit)))


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells; what is cut ends in an ellipsis.

    Where it runs from right to left, a mark ends that: a terminal that reorders would draw the next column's
    digits into it (UAX #9, N1).
    """
    length = cell_len(text)
    if length > width:
        text = set_cell_size(text, max(width - 1, 0)).rstrip() + "…" if width > 0 else ""
        length = cell_len(text)
    if _FROM_THE_RIGHT.search(text):
        text += _LEFT_TO_RIGHT
    blanks = " " * (width - length)
    return blanks + text if right else text + blanks
