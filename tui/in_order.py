"""Keys take effect in the order they were pressed in, however fast they come.

Textual (8.2) hands every key at once to what has the focus, and looks only later what it means there: a key
that leaves a line, and the next one with it, which is typed on the line then. Over a slow network they come
together.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.widgets import Input

R = TypeVar("R")
PATIENCE = 1.0
"""Seconds after which the keys that follow no longer wait: something has gone wrong."""


class InOrder(App[R], inherit_bindings=False):
    """An app in which keys wait for one that may leave a line, and for one that they came together with."""

    def __init__(self, **named: Any) -> None:  # noqa: ANN401
        super().__init__(**named)
        self._held: deque[events.Key] = deque()
        self._since: float | None = None
        """When such a key was pressed that is not over yet."""
        self._pressed_at = 0.0

    @property
    def at_rest(self) -> bool:
        """Whether nobody has pressed a key for a while."""
        return monotonic() - self._pressed_at >= PATIENCE

    async def on_event(self, event: events.Event) -> None:
        """See `App.on_event`."""
        if isinstance(event, events.Key):
            self._pressed_at = monotonic()
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._since is not None and monotonic() - self._since < PATIENCE:
            self._held.append(event)
        else:
            await self._press(event)

    async def _press(self, event: events.Key) -> None:
        where = self.focused or self.screen
        if event.is_printable if isinstance(where, Input) else not (self._held or self.message_queue_size):
            await super().on_event(event)
            return
        self._since = monotonic()
        await super().on_event(event)
        # it goes up to the app, which finds out what it does; that goes the same way once more
        self._behind(where, partial(self._behind, where, self._over))

    def _behind(self, node: MessagePump | None, then: Callable[[], Awaitable[None] | None]) -> None:
        """Call `then` once all is done that waits now for `node`, and for what it lies in, up to the app."""
        if node is None or node is self or not node.call_later(self._behind, node._parent, then):
            self.call_later(then)

    async def _over(self) -> None:
        """Now those that waited, up to the next such key."""
        self._since = None
        while self._held and self._since is None:
            await self._press(self._held.popleft())
