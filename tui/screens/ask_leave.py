"""Asking before edits that are not saved are left behind."""

from enum import Enum

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.look import sheet

_CHOICES = Content("\n").join(
    Content.assemble((f"{key:5}", "bold $accent"), text)
    for key, text in (("w", "wait until all is saved, then quit"), ("q", "quit now"), ("Esc", "stay")))


class Leave(Enum):
    """What the person wants."""

    WAIT = "wait"
    NOW = "now"


class AskLeave(ModalScreen[Leave | None], inherit_bindings=False):
    """Dismissed with the decision; None stays in the editor."""

    CSS_PATH = sheet("dialogs.tcss")
    BINDINGS = [
        Binding("escape,n", "dismiss(None)", show=False),
        Binding("w,enter", "decide('wait')", show=False),
        Binding("q,y", "decide('now')", show=False),
    ]

    def __init__(self, title: str, facts: list[str]) -> None:
        super().__init__()
        self._question = title
        self._facts = facts

    def compose(self) -> ComposeResult:
        """What is not saved, and the choices."""
        with Vertical(classes="dialog"):
            yield Static(self._question, classes="title", markup=False)
            yield Static("\n".join(self._facts), markup=False)
            yield Static(_CHOICES, classes="choices")

    def action_decide(self, choice: str) -> None:
        """Close with a decision."""
        self.dismiss(Leave(choice))
