"""Sending thousands of edits: all of them, once; and what ends it early."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.table import OFFLINE, Kept, Table, line, stamps
from tui.cart.bulk import WINDOW, Bulk
from tui.cart.cart import Attempt, Cart
from tui.cart.importing import Wish, wishes
from tui.cart.journal import Journal
from tui.cart.keeper import Keeper
from tui.cart.model import CART, LineKey
from tui.cart.outcomes import Denied, Outcome, Unavailable
from tui.cart.rows import Row
from tui.problem import Denial, Kind, Problem

Write = Callable[[Attempt], Outcome]


def rows(count: int, qty: int = 2) -> list[Row]:
    return [Row(number + 2, f"P-{number:05}", qty, "") for number in range(count)]


def sent(
    table: Table, wanted: list[Row], *, write: Callable[[Bulk, Attempt], Outcome] | None = None,
    journal: Keeper | None = None, slept: list[float] | None = None,
) -> tuple[Cart, Bulk, list[Wish]]:
    """The rows, made so; and the cart and the sending they went through."""
    cart, made = Cart(stamps(), journal), stamps()
    cart.load(table.lines.values())
    asked = wishes(wanted, CART, table.lines)
    pauses = [] if slept is None else slept
    bulk = Bulk(cart, lambda attempt: write(bulk, attempt) if write else table.send(attempt), lambda: None,
                sleep=pauses.append, jitter=lambda: 1.0)
    bulk.send(edit for wish in asked for edit in wish.edits(made))
    return cart, bulk, asked


def test_many_lines_are_written_once_each(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path)
    assert isinstance(journal, Journal)
    table = Table.of()
    cart, bulk, asked = sent(table, rows(500), journal=journal)
    assert len(table.written) == len(set(table.written)) == 500
    assert all(wish.met(cart.known.lines.get(wish.key)) for wish in asked)
    assert (bulk.failure, bulk.left, len(cart.queue), journal.waiting()) == (None, set(), 0, 0)
    journal.close()


def test_lines_become_as_the_rows_say_by_an_edit_for_each_thing() -> None:
    table = Table.of(line(2, key=LineKey(CART, "A"), note="old"), line(2, key=LineKey(CART, "B")))
    cart, _, _ = sent(table, [Row(2, "A", 5, "new"), Row(3, "B", 2, None), Row(4, "C", 1, None)])
    assert {key.sku: (each.qty, each.note) for key, each in table.lines.items()} == {
        "A": (5, "new"), "B": (2, ""), "C": (1, "")}
    assert len(table.written) == 3
    assert len(cart.queue) == 0


@pytest.mark.parametrize("after", [0, 1, 100])
def test_a_refusal_ends_it_and_the_rest_is_left(after: int) -> None:
    table, denial = Table.of(), Denial("no")
    asked: list[str] = []

    def write(_bulk: Bulk, attempt: Attempt) -> Outcome:
        asked.append(attempt.edit.id)
        return table.send(attempt) if len(asked) <= after else Denied(denial)

    cart, bulk, _ = sent(table, rows(1000), write=write)
    assert bulk.failure == denial
    assert len(asked) <= after + WINDOW
    assert (len(cart.queue), len(table.lines)) == (0, len(cart.known.lines))


def test_once_stopped_nothing_new_goes_and_what_went_is_known(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path)
    assert isinstance(journal, Journal)
    table = Table.of()

    def write(bulk: Bulk, attempt: Attempt) -> Outcome:
        bulk.stop = bulk.stop or len(table.written) >= 200
        return table.send(attempt)

    cart, bulk, asked = sent(table, rows(1000), write=write, journal=journal)
    done = [wish for wish in asked if wish.met(cart.known.lines.get(wish.key))]
    assert 200 <= len(done) == len(table.lines) < 300
    assert (bulk.failure, len(cart.queue), journal.waiting()) == (None, 0, 0)
    cart, bulk, asked = sent(table, rows(1000))
    assert len(table.lines) == len(set(table.written)) == 1000
    journal.close()


def test_what_got_no_answer_goes_again_and_counts_once() -> None:
    table, slept, tries = Table.of(), list[float](), dict[str, int]()

    def write(_bulk: Bulk, attempt: Attempt) -> Outcome:
        tries[attempt.edit.id] = tries.get(attempt.edit.id, 0) + 1
        if tries[attempt.edit.id] == 1 and attempt.edit.key.sku.endswith("7"):
            table.send(attempt)
            return Unavailable(OFFLINE, unsure=True)
        return table.send(attempt)

    cart, bulk, _ = sent(table, rows(200), write=write, slept=slept)
    assert {each.qty for each in table.lines.values()} == {2}
    assert (bulk.failure, len(table.lines), len(cart.queue)) == (None, 200, 0)
    assert slept


def test_a_dead_network_leaves_in_the_journal_only_what_may_have_arrived() -> None:
    table, slept = Table.of(), list[float]()

    def write(_bulk: Bulk, attempt: Attempt) -> Outcome:
        return Unavailable(OFFLINE, unsure=attempt.edit.key.sku == "P-00003")

    cart, bulk, _ = sent(table, rows(300), write=write, slept=slept)
    assert bulk.failure == OFFLINE
    assert [entry.edit.key.sku for entry in cart.queue.entries] == ["P-00003"]
    assert len(slept) == 4


def test_what_others_changed_meanwhile_is_not_overwritten() -> None:
    table = Table.of(line(2, key=LineKey(CART, "A")))
    stale = Table.of(replace(table.lines[LineKey(CART, "A")], qty=7, rev="r9"))
    cart, bulk, _ = sent(table, [Row(2, "A", 5, "")], write=lambda _bulk, attempt: stale.send(attempt))
    assert bulk.clashed == {LineKey(CART, "A")}
    assert (stale.written, len(cart.queue), cart.known.lines[LineKey(CART, "A")].qty) == ([], 0, 7)


def test_what_an_earlier_run_left_in_the_queue_is_not_touched() -> None:
    here = LineKey(CART, "A")
    cart, made = Cart(stamps("old")), stamps()
    cart.load([line(2, key=here)])
    cart.enqueue(wish_edit for wish in wishes([Row(2, "A", 5, "")], CART, {here: line(2, key=here)})
                 for wish_edit in wish.edits(cart.stamp))
    entry, = cart.queue.entries
    entry.held = OFFLINE
    table = Table.of()
    bulk = Bulk(cart, table.send, lambda: None, sleep=lambda seconds: pytest.fail("waited"))
    bulk.send(edit for wish in wishes(rows(20), CART, {}) for edit in wish.edits(made))
    assert (bulk.failure, len(table.lines), cart.queue.entries) == (None, 20, [entry])


def test_a_journal_that_cannot_follow_stops_it_before_anything_is_sent() -> None:
    class Full:
        def sync(self, changes: object) -> Problem:
            return Problem(Kind.USAGE, "The disk is full")

        def flush(self) -> None:
            pytest.fail("there is nothing to wait for")

    table, cart = Table.of(), Cart(stamps(), Full())
    bulk = Bulk(cart, table.send, lambda: None, sleep=lambda seconds: None)
    made = stamps()
    bulk.send(edit for wish in wishes(rows(10), CART, {}) for edit in wish.edits(made))
    assert isinstance(bulk.failure, Problem)
    assert table.written == []


def test_what_goes_again_waits_for_the_disk_first() -> None:
    failed, tried = Problem(Kind.UNAVAILABLE, "The disk fails"), list[str]()

    def write(_bulk: Bulk, attempt: Attempt) -> Outcome:
        tried.append(attempt.edit.id)
        return Unavailable(OFFLINE)

    _, bulk, _ = sent(Table.of(), rows(3), write=write, journal=Kept(failed))
    assert (len(tried), bulk.failure) == (3, failed)


def test_an_exception_of_a_worker_is_not_lost() -> None:
    def write(_bulk: Bulk, _attempt: Attempt) -> Outcome:
        raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        sent(Table.of(), rows(3), write=write)
