"""Python searches for garbage while nobody waits, and not for long.

All stops until a search is over. So what a search has left is kept from those after it (`gc.freeze`), and
what is new is searched soon after somebody has done something: a dialog leaves much that refers to itself.

What is kept so is there for ever, garbage with it, and what refers to itself once it is not needed. So none
is while a dialog that was closed is still there, unless it does not go though somebody rests. Only where so
much comes at once that a search would take long (`CartKept.MuchStays`), it stays unsearched; a dialog that
was before it is searched for as it closes.
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
MANY, MANY_IN_DIALOG = 4_000, 70_000
"""New things that are searched even where somebody goes on; a dialog is itself among them."""
EARLY = 10_000
"""New things; where there are more, much has come already."""
TOO_MUCH = 1000
"""Times `NEWEST` after which Python itself searches what is new, whatever goes on."""

_REMEMBERED = ("_mouse_down_widget", "_last_focused_on_app_blur")
"""What an app of Textual's (8.2) remembers of widgets, though they are gone."""


class Tidy(InOrder[R], inherit_bindings=False):
    """An app that is to be started with garbage collection off, and turns it on."""

    _next: "Timer | None" = None
    """When it may be time; None where nothing was done since."""
    _used_at = 0.0
    _has_started = False
    """Whether all has started."""
    _left = False
    """Whether a dialog was closed, and was not searched for yet or is still there."""

    def __init__(self) -> None:
        super().__init__()
        self._dialogs: WeakSet[Widget] = WeakSet()
        """What closed dialogs were made of, and is still there."""

    def on_mount(self) -> None:
        """Nothing is searched before all has started."""
        self._next = self.set_timer(STARTED, self._started)

    def _started(self) -> None:
        self._keep_all()
        gc.set_threshold(NEWEST, TOO_MUCH, TOO_MUCH)
        gc.enable()
        self._next = None
        self._has_started = True

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
        self._left = True
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

    def _due(self) -> bool:
        """Whether it is time to search; not as the app ends.

        Nor while anything is on its way, which would all be searched, but for a dialog before much has come.
        """
        if not self.screen_stack:
            return False
        if self.workers:
            return self.staying and self._left and self._new < EARLY
        if not self.staying:
            return self._new >= MANY_IN_DIALOG
        return self._new >= MANY or (self._at_rest and (self._new > 0 or self._left))

    def _search(self) -> None:
        if self._due():
            gc.collect()
            if self.staying:
                self._stay()
        self._next = self.set_timer(TICK, self._tidy) if self.screen_stack else None

    def _stay(self) -> None:
        """What is left stays, if no dialog is among it and nothing is on its way."""
        if self._at_rest:
            self._dialogs.clear()  # whoever has them still is not going to let go
        self._left = bool(self._dialogs)
        if not self._left and not self.workers:
            gc.freeze()

    @property
    def _new(self) -> int:
        return len(gc.get_objects(generation=1))

    @property
    def _at_rest(self) -> bool:
        return monotonic() - self._used_at >= REST

    def _forget(self) -> None:
        """What is Textual's (8.2) remembers its last message until another comes, and so who sent it."""
        for node in self._dialogs:
            node.refresh()  # what was painted of it is no more
        for name in _REMEMBERED:
            if getattr(self, name, None) in self._dialogs:
                setattr(self, name, None)
        self.check_idle()
        for node in self.screen.walk_children(Widget, with_self=True):
            node.check_idle()
            if node.show_vertical_scrollbar:
                node.vertical_scrollbar.check_idle()

    def on_cart_kept_much_stays(self) -> None:
        """Also a dialog that nobody could search for yet."""
        self._keep_all()

    def _keep_all(self) -> None:
        """All that is there now stays, unsearched."""
        gc.freeze()
        self._dialogs.clear()
        self._left = False


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
