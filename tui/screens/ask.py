"""Asking for one line of text."""

from collections.abc import Callable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tui.screens.dialog import Dialog
from tui.widgets.entry import Entry, typed_ahead
from tui.widgets.keyed import bind


class Ask(Dialog[str | None]):
    """Dismissed with the text, or None where the person left it. `check` says why a text will not do."""

    BINDINGS = bind(back="dismiss(None)", help="help")
    PLACE = "line"

    def __init__(self, title: str, value: str = "", *, check: Callable[[str], str], hint: str,
                 max_length: int) -> None:
        super().__init__()
        self._question = title
        self._value = value
        self._check = check
        self._hint = hint
        self._max_length = max_length

    def compose(self) -> ComposeResult:
        """The question, the line, and what will become of it."""
        with Vertical(classes="dialog"):
            yield Static(self._question, classes="title", markup=False)
            yield Entry(self._value, max_length=self._max_length)
            yield Static(self._hint, id="hint", markup=False)
            yield self.footer()

    def on_mount(self) -> None:
        """Type on at the end."""
        self.query_one(Entry).focus()

    async def on_key(self, event: events.Key) -> None:
        """Whoever knows the question does not wait for it."""
        await typed_ahead(self.query_one(Entry), event)

    @on(Entry.Changed)
    def _changed(self) -> None:
        hint = self.query_one("#hint", Static)
        hint.update(self._hint)
        hint.remove_class("flaw")

    @on(Entry.Submitted)
    def _taken(self, event: Entry.Submitted) -> None:
        text = event.value.strip()
        if flaw := self._check(text):
            hint = self.query_one("#hint", Static)
            hint.update(f"! {flaw}")
            hint.add_class("flaw")
        else:
            self.dismiss(text)
