"""What you may do, thing by thing."""

from collections.abc import Iterator

from textual.content import Content

from tui.cart.permission import Permission, Rights, Verdict
from tui.problem import Denial, Problem
from tui.screens.page import Page
from tui.text import plain
from tui.widgets.bars import beside
from tui.widgets.keyed import bind

_INDENT = 24
_SIGNS = {
    Verdict.ALLOWED: ("✓", "$success"), Verdict.DENIED: ("✗", "$error"), Verdict.UNKNOWN: ("?", "$warning")}
_HOW = "Asked of IAM by reads, and by writes whose condition can never hold: nothing was changed."


class PermissionsScreen(Page[None]):
    """Empty until `show` brings the answers."""

    BINDINGS = bind(permissions="dismiss(None)")

    def __init__(self) -> None:
        super().__init__()
        self._answer: tuple[Permission, ...] | Problem | None = None

    def show(self, answer: tuple[Permission, ...] | Problem) -> None:
        """Put the answers on the page."""
        self._answer = answer
        if self.is_mounted:
            self.fill()

    def content(self, width: int) -> Content:
        """One line for each thing, and below what was concluded from refusals, each once."""
        title = Content.styled("What you may do", "bold")
        return Content("\n").join([title, Content(""), *self._rows(width)])

    def _rows(self, width: int) -> Iterator[Content]:
        match self._answer:
            case None:
                yield Content("Asking IAM…")
            case Problem() as problem:
                yield Content(f"This cannot be found out: {plain(str(problem), 1000)}")
            case answers:
                for each in answers:
                    sign, style = _SIGNS[each.verdict]
                    said = f"{each.verdict.value}: {', '.join(each.actions)} on {plain(each.place, 600)}"
                    yield from beside((f"{sign} {each.what}", style), said, width, _INDENT)
                yield from _conclusions(answers, width)
                yield from (Content(""), *Content.styled(_HOW, "$muted").wrap(width))


def _conclusions(answers: tuple[Permission, ...], width: int) -> Iterator[Content]:
    for why in Rights(answers).whys:
        ours = f"{why.inference} {why.todo}" if isinstance(why, Denial) else str(why)
        label = "we conclude" if isinstance(why, Denial) else "not found out"
        yield Content("")
        yield from beside((label, "$accent"), plain(ours, 1000), width, _INDENT)
