"""Garbage is looked for while nobody waits, and not among what has come to stay."""

import asyncio
import gc
from collections.abc import Callable
from weakref import ref

import pytest
from textual.messages import Prompt
from textual.pilot import Pilot

from tests.ui.driving import editor, keys, running, settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import GOODS, LINES, line
from tui import in_order, tidy
from tui.app import Editor
from tui.screens import cart_kept

NEW, ALL = 1, 2


class Collector:
    """Stands in for Python's `gc`, and notes what it is asked to do."""

    def __init__(self) -> None:
        self.new = self.before = 0
        """Looks among the newest, and among what is new."""
        self.looks: list[int] = []
        self.frozen = 0
        self.enabled = False

    def get_count(self) -> tuple[int, int, int]:
        return 0, self.new, self.before

    def collect(self, generation: int = ALL) -> int:
        self.looks.append(generation)
        self.new = 0
        return 0

    def freeze(self) -> None:
        self.frozen += 1

    def enable(self) -> None:
        self.enabled = True

    def get_threshold(self) -> tuple[int, int, int]:
        return 700, 10, 10

    def set_threshold(self, *_numbers: int) -> None:
        pass


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Collector:
    """In the place of Python's."""
    monkeypatch.setattr(tidy, "gc", collector := Collector())
    return collector


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock that tells whether somebody goes on, and no timer but those that a test makes tick."""
    now = [1000.0]
    monkeypatch.setattr(in_order, "monotonic", lambda: now[0])
    monkeypatch.setattr(tidy, "SOON", 3600.0)
    monkeypatch.setattr(tidy, "MOMENT", 7200.0)
    return now


def started(pilot: Pilot[int]) -> Editor:
    """The editor, as it is after some seconds."""
    program = pilot.app
    assert isinstance(program, Editor)
    program._started()
    return program


async def until(there: Callable[[], bool], pilot: Pilot[int]) -> None:
    """Wait for something that a timer does."""
    async with asyncio.timeout(10):
        while not there():
            await pilot.pause(0.001)


async def ticks(pilot: Pilot[int], count: int) -> bool:
    """So many ticks; whether more are to come."""
    program = pilot.app
    assert isinstance(program, Editor)
    for _ in range(count):
        program._tidy()
        await settled(pilot)
        if program._next is not None and program._next._interval == tidy.MOMENT:
            program._next = None
            program._look()
    return program._next is not None


async def test_it_is_looked_for_once_all_is_there(collector: Collector, monkeypatch: pytest.MonkeyPatch,
                                                  ) -> None:
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        await keys(pilot, "j")
        assert not collector.enabled
    monkeypatch.setattr(tidy, "STARTED", 0.001)
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        await until(lambda: collector.enabled, pilot)
        assert collector.frozen == 1
        assert not collector.looks


async def test_after_a_key_it_is_looked_for(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((tidy, "STARTED"), (tidy, "SOON"), (tidy, "MOMENT"), (in_order, "PATIENCE")):
        monkeypatch.setattr(module, name, 0.001)
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        await until(lambda: collector.enabled, pilot)
        assert not collector.looks
        collector.new = 1
        await keys(pilot, "j")
        await until(lambda: ALL in collector.looks, pilot)
        assert collector.looks == [NEW, ALL]


async def test_once_nobody_presses_a_key_or_there_is_much(collector: Collector, now: list[float]) -> None:
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        started(pilot)
        await keys(pilot, "j")
        collector.new = tidy.MUCH - 1
        assert await ticks(pilot, 3)
        assert collector.looks == []
        collector.new = tidy.MUCH
        assert await ticks(pilot, 1)
        assert collector.looks == [NEW]
        collector.new = 1
        now[0] += in_order.PATIENCE
        assert not await ticks(pilot, 2)
        assert collector.looks == [NEW, NEW, ALL]


async def test_not_while_something_is_on_its_way(collector: Collector, now: list[float]) -> None:
    services = FakeServices(lines=LINES)
    async with running(editor(services)) as pilot:
        program = started(pilot)
        services.hold("read")
        await keys(pilot, "r")
        now[0] += in_order.PATIENCE
        collector.new = tidy.MORE
        program._tidy()
        assert program._next is not None
        assert program._next._interval == tidy.SOON
        program._look()  # as where something has set out since
        assert collector.looks == []
        collector.new = 0
        services.release()
        await settled(pilot)
        assert not await ticks(pilot, 1)
        assert collector.looks == [ALL]


async def test_not_when_the_app_has_ended(collector: Collector, now: list[float]) -> None:
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        program = started(pilot)
        await keys(pilot, "j")
    now[0] += in_order.PATIENCE
    program._tidy()
    assert collector.looks == []


async def test_whatever_goes_on_there_is_never_too_much(collector: Collector, now: list[float]) -> None:
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        started(pilot)
        await keys(pilot, "question_mark")
        collector.new = tidy.MORE - 1
        await ticks(pilot, 1)
        assert collector.looks == []
        collector.new = tidy.MORE
        await ticks(pilot, 1)
        assert collector.looks == [NEW]
        collector.new, collector.before = tidy.MORE, tidy.OFTEN
        await ticks(pilot, 1)
        assert collector.looks == [NEW, ALL]


async def test_not_while_a_dialog_is_open(collector: Collector, now: list[float]) -> None:
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        started(pilot)
        await keys(pilot, "j")
        assert await ticks(pilot, 1)
        await keys(pilot, "question_mark")
        collector.new = tidy.MUCH
        assert not await ticks(pilot, 1)
        collector.new = 0
        now[0] += in_order.PATIENCE
        assert not await ticks(pilot, 1)
        assert collector.looks == []
        await keys(pilot, "escape")
        now[0] += in_order.PATIENCE
        assert not await ticks(pilot, 1)
        assert collector.looks == [ALL]


@pytest.mark.parametrize("key", ["question_mark", "p", "o"])
async def test_a_dialog_is_gone_after_it(key: str, now: list[float]) -> None:
    """Textual's widgets remember who sent their last message."""
    async with running(editor(FakeServices(lines=[line(f"P-{n:03}") for n in range(100)]))) as pilot:
        started(pilot)
        now[0] += in_order.PATIENCE
        gc.collect()
        assert not await ticks(pilot, 2)
        await keys(pilot, key)
        dialog, told = ref(pilot.app.screen), Prompt().set_sender(pilot.app.screen)
        await keys(pilot, "escape")
        pilot.app.screen.query_one("LinesTable").vertical_scrollbar.post_message(told)
        del told
        await settled(pilot)
        now[0] += in_order.PATIENCE
        assert dialog() is not None
        assert not await ticks(pilot, 2)
        assert dialog() is None


async def test_what_has_come_to_stay_is_not_looked_through(
    collector: Collector, now: list[float], monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Lines and products, where so many have come at once, wherever from."""
    monkeypatch.setattr(cart_kept, "MUCH", 8)
    services = FakeServices(lines=LINES, goods=GOODS)
    services.hold("products")
    async with running(editor(services)) as pilot:
        lines = collector.frozen
        services.release()
        await settled(pilot)
        prices = collector.frozen
        await keys(pilot, "plus")
        assert (lines, prices, collector.frozen) == (1, 2, 2)
        await keys(pilot, "r")
        again = collector.frozen
        await keys(pilot, "a")
        catalog = collector.frozen
        await keys(pilot, "escape", "escape", "r")
        both = collector.frozen
        await keys(pilot, "q")
    services.hold("open")
    async with running(editor(services)):
        copy = collector.frozen
    assert (again, catalog, both, copy) == (3, 4, 6, 7)
