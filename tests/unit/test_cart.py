"""The cart as the screen shows it: every outcome of an edit, and what is read meanwhile."""

from typing import ClassVar

import pytest

from tests.unit.table import OFFLINE, TEA, TEA_SAVED, Kept, Table, line, stamps
from tui.cart import intents
from tui.cart.cart import Attempt, Cart, State
from tui.cart.edits import ChangeBy, Edit, SetTo
from tui.cart.intents import Refused
from tui.cart.model import CART, LineKey
from tui.cart.outcomes import Conflict, Denied, Outcome, Saved, Unavailable
from tui.cart.queue import Changes, Pending
from tui.cart.rebase import Choice
from tui.problem import Denial, Kind, Problem

MUG = LineKey(CART, "MUG")
SIGNED_OUT = Problem(Kind.SIGN_IN, "The sign-in has ended")
NO_TABLE = Problem(Kind.USAGE, "The table does not exist")


def cart_of(table: Table) -> Cart:
    cart = Cart(stamps())
    cart.load(table.lines.values())
    return cart


def plus(cart: Cart, by: int = 1) -> set[LineKey] | Refused:
    return cart.accept(intents.change_by(cart.line(TEA), TEA, by, cart.stamp()))


def send(cart: Cart) -> Edit:
    attempt, = cart.ready()
    return attempt.edit


def quantity(cart: Cart) -> int:
    left = cart.line(TEA)
    assert left
    return left.qty


def drain(cart: Cart, table: Table) -> None:
    while batch := cart.ready():
        for attempt in batch:
            cart.settle(attempt.edit, table.send(attempt))


def test_an_edit_is_shown_at_once_and_saved_later() -> None:
    table = Table.of(line(2))
    cart = cart_of(table)
    assert plus(cart) == {TEA}
    assert (quantity(cart), cart.state(TEA), table.lines[TEA].qty) == (3, State.PENDING, 2)
    drain(cart, table)
    assert (quantity(cart), cart.state(TEA), table.lines[TEA].qty) == (3, State.SAVED, 3)


def test_a_refused_intention_changes_nothing() -> None:
    cart = cart_of(Table.of(line(2)))
    assert isinstance(plus(cart, -2), Refused)
    assert (quantity(cart), cart.state(TEA), len(cart.queue)) == (2, State.SAVED, 0)
    assert cart.undo() == Refused("there is nothing to undo")


def test_a_hundred_presses_while_answers_are_slow_are_few_writes_and_lose_none() -> None:
    table = Table.of(line(1))
    cart = cart_of(table)
    under_way: list[tuple[Edit, Outcome]] = []
    for press in range(100):
        plus(cart)
        under_way += [(attempt.edit, table.send(attempt)) for attempt in cart.ready()]
        if press % 33 == 32:
            cart.settle(*under_way.pop())
    while under_way:
        cart.settle(*under_way.pop())
        under_way += [(attempt.edit, table.send(attempt)) for attempt in cart.ready()]
    assert table.lines[TEA].qty == quantity(cart) == 101
    assert len(table.written) <= 5


def test_a_denied_edit_rolls_back_with_what_rests_upon_it_and_marks_the_line() -> None:
    cart = cart_of(Table.of(line(2)))
    denial = Denial("not authorized")
    plus(cart)
    edit = send(cart)
    plus(cart)
    assert cart.settle(edit, Denied(denial)) == {TEA}
    assert (quantity(cart), cart.state(TEA), cart.failure(TEA)) == (2, State.DENIED, denial)
    assert len(cart.queue) == 0
    plus(cart)
    assert (cart.state(TEA), cart.failure(TEA)) == (State.PENDING, None)


def test_what_passes_is_waited_for() -> None:
    for problem in (OFFLINE, SIGNED_OUT):
        table = Table.of(line(2))
        cart = cart_of(table)
        plus(cart)
        cart.settle(send(cart), Unavailable(problem))
        assert (quantity(cart), cart.state(TEA), cart.failure(TEA)) == (3, State.UNAVAILABLE, problem)
        assert cart.ready() == []
        assert cart.retry() == {TEA}
        drain(cart, table)
        assert (table.lines[TEA].qty, cart.state(TEA), cart.failure(TEA)) == (3, State.SAVED, None)


def test_what_does_not_pass_rolls_back() -> None:
    cart = cart_of(Table.of(line(2)))
    plus(cart)
    cart.settle(send(cart), Unavailable(NO_TABLE))
    assert (quantity(cart), cart.state(TEA), cart.failure(TEA)) == (2, State.UNAVAILABLE, NO_TABLE)
    assert cart.retry() == set()


