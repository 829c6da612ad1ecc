"""A refusal in full: who, what, on what, why, and what to do next."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tui import clipboard
from tui.screens.page import Page
from tui.widgets.denial import Report


class RefusalScreen(Page):
    """Shows one report; `y` sends it to the clipboard."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("exclamation_mark", "dismiss(None)", show=False),
                                             Binding("y", "copy", show=False)]
    HINT = "y copies · ↓ ↑ scroll · Esc back"

    def __init__(self, report: Report) -> None:
        super().__init__()
        self._report = report

    def content(self, width: int) -> Content:
        """The report."""
        return self._report.content(width)

    def action_copy(self) -> None:
        """Send the report to the clipboard."""
        self.app.copy_to_clipboard(str(self._report))
        self.hint(clipboard.sent("report"))
