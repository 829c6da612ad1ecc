"""Python searches for garbage while nobody waits, and not for long.

All stops until a search is over. So what has come to stay is not searched (`gc.freeze`), and the rest is soon
after somebody has done something, as every dialog leaves thousands of things that refer to each other.
"""

import gc
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.widget import Widget

from tui.in_order import InOrder

if TYPE_CHECKING:
    from textual.timer import Timer

R = TypeVar("R")
STARTED = 3.0
"""Seconds after which all is there, or waits for somebody."""
REST = 1.0
"""Seconds without a key and without the mouse after which somebody is not about to go on."""
TICK = 0.25
"""Seconds after which it may be time, from when somebody has done something."""
MOMENT = 0.02
"""Seconds in which all widgets handle a message."""
NEWEST = 700
"""Things after which Python searches these by itself; what is then left of them is what is new here."""
MUCH, MUCH_IN_DIALOG = 10, 100
"""Times `NEWEST` that are searched even where somebody goes on; a dialog would itself be among them."""
OFTEN = 10
"""Searches among what is new after which the next one is among all."""
TOO_MUCH = 1000
"""Times `NEWEST` after which Python itself searches further, whatever goes on."""
FROZEN_MAX = 30
"""Times that many have come to stay after which all that was kept from the search is searched once."""


class Tidy(InOrder[R], inherit_bindings=False):
    """An app that is to be started with garbage collection off, and turns it on."""

    _next: "Timer | None" = None
    """When it may be time; None where nothing was done since."""
    _used_at = 0.0
    _frozen = 0

    def on_mount(self) -> None:
        """Nothing is searched before all has started."""
        self._next = self.set_timer(STARTED, self._started)

    def _started(self) -> None:
        gc.freeze()
        gc.set_threshold(NEWEST, TOO_MUCH, OFTEN)
        gc.enable()
        self._next = None

    async def on_event(self, event: events.Event) -> None:
        """See `App.on_event`."""
        if isinstance(event, events.InputEvent) and not event.is_forwarded:
            self._used_at = monotonic()
            if self._next is None:
                self._next = self.set_timer(TICK, self._tidy)
        await super().on_event(event)

    def _tidy(self) -> None:
        """Search what is new, and then all, once nobody goes on; or if much is new.

        Rather not while a dialog is open, which a key will close; nor while anything is on its way, which
        would all be searched.
        """
        self._next = None
        if not self.screen_stack:  # the app is ending
            return
        modal, new, rest = self.screen.is_modal, gc.get_count()[1], monotonic() - self._used_at >= REST
        if not self.workers and new >= (MUCH_IN_DIALOG if modal else 1 if rest else MUCH):
            self._forget()
            self._next = self.set_timer(MOMENT, self._search)
        elif not self.workers and rest and not modal:
            self._search_all()
        elif not modal:
            self._next = self.set_timer(TICK, self._tidy)

    def _search(self) -> None:
        if not self.workers:
            gc.collect(1 if gc.get_count()[2] < OFTEN else 2)
        self._next = self.set_timer(TICK, self._tidy)

    def _search_all(self) -> None:
        """And rarely also what stays: what was garbage when much came is among it, such as a dialog."""
        if self._frozen >= FROZEN_MAX:
            gc.unfreeze()
        gc.collect()
        if self._frozen >= FROZEN_MAX:
            gc.freeze()
            self._frozen = 0

    def _forget(self) -> None:
        """A widget of Textual (8.2) remembers its last message until another comes, and so who sent it."""
        for node in self.screen.walk_children(Widget, with_self=True):
            node.check_idle()
            if node.show_vertical_scrollbar:
                node.vertical_scrollbar.check_idle()

    def on_cart_kept_many_came(self) -> None:
        """The lines and products that are there now stay."""
        gc.freeze()
        self._frozen += 1
