"""The editor looks for garbage once it has started, and while nobody presses a key."""

import asyncio
import gc
from collections.abc import Iterator

import pytest

from tests.ui.driving import editor, keys, running, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import LINES
from tui import app, in_order


@pytest.fixture
def off() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("off")
async def test_garbage_is_looked_for_once_all_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(editor(FakeServices(lines=LINES))):
        assert not gc.isenabled()
    monkeypatch.setattr(app, "STARTED", 0.001)
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        async with asyncio.timeout(10):
            while not gc.isenabled():
                await settled(pilot)


@pytest.mark.usefixtures("off")
async def test_all_of_it_is_looked_at_while_nobody_presses_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    now, looked = [1000.0], 0

    def look() -> int:
        nonlocal looked
        looked += 1
        return 0

    monkeypatch.setattr(in_order, "monotonic", lambda: now[0])
    monkeypatch.setattr(gc, "collect", look)
    async with running(program := editor(FakeServices(lines=LINES))) as pilot:
        await keys(pilot, "j")
        program._tidy()
        assert (program.at_rest, looked) == (False, 0)
        now[0] += in_order.PATIENCE
        program._tidy()
        assert looked == 1
    for name in ("STARTED", "TIDY", "PATIENCE"):
        monkeypatch.setattr(app, name, 0.001)
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        async with asyncio.timeout(10):
            while looked < 3:
                await settled(pilot)
