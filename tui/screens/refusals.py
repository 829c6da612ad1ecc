"""Every refusal of this run, the newest first."""

from collections.abc import Sequence

from textual.content import Content

from tui import clipboard
from tui.screens.page import Page
from tui.widgets.denial import Report
from tui.widgets.keyed import bind


class RefusalsScreen(Page[None]):
    """Shows the reports below one another; `y` sends all of them to the clipboard."""

    BINDINGS = bind(refusals="dismiss(None)", copy="copy")
    PLACE = "report"

    def __init__(self, reports: Sequence[Report]) -> None:
        super().__init__()
        self._reports = tuple(reversed(reports))

    def content(self, width: int) -> Content:
        """The reports."""
        count = len(self._reports)
        title = Content.styled(f"{count:,} {'refusal' if count == 1 else 'refusals'} in this run", "bold")
        return Content("\n\n").join([title, *(each.content(width) for each in self._reports)])

    def action_copy(self) -> None:
        """Send the reports to the clipboard."""
        self.app.copy_to_clipboard("\n".join(str(each) for each in self._reports))
        self.hint(clipboard.sent("reports"))
