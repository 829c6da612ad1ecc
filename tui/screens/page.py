"""A page to read on top of the cart."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.look import sheet
from tui.screens.placed import Placed
from tui.widgets.footer import Footer
from tui.widgets.keyed import bind

_AROUND = 4
"""Lines that the margins and the keys take."""


SCROLL = {"down": "scroll(1)", "up": "scroll(-1)", "page_down": "scroll(10)", "page_up": "scroll(-10)",
          "first": "scroll(-9999)", "last": "scroll(9999)"}
"""The moves on a page."""


class Page(Placed, ModalScreen[None], inherit_bindings=False):
    """Base of help and refusal. A subclass says what stands on the page."""

    CSS_PATH = sheet("dialogs.tcss")
    BINDINGS = bind(close="dismiss(None)", take="dismiss(None)", help="help", **SCROLL)
    PLACE = "page"

    def compose(self) -> ComposeResult:
        """The frame."""
        with Vertical(classes="dialog wide"):
            with VerticalScroll(id="page", can_focus=False):
                yield Static(id="text", markup=False)
            yield self.footer()

    def content(self, width: int) -> Content:
        """What stands on the page, `width` columns wide."""
        return Content(" " * width)

    def on_resize(self) -> None:
        """The keys stay in sight; the page is wrapped to its width, and scrolls if it has to."""
        self.query_one("#page").styles.max_height = max(2, self.size.height - _AROUND)
        self.call_after_refresh(self.fill)

    def hint(self, text: str) -> None:
        """Say something in place of the keys."""
        self.query_one(Footer).note(text)

    def action_scroll(self, lines: int) -> None:
        """Scroll by some lines."""
        self.query_one("#page", VerticalScroll).scroll_relative(
            y=lines, animate=False, immediate=True)

    def fill(self) -> None:
        """Put on the page what is to stand there now."""
        text = self.query_one("#text", Static)
        if width := text.size.width:  # none before the first layout, after which this is called again
            text.update(self.content(width))
