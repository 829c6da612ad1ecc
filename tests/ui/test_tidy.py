"""Garbage is searched for while nobody waits, and not among what has come to stay."""

import gc
from collections.abc import Sequence
from dataclasses import replace
from weakref import ref

import pytest
from rich.segment import Segment
from textual import events
from textual.messages import Prompt
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from tests.ui.driving import editor, keys, running, settled, until
from tests.ui.fakes import FakeServices
from tests.ui.samples import GOODS, LINES, SIGNED_OUT, line
from tui import tidy
from tui.app import Editor
from tui.screens import cart_kept
from tui.screens.sign_in import SignInScreen


class Collector:
    """Stands in for Python's `gc`, and notes what it is asked to do."""

    def __init__(self) -> None:
        self.new = 0
        """Things that were found once by Python itself."""
        self.searches = self.frozen = 0
        self.enabled = False
        self.thresholds: tuple[int, ...] = ()

    def collect(self) -> int:
        self.searches += 1
        self.new = 0
        return 0

    def freeze(self) -> None:
        self.frozen += 1

    def get_objects(self, generation: int) -> Sequence[None]:
        return [None] * {1: self.new}[generation]

    def enable(self) -> None:
        self.enabled = True

    def set_threshold(self, *numbers: int) -> None:
        self.thresholds = numbers


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Collector:
    """In the place of Python's."""
    monkeypatch.setattr(tidy, "gc", collector := Collector())
    return collector


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock that tells whether somebody goes on, and no timer but those that a test makes tick."""
    now = [1000.0]
    monkeypatch.setattr(tidy, "monotonic", lambda: now[0])
    monkeypatch.setattr(tidy, "TICK", 3600.0)
    monkeypatch.setattr(tidy, "MOMENT", 7200.0)
    return now


def started(pilot: Pilot[int]) -> Editor:
    """The editor, as it is after some seconds."""
    program = pilot.app
    assert isinstance(program, Editor)
    assert program._next is not None
    program._next.stop()
    program._started()
    return program


async def ticks(pilot: Pilot[int], count: int) -> bool:
    """So many ticks; whether more are to come."""
    program = pilot.app
    assert isinstance(program, Editor)
    for _ in range(count):
        program._tidy()
        await settled(pilot)
        if program._next is not None and program._next._interval == tidy.MOMENT:
            program._next = None
            program._search()
    return program._next is not None


def painted_strips() -> int:
    """How many there are."""
    return sum(isinstance(each, Strip) for each in gc.get_objects())


async def test_it_is_searched_once_all_is_there(collector: Collector, monkeypatch: pytest.MonkeyPatch,
                                                  ) -> None:
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        await keys(pilot, "j", "question_mark", "escape")
        assert not collector.enabled
        assert isinstance(program := pilot.app, Editor)
        assert program._next is not None
        assert program._next._interval == tidy.STARTED
    monkeypatch.setattr(tidy, "STARTED", 0.001)
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        await until(lambda: collector.enabled)
        assert collector.frozen == 1
        assert collector.thresholds == (tidy.NEWEST, tidy.TOO_MUCH, tidy.TOO_MUCH)
        assert not collector.searches


async def test_after_a_key_it_is_searched(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((tidy, "STARTED"), (tidy, "TICK"), (tidy, "MOMENT"), (tidy, "REST")):
        monkeypatch.setattr(module, name, 0.001)
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        await until(lambda: collector.enabled)
        assert not collector.searches
        collector.new = 1
        await keys(pilot, "j")
        await until(lambda: collector.searches == 1)


async def test_once_nobody_presses_a_key_or_there_is_much(collector: Collector, now: list[float]) -> None:
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        started(pilot)
        await keys(pilot, "j")
        collector.new = tidy.MANY - 1
        assert await ticks(pilot, 3)
        assert collector.searches == 0
        collector.new = tidy.MANY
        assert await ticks(pilot, 1)
        assert collector.searches == 1
        collector.new = 1
        now[0] += tidy.REST
        assert not await ticks(pilot, 2)
        assert collector.searches == 2


async def test_who_uses_the_mouse_goes_on_too(collector: Collector, now: list[float]) -> None:
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        program = started(pilot)
        await keys(pilot, "j")
        now[0] += tidy.REST
        collector.new = 1
        program.post_message(events.MouseScrollDown(None, 1, 1, 0, 1, 0, shift=False, meta=False, ctrl=False))
        await settled(pilot)
        assert await ticks(pilot, 1)
        assert collector.searches == 0
        now[0] += tidy.REST
        assert not await ticks(pilot, 2)
        assert collector.searches == 1


async def test_not_while_something_is_on_its_way(collector: Collector, now: list[float]) -> None:
    services = FakeServices(lines=LINES)
    async with running(editor(services)) as pilot:
        program = started(pilot)
        services.hold("read")
        await keys(pilot, "r")
        now[0] += tidy.REST
        collector.new = tidy.MANY_IN_DIALOG
        program._tidy()
        assert program._next is not None
        assert program._next._interval == tidy.TICK
        program._search()  # as where something has set out since
        assert collector.searches == 0
        services.release()
        await settled(pilot)
        assert not await ticks(pilot, 2)
        assert collector.searches == 1


async def test_not_when_the_app_has_ended(collector: Collector, now: list[float]) -> None:
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        program = started(pilot)
        await keys(pilot, "j")
    now[0] += tidy.REST
    collector.new = tidy.MANY_IN_DIALOG
    program._tidy()
    program._search()
    assert collector.searches == 0
    assert program._next is None


async def test_whatever_goes_on_there_is_never_too_much(collector: Collector, now: list[float]) -> None:
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        started(pilot)
        await keys(pilot, "question_mark")
        collector.new = tidy.MANY_IN_DIALOG - 1
        now[0] += tidy.REST
        assert not await ticks(pilot, 1)
        assert collector.searches == 0
        collector.new = tidy.MANY_IN_DIALOG
        await ticks(pilot, 1)
        assert (collector.searches, collector.frozen) == (1, 1), "what is open does not stay"


async def test_not_while_a_dialog_is_open(collector: Collector, now: list[float]) -> None:
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        started(pilot)
        await keys(pilot, "j")
        assert await ticks(pilot, 1)
        await keys(pilot, "question_mark")
        collector.new = tidy.MANY
        assert not await ticks(pilot, 1)
        now[0] += tidy.REST
        assert not await ticks(pilot, 1)
        assert collector.searches == 0
        await keys(pilot, "escape")
        now[0] += tidy.REST
        collector.new = 0
        assert not await ticks(pilot, 3)
        assert (collector.searches, collector.frozen) == (1, 2), "once, and what is left is not let go of"


async def test_what_a_search_has_left_stays(collector: Collector, now: list[float]) -> None:
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        started(pilot)
        await keys(pilot, "j")
        collector.new = tidy.MANY
        assert await ticks(pilot, 2)
        assert (collector.searches, collector.frozen) == (1, 2)


async def test_a_dialog_that_is_still_there_does_not_stay(collector: Collector, now: list[float]) -> None:
    async with running(editor(FakeServices(lines=LINES))) as pilot:
        program = started(pilot)
        await keys(pilot, "question_mark")
        dialog = pilot.app.screen
        await keys(pilot, "escape")
        collector.new = tidy.MANY
        assert await ticks(pilot, 2)
        assert (collector.searches, collector.frozen) == (1, 1)
        assert dialog in program._dialogs
        program._dialogs.clear()
        collector.new = tidy.MANY
        assert await ticks(pilot, 2)
        assert (collector.searches, collector.frozen) == (2, 2)


async def test_nor_while_somebody_signs_in(collector: Collector, now: list[float]) -> None:
    services = FakeServices(lines=LINES)
    services.person = SIGNED_OUT
    async with running(editor(services)) as pilot:
        started(pilot)
        assert isinstance(pilot.app.screen, SignInScreen)
        await keys(pilot, "c")
        now[0] += tidy.REST
        collector.new = 1
        assert not await ticks(pilot, 1)
        assert collector.searches == 0


@pytest.mark.parametrize("key", ["question_mark", "p", "o"])
async def test_a_dialog_is_gone_after_it(key: str, now: list[float]) -> None:
    """Textual's widgets remember who sent their last message."""
    async with running(editor(FakeServices(lines=[line(f"P-{n:03}") for n in range(100)]))) as pilot:
        program = started(pilot)
        now[0] += tidy.REST
        gc.collect()
        assert not await ticks(pilot, 2)
        await keys(pilot, key)
        parts = [ref(part) for part in pilot.app.screen.walk_children(with_self=True)]
        told = Prompt().set_sender(pilot.app.screen)
        program._mouse_down_widget = pilot.app.screen.query_one("Footer")
        program._last_focused_on_app_blur = pilot.app.screen.query_one("#text, Entry", Widget)
        await keys(pilot, "escape")
        nodes = [pilot.app, *pilot.app.screen.query("*"),
                 pilot.app.screen.query_one("LinesTable").vertical_scrollbar]
        for node in nodes:
            node.post_message(told)
        del told
        await until(lambda: not any(node.message_queue_size for node in nodes))
        now[0] += tidy.REST
        assert all(part() for part in parts)
        before = painted_strips()
        program._tidy()
        assert painted_strips() < before, "what was painted of it need not be searched"
        await until(lambda: not any(node.message_queue_size for node in nodes))
        program._search()
        assert not any(part() for part in parts)


