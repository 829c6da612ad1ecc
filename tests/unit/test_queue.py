"""The write queue: what may be sent when, what folds, and what later edits stand upon."""

from dataclasses import replace

from tests.unit.table import OFFLINE, TEA, TEA_SAVED, line
from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo, result
from tui.cart.model import CART, Line, LineKey
from tui.cart.queue import PARALLEL, WriteQueue
from tui.cart.rebase import Clash


def plus(number: int, seen: Line, by: int = 1) -> ChangeBy:
    return ChangeBy(f"e{number}", seen.key, by, f"t{number}", seen)


def queue(*edits: Edit) -> WriteQueue:
    queue = WriteQueue()
    for edit in edits:
        queue.put(edit)
    return queue


def after(edit: Edit) -> Line:
    left = result(edit)[edit.to if isinstance(edit, Move) else edit.key]
    assert left
    return left


FIRST = plus(1, line(2))
SECOND = plus(2, after(FIRST))


def test_changes_that_were_never_sent_fold_into_one() -> None:
    folded = queue(FIRST, SECOND)
    assert [(entry.edit, entry.ids) for entry in folded.entries] == [
        (ChangeBy("e2", TEA, 2, "t2", line(2)), ("e1", "e2"))]


def test_changes_that_cancel_out_leave_nothing_to_write() -> None:
    cancelled = queue(FIRST, plus(2, after(FIRST), -1))
    assert (len(cancelled), cancelled.ready(), cancelled.of(TEA)) == (0, [], [])


def test_nothing_folds_into_an_edit_that_was_sent() -> None:
    waiting = queue(FIRST)
    assert waiting.ready() == [FIRST]
    waiting.put(SECOND)
    assert [entry.edit for entry in waiting.entries] == [FIRST, SECOND]
    assert waiting.ready() == [], "one edit of a line at a time"


def test_nothing_folds_into_an_edit_that_may_have_been_written() -> None:
    waiting = queue(FIRST)
    waiting.ready()
    waiting.replace(FIRST, FIRST, OFFLINE, unsure=True)
    waiting.release()
    waiting.put(SECOND)
    assert waiting.ready() == [FIRST], "it goes again with its own id"


def test_presses_without_a_network_fold_while_they_wait() -> None:
    waiting = queue(FIRST)
    waiting.ready()
    waiting.replace(FIRST, FIRST, OFFLINE)
    waiting.put(SECOND)
    assert waiting.ready() == []
    waiting.release()
    assert waiting.ready() == [ChangeBy("e2", TEA, 2, "t2", line(2))]


def test_nothing_folds_into_a_question() -> None:
    waiting = queue(FIRST)
    waiting.ready()
    waiting.replace(FIRST, FIRST, Clash(FIRST, None))
    waiting.put(SECOND)
    assert [entry.edit for entry in waiting.entries] == [FIRST, SECOND]


def test_nothing_folds_across_another_edit_of_the_line() -> None:
    note = SetNote("e2", TEA, "x", "t2", after(FIRST))
    assert len(queue(FIRST, note, plus(3, after(note)))) == 3


def test_different_lines_go_at_once_up_to_a_limit() -> None:
    lines = [line(key=LineKey(CART, f"SKU{number}")) for number in range(PARALLEL + 2)]
    edits = [plus(number, each) for number, each in enumerate(lines)]
    waiting = queue(*edits)
    assert waiting.ready() == edits[:PARALLEL]
    assert waiting.ready() == []
    waiting.saved(edits[1], result(edits[1]))
    assert waiting.ready() == [edits[PARALLEL]]


def test_a_move_waits_for_both_of_its_lines() -> None:
    there = line(1, key=TEA_SAVED)
    elsewhere = plus(1, there)
    move = Move("e2", TEA, TEA_SAVED, "t2", line(2), after(elsewhere))
    waiting = queue(elsewhere, move, Add("e3", TEA, 1, "t3"))
    assert waiting.ready() == [elsewhere]
    waiting.saved(elsewhere, result(elsewhere))
    assert waiting.ready() == [move]
    waiting.saved(move, result(move))
    assert [edit.id for edit in waiting.ready()] == ["e3"]


