"""What a failed condition means, and how a person's answer to a clash is carried out."""

from dataclasses import replace

import pytest

from tests.unit.table import TEA, TEA_SAVED, Table, line
from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo, result
from tui.cart.intents import Stamp
from tui.cart.model import PAST, Line, tail
from tui.cart.outcomes import Conflict, Saved
from tui.cart.rebase import Choice, Clash, judge, settle

SEEN = line(2)
NEW = Stamp("e2", "t2")
"""What the person's answer gets: it is an edit of its own."""
ADD = Add("e1", TEA, 2, "t1", "black")
PLUS = ChangeBy("e1", TEA, 3, "t1", SEEN)
SET = SetTo("e1", TEA, 7, "t1", SEEN)
NOTE = SetNote("e1", TEA, "mine", "t1", SEEN)
REMOVE = Remove("e1", TEA, "t1", SEEN)
MOVE = Move("e1", TEA, TEA_SAVED, "t1", SEEN)


def meets(edit: Edit, theirs: Line | None, *, unsure: bool = False) -> Saved | Edit | Clash:
    return judge(edit, Conflict({TEA: theirs}, unsure))


@pytest.mark.parametrize("edit", [ADD, PLUS, SET, NOTE, REMOVE])
@pytest.mark.parametrize("unsure", [False, True])
def test_the_own_rev_means_it_was_written(edit: Edit, unsure: bool) -> None:
    written = line(4, "e1")
    assert meets(edit, written, unsure=unsure) == Saved({TEA: written})


def test_a_remove_that_finds_nothing_is_done() -> None:
    assert meets(REMOVE, None) == Saved({TEA: None})


def test_a_change_re_applies_to_the_new_quantity() -> None:
    theirs = line(5, "r1")
    assert meets(PLUS, theirs) == replace(PLUS, seen=theirs)


@pytest.mark.parametrize("theirs", [998, 999])
def test_a_change_that_no_longer_fits_asks(theirs: int) -> None:
    clash = meets(PLUS, line(theirs, "r1"))
    assert isinstance(clash, Clash)
    assert clash.mine
    assert (clash.mine.qty, clash.sum) == (5, None)
    assert settle(clash, Choice.MINE, NEW) == SetTo("e2", TEA, 5, "t2", line(theirs, "r1"))
    assert settle(clash, Choice.SUM, NEW) is None, "no sum to write, so nothing is overwritten"


@pytest.mark.parametrize("edit", [ADD, PLUS, SET, NOTE, REMOVE])
@pytest.mark.parametrize("unsure", [False, True])
def test_a_line_that_others_wrote_since_tells_that_the_edit_was_written(edit: Edit, unsure: bool) -> None:
    since = line(40, "r9", past=("r8", "e1", "r0"))
    assert meets(edit, since, unsure=unsure) == Saved({TEA: since})


@pytest.mark.parametrize("edit", [PLUS, NOTE])
def test_a_line_that_tells_all_that_happened_since_it_was_seen_takes_the_doubt_away(edit: ChangeBy) -> None:
    theirs = line(9, "r9", past=("r8", "r0"))
    assert meets(edit, theirs, unsure=True) == meets(edit, theirs) == replace(edit, seen=theirs)


@pytest.mark.parametrize("edit", [PLUS, SET, NOTE, REMOVE])
def test_an_edit_in_doubt_asks_where_the_line_has_forgotten(edit: Edit) -> None:
    forgotten = line(2, "r99", past=tuple(f"r{number}" for number in range(98, 82, -1)))
    assert meets(edit, forgotten, unsure=True) == Clash(edit, forgotten, unsure=True)


def test_an_add_in_doubt_whose_line_is_not_there_asks() -> None:
    assert meets(ADD, None) == ADD
    clash = meets(ADD, None, unsure=True)
    assert clash == Clash(ADD, None, unsure=True)
    assert settle(clash, Choice.MINE, NEW) == Add("e2", TEA, 2, "t2", "black", "t1")
    assert settle(clash, Choice.THEIRS, NEW) is None