def test_a_lost_answer_is_recognised_when_the_edit_goes_again() -> None:
    table = Table.of(line(2))
    cart = cart_of(table)
    plus(cart)
    edit = send(cart)
    table.write(edit)
    cart.settle(edit, Unavailable(OFFLINE, unsure=True))
    plus(cart)
    cart.retry()
    drain(cart, table)
    assert (table.lines[TEA].qty, quantity(cart), len(table.written)) == (4, 4, 2)


def test_a_lost_answer_under_somebody_elses_change_asks_instead_of_applying_twice() -> None:
    table = Table.of(line(2))
    cart = cart_of(table)
    plus(cart)
    edit = send(cart)
    table.write(edit)
    cart.settle(edit, Unavailable(OFFLINE, unsure=True))
    table.lines[TEA] = line(9, "r9")
    cart.retry()
    drain(cart, table)
    assert cart.state(TEA) is State.CONFLICT
    cart.resolve(cart.clashes()[0], Choice.THEIRS)
    assert (quantity(cart), cart.state(TEA), table.lines[TEA].qty) == (9, State.SAVED, 9)


def test_a_doubt_outlives_a_sure_failure() -> None:
    table = Table.of(line(2))
    cart = cart_of(table)
    plus(cart)
    edit = send(cart)
    for unsure in (True, False):
        cart.settle(edit, Unavailable(OFFLINE, unsure=unsure))
        cart.retry()
        cart.ready()
    cart.settle(edit, Conflict({TEA: line(9, "r9")}))
    assert cart.state(TEA) is State.CONFLICT


def test_a_change_elsewhere_and_a_change_here_add_up() -> None:
    table = Table.of(line(2))
    cart = cart_of(table)
    plus(cart)
    table.lines[TEA] = line(40, "r9")
    drain(cart, table)
    assert (quantity(cart), table.lines[TEA].qty, cart.clashes()) == (41, 41, [])


def test_each_answer_to_a_clash_is_carried_out() -> None:
    for choice, then in ((Choice.MINE, 7), (Choice.THEIRS, 40), (Choice.SUM, 47)):
        table = Table.of(line(2))
        cart = cart_of(table)
        cart.accept(intents.set_to(cart.line(TEA), TEA, 7, cart.stamp()))
        table.lines[TEA] = line(40, "r9")
        drain(cart, table)
        clash, = cart.clashes()
        assert (clash.theirs, cart.state(TEA), quantity(cart)) == (line(40, "r9"), State.CONFLICT, 7)
        assert cart.resolve(clash, choice) == {TEA}
        drain(cart, table)
        assert (quantity(cart), table.lines[TEA].qty, cart.state(TEA)) == (then, then, State.SAVED)
        assert cart.resolve(clash, choice) == set(), "a question is answered once"


def test_edits_made_upon_a_clash_outlive_the_answer() -> None:
    table = Table.of(line(2))
    cart = cart_of(table)
    cart.accept(intents.set_to(cart.line(TEA), TEA, 7, cart.stamp()))
    table.lines[TEA] = line(40, "r9")
    drain(cart, table)
    plus(cart)
    cart.resolve(cart.clashes()[0], Choice.THEIRS)
    assert quantity(cart) == 41
    drain(cart, table)
    assert table.lines[TEA].qty == 41


def test_what_is_read_is_shown_below_what_is_pending() -> None:
    cart = cart_of(Table.of(line(2)))
    plus(cart)
    changed = cart.load([line(2, note="theirs"), line(1, key=MUG)])
    assert changed == {TEA, MUG}
    assert quantity(cart) == 3


def test_a_page_takes_nothing_away_and_a_whole_read_does() -> None:
    cart = cart_of(Table.of(line(2), line(1, key=MUG)))
    assert cart.load([line(5, "r1")], whole=False) == {TEA}
    assert [each.key for each in cart.lines(CART)] == [MUG, TEA]
    assert cart.load([line(5, "r1")]) == {TEA, MUG}
    assert [each.key for each in cart.lines(CART)] == [TEA]


def test_a_list_is_in_the_order_its_lines_were_added() -> None:
    tea, mug, other = line(2, added_at="2026"), line(1, key=MUG, added_at="2025"), line(1, key=TEA_SAVED)
    cart = cart_of(Table.of(tea, mug, other))
    assert [each.key for each in cart.lines(CART)] == [MUG, TEA]


