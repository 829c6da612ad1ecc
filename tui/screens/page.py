"""A page to read on top of the cart."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.look import sheet

_AROUND = 4
"""Lines that the margins and the keys take."""


class Page(ModalScreen[None], inherit_bindings=False):
    """Base of help and refusal. A subclass says what stands on the page."""

    CSS_PATH = sheet("dialogs.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss(None)", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("pagedown,space", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]
    HINT: ClassVar[str] = "↓ ↑ scroll · Esc goes back"

    def compose(self) -> ComposeResult:
        """The frame."""
        with Vertical(classes="dialog wide"):
            with VerticalScroll(id="page", can_focus=False):
                yield Static(id="text", markup=False)
            yield Static(self.HINT, classes="keys", markup=False)

    def content(self, width: int) -> Content:
        """What stands on the page, `width` columns wide."""
        return Content(" " * width)

    def on_resize(self) -> None:
        """The keys stay in sight; the page is wrapped to its width, and scrolls if it has to."""
        self.query_one("#page").styles.max_height = max(2, self.size.height - _AROUND)
        self.call_after_refresh(self.fill)

    def hint(self, text: str) -> None:
        """Say something in place of the keys."""
        self.query_one(".keys", Static).update(text)

    def action_scroll(self, lines: int) -> None:
        """Scroll by some lines."""
        self.query_one("#page", VerticalScroll).scroll_relative(
            y=lines, animate=False, immediate=True)

    def fill(self) -> None:
        """Put on the page what is to stand there now."""
        text = self.query_one("#text", Static)
        if width := text.size.width:  # none before the first layout, after which this is called again
            text.update(self.content(width))
