"""Random histories of several clients: no accepted edit is lost, none is written twice, whatever happens.

`python -m tests.simulation.history COUNT [FIRST_SEED]` plays more of them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulation.history import LENGTH, heal, many, play, seeded
from tests.simulation.world import KEYS, START, Mortal, World
from tests.unit.table import Table
from tui.cart.journal import Journal
from tui.cart.model import Line
from tui.cart.queue import Changes
from tui.problem import Problem

HISTORIES = 1200


@pytest.mark.parametrize("part", range(4))
def test_every_accepted_edit_is_written_exactly_once(part: int) -> None:
    """`play` ends in the ledger's account, which asserts; a world without edits would prove nothing."""
    worlds = [play(seeded(seed)) for seed in range(part, HISTORIES, 4)]
    assert sum(len(world.ledger.accepted) for world in worlds) > HISTORIES


@settings(max_examples=300, deadline=None, derandomize=True)
@given(numbers=st.binary(min_size=60, max_size=LENGTH))
def test_no_history_that_hypothesis_finds_goes_wrong(numbers: bytes) -> None:
    world = play(numbers)
    assert not world.flights
    assert all(not client.cart.queue.entries for client in world.clients)


def test_the_histories_are_not_idle() -> None:
    worlds = [play(seeded(seed)) for seed in range(40)]
    assert sum(len(world.ledger.accepted) for world in worlds) > 300
    assert sum(len(world.table.written) for world in worlds) > 150


@contextmanager
def changed(place: type, name: str, new: object) -> Iterator[None]:
    """One rule less."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place, name, new)
        yield


def keeps_nothing(journal: Journal, changes: Changes) -> Problem | None:
    """A journal in name only."""
    return None


def hides_what_is_sent(sync: Callable[..., Problem | None]) -> Callable[..., Problem | None]:
    """A journal that does not note what is being sent."""

    def hiding(journal: Journal, changes: Changes) -> Problem | None:
        before = [(entry, entry.sent, entry.due) for entry in changes.kept.values()]
        for entry, _, _ in before:
            entry.sent = entry.due = False
        try:
            return sync(journal, changes)
        finally:
            for entry, sent, due in before:
                entry.sent, entry.due = sent, due

    return hiding


RED = r"^(lost|written more than once|called refused, and written)"
WITHOUT = {
    "knowing its own id": partial(changed, Line, "wrote", lambda line, edit_id: False),
    "the journal": partial(changed, Journal, "sync", keeps_nothing),
    "noting what is sent": partial(changed, Journal, "sync", hides_what_is_sent(Journal.sync)),
    "looking before an add goes again": partial(
        changed, Table, "send", lambda table, attempt: table.write(attempt.edit)),
}


def a_power_cut_behind_a_retry(folder: Path) -> World:
    """An edit is throttled and goes again; it arrives, and the power fails before anybody hears of that."""
    world = World(folder)
    client, tea = world.clients[0], KEYS[0]
    client.read()
    client.edit(0, tea, 1)
    for fate in ("throttled", "lost"):
        client.drive.catch_up()
        client.cart.retry()
        world.send(client)
        world.arrive(world.flights[-1], fate)
        if fate == "throttled":
            world.hear(world.flights[-1])
    world.cut_power(client.drive, 0)
    client.edit(0, tea, 1)
    heal(world, Random(1))
    return world


def test_a_power_cut_makes_no_edit_come_twice(tmp_path: Path) -> None:
    world = a_power_cut_behind_a_retry(tmp_path)
    assert world.table.lines[KEYS[0]].qty == START[0].qty + 2


def test_that_rests_upon_waiting_for_the_disk_before_an_edit_goes_again(tmp_path: Path) -> None:
    without = changed(Mortal, "flush", lambda mortal: None)
    with without, pytest.raises(AssertionError, match="written more than once"):
        a_power_cut_behind_a_retry(tmp_path)


@pytest.mark.parametrize("rule", WITHOUT)
def test_the_checker_sees_what_goes_wrong_without(rule: str) -> None:
    with WITHOUT[rule](), pytest.raises(AssertionError, match=RED):
        many(0, 2000, say=lambda text: None)
