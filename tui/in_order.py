"""Keys take effect in the order they were pressed in, however fast they come.

Textual (8.2) hands every key at once to what has the focus, and looks only later what it means there: a key
that leaves a line, and the next one with it, which is typed on the line then. Over a slow network they come
together.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from time import monotonic
from typing import Any, TypeVar
from weakref import ReferenceType, ref

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.widgets import Input

R = TypeVar("R")
SOON = 0.1
"""Seconds after a key in which it may not be over yet."""
PATIENCE = 1.0
"""Seconds after which the keys that follow no longer wait: something has gone wrong."""


class InOrder(App[R], inherit_bindings=False):
    """An app in which a key waits until the one before it is over. What is typed on a line need not."""

    def __init__(self, **named: Any) -> None:  # noqa: ANN401
        super().__init__(**named)
        self._held: deque[events.Key] = deque()
        self._before: ReferenceType[MessagePump] | None = None
        """Where the last key went, unless it was typed on a line; that may be gone by now."""
        self._waiting: asyncio.TimerHandle | None = None
        """What ends the wait for that one, should nothing else do."""
        self._pressed_at = 0.0

    @property
    def expecting(self) -> bool:
        """Whether what keys are meant for is only just coming up."""
        return False

    async def on_event(self, event: events.Event) -> None:
        """See `App.on_event`."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        soon = monotonic() - self._pressed_at < SOON
        self._pressed_at = monotonic()
        self._held.append(event)
        before = self._before() if self._before is not None else None
        if self._waiting is None and soon and before is not None:
            self._wait(before)
        elif self._waiting is None:
            await self._go_on()

    async def _go_on(self) -> None:
        """Now those that waited, up to one that the next has to wait for."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        while self._held and self._waiting is None:
            where, event = self.focused or self.screen, self._held.popleft()
            typed = event.is_printable and isinstance(where, Input)
            self._before = None if typed else ref(where)
            await super().on_event(event)
            if self._held and not typed:
                self._wait(where)

    def _wait(self, where: MessagePump) -> None:
        """Until the key that went there is over.

        It goes up to the app, which finds out what it does; that goes the same way once more.
        """
        loop = asyncio.get_running_loop()
        self._waiting = loop.call_later(PATIENCE, self.call_later, self._go_on)
        self._behind(where, partial(self._behind, where, self._over))

    def _behind(self, node: MessagePump | None, then: Callable[[], Awaitable[None] | None]) -> None:
        """Call `then` once all is done that waits now for `node`, and for what it lies in, up to the app."""
        if node is None or node is self or not node.call_later(self._behind, node._parent, then):
            self.call_later(then)

    async def _over(self) -> None:
        """The key is over, but for what others are meant for that is only just coming up."""
        if self.expecting and self._waiting is not None:
            await asyncio.sleep(0)
            self.call_later(self._over)
        else:
            await self._go_on()
