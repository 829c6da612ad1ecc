"""The editor: a thin Textual app that wires services to screens."""

import time
from collections.abc import Callable

from textual.app import App

from tui.cart.intents import Stamp
from tui.identity.approval import Approver
from tui.look import DARK, LIGHT, sheet
from tui.services import Services


class Editor(App[int]):
    """The cart of one person on the screen."""

    TITLE = "dynacart"
    CSS_PATH = sheet("editor.tcss")

    def __init__(self, services: Services, *, profile_name: str, stamp: Callable[[], Stamp], owner: str = "",
                 approver: Approver | None = None, clock: Callable[[], float] = time.time) -> None:
        """`owner` is whose cart to open, "" for one's own; `clock` gives Unix seconds."""
        super().__init__()
        self.services = services
        self.profile_name = profile_name
        self.stamp = stamp
        self.owner = owner
        self.approver = approver
        self.clock = clock
        self.animation_level = "none"
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name
