"""The lines around the table: who and where, what it comes to, what happened, and the keys."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from tui.widgets.columns import fit

GUTTER = 2
"""Blank columns at the left of everything on the screen."""
Piece = str | Content | tuple[str, str | Style]
Words = tuple[str | tuple[str, str], ...]
"""A line in pieces: text, or text and its style."""


class Bar(Static):
    """Text that is painted only when it differs, so that nothing is sent for nothing."""

    DEFAULT_CLASSES = "bar"

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        self._shown = Content(text)
        super().__init__(self._shown, id=id, markup=False)

    @dataclass(eq=False, repr=False)
    class Pressed(Message):
        """A piece of the bar that stands for an action was clicked."""

        action: str

    def on_click(self, event: events.Click) -> None:
        """Pieces made by `press` act."""
        if action := event.style.meta.get("press"):
            self.post_message(self.Pressed(str(action)))

    def show(self, content: Content, *, resize: bool = False) -> None:
        """Show this from now on; `resize`: it may take more or fewer lines than before."""
        if not self._shown.is_same(content):
            self._shown = content
            self.update(content, layout=resize)


def press(action: str) -> Style:
    """What makes a piece of text answer to the mouse like the key of `action`."""
    return Style.from_meta({"press": action})


def spread(left: Sequence[Piece], right: Sequence[Piece], width: int) -> Content:
    """`left` and `right` at the two ends of one line; where both have no room, `right` gives way."""
    start, end = Content.assemble(*left), Content.assemble(*right)
    blanks = width - start.cell_length - end.cell_length
    return Content.assemble(start, " " * blanks, end) if blanks > 0 else start.truncate(width, ellipsis=True)


def header(width: int, *, lists: Sequence[tuple[str, bool]], whose: str, facts: Sequence[str]) -> Content:
    """The product, whose cart where it is not one's own, the lists, and as many `facts` as fit."""
    left: list[Piece] = [(" dynacart ", "bold $accent")]
    if whose:
        left.append((f" {whose} ", "bold $warning reverse"))
    for label, current in lists:
        tab = Content.styled(label, "bold underline" if current else "$muted")
        left += ["  ", tab if current else tab.stylize(press("list"))]
    room = width - Content.assemble(*left).cell_length - 3
    shown = list(facts)
    while shown and cell_len(" · ".join(shown)) > room:
        shown.pop()
    return spread(left, [(" · ".join(shown) + " ", "$muted")], width)


def totals(width: int, contents: Sequence[str], amounts: str, edge: int) -> Content:
    """The sum of a list, like on a receipt: amounts end at column `edge`, of `contents` as many as fit."""
    right: list[Piece] = [("total  ", "$muted"), (amounts, "bold"), " " * (width - edge)] if amounts else []
    room = width - Content.assemble(*right).cell_length - GUTTER - 2
    shown = list(contents)
    while shown and cell_len(" · ".join(shown)) > room:
        shown.pop()
    return spread([" " * GUTTER, (" · ".join(shown), "$muted")], right, width)


def banner(sentences: Sequence[tuple[str, str]]) -> Content:
    """What is in the way, one sentence a line."""
    return Content("\n").join(Content.styled(text, f"${tone}") for tone, text in sentences)


def beside(label: tuple[str, str], text: str, width: int, indent: int) -> list[Content]:
    """A label and, from column `indent` on, wrapped text; one above the other where it is too narrow."""
    return [Content.assemble(*line) for line in pieces_beside(label, text, width, indent)]


def pieces_beside(label: tuple[str, str], text: str, width: int, indent: int) -> list[Words]:
    """Likewise, each line in pieces: what is put together once, and not line by line, takes half as long."""
    name, style = label
    if cell_len(name) >= indent or width <= 2 * indent:
        return [(label,), *((line,) for line in _wrapped(text, max(2, width)))]
    first, *rest = _wrapped(text, width - indent)
    return [((fit(name, indent), style), first), *((" " * indent, line) for line in rest)]


def _wrapped(text: str, width: int) -> list[str]:
    if text.isascii() and text.isprintable():  # then this is cheaper by far
        if len(text) <= width:
            return [text]
        if max(map(len, text.split()), default=0) <= width:
            return textwrap.wrap(text, width, break_on_hyphens=False) or [""]
    return [line.plain.rstrip() for line in Content(text).wrap(width)] or [""]
