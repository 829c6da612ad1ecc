"""A page to read on top of the cart."""

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.screens.dialog import Dialog
from tui.widgets.footer import Footer
from tui.widgets.keyed import bind

T = TypeVar("T")
_BESIDE = 6
"""Columns of the dialog's border, padding and scrollbar (styles/dialogs.tcss)."""
SCROLL = {"down": "scroll(1)", "up": "scroll(-1)", "page_down": "scroll(10)", "page_up": "scroll(-10)",
          "first": "scroll(-9999)", "last": "scroll(9999)"}
"""The moves on a page."""


class Page(Dialog[T]):
    """A subclass says what stands on the page (`content`), and what between it and the keys (`below`)."""

    BINDINGS = bind(close="dismiss(None)", take="dismiss(None)", help="help", **SCROLL)
    PLACE = "page"
    WIDTH: ClassVar = 110
    """Columns, where the terminal has so many."""
    AROUND: ClassVar = 4
    """Lines that the margins, what is below the page, and the keys take."""
    _filled = 0
    """Columns of what stands on the page."""

    def compose(self) -> ComposeResult:
        """All but what stands on the page."""
        with Vertical(classes="dialog") as dialog:
            dialog.styles.width = self.WIDTH
            with VerticalScroll(id="page", can_focus=False) as page:
                page.styles.max_height = self._most
                yield Static(id="text", markup=False)
            yield from self.below()
            yield self.footer()

    def on_mount(self) -> None:
        """A turn later, and before it is laid out."""
        self.fill()

    def content(self, width: int) -> Content:
        """What stands on the page, `width` columns wide."""
        return Content(" " * width)

    def below(self) -> ComposeResult:
        """What stands below the page, and does not scroll."""
        yield from ()

    def on_resize(self) -> None:
        """The keys stay in sight; the page is wrapped to its width, and scrolls if it has to."""
        self.query_one("#page").styles.max_height = self._most
        if self._filled != self._width:
            self.fill()

    def hint(self, text: str) -> None:
        """Say something in place of the keys."""
        self.query_one(Footer).note(text)

    def action_scroll(self, lines: int) -> None:
        """Scroll by some lines."""
        self.query_one("#page", VerticalScroll).scroll_relative(
            y=lines, animate=False, immediate=True)

    def fill(self) -> None:
        """Put on the page what is to stand there now."""
        self._filled = self._width
        self.query_one("#text", Static).update(self.content(self._filled))

    @property
    def _width(self) -> int:
        """Columns of the text."""
        return max(2, min(self.WIDTH, self.app.size.width) - _BESIDE)

    @property
    def _most(self) -> int:
        """Lines of the page there is room for."""
        return max(2, self.app.size.height - self.AROUND)
