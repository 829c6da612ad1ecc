"""A screen as a place of keys: it knows what they mean on it now, tells that, and why one can do nothing."""

from typing import ClassVar

from tui.keys import PLACES
from tui.widgets.bars import Bar
from tui.widgets.footer import Footer
from tui.widgets.keyed import Keyed, press


class Placed(Keyed):
    """Base of the screens. A subclass binds `help`, names its place and has a footer."""

    PLACE: ClassVar[str]

    @property
    def place(self) -> str:
        """The place of `tui.keys.PLACES` that the keys go to now."""
        return self.PLACE

    def why_not(self, _name: str) -> str:
        """Why an action can do nothing now; "" when it can."""
        return ""

    def footer(self) -> Footer:
        """The keys of this place."""
        return Footer(self.PLACE, self.why_not, classes="keys")

    def press(self, action: str) -> None:
        """Have an action done as if its key had been pressed."""
        press(self.app, self.keymap.keys(action, typing=PLACES[self.place].typing)[0])

    def action_help(self) -> None:
        """What the keys do, those of this place first."""
        from tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.place))

    def on_bar_pressed(self, event: Bar.Pressed) -> None:
        """A click on the name of a key is the key."""
        self.press(event.action)
