"""Every key and every mark, on one page."""

from collections.abc import Iterable
from itertools import zip_longest
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tui import keys
from tui.screens.page import Page
from tui.widgets import marks
from tui.widgets.bars import beside

_TWO_COLUMNS = 90
_GAP = 4
_INDENT = 12


class HelpScreen(Page):
    """Made from the list of actions, so that it is never out of date."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,f1", "dismiss(None)", show=False)]

    def content(self, width: int) -> Content:
        """Groups of keys, and the marks; in two columns where there is room."""
        column = (width - _GAP) // 2 if width >= _TWO_COLUMNS else width
        left = [line for name in (keys.CHANGING, keys.MOVING, keys.ALWAYS) for line in _keys(name, column)]
        right = [line for name in (keys.FINDING, keys.TROUBLE) for line in _keys(name, column)]
        known = [(f"{mark.glyph} {mark.word}", mark.means) for mark in marks.ALL]
        right += _group("Marks of a line", known, column)
        if column == width:
            return Content("\n").join(left + right)
        return Content("\n").join(
            Content.assemble(one or "", " " * (column + _GAP - (one.cell_length if one else 0)), two or "")
            for one, two in zip_longest(left, right))


def _keys(group: str, width: int) -> list[Content]:
    actions = (action for action in keys.ACTIONS if action.group == group)
    return _group(group, [(action.show, action.help) for action in actions], width)


def _group(name: str, rows: Iterable[tuple[str, str]], width: int) -> list[Content]:
    lines = [line for key, text in rows for line in beside((key, "bold $accent"), text, width, _INDENT)]
    return [Content.styled(name, "$muted"), *lines, Content("")]
