"""Long work in slices, so that keys and painting have their turns meanwhile."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine, Generator, Iterator, Sequence
from typing import TypeVar

SLICE = 0.001
"""Seconds that a slice takes, and a little more: as long as one step of the work."""
PART = 50
"""Lines or products in one step: a few tenths of a millisecond."""
T = TypeVar("T")
Steps = Iterator[None]
"""Work that can be left for a while after each step."""


def parts(items: Sequence[T], size: int = PART) -> Iterator[Sequence[T]]:
    """The items, some at a time."""
    return (items[start:start + size] for start in range(0, len(items), size))


async def in_slices(work: Generator[None, None, T], now: Callable[[], float] = time.perf_counter) -> T:
    """What a piece of work comes to that nothing else has to wait for, nor it for anything."""
    until = now() + SLICE
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: T = end.value
            return found
        if now() >= until:
            await asyncio.sleep(0)
            until = now() + SLICE


class Slices:
    """Work that is done in its order: as much as there is time for at once, the rest beside all else.

    `beside` is given a coroutine, to be awaited by the same event loop.
    """

    def __init__(
        self, beside: Callable[[Coroutine[None, None, None]], object],
        now: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._beside, self._now = beside, now
        self._work: deque[Steps] = deque()
        self._beside_now = False

    @property
    def busy(self) -> bool:
        """Whether there is work left."""
        return bool(self._work)

    def add(self, steps: Steps) -> None:
        """One more piece of work; what is left of it goes on by itself."""
        first = not self._work
        self._work.append(steps)
        if first and not self._slice(SLICE) and not self._beside_now:
            self._beside_now = True
            self._beside(self._go_on())

    def instead(self, steps: Steps) -> None:
        """This piece of work alone; what is left of any other is not wanted any more."""
        self._work.clear()
        self.add(steps)

    async def rest(self) -> None:
        """Wait until nothing is left; nobody else has to."""
        while self._work and self._beside_now:
            await asyncio.sleep(0)

    def finish(self) -> None:
        """Do all that is left at once."""
        while self._work:
            self._slice(float("inf"))

    def _slice(self, limit: float) -> bool:
        """Go on for a while; whether all is done."""
        until = self._now() + limit
        while self._work:
            steps, over = self._work[0], True
            try:
                for _ in steps:
                    if self._now() >= until:
                        over = False
                        return False
            finally:
                if over and self._work and self._work[0] is steps:
                    self._work.popleft()
        return True

    async def _go_on(self) -> None:
        try:
            while not self._slice(SLICE):
                await asyncio.sleep(0)
        finally:
            self._beside_now = False
