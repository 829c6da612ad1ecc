"""A refusal in full: who, what, on what, why, and what to do next."""

from textual.content import Content

from tui import clipboard
from tui.screens.page import Page
from tui.widgets.denial import Report
from tui.widgets.keyed import bind


class RefusalScreen(Page[None]):
    """Shows one report; `y` sends it to the clipboard."""

    BINDINGS = bind(why="dismiss(None)", copy="copy")
    PLACE = "report"

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
