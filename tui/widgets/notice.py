"""How something stands: a mark, a headline, sentences, and facts by name. Text only, never markup."""

from collections.abc import Iterable
from typing import Literal

from textual.app import ComposeResult
from textual.containers import Grid, Horizontal, Vertical
from textual.widgets import Static

from tui.record import record
from tui.text import plain

Facts = tuple[tuple[str, str], ...]
"""Name and value of each."""
Tone = Literal["calm", "good", "warn", "bad"]
_MARKS: dict[Tone, str] = {"calm": "○", "good": "✓", "warn": "!", "bad": "✗"}
_LONGEST = 1000
"""Characters of one sentence or fact; what is longer is cut, and says so by an ellipsis."""


@record
class Notice:
    """What to show. `tone` gives mark and colour; facts without a value are left out."""

    headline: str
    body: tuple[str, ...] = ()
    facts: Facts = ()
    tone: Tone = "calm"


class NoticeView(Vertical):
    """Shows one notice at a time, each text made plain first."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._shown: Notice | None = None

    def compose(self) -> ComposeResult:
        """The places of mark, headline, sentences and facts."""
        with Horizontal(classes="said"):
            yield Static(markup=False, classes="mark")
            yield Static(markup=False, classes="headline")
        yield Static(markup=False, classes="body")
        yield Grid(classes="facts")

    def show(self, notice: Notice) -> None:
        """Show `notice` in place of the former one; nothing is painted where they are the same."""
        if notice == self._shown:
            return
        self._shown = notice
        for tone in _MARKS:
            self.set_class(tone == notice.tone, f"-{tone}")
        self.query_one(".mark", Static).update(_MARKS[notice.tone])
        self.query_one(".headline", Static).update(plain(notice.headline, _LONGEST))
        sentences = [plain(text, _LONGEST) for text in notice.body if text]
        self.query_one(".body", Static).update("\n".join(sentences))
        cells = list(_cells(notice.facts))
        grid = self.query_one(".facts", Grid)
        grid.display = bool(cells)
        grid.remove_children()
        grid.mount_all(cells)


def _cells(facts: Facts) -> Iterable[Static]:
    for name, value in facts:
        if value:
            yield Static(name, markup=False, classes="name")
            yield Static(plain(value, _LONGEST), markup=False, classes="value")
