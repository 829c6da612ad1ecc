"""Python searches for garbage while nobody waits, and not for long.

All stops until a search is over. So what has come to stay is not searched (`gc.freeze`), and what is new is
soon after somebody has done something: every dialog leaves thousands of things that refer to each other.

What is kept from the search is so for ever, garbage with it. So it is searched once more before; but where so
much comes at once that this would take long (`CartKept.MuchStays`), only for the dialog that was before it.
"""

import gc
from collections.abc import Awaitable, Callable, Iterable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakSet

from textual import events
from textual.await_complete import AwaitComplete
from textual.strip import Strip
from textual.widget import Widget
from textual.worker import Worker, active_worker

from tui.in_order import InOrder

if TYPE_CHECKING:
    from textual.timer import Timer

R = TypeVar("R")
T = TypeVar("T")
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
MANY = 5000
"""Things left by searches of what is new, that are then searched once more, and stay."""
TOO_MUCH = 1000
"""Times `NEWEST` after which Python itself searches what is new, whatever goes on."""


class Tidy(InOrder[R], inherit_bindings=False):
    """An app that is to be started with garbage collection off, and turns it on."""

    _next: "Timer | None" = None
    """When it may be time; None where nothing was done since."""
    _used_at = 0.0
    _has_started = False
    """Whether all has started."""
    _many = False
    """Whether searches have left many things."""

    def __init__(self) -> None:
        super().__init__()
        self._dialogs: WeakSet[Widget] = WeakSet()
        """What closed dialogs were made of, and is still there."""

    def on_mount(self) -> None:
        """Nothing is searched before all has started."""
        self._next = self.set_timer(STARTED, self._started)

    def _started(self) -> None:
        gc.freeze()
        gc.set_threshold(NEWEST, TOO_MUCH, TOO_MUCH)
        gc.enable()
        self._next = None
        self._has_started = True
        self._dialogs.clear()

    async def on_event(self, event: events.Event) -> None:
        """See `App.on_event`."""
        if isinstance(event, events.InputEvent):
            self._used_at = monotonic()
            if self._next is None:
                self._next = self.set_timer(TICK, self._tidy)
        await super().on_event(event)

    def pop_screen(self) -> AwaitComplete:
        """See `App.pop_screen`; the dialog is searched for at once where something is on its way."""
        self._dialogs.update(self.screen.walk_children(Widget, with_self=True))
        self.call_later(self.call_after_refresh, self._soon)
        return super().pop_screen()

    @property
    def staying(self) -> bool:
        """Whether what is on the screen stays, and no key will close it."""
        return False

    def _soon(self) -> None:
        if self._has_started:
            if self._next is not None:
                self._next.stop()
            self._next = self.set_timer(MOMENT, self._tidy)

    def _tidy(self) -> None:
        self._next = None
        if self._due():
            self._forget()
            self._next = self.set_timer(MOMENT, self._search)
        elif self.staying and (self.workers or not self._at_rest):
            self._next = self.set_timer(TICK, self._tidy)

    def _due(self) -> int:
        """The generation it is time to search: 1 what is new; 2 all but what stays; 0 none.

        None while anything is on its way, which would all be searched, but for a dialog before much has
        come; nor as the app ends.
        """
        if not self.screen_stack:
            return 0
        if self.workers:
            return int(bool(self.staying and self._dialogs) and len(gc.get_objects(generation=1)) < MANY)
        _, new, _ = gc.get_count()
        if not self.staying:
            return 2 if new >= MUCH_IN_DIALOG else 0  # searches in dialogs have left dialogs
        if new >= MUCH or (new and self._at_rest and not self._many):
            return 1
        return 2 if self._many or (self._at_rest and self._dialogs) else 0

    def _search(self) -> None:
        if generation := self._due():
            gc.collect(generation)
            if generation == 2 and self.staying:
                self._stay()
            self._many = len(gc.get_objects()) >= MANY
        self._next = self.set_timer(TICK, self._tidy) if self.screen_stack else None

    def _stay(self) -> None:
        """What is left of all stays, if no dialog is among it."""
        if self._at_rest:
            self._dialogs.clear()  # whoever has them still is not going to let go
        if not self._dialogs:
            gc.freeze()

    @property
    def _at_rest(self) -> bool:
        return monotonic() - self._used_at >= REST

    def _forget(self) -> None:
        """What is Textual's (8.2) remembers its last message until another comes, and so who sent it."""
        self.check_idle()
        for node in self.screen.walk_children(Widget, with_self=True):
            node.check_idle()
            if node.show_vertical_scrollbar:
                node.vertical_scrollbar.check_idle()

    def on_cart_kept_much_stays(self) -> None:
        """All that is there now, a dialog as well that nobody could search for yet."""
        gc.freeze()
        self._dialogs.clear()


def _divide(self: Strip, cuts: Iterable[int], divide: _Divide = Strip.divide) -> Sequence[Strip]:
    """As Textual's (8.2), where a strip that is not cut remembers itself, and so needs to be searched for."""
    strips = divide(self, cuts)
    if len(strips) == 1 and strips[0] is self:
        getattr(self, "_divide_cache", {}).clear()
    return strips


Strip.divide = _divide  # type: ignore[method-assign]


async def _run(self: Worker[T], run: "Callable[[Worker[T]], Awaitable[T]]" = Worker.run) -> T:
    """As Textual's (8.2), where a worker that is done is still known to its task, which it knows itself."""
    try:
        return await run(self)
    finally:
        active_worker.set(None)  # type: ignore[arg-type]


Worker.run = _run  # type: ignore[method-assign]