def test_a_read_clears_the_mark_of_a_refusal() -> None:
    cart = cart_of(Table.of(line(2)))
    plus(cart)
    cart.settle(send(cart), Denied(Denial("no")))
    assert cart.load([line(2)]) == {TEA}
    assert cart.state(TEA) is State.SAVED


def test_a_late_answer_to_an_edit_that_is_gone_changes_nothing() -> None:
    cart = cart_of(Table.of(line(2)))
    stranger = SetTo("e99", TEA, 5, "t", line(2))
    assert cart.settle(stranger, Saved({TEA: line(5, "e99")})) == set()
    assert cart.settle(stranger, Conflict({TEA: None})) == set()
    assert quantity(cart) == 2


def test_an_add_that_meets_a_line_becomes_a_change_of_it() -> None:
    table = Table()
    cart = cart_of(table)
    cart.accept(intents.add(None, TEA, 2, cart.stamp()))
    table.lines[TEA] = line(3, "r9")
    drain(cart, table)
    assert table.lines[TEA].qty == 5
    assert isinstance(table.written[0], ChangeBy)


def test_a_hundred_and_twenty_steps_back_and_forth() -> None:
    table = Table.of(line(2), line(1, key=MUG))
    cart = cart_of(table)
    qties = list[tuple[int, int]]()

    def both() -> tuple[int, int]:
        tea, mug = cart.line(TEA), cart.line(MUG)
        assert tea
        assert mug
        return tea.qty, mug.qty

    for step in range(120):
        key = TEA if step % 3 else MUG
        qties.append(both())
        cart.accept(intents.set_to(cart.line(key), key, 10 + step, cart.stamp()))
        if step % 7 == 0:
            drain(cart, table)
    drain(cart, table)
    for before in reversed(qties):
        cart.undo()
        drain(cart, table)
        assert both() == before == (table.lines[TEA].qty, table.lines[MUG].qty)
    for _ in range(120):
        cart.redo()
    drain(cart, table)
    assert (table.lines[TEA].qty, table.lines[MUG].qty) == (129, 127)


def test_only_what_the_journal_had_otherwise_waits_for_the_disk_before_it_is_sent() -> None:
    """A key waits for no disk, and the first edit of a line goes as it was accepted: noted as sent."""

    class Keeper:
        calls: ClassVar[list[list[bool] | str]] = []

        def sync(self, changes: Changes) -> None:
            self.calls.append([entry.doubtful for entry in changes.kept.values()])
            for entry in changes.kept.values():
                entry.row = entry.row or 1 + len(self.calls)

        def flush(self) -> None:
            self.calls.append("disk")

        def told(self) -> list[list[bool] | str]:
            calls, self.calls[:] = list(self.calls), []
            return calls

    def write(attempt: Attempt) -> Outcome:
        keeper.calls.append("write")
        return table.send(attempt)

    table, keeper = Table.of(line(2)), Keeper()
    cart = cart_of(table)
    cart.journal = keeper
    plus(cart)
    first, = cart.ready()
    assert keeper.told() == [[True]]
    plus(cart)
    plus(cart)
    assert (cart.ready(), keeper.told()) == ([], [[False]] * 2)
    cart.settle(first.edit, cart.send(first, write))
    assert keeper.told() == ["write", [False]]
    second, = cart.ready()
    assert keeper.told() == [[True]]
    cart.settle(second.edit, cart.send(second, lambda attempt: Unavailable(OFFLINE)))
    assert keeper.told() == ["disk", [False]]
    cart.retry()
    again, = cart.ready()
    cart.settle(again.edit, cart.send(again, write))
    assert keeper.told() == [[True], "disk", "write", []]


def test_what_the_disk_does_not_have_is_not_sent_and_waits() -> None:
    failed = Problem(Kind.UNAVAILABLE, "The disk fails")
    table = Table.of(line(2))
    cart = cart_of(table)
    cart.journal = Kept(failed)
    plus(cart)
    attempt, = cart.ready()
    cart.settle(attempt.edit, cart.send(attempt, lambda attempt: Unavailable(OFFLINE)))
    cart.retry()
    again, = cart.ready()
    assert cart.settle(again.edit, cart.send(again, table.send)) == {TEA}
    assert (cart.state(TEA), cart.failure(TEA), quantity(cart)) == (State.UNAVAILABLE, failed, 3)
    assert table.written == []