def test_what_a_problem_holds_up_goes_again_when_released() -> None:
    waiting = queue(FIRST)
    waiting.ready()
    waiting.replace(FIRST, FIRST, OFFLINE)
    assert waiting.ready() == []
    assert [entry.edit for entry in waiting.release()] == [FIRST]
    assert waiting.ready() == [FIRST]


def test_a_clash_is_not_released() -> None:
    waiting = queue(FIRST)
    waiting.ready()
    waiting.replace(FIRST, FIRST, Clash(FIRST, None))
    assert (waiting.release(), waiting.ready()) == ([], [])


def test_later_edits_stand_upon_the_rebased_one() -> None:
    note = SetNote("e2", TEA, "x", "t2", after(FIRST))
    waiting = queue(FIRST, note)
    waiting.ready()
    rebased = replace(FIRST, seen=line(40, "r9"))
    assert waiting.replace(FIRST, rebased, None) == {TEA}
    assert waiting.of(TEA)[1].edit == replace(note, seen=after(rebased))


def test_a_later_edit_that_no_longer_fits_becomes_a_clash() -> None:
    exact = SetTo("e2", TEA, 7, "t2", after(FIRST))
    waiting = queue(FIRST, exact)
    waiting.ready()
    rebased = replace(FIRST, seen=line(40, "r9"))
    waiting.replace(FIRST, rebased, None)
    assert waiting.of(TEA)[1].held == Clash(exact, after(rebased)), "set to 7 was said of 3, not of 41"


def test_a_clash_that_is_dismissed_takes_no_other_edit_along() -> None:
    exact, theirs = SetTo("e1", TEA, 7, "t1", line(2)), line(40, "r9")
    more = plus(2, after(exact))
    waiting = queue(exact, more)
    waiting.ready()
    clash = Clash(exact, theirs)
    waiting.replace(exact, exact, clash)
    waiting.dismiss(clash)
    assert waiting.ready() == [replace(more, seen=theirs)]


def test_an_edit_that_came_to_nothing_takes_along_what_rests_upon_it() -> None:
    move = Move("e2", TEA, TEA_SAVED, "t2", after(FIRST))
    other = plus(9, line(key=LineKey(CART, "MUG")))
    waiting = queue(FIRST, other, move, plus(3, after(move)))
    waiting.ready()
    assert [entry.edit.id for entry in waiting.drop(FIRST)] == ["e1", "e2", "e3"]
    assert [entry.edit for entry in waiting.entries] == [other]


def test_a_remove_with_nothing_left_to_remove_leaves() -> None:
    exact = SetTo("e1", TEA, 7, "t1", line(2))
    waiting = queue(exact, Remove("e2", TEA, "t2", after(exact)))
    waiting.ready()
    clash = Clash(exact, None)
    waiting.replace(exact, exact, clash)
    waiting.dismiss(clash)
    assert len(waiting) == 0


def test_a_move_that_becomes_an_add_leaves_the_other_line_free() -> None:
    move = Move("e1", TEA, TEA_SAVED, "t1", line(2))
    waiting = queue(move, Add("e2", TEA, 1, "t2"))
    waiting.ready()
    arrival = Add("e1", TEA_SAVED, 2, "t1")
    waiting.replace(move, arrival, None)
    assert [edit.id for edit in waiting.ready()] == ["e1", "e2"]


def test_an_answer_to_an_edit_that_is_not_there_changes_nothing() -> None:
    waiting = queue(FIRST)
    stranger = plus(9, line(3))
    assert waiting.saved(stranger, result(stranger)) == set()
    assert waiting.replace(stranger, stranger, None) == set()
    assert waiting.drop(stranger) == []
    assert waiting.ready() == [FIRST]


def test_ten_thousand_edits_take_no_time_worth_noticing() -> None:
    edits = [plus(number, line(key=LineKey(CART, f"SKU{number}"))) for number in range(10_000)]
    waiting = queue(*edits)
    sent = 0
    while batch := waiting.ready():
        for edit in batch:
            waiting.saved(edit, result(edit))
        sent += len(batch)
    assert (sent, len(waiting)) == (10_000, 0)
