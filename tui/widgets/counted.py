"""A list of rows where a number can be typed: digits begin it, Enter takes it, Esc leaves it.

A key that can be done so often takes it as a count: `5j` goes five rows down, `3+` adds three.
"""

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.reactive import reactive

from tui import keys
from tui.cart.model import QTY_MAX, QTY_MIN
from tui.widgets.keyed import key_of
from tui.widgets.rows import Rows

_DIGITS = len(str(QTY_MAX))


class Counted(Rows):
    """Rows with a number being typed on the row of the cursor."""

    NUMBER = "number"
    """The place of `tui.keys.PLACES` that a number is typed in."""
    entry: reactive[str | None] = reactive(None, repaint=False)
    """What has been typed so far; None when nothing is being typed."""

    @dataclass(eq=False, repr=False)
    class Typing(Message):
        """The number changed, or typing ended (`entry` is None); `flaw` is why a key was not taken."""

        rows: "Counted"
        entry: str | None
        flaw: str = ""
        counted: bool = False
        """It ended in a key that has it as a count, and that may have something to say."""

    @dataclass(eq=False, repr=False)
    class Typed(Message):
        """A whole number was typed and confirmed."""

        rows: "Counted"
        number: int

    def watch_entry(self) -> None:
        """The number shows in its row at once."""
        self.refresh_row(self.cursor)
        self.post_message(self.Typing(self, self.entry))

    def on_key(self, event: events.Key) -> None:
        """While a number is being typed, every key belongs to it, or takes it as a count."""
        self.times = 0
        key = key_of(event)
        action = self.keymap.action(self.NUMBER, key)
        if self.entry is None and (action != "digits" or not self.count):
            return
        if action in keys.COUNTED:
            self._count()
            return
        event.stop()
        event.prevent_default()
        match action:
            case "digits":
                self._digit((self.entry or "") + key)
            case "correct":
                self.entry = (self.entry or "")[:-1]
            case "take":
                self._take()
            case "back":
                self.entry = None
            case _:
                self._flaw(f"{self.key('take')} takes the number, {self.key('back')} leaves it")

    def _count(self) -> None:
        """The number is how often to do what the key does, which is on its way to that."""
        self.times = int(self.entry or 0)
        self.set_reactive(Counted.entry, None)
        self.refresh_row(self.cursor)
        self.post_message(self.Typing(self, None, counted=True))

    def on_blur(self) -> None:
        """A number is not left half typed."""
        self.entry = None

    def _digit(self, entry: str) -> None:
        if len(entry) > _DIGITS or entry == "0":
            self._flaw(f"a quantity is between {QTY_MIN} and {QTY_MAX}")
        else:
            self.entry = entry

    def _flaw(self, why: str) -> None:
        self.post_message(self.Typing(self, self.entry, why))

    def _take(self) -> None:
        number, self.entry = self.entry, None
        if number:
            self.post_message(self.Typed(self, int(number)))