def test_what_is_withdrawn_is_off_the_disk_or_that_is_told() -> None:
    cart, disk = cart_of(Table.of(line(2))), Kept()
    cart.journal = disk
    for disk.trouble in (None, NO_TABLE):
        plus(cart)
        cart.withdraw(cart.queue.entries[0].edit)
        assert (cart.trouble, quantity(cart)) == (disk.trouble, 2)


def test_an_undo_the_journal_refuses_can_be_tried_again() -> None:
    class Full:
        room = True

        def sync(self, changes: Changes) -> Problem | None:
            return None if self.room else NO_TABLE

        def flush(self) -> None:
            pytest.fail("nothing has to wait for the disk")

    table, disk = Table.of(line(2)), Full()
    cart = cart_of(table)
    cart.journal = disk
    plus(cart)
    drain(cart, table)
    disk.room = False
    assert isinstance(cart.undo(), Refused)
    assert (cart.trouble, quantity(cart)) == (NO_TABLE, 3)
    disk.room = True
    assert cart.undo() == {TEA}
    drain(cart, table)
    assert (cart.trouble, table.lines[TEA].qty) == (None, 2)


def test_lines_from_the_last_seen_copy_are_marked_until_they_are_read() -> None:
    cart = Cart(stamps())
    assert cart.recall([line(2), line(1, key=MUG)]) == {TEA, MUG}
    assert (cart.state(TEA), cart.state(MUG)) == (State.RECALLED, State.RECALLED)
    cart.load([line(2)], whole=False)
    assert (cart.state(TEA), cart.state(MUG)) == (State.SAVED, State.RECALLED)
    cart.load([line(2)])
    assert (cart.line(MUG), [each.key for each in cart.known.take_gone()]) == (None, [MUG])
    assert cart.known.take_gone() == []


def test_what_others_change_is_marked_and_ones_own_edits_are_not() -> None:
    table = Table.of(line(2), line(1, key=MUG))
    cart = cart_of(table)
    plus(cart)
    attempt, = cart.ready()
    table.send(attempt)
    table.lines[MUG] = line(7, "r9", key=MUG)
    cart.load(table.lines.values())
    cart.settle(attempt.edit, Saved({TEA: table.lines[TEA]}))
    assert (cart.state(TEA), cart.state(MUG)) == (State.SAVED, State.ELSEWHERE)
    assert cart.known.acknowledge_all() == {MUG}
    assert cart.state(MUG) is State.SAVED


def test_a_first_read_marks_nothing() -> None:
    cart = Cart(stamps())
    cart.load([line(2)], whole=False)
    cart.load([line(2), line(1, key=MUG)])
    assert {cart.state(key) for key in (TEA, MUG)} == {State.SAVED}


def test_edits_of_two_dead_processes_upon_one_line_are_told_apart() -> None:
    """Both were sent upon the same line: the table tells which one arrived."""
    table = Table.of(line(2))
    first, second = (ChangeBy(f"e{by}", TEA, by, "t", line(2)) for by in (10, 20))
    table.write(second)
    cart = Cart(stamps("n"))
    cart.recall([line(2)])
    cart.restore([Pending(first, unsure=True, row=1), Pending(second, unsure=True, row=2)])
    drain(cart, table)
    assert (table.lines[TEA].qty, len(table.written), cart.queue.entries) == (32, 2, [])


def test_a_refusal_of_an_edit_in_doubt_does_not_say_that_it_was_not_made() -> None:
    table = Table.of(line(2))
    cart = cart_of(table)
    plus(cart)
    edit = send(cart)
    table.write(edit)
    cart.settle(edit, Unavailable(OFFLINE, unsure=True))
    cart.retry()
    cart.settle(send(cart), Denied(Denial("not authorized")))
    clash, = cart.clashes()
    assert (clash.unsure, cart.state(TEA), len(cart.queue)) == (True, State.CONFLICT, 1)


def test_a_question_about_a_move_stays_when_what_was_before_it_is_saved() -> None:
    table = Table.of(line(2), line(900, key=TEA_SAVED))
    cart = cart_of(table)
    plus(cart)
    first = send(cart)
    cart.accept(intents.move(cart.line(TEA), cart.line(TEA_SAVED), TEA, TEA_SAVED.list, cart.stamp()))
    table.lines[TEA] = line(300, "r9")
    cart.settle(first, table.write(first))
    assert len(cart.clashes()) == 1
    drain(cart, table)
    assert len(cart.clashes()) == 1, "301 and 900 do not fit, and nobody has said what to do"
    assert (table.lines[TEA].qty, table.lines[TEA_SAVED].qty) == (301, 900)