def test_a_line_remembers_so_many_edits() -> None:
    seen = line(2)
    for number in range(PAST + 3):
        written = result(ChangeBy(f"e{number}", TEA, 1, "t", seen))[TEA]
        assert written
        seen = written
    assert seen.rev == "e18"
    assert seen.past == tuple(f"e{number}" for number in range(17, 1, -1))
    assert [seen.wrote(f"e{number}") for number in (18, 17, 2, 1)] == [True, True, True, False]


def test_what_a_line_remembers_goes_with_it_to_another_list() -> None:
    saw = line(2, "r1", past=("r0",))
    moved = result(replace(MOVE, seen=saw))[TEA_SAVED]
    assert moved
    assert moved.past == ("r1", "r0")
    there = line(1, "s1", key=TEA_SAVED, past=("s0",))
    joined = result(replace(MOVE, seen=saw, there=there))[TEA_SAVED]
    assert joined
    assert joined.past == ("s1", "s0")


def test_only_the_end_of_an_id_is_remembered_and_never_a_blank() -> None:
    assert tail("01977000-0000-7000-8000-0123456789ab") == "0123456789ab"
    assert tail("written by hand, 1") == "ttenbyhand,1"


def test_a_change_that_may_have_been_written_is_not_applied_again() -> None:
    clash = meets(PLUS, line(9, "r1"), unsure=True)
    assert clash == Clash(PLUS, line(9, "r1"), unsure=True)
    assert isinstance(clash, Clash)
    assert clash.sum == 12
    assert settle(clash, Choice.SUM, NEW) == SetTo("e2", TEA, 12, "t2", line(9, "r1"))
    assert settle(clash, Choice.MINE, NEW) == SetTo("e2", TEA, 5, "t2", line(9, "r1"))


def test_an_add_to_a_line_that_now_exists_becomes_a_change() -> None:
    theirs = line(5, "r1")
    assert meets(ADD, theirs) == ChangeBy("e1", TEA, 2, "t1", theirs)


def test_an_add_that_no_longer_fits_asks_and_can_be_carried_out() -> None:
    theirs = line(999, "r1")
    clash = meets(ADD, theirs)
    assert clash == Clash(ADD, theirs)
    assert settle(clash, Choice.MINE, NEW) == SetTo("e2", TEA, 2, "t2", theirs)


def test_an_unsure_add_knows_its_line_by_its_id_and_not_by_its_time() -> None:
    at_the_same_time, another = line(9, "r1", added_at="t1"), line(9, "r1")
    for theirs in (at_the_same_time, another):
        assert meets(ADD, theirs, unsure=True) == Clash(ADD, theirs, unsure=True)
        assert meets(ADD, theirs) == ChangeBy("e1", TEA, 2, "t1", theirs)


@pytest.mark.parametrize("edit", [PLUS, SET, NOTE])
def test_an_edit_of_a_line_that_is_gone_asks(edit: ChangeBy | SetTo | SetNote) -> None:
    clash = meets(edit, None)
    assert clash == Clash(edit, None)
    mine = clash.mine
    assert mine
    assert settle(clash, Choice.MINE, NEW) == Add("e2", TEA, mine.qty, "t2", mine.note, "t0")
    assert settle(clash, Choice.THEIRS, NEW) is None


@pytest.mark.parametrize(("edit", "theirs"), [
    (SET, line(2, "r1", note="theirs")),
    (SET, line(7, "r1")),
    (NOTE, line(9, "r1")),
    (NOTE, line(9, "r1", note="mine")),
    (REMOVE, line(2, "r1")),
])
def test_an_edit_of_a_field_nobody_else_touched_re_applies(edit: SetTo, theirs: Line) -> None:
    assert meets(edit, theirs) == replace(edit, seen=theirs)


@pytest.mark.parametrize(("edit", "theirs"), [
    (SET, line(9, "r1")),
    (NOTE, line(2, "r1", note="theirs")),
    (REMOVE, line(9, "r1")),
    (REMOVE, line(2, "r1", note="theirs")),
    (REMOVE, line(2, "r1", added_at="t9")),
])
def test_a_true_clash_asks(edit: SetTo, theirs: Line) -> None:
    clash = meets(edit, theirs)
    assert clash == Clash(edit, theirs)
    assert settle(clash, Choice.MINE, NEW) == replace(edit, id="e2", at="t2", seen=theirs)
    assert settle(clash, Choice.THEIRS, NEW) is None


