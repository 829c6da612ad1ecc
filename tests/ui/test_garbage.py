"""The editor looks for garbage once it has started."""

import asyncio
import gc
from collections.abc import Iterator

import pytest

from tests.ui.driving import editor, running, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import LINES
from tui import app


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
