"""Sending a cart's edits to their end, for callers that wait."""

import threading
from collections.abc import Callable

import pytest

from tests.unit.table import OFFLINE, TEA, Kept, Table, line, stamps
from tui.cart import intents
from tui.cart.cart import RESTLESS, Attempt, Cart, State
from tui.cart.deliver import PAUSES, deliver
from tui.cart.model import CART, LineKey
from tui.cart.outcomes import Conflict, Denied, Outcome, Unavailable
from tui.cart.queue import PARALLEL
from tui.problem import Denial, Kind, Problem

Fate = str
"""answered, lost (made, and no answer came), unanswered (nor was it made), or dead (surely not made)."""


def delivered(
    table: Table, *fates: Fate, accept: Callable[[Cart], object] | None = None,
) -> tuple[Cart, list[float]]:
    """A cart with +3 tea (or what `accept` does), delivered; each write before the last has a fate."""
    cart, left, slept = Cart(stamps()), list(fates), list[float]()
    cart.load([line(2)])
    if accept is None:
        cart.accept(intents.change_by(cart.line(TEA), TEA, 3, cart.stamp()))
    else:
        accept(cart)

    def write(attempt: Attempt) -> Outcome:
        fate = left.pop(0) if left else "answered"
        if fate in ("unanswered", "dead"):
            return Unavailable(OFFLINE, unsure=fate == "unanswered")
        answer = table.send(attempt)
        return Unavailable(OFFLINE, unsure=True) if fate == "lost" else answer

    deliver(cart, write, sleep=slept.append, jitter=lambda: 0.5)
    return cart, slept


def test_it_is_written_at_once() -> None:
    table = Table.of(line(2))
    cart, slept = delivered(table)
    assert (table.lines[TEA].qty, cart.state(TEA), slept) == (5, State.SAVED, [])


@pytest.mark.parametrize("fates", [["lost"], ["unanswered"], ["dead"], ["lost", "unanswered", "dead"]])
def test_what_did_not_get_through_goes_again_after_a_pause_and_counts_once(fates: list[Fate]) -> None:
    table = Table.of(line(2))
    cart, slept = delivered(table, *fates)
    assert (table.lines[TEA].qty, len(table.written), cart.state(TEA)) == (5, 1, State.SAVED)
    assert slept == [pause / 2 for pause in PAUSES[:len(fates)]]


def test_what_never_gets_through_stays_in_the_cart() -> None:
    cart, slept = delivered(Table.of(line(2)), "lost", *["dead"] * 9)
    entry, = cart.queue.entries
    assert (entry.held, entry.unsure) == (OFFLINE, True)
    assert len(slept) == len(PAUSES)


@pytest.mark.parametrize("lines", [1, 2])
def test_what_goes_again_waits_for_the_disk_first(lines: int) -> None:
    failed, table = Problem(Kind.UNAVAILABLE, "The disk fails"), Table.of()
    cart = Cart(stamps(), Kept(failed))
    for number in range(lines):
        key = LineKey(CART, f"P-{number}")
        cart.accept(intents.add(None, key, 1, cart.stamp()))
    tried: list[str] = []

    def write(attempt: Attempt) -> Outcome:
        tried.append(attempt.edit.id)
        return Unavailable(OFFLINE) if len(tried) <= lines else table.send(attempt)

    deliver(cart, write, sleep=lambda seconds: None)
    assert (len(tried), table.written) == (lines, [])
    assert [entry.held for entry in cart.queue.entries] == [failed] * lines


def test_a_sign_in_that_ended_is_not_waited_for() -> None:
    cart = Cart(stamps())
    cart.load([line(2)])
    cart.accept(intents.change_by(cart.line(TEA), TEA, 3, cart.stamp()))
    ended = Problem(Kind.SIGN_IN, "Sign in again")
    deliver(cart, lambda attempt: Unavailable(ended), sleep=lambda seconds: pytest.fail("waited"))
    assert [entry.held for entry in cart.queue.entries] == [ended]


def test_a_change_elsewhere_is_added_to_and_a_clash_is_left_to_the_person() -> None:
    table = Table.of(line(40, "r9"))
    delivered(table)
    assert table.lines[TEA].qty == 43
    table = Table.of(line(40, "r9"))
    cart, _ = delivered(table, accept=lambda cart: cart.accept(
        intents.set_to(cart.line(TEA), TEA, 7, cart.stamp())))
    assert (len(cart.clashes()), table.written) == (1, [])


def test_a_line_that_never_rests_is_left_for_later() -> None:
    cart, slept, written = Cart(stamps()), list[float](), list[Attempt]()
    cart.load([line(2)])
    cart.accept(intents.change_by(cart.line(TEA), TEA, 3, cart.stamp()))

    def write(attempt: Attempt) -> Outcome:
        written.append(attempt)
        return Conflict({TEA: line(2, f"x{len(written)}")})

    deliver(cart, write, sleep=slept.append)
    held = cart.queue.entries[0].held
    assert isinstance(held, Problem)
    assert held.kind is Kind.UNAVAILABLE
    assert (len(written), len(slept)) == (RESTLESS * (len(PAUSES) + 1), len(PAUSES))


def test_a_refusal_ends_it() -> None:
    cart = Cart(stamps())
    cart.load([line(2)])
    cart.accept(intents.change_by(cart.line(TEA), TEA, 3, cart.stamp()))
    denial = Denial("no")
    deliver(cart, lambda attempt: Denied(denial), sleep=lambda seconds: pytest.fail("waited"))
    assert (cart.failure(TEA), cart.queue.entries) == (denial, [])


def test_several_lines_go_at_once_within_the_bound() -> None:
    keys = [LineKey(CART, f"P-{number}") for number in range(3 * PARALLEL)]
    table = Table.of(*(line(2, key=key) for key in keys))
    cart = Cart(stamps())
    cart.load(table.lines.values())
    for key in keys:
        cart.accept(intents.change_by(cart.line(key), key, 1, cart.stamp()))
    together, lock = threading.Barrier(PARALLEL), threading.Lock()

    def write(attempt: Attempt) -> Outcome:
        together.wait(timeout=20)
        with lock:
            return table.send(attempt)

    deliver(cart, write, sleep=lambda seconds: None)
    assert {each.qty for each in table.lines.values()} == {3}
