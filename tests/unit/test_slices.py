"""Long work leaves room for other work, is done in its order, and is done."""

import asyncio
from collections.abc import Generator, Iterator
from itertools import pairwise

import pytest

from tui.slices import SLICE, Slices, Steps, in_slices, parts


class Clock:
    """Each step of work takes `cost`."""

    def __init__(self, cost: float) -> None:
        self.now, self.cost, self.done = 0.0, cost, list[str]()

    def work(self, name: str, steps: int) -> Steps:
        for number in range(steps):
            self.now += self.cost
            self.done.append(f"{name}{number}")
            yield


def slices(clock: Clock) -> Slices:
    return Slices(asyncio.ensure_future, lambda: clock.now)


def test_parts_are_all_there_is() -> None:
    assert list(parts("abcde", 2)) == ["ab", "cd", "e"]
    assert list(parts((), 2)) == []


def test_what_there_is_time_for_is_done_at_once() -> None:
    clock = Clock(0)
    work = slices(clock)
    work.add(clock.work("a", 1000))
    assert len(clock.done) == 1000
    assert not work.busy


async def test_the_rest_is_done_in_turns_with_other_work() -> None:
    clock = Clock(SLICE * 0.6)
    work = slices(clock)
    work.add(clock.work("a", 5))
    assert clock.done == ["a0", "a1"]
    work.add(clock.work("b", 3))
    turns = []
    while work.busy:
        turns.append(len(clock.done))
        await asyncio.sleep(0)
    assert clock.done == ["a0", "a1", "a2", "a3", "a4", "b0", "b1", "b2"]
    assert max(after - before for before, after in pairwise(turns)) <= 2
    await asyncio.sleep(0)
    work.add(clock.work("c", 3))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert clock.done[-3:] == ["c0", "c1", "c2"]


async def test_what_comes_instead_is_done_alone() -> None:
    clock = Clock(SLICE)
    work = slices(clock)
    work.add(clock.work("a", 5))
    work.instead(clock.work("b", 2))
    while work.busy:
        await asyncio.sleep(0)
    assert clock.done == ["a0", "b0", "b1"]


async def test_it_can_be_finished_at_once() -> None:
    clock = Clock(SLICE)
    work = slices(clock)
    work.add(clock.work("a", 5))
    work.add(clock.work("b", 5))
    work.finish()
    assert len(clock.done) == 10
    await asyncio.sleep(0)
    assert len(clock.done) == 10


def test_work_may_add_work() -> None:
    clock = Clock(0)
    work = slices(clock)

    def outer() -> Iterator[None]:
        yield from clock.work("a", 1)
        work.add(clock.work("c", 1))
        yield from clock.work("b", 1)

    work.add(outer())
    assert clock.done == ["a0", "b0", "c0"]


async def test_work_that_fails_is_not_tried_again() -> None:
    clock = Clock(0)
    work = slices(clock)

    def broken() -> Iterator[None]:
        yield
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        work.add(broken())
    work.add(clock.work("a", 1))
    assert clock.done == ["a0"]


async def test_what_it_comes_to_is_found_beside_other_work() -> None:
    clock = Clock(SLICE * 0.6)

    def work() -> Generator[None, None, str]:
        yield from clock.work("a", 5)
        return "found"

    turns: list[int] = []

    async def other() -> None:
        while len(clock.done) < 5:
            turns.append(len(clock.done))
            await asyncio.sleep(0)

    found, _ = await asyncio.gather(in_slices(work(), lambda: clock.now), other())
    assert found == "found"
    assert turns == [2, 4]
    clock.cost = 0
    assert await in_slices(work(), lambda: clock.now) == "found"
