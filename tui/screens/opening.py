"""What is painted first: the frame of the cart, before anything that takes time has been imported."""

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from tui.cart.model import CART, LISTS
from tui.screens.placed import Placed
from tui.widgets import bars
from tui.widgets.bars import Bar
from tui.widgets.footer import Footer
from tui.widgets.keyed import bind

OPENING = "Opening your cart…"


class OpeningScreen(Placed, Screen[None], inherit_bindings=False):
    """Looks like the cart's screen while nothing is known yet, so that what follows does not flicker."""

    BINDINGS = bind(quit="app.leave", help="help")
    PLACE = "cart"

    def __init__(self, profile_name: str) -> None:
        super().__init__(classes="frame")
        self._profile_name = profile_name

    def compose(self) -> ComposeResult:
        """The first line, the last line, and what is going on."""
        yield Bar(id="header")
        yield Static(OPENING, id="opening", markup=False)
        yield Footer("cart", self.why_not, id="keys")

    def on_mount(self) -> None:
        """Filled before it is painted."""
        self.on_resize()

    def on_resize(self) -> None:
        """The bars fill the width there is."""
        width = self.app.size.width
        lists = [(name, name == CART) for name in LISTS]
        header = bars.header(width, lists=lists, whose="", facts=[self._profile_name])
        self.query_one("#header", Bar).show(header)
        self.query_one(Footer).tell(width=width - 2)

    def why_not(self, name: str) -> str:
        """Hardly anything can be done yet."""
        return "" if name in ("help", "quit") else OPENING