async def test_what_has_come_to_stay_is_not_searched(
    collector: Collector, now: list[float], monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Lines and products, where so many have come at once that are new, wherever from."""
    monkeypatch.setattr(cart_kept, "MANY", 8)
    services = FakeServices(lines=LINES, goods=GOODS)
    services.hold("products")
    async with running(editor(services)) as pilot:
        assert collector.frozen == 1, "the lines"
        services.release()
        await settled(pilot)
        assert collector.frozen == 2, "their prices"
        await keys(pilot, "plus", "r")
        assert collector.frozen == 2, "nothing new"
        await keys(pilot, "a")
        assert collector.frozen == 3, "the catalog"
        await keys(pilot, "escape", "a", "escape", "r")
        assert collector.frozen == 3, "nothing new"
        services.table["alice"] = {each.key: replace(each, qty=9, rev="theirs") for each in LINES}
        services.goods = [replace(each, price=each.price + 1) for each in GOODS]
        services.hold("products")
        await keys(pilot, "r")
        assert collector.frozen == 5, "lines and catalog"
        services.release()
        await settled(pilot)
        assert collector.frozen == 5, "prices that the catalog has told"
        await keys(pilot, "q")
    services.hold("open")
    async with running(editor(services)):
        assert collector.frozen == 6, "the last-seen copy"


async def test_a_dialog_is_searched_for_before_much_comes(collector: Collector, now: list[float]) -> None:
    """It would be kept with it for ever."""
    services = FakeServices(lines=LINES)
    async with running(editor(services)) as pilot:
        program = started(pilot)
        services.hold("journal")
        await keys(pilot, "o", *"bob")
        assert (before := program._next) is not None
        await keys(pilot, "enter")
        assert program._next is not None
        assert program._next._interval == tidy.MOMENT, "soon"
        assert before._task is None
        await keys(pilot, "question_mark")
        assert not await ticks(pilot, 1)
        await keys(pilot, "escape")
        collector.new = tidy.EARLY
        assert await ticks(pilot, 1)
        assert collector.searches == 0, "much has come already"
        collector.new = tidy.EARLY - 1
        assert await ticks(pilot, 2)
        assert collector.searches == 2, "as long as it is there"
        program._dialogs.clear()
        assert await ticks(pilot, 2)
        assert collector.searches == 3, "and for what refers to itself alone"
        assert collector.frozen == 1, "what is on its way does not stay"


async def test_nothing_is_kept_that_is_garbage(now: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever somebody does, and all that is left stays each time, somebody resting or not."""
    monkeypatch.setattr(tidy, "MANY", 0)
    services = FakeServices(lines=LINES, goods=GOODS)
    services.table["bob"] = {each.key: each for each in LINES}
    async with running(editor(services)) as pilot:
        program = started(pilot)
        for number in range(4):
            if number == 1:
                gc.unfreeze()
                gc.collect()
                gc.freeze()
            for done in ("question_mark escape", "o escape", "p escape", "a n u escape escape",
                         "slash n escape", "plus r", "o b o b enter escape"):
                await keys(pilot, *done.split())
                program.cart_screen.keep()
                await settled(pilot)
                for _ in range(100):
                    if program._dialogs:
                        await ticks(pilot, 1)
                now[0] += tidy.REST
                await ticks(pilot, 3)
        gc.collect()
        gc.unfreeze()
        found = gc.collect()
        gc.freeze()
        assert found < 100, "what other threads leave; a dialog leaves thousands"


async def test_what_worked_beside_the_keys_needs_no_search() -> None:
    services = FakeServices(lines=LINES)
    async with running(editor(services)) as pilot:
        gc.disable()
        services.hold("read")
        await keys(pilot, "r")
        worker = ref(next(iter(pilot.app.workers)))
        services.release()
        await until(lambda: worker() is None)


def test_what_was_painted_needs_no_search() -> None:
    gc.collect()
    gc.disable()
    strip = Strip([Segment("a line"), Segment(" of two")])
    assert strip.divide([13]) == [strip]
    assert [each.text for each in strip.divide([6, 13])] == ["a line", " of two"]
    del strip
    assert gc.collect() == 0
