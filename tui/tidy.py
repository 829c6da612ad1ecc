"""Python searches for garbage while nobody waits, and not for long.

All stops until a search is over. So what has come to stay is not searched (`gc.freeze`), and the rest is soon
after somebody has done something, as every dialog leaves thousands of things that refer to each other.
"""

import gc
from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.strip import Strip
from textual.widget import Widget

from tui.in_order import InOrder

if TYPE_CHECKING:
    from textual.timer import Timer

R = TypeVar("R")
_Divide = Callable[[Strip, Iterable[int]], Sequence[Strip]]
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
OFTEN = 5
"""Searches of what is new after which what they have left is searched as well, and then stays."""
TOO_MUCH = 1000
"""Times `NEWEST` after which Python itself searches further, whatever goes on."""
FROZEN_MAX = 100
"""Times that things have come to stay after which all are searched once, for some tens of milliseconds."""


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
        gc.set_threshold(NEWEST, TOO_MUCH, TOO_MUCH)
        gc.enable()
        self._next = None

    async def on_event(self, event: events.Event) -> None:
        """See `App.on_event`."""
        if isinstance(event, events.InputEvent):
            self._used_at = monotonic()
            if self._next is None:
                self._next = self.set_timer(TICK, self._tidy)
        await super().on_event(event)

    def _tidy(self) -> None:
        """Search what is new, once nobody goes on; or if much is new.

        Rather not while a dialog is open, which a key will close; nor while anything is on its way, which
        would all be searched.
        """
        self._next = None
        if not self.screen_stack:  # the app is ending
            return
        modal, new, busy = self.screen.is_modal, gc.get_count()[1], bool(self.workers)
        if not busy and new >= (MUCH_IN_DIALOG if modal else 1 if self._at_rest else MUCH):
            self._forget()
            self._next = self.set_timer(MOMENT, self._search)
        elif not modal and (busy or not self._at_rest):
            self._next = self.set_timer(TICK, self._tidy)

    def _search(self) -> None:
        self._next = self.set_timer(TICK, self._tidy)
        if self.workers or not self.screen_stack:
            return
        if gc.get_count()[2] < OFTEN or self.screen.is_modal:
            gc.collect(1)
        else:
            self._search_further()

    def _search_further(self) -> None:
        """What is left then stays. Rarely is that searched again: dialogs may have been open as much came."""
        if self._at_rest and self._frozen >= FROZEN_MAX:
            self._frozen = 0
            gc.unfreeze()
        gc.collect()
        self._freeze()

    def _freeze(self) -> None:
        gc.freeze()
        self._frozen += 1

    @property
    def _at_rest(self) -> bool:
        return monotonic() - self._used_at >= REST

    def _forget(self) -> None:
        """A widget of Textual (8.2) remembers its last message until another comes, and so who sent it."""
        for node in self.screen.walk_children(Widget, with_self=True):
            node.check_idle()
            if node.show_vertical_scrollbar:
                node.vertical_scrollbar.check_idle()

    def on_cart_kept_much_stays(self) -> None:
        """All that is there now."""
        self._freeze()


def _divide(self: Strip, cuts: Iterable[int], divide: _Divide = Strip.divide) -> Sequence[Strip]:
    """As Textual's (8.2), whose strips remember what they are divided into, even if that is themselves."""
    strips = divide(self, cuts)
    if len(strips) == 1:
        self._divide_cache.clear()
    return strips


Strip.divide = _divide  # type: ignore[method-assign]
