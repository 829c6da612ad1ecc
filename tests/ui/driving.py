"""Driving the editor in tests: fixed stamps and clock, and waiting without sleeping."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from textual.pilot import Pilot

from tests.ui.fakes import FakeServices
from tests.ui.samples import AT, NOW
from tui.app import Editor
from tui.cart.intents import Stamp
from tui.identity.approval import Approver


def stamps() -> Callable[[], Stamp]:
    """Edit ids 1, 2, 3, ... all at the same time."""
    numbers = count(1)
    return lambda: Stamp(f"01977000-0000-7000-8000-{next(numbers):012}", AT)


def editor(services: FakeServices, *, owner: str = "", approver: Approver | None = None,
           clock: Callable[[], float] = lambda: NOW) -> Editor:
    """The editor on fake services."""
    return Editor(services, profile_name="sandbox", owner=owner, approver=approver,
                  stamp=stamps(), clock=clock)


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until no worker runs and every message has been handled. Not while a latch is held."""
    await pilot.pause()
    while len(pilot.app.workers):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


@asynccontextmanager
async def running(app: Editor, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[int]]:
    """The running editor; every latch is released at the end."""
    async with app.run_test(size=size, notifications=True) as pilot:
        try:
            yield pilot
        finally:
            assert isinstance(app.services, FakeServices)
            app.services.release()
