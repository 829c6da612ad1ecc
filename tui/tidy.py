"""Python searches for garbage while nobody waits, and not for long.

All stops until a search is over. So what has come to stay is not searched (`gc.freeze`), and what is new is
soon after somebody has done something: every dialog leaves thousands of things that refer to each other.
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
"""Times `NEWEST` that are searched even where somebody goes on; a dialog is itself among them."""
OFTEN = 5
"""Searches of what is new after which what they have left stays, once there is rest."""
RARELY = 100
"""Times that things have come to stay after which all are searched once, for some tens of milliseconds."""
TOO_MUCH = 1000
"""Times `NEWEST` after which Python itself searches what is new, whatever goes on."""


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

    @property
    def staying(self) -> bool:
        """Whether what is on the screen stays, and no key will close it."""
        return False

    def _tidy(self) -> None:
        self._next = None
        if self._due():
            self._forget()
            self._next = self.set_timer(MOMENT, self._search)
        elif self.staying and (self.workers or not self._at_rest):
            self._next = self.set_timer(TICK, self._tidy)

    def _due(self) -> int:
        """What it is time for: 1 a search of what is new; 2 after which what is left stays; 0 nothing.

        Nothing while anything is on its way, which would all be searched, nor as the app ends.
        """
        if self.workers or not self.screen_stack:
            return 0
        _, new, often = gc.get_count()
        if new >= (MUCH if self.staying else MUCH_IN_DIALOG):
            return 1
        if not self.staying or not self._at_rest:
            return 0
        return 2 if often >= OFTEN or self._frozen >= RARELY else min(new, 1)

    def _search(self) -> None:
        match self._due():
            case 1:
                gc.collect(1 if self.staying else 2)  # those of before had dialogs among what they left
            case 2:
                self._search_further()
        self._next = self.set_timer(TICK, self._tidy) if self.screen_stack else None

    def _search_further(self) -> None:
        """What is left then stays, and is rarely searched again: some of it may not have been gone yet."""
        if self._frozen >= RARELY:
            self._frozen = 0
            gc.unfreeze()
            gc.collect()
        else:
            gc.collect(1)
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
    """As Textual's (8.2), where a strip that is not cut remembers itself, and so needs to be searched for."""
    strips = divide(self, cuts)
    if len(strips) == 1 and strips[0] is self:
        getattr(self, "_divide_cache", {}).clear()
    return strips


Strip.divide = _divide  # type: ignore[method-assign]
