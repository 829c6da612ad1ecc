"""The code to type, in a box that also says how long it is good."""

from math import ceil

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tui.text import plain

_MINUTE = 60.0


def reading(seconds: float) -> tuple[str, float]:
    """`seconds` as a person would say it, and after how many seconds that changes (0: not any more).

    By the minute, and in the last one by the second: a clock that ticks all along repaints for nothing.
    """
    if seconds > _MINUTE:
        minutes = int(seconds / _MINUTE + 0.5)
        unit = "minute" if minutes == 1 else "minutes"
        return f"about {minutes} {unit}", seconds - max((minutes - 0.5) * _MINUTE, _MINUTE)
    whole = ceil(seconds)
    return f"{whole} second{'' if whole == 1 else 's'}", seconds - (whole - 1) if whole else 0.0


class CodeBox(Vertical):
    """The user code, without blanks between its letters: what is selected by mouse is the code."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.border_title = "and enter this code"

    def compose(self) -> ComposeResult:
        """The code, and a line of its own for what changes."""
        yield Static(markup=False, classes="code")
        yield Static(markup=False, classes="left")

    def show(self, code: str) -> None:
        """Show `code`."""
        self.query_one(".code", Static).update(plain(code))

    def count(self, seconds: float) -> float:
        """Show that `seconds` are left; returns after how many seconds to call again, 0 for never."""
        text, change = reading(seconds)
        left = self.query_one(".left", Static)
        if left.content != f"{text} left":
            left.update(f"{text} left", layout=False)
        return change
