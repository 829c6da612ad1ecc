"""One person who edits and edits, in the real editor without a terminal; the clock goes by meanwhile."""

import asyncio
import os
import stat
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

from textual.pilot import Pilot

from tests.scale.machine import memory
from tests.ui.driving import keys
from tui.app import Editor
from tui.cart.ids import stamp
from tui.cart.intents import Stamp
from tui.services import Services

ROUND = (
    *"++-", "7", "enter", "down", *"nhi", "enter", *"mu", "up", *"duU", "u",  # 11 edits, and moved about
    "tab", "tab", *"/co", "escape", "escape", "r", "h", "escape", "?", "escape", "p", "escape",
    "a", *"te", "enter", "escape", "escape", "escape", "i", "escape", "ctrl+p", "t", "escape",
)
"""What is pressed again and again: every kind of edit, every screen, the catalog."""
SECONDS = 20.0
"""Of the clock that a round takes: an edit every two seconds."""


class Sample(NamedTuple):
    """What the process holds, while nothing is under way."""

    edits: int
    clock: float
    """Seconds of the editor's clock since it was opened."""
    memory: float
    """MiB."""
    threads: int
    files: int
    sockets: int


@dataclass
class Sitting:
    """Somebody at the editor. `expire` ends the credentials that AWS has given out."""

    services: Services
    expire: Callable[[], object]
    edits: int = 0
    samples: list[Sample] = field(default_factory=list)
    _opened: float = field(default_factory=time.time)
    _gone: float = 0.0
    _threads: int = field(default_factory=threading.active_count)

    def clock(self) -> float:
        """What the editor takes for the time."""
        return self._opened + self._gone

    async def go_on(self, edits: int, every: int, told: Callable[[Sample], None]) -> None:
        """Edit so many times; a sample before, and every so many of them."""
        app = Editor(self.services, profile_name="scale", stamp=self._stamp, clock=self.clock)
        async with app.run_test(size=(100, 30)) as pilot:
            for number in count():
                if not self.samples or self.edits >= self.samples[-1].edits + every or self.edits >= edits:
                    self.samples.append(await self._sample(pilot, app))
                    told(self.samples[-1])
                if self.edits >= edits:
                    return
                await self._round(pilot, app, number)

    async def _round(self, pilot: Pilot[Any], app: Editor, number: int) -> None:
        await keys(pilot, *ROUND)
        self._gone += SECONDS
        app.cart_screen.refresh_if_active()
        app.cart_screen.renew_if_due()
        if number % 10 == 0:
            self.expire()
            await keys(pilot, "o", *f"person{number}", "enter", "escape", "escape")  # whose cart IAM closes

    async def _sample(self, pilot: Pilot[Any], app: Editor) -> Sample:
        cart = app.cart_screen
        while not cart.desk.read or cart.desk.reading or cart.prices.waiting or cart.on_the_way:
            await pilot.pause(0.02)
        for _ in range(100):  # threads end a moment after their answer has come
            if threading.active_count() == self._threads:
                break
            await asyncio.sleep(0.01)
        held, (files, sockets) = memory(), descriptors()
        return Sample(self.edits, self._gone, held, threading.active_count(), files, sockets)

    def _stamp(self) -> Stamp:
        self.edits += 1
        return stamp()


def descriptors() -> tuple[int, int]:
    """Open files and open sockets of this process."""
    files = sockets = 0
    for name in os.listdir("/dev/fd"):
        try:
            mode = os.fstat(int(name)).st_mode
        except OSError:  # the one that listed them
            continue
        sockets += stat.S_ISSOCK(mode)
        files += not stat.S_ISSOCK(mode)
    return files, sockets
