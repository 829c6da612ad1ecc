"""A line to type on: Textual's, without border, and without the blinking that would send bytes for ever."""

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import Input

from tui.widgets.keyed import Keyed, bind, key_of, keymap_of


class Entry(Keyed, Input):
    """One line of text; the arrow down leaves it for the list below."""

    BINDINGS = bind(take="submit", below="below")

    @dataclass(eq=False, repr=False)
    class Below(Message):
        """The person wants to go on to what is below the line."""

        entry: "Entry"

        @property
        def control(self) -> "Entry":
            """The line that is left."""
            return self.entry

    def __init__(self, value: str = "", placeholder: str = "", *, max_length: int = 0,
                 id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(value, placeholder, max_length=max_length, id=id, compact=True,
                         select_on_focus=False, validate_on=())
        self.cursor_blink = False

    def action_below(self) -> None:
        """Leave the line."""
        self.post_message(self.Below(self))


async def typed_ahead(entry: Entry, event: events.Key) -> None:
    """A key that came before the line had the focus goes into it all the same."""
    if event.is_printable and event.character:
        event.stop()
        entry.insert_text_at_cursor(event.character)
    elif key_of(event) in keymap_of(entry.app).keys("take", typing=True) and entry.screen.focused is None:
        event.stop()
        await entry.action_submit()
