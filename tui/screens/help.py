"""What every key does and every mark means, on one page: those of the place one is in first."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from rich.cells import cell_len
from textual.content import Content

from tui.keys import ALWAYS, PLACES, Use
from tui.screens.page import Page
from tui.widgets import marks
from tui.widgets.bars import Words, pieces_beside
from tui.widgets.keyed import bind

_TWO_COLUMNS = 90
_GAP = 4
_INDENT = 14
_HERE = ("bold underline", "$muted")
Group = list[Words]
"""Lines that stand together."""


class HelpScreen(Page[None]):
    """Made from the registry, so that it is never out of date."""

    BINDINGS = bind(help="dismiss(None)")

    def __init__(self, here: str) -> None:
        """`here` is the place that help was asked for."""
        super().__init__()
        self._here = here

    def content(self, width: int) -> Content:
        """Groups of keys, and the marks; in two columns where there is room."""
        column = (width - _GAP) // 2 if width >= _TWO_COLUMNS else width
        groups = [*self._groups(column)]
        lines = [line for group in groups for line in group]
        if column != width:
            left, right = _balanced(groups)
            lines = [(*one, " " * (column + _GAP - _length(one)), *two)
                     for one, two in zip_longest(left, right, fillvalue=())]
        first, *rest = lines
        return Content.assemble(*first, *(piece for line in rest for piece in ("\n", *line)))

    def _groups(self, width: int) -> Iterator[Group]:
        told: set[Use] = set()
        for name in (self._here, *(name for name in PLACES if name != self._here)):
            place = PLACES[name]
            uses = [use for use in place.uses if use.help and use not in told]
            told.update(uses)
            headings = dict.fromkeys(use.group for use in uses)
            for heading in sorted(headings, key=lambda group: group == ALWAYS):
                rows = [(self.keymap.names(use, typing=place.typing), use.help)
                        for use in uses if use.group == heading]
                yield _group(heading or place.title, rows, width, here=name == self._here)
            if name == self._here:
                known = [(f"{mark.glyph} {mark.word}", mark.means) for mark in marks.ALL]
                yield _group("Marks of a line", known, width)


def _balanced(groups: list[Group]) -> tuple[Group, Group]:
    """The groups in two columns, the longer one first."""
    half = sum(map(len, groups)) / 2
    left: Group = []
    while groups and len(left) < half:
        left += groups.pop(0)
    return left, [line for group in groups for line in group]


def _length(line: Words) -> int:
    return sum(cell_len(piece if isinstance(piece, str) else piece[0]) for piece in line)


def _group(name: str, rows: Iterable[tuple[str, str]], width: int, *, here: bool = False) -> Group:
    lines = [line for key, text in rows
             for line in pieces_beside((key, "bold $accent"), text, width, _INDENT)]
    return [((name, _HERE[0] if here else _HERE[1]),), *lines, ()]
