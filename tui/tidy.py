"""Python's look for garbage comes when nobody waits, and is short.

It stops everything while it goes on. So what has come to stay is not looked through again (`gc.freeze`), and
the rest soon after somebody has done something, as every dialog leaves thousands of things that refer to each
other.
"""

import gc
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.widget import Widget

from tui.in_order import InOrder

if TYPE_CHECKING:
    from textual.timer import Timer

R = TypeVar("R")
STARTED = 3.0
"""Seconds after which all is there, or waits for somebody."""
SOON = 0.25
"""Seconds between two looks at whether it is time, from when somebody did something."""
MOMENT = 0.02
"""Seconds in which all widgets handle a message."""
MUCH = 10
"""Looks among what is newest (700 things) that have left so much that somebody who goes on has to wait."""
MORE = 100
"""Likewise where more than garbage would be looked through: a dialog, or what has just come."""
OFTEN = 10
"""Looks among what is new after which the next one is among all."""
TOO_MUCH = 1000
"""Looks among what is newest after which Python itself looks further, whatever goes on."""


class Tidy(InOrder[R], inherit_bindings=False):
    """An app that is to be started with garbage collection off, and turns it on."""

    _next: "Timer | None" = None
    """When it may be time; None where nothing was done since."""

    def on_mount(self) -> None:
        """Nothing is looked for before all has started."""
        self._next = self.set_timer(STARTED, self._started)

    def _started(self) -> None:
        gc.freeze()
        gc.set_threshold(gc.get_threshold()[0], TOO_MUCH)
        gc.enable()
        self._next = None

    async def on_event(self, event: events.Event) -> None:
        """See `App.on_event`."""
        if isinstance(event, events.InputEvent) and self._next is None:
            self._next = self.set_timer(SOON, self._tidy)
        await super().on_event(event)

    def _tidy(self) -> None:
        """Look among what is new, and then among all, once nobody presses a key; or if much is new.

        Rather not while a dialog is open, which a key will close; nor while anything is on its way, which
        would all be looked through.
        """
        self._next = None
        if not self.screen_stack:  # the app is ending
            return
        modal, new, rest = self.screen.is_modal, gc.get_count()[1], self.at_rest
        if not self.workers and new >= (MORE if modal else 1 if rest else MUCH):
            self._forget()
            self._next = self.set_timer(MOMENT, self._look)
        elif not self.workers and rest and not modal:
            gc.collect()
        elif not modal:
            self._next = self.set_timer(SOON, self._tidy)

    def _look(self) -> None:
        if not self.workers:
            gc.collect(1 if gc.get_count()[2] < OFTEN else 2)
        self._next = self.set_timer(SOON, self._tidy)

    def _forget(self) -> None:
        """A widget of Textual (8.2) remembers its last message until another comes, and so who sent it."""
        for node in self.screen.walk_children(Widget, with_self=True):
            node.check_idle()
            if node.show_vertical_scrollbar:
                node.vertical_scrollbar.check_idle()

    def on_cart_kept_much_came(self) -> None:
        """The lines and products that are there now stay."""
        gc.freeze()
