"""Undo and redo: the opposite of what was really written, refused where others have written since."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from tests.unit.table import OFFLINE, TEA, TEA_SAVED, Table, line, stamps
from tui.cart import intents
from tui.cart.cart import Cart
from tui.cart.edits import Add, ChangeBy, Edit, Remove
from tui.cart.intents import Refused
from tui.cart.model import Line
from tui.cart.outcomes import Denied, Unavailable
from tui.cart.rebase import Choice
from tui.problem import Denial


def opened(*lines: Line) -> tuple[Cart, Table]:
    table, cart = Table.of(*lines), Cart(stamps())
    cart.load(table.lines.values())
    return cart, table


def accept(cart: Cart, intent: Edit | Refused) -> None:
    assert not isinstance(cart.accept(intent), Refused)


def drain(cart: Cart, table: Table) -> None:
    while batch := cart.queue.ready():
        for edit in batch:
            cart.settle(edit, table.write(edit))


def look(cart: Cart) -> set[tuple[object, ...]]:
    lines = filter(None, map(cart.line, (TEA, TEA_SAVED)))
    return {(each.key, each.qty, each.note, each.added_at) for each in lines}


def edits(cart: Cart) -> Sequence[Edit | Refused]:
    return (
        intents.change_by(cart.line(TEA), TEA, 3, cart.stamp()),
        intents.set_to(cart.line(TEA), TEA, 7, cart.stamp()),
        intents.set_note(cart.line(TEA), TEA, "x", cart.stamp()),
        intents.remove(cart.line(TEA), TEA, cart.stamp()),
        intents.move(cart.line(TEA), None, TEA, "saved", cart.stamp()),
    )


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("answered", [False, True])
def test_undo_restores_the_line_and_redo_the_edit(number: int, answered: bool) -> None:
    cart, table = opened(line(2, note="n"))
    before = look(cart)
    accept(cart, edits(cart)[number])
    changed = look(cart)
    for expected, step in ((before, cart.undo), (changed, cart.redo), (before, cart.undo)):
        if answered:
            drain(cart, table)
        assert not isinstance(step(), Refused)
        assert look(cart) == expected
    drain(cart, table)
    assert look(cart) == before
    assert {(each.qty, each.note, each.added_at) for each in table.lines.values()} == {(2, "n", "t0")}


@pytest.mark.parametrize("answered", [False, True])
def test_hundreds_of_steps_are_undone_and_redone_one_by_one(answered: bool) -> None:
    cart, table = opened(line(2, note="n"))
    looks = [look(cart)]

    def made(intent: object) -> None:
        assert not isinstance(intent, Refused)
        if answered:
            drain(cart, table)

    def some_edits(number: int) -> Iterator[Edit | Refused]:
        yield intents.change_by(cart.line(TEA), TEA, 3, cart.stamp())
        yield intents.set_to(cart.line(TEA), TEA, number + 1, cart.stamp())
        yield intents.set_note(cart.line(TEA), TEA, f"note {number}", cart.stamp())
        yield intents.change_by(cart.line(TEA), TEA, 1, cart.stamp())

    for number in range(60):
        for edit in some_edits(number):
            made(cart.accept(edit))
            looks.append(look(cart))
    for expected in reversed(looks[:-1]):
        made(cart.undo())
        assert look(cart) == expected
    for expected in looks[1:]:
        made(cart.redo())
        assert look(cart) == expected
    drain(cart, table)
    assert {(each.qty, each.note) for each in table.lines.values()} == {(61, "note 59")}


def test_an_add_is_undone_by_a_remove() -> None:
    cart, table = opened()
    accept(cart, intents.add(None, TEA, 2, cart.stamp()))
    drain(cart, table)
    cart.undo()
    drain(cart, table)
    assert table.lines == {}


def test_presses_that_folded_are_undone_one_by_one() -> None:
    cart, table = opened(line(2))
    for _ in range(3):
        accept(cart, intents.change_by(cart.line(TEA), TEA, 1, cart.stamp()))
    drain(cart, table)
    seen = []
    while not isinstance(cart.undo(), Refused):
        seen.append(cart.line(TEA))
    assert [each and each.qty for each in seen] == [4, 3, 2]


def test_presses_that_cancelled_out_are_undone_one_by_one() -> None:
    cart, _ = opened(line(2))
    for by in (1, -1):
        accept(cart, intents.change_by(cart.line(TEA), TEA, by, cart.stamp()))
    quantities = []
    while not isinstance(cart.undo(), Refused):
        left = cart.line(TEA)
        assert left
        quantities.append(left.qty)
    assert quantities == [3, 2]


def test_nothing_to_undo_or_redo_says_so() -> None:
    cart, _ = opened()
    assert cart.undo() == Refused("there is nothing to undo")
    assert cart.redo() == Refused("there is nothing to redo")


def test_a_new_edit_ends_what_can_be_redone() -> None:
    cart, _ = opened(line(2))
    accept(cart, intents.set_to(cart.line(TEA), TEA, 3, cart.stamp()))
    cart.undo()
    accept(cart, intents.set_to(cart.line(TEA), TEA, 9, cart.stamp()))
    assert cart.redo() == Refused("there is nothing to redo")


@pytest.mark.parametrize("elsewhere", [line(5, "r9"), line(2, "r9"), None])
def test_undo_is_refused_where_the_line_has_moved_on(elsewhere: Line | None) -> None:
    cart, table = opened(line(2))
    accept(cart, intents.set_to(cart.line(TEA), TEA, 3, cart.stamp()))
    drain(cart, table)
    cart.load([elsewhere] if elsewhere else [])
    assert cart.undo() == Refused("TEA was changed elsewhere since")


def test_only_the_change_made_on_top_of_somebody_elses_can_be_undone() -> None:
    cart, table = opened(line(2))
    accept(cart, intents.set_to(cart.line(TEA), TEA, 3, cart.stamp()))
    drain(cart, table)
    accept(cart, intents.change_by(cart.line(TEA), TEA, 1, cart.stamp()))
    table.lines[TEA] = line(40, "r9")
    drain(cart, table)
    assert cart.undo() == {TEA}
    assert cart.undo() == Refused("TEA was changed elsewhere since")


def test_an_own_edit_read_back_is_not_somebody_elses() -> None:
    cart, table = opened(line(2))
    accept(cart, intents.set_to(cart.line(TEA), TEA, 3, cart.stamp()))
    drain(cart, table)
    accept(cart, intents.set_to(cart.line(TEA), TEA, 4, cart.stamp()))
    edit, = cart.queue.ready()
    table.write(edit)
    cart.load(table.lines.values())
    cart.settle(edit, Unavailable(OFFLINE, unsure=True))
    cart.retry()
    drain(cart, table)
    assert [cart.undo(), cart.undo()] == [{TEA}, {TEA}]


def test_an_own_add_that_others_changed_since_cannot_be_undone() -> None:
    cart, table = opened()
    accept(cart, intents.add(None, TEA, 2, cart.stamp()))
    edit, = cart.queue.ready()
    table.write(edit)
    cart.settle(edit, Unavailable(OFFLINE, unsure=True))
    table.lines[TEA] = replace(table.lines[TEA], qty=9, rev="r9", past=table.lines[TEA].lineage)
    cart.retry()
    drain(cart, table)
    assert table.lines[TEA].qty == 9
    assert cart.undo() == Refused("TEA was changed elsewhere since")


def test_undo_of_an_add_that_met_a_line_and_waits() -> None:
    cart, table = opened()
    accept(cart, intents.add(None, TEA, 2, cart.stamp()))
    edit, = cart.queue.ready()
    table.lines[TEA] = line(3, "r9")
    cart.settle(edit, table.write(edit))
    cart.undo()
    drain(cart, table)
    assert (table.lines[TEA], table.written) == (line(3, "r9"), [])


def test_an_edit_given_up_in_a_clash_cannot_be_undone() -> None:
    cart, table = opened(line(2))
    accept(cart, intents.set_to(cart.line(TEA), TEA, 3, cart.stamp()))
    table.lines[TEA] = line(40, "r9")
    drain(cart, table)
    cart.resolve(cart.clashes()[0], Choice.THEIRS)
    assert cart.undo() == Refused("there is nothing to undo")


def test_undo_of_an_add_that_met_a_line_takes_away_only_what_was_added() -> None:
    cart, table = opened()
    accept(cart, intents.add(None, TEA, 2, cart.stamp()))
    table.lines[TEA] = line(3, "r9")
    drain(cart, table)
    assert table.lines[TEA].qty == 5
    cart.undo()
    drain(cart, table)
    assert isinstance(table.written[-1], ChangeBy)
    assert table.lines[TEA].qty == 3


@pytest.mark.parametrize("answered", [False, True])
def test_undo_of_a_settled_clash_restores_theirs(answered: bool) -> None:
    cart, table = opened(line(2))
    for _ in range(2):
        accept(cart, intents.change_by(cart.line(TEA), TEA, 1, cart.stamp()))
    table.lines[TEA] = line(999, "r9")
    drain(cart, table)
    assert cart.undo() == Refused("TEA waits for your choice first")
    cart.resolve(cart.clashes()[0], Choice.MINE)
    if answered:
        drain(cart, table)
        assert table.lines[TEA].qty == 4
    cart.undo()
    drain(cart, table)
    assert table.lines[TEA].qty == 999
    assert cart.undo() == Refused("there is nothing to undo")


def test_a_move_onto_another_line_is_not_undone() -> None:
    cart, table = opened(line(2))
    accept(cart, intents.move(cart.line(TEA), None, TEA, "saved", cart.stamp()))
    table.lines[TEA_SAVED] = line(1, "r9", key=TEA_SAVED)
    drain(cart, table)
    assert table.lines[TEA_SAVED].qty == 3
    assert cart.undo() == Refused("TEA was put together with a line that was already there")


def test_an_edit_that_was_denied_cannot_be_undone() -> None:
    cart, _ = opened(line(2))
    accept(cart, intents.set_to(cart.line(TEA), TEA, 3, cart.stamp()))
    for edit in cart.queue.ready():
        cart.settle(edit, Denied(Denial("no")))
    assert cart.undo() == Refused("there is nothing to undo")


def test_undoing_a_remove_keeps_the_place_in_the_list() -> None:
    cart, table = opened(line(2, added_at="t-1", note="n"))
    accept(cart, intents.remove(cart.line(TEA), TEA, cart.stamp()))
    drain(cart, table)
    cart.undo()
    drain(cart, table)
    assert isinstance(table.written[0], Remove)
    assert isinstance(table.written[1], Add)
    assert (table.lines[TEA].added_at, table.lines[TEA].note) == ("t-1", "n")