def test_two_quantities_can_be_added_up() -> None:
    clash = Clash(SET, line(9, "r1"))
    assert clash.sum == 16
    assert settle(clash, Choice.SUM, NEW) == SetTo("e2", TEA, 16, "t2", line(9, "r1"))
    assert Clash(SET, line(993, "r1")).sum is None
    assert Clash(NOTE, line(9, "r1")).sum is None


def moves(here: Line | None, there: Line | None, *, unsure: bool = False) -> Saved | Edit | Clash:
    return judge(MOVE, Conflict({TEA: here, TEA_SAVED: there}, unsure))


def test_a_move_whose_id_is_there_was_written() -> None:
    arrived = line(2, "e1", key=TEA_SAVED)
    assert moves(None, arrived) == Saved({TEA: None, TEA_SAVED: arrived})
    again = line(1, "r5", added_at="t9")
    assert moves(again, arrived) == Saved({TEA: again, TEA_SAVED: arrived})


def test_a_line_that_somebody_else_moved_there_is_moved() -> None:
    arrived = line(3, "r5", key=TEA_SAVED, past=("r0",))
    assert moves(None, arrived) == Saved({TEA: None, TEA_SAVED: arrived})
    born_there = line(3, "r5", key=TEA_SAVED)
    assert moves(None, born_there) == Clash(replace(MOVE, there=born_there), None)


def test_a_move_takes_the_lines_as_they_are() -> None:
    here, there = line(4, "r1"), line(5, "r2", key=TEA_SAVED)
    assert moves(here, None) == replace(MOVE, seen=here)
    assert moves(here, there) == replace(MOVE, seen=here, there=there)


def test_a_move_that_no_longer_fits_asks() -> None:
    here, there = line(4, "r1"), line(996, "r2", key=TEA_SAVED)
    assert moves(here, there) == Clash(replace(MOVE, seen=here, there=there), here)


def test_an_unsure_move_leaves_a_line_alone_that_was_added_since() -> None:
    here = line(4, "r1", added_at="t9")
    assert moves(here, None, unsure=True) == Clash(replace(MOVE, seen=here), here, unsure=True)
    assert moves(here, None) == replace(MOVE, seen=here)


def test_an_unsure_move_whose_line_tells_all_goes_again() -> None:
    here = line(4, "r1", past=("r0",))
    assert moves(here, None, unsure=True) == replace(MOVE, seen=here)
    assert moves(SEEN, line(1, "s0", key=TEA_SAVED), unsure=True) == replace(
        MOVE, there=line(1, "s0", key=TEA_SAVED)), "the line has not gone anywhere"


def test_a_move_of_a_line_that_is_gone_asks_and_mine_puts_it_there() -> None:
    clash = moves(None, None)
    assert clash == Clash(MOVE, None)
    assert settle(clash, Choice.MINE, NEW) == Add("e2", TEA_SAVED, 2, "t2", "", "t0")
    there = line(5, "r2", key=TEA_SAVED, added_at="t4")
    clash = moves(None, there)
    assert isinstance(clash, Clash)
    assert settle(clash, Choice.MINE, NEW) == ChangeBy("e2", TEA_SAVED, 2, "t2", there)
    assert settle(clash, Choice.THEIRS, NEW) is None


def test_every_settled_clash_can_be_written_at_once() -> None:
    for edit in (ADD, PLUS, SET, NOTE, REMOVE, MOVE):
        for theirs in (None, line(9, "r1", note="theirs"), line(999, "r1")):
            table = Table.of(*([theirs] if theirs else []))
            verdict = judge(edit, Conflict({TEA: theirs, TEA_SAVED: None}))
            if not isinstance(verdict, Clash):
                continue
            for choice in Choice:
                chosen = settle(verdict, choice, NEW)
                assert chosen is None or isinstance(Table(dict(table.lines)).write(chosen), Saved), chosen
