"""One edit carried out to its end."""

from dataclasses import replace

import pytest

from tests.unit.table import OFFLINE, TEA, Table, line
from tui.cart.carry import PAUSES, carry_out
from tui.cart.edits import ChangeBy, Edit, SetTo
from tui.cart.outcomes import Conflict, Denied, Outcome, Saved, Unavailable
from tui.cart.rebase import Clash
from tui.problem import Denial, Kind, Problem

PLUS = ChangeBy("e1", TEA, 3, "t1", line(2))


def carry(table: Table, edit: Edit, *fates: str) -> tuple[object, list[float]]:
    """Carry out `edit`; each write before the last has a fate: "lost", "not sent" or "dead"."""
    waiting, slept = list(fates), list[float]()

    def write(each: Edit) -> Outcome:
        fate = waiting.pop(0) if waiting else ""
        if fate in ("not sent", "dead"):
            return Unavailable(OFFLINE, unsure=fate == "not sent")
        answer = table.write(each)
        return Unavailable(OFFLINE, unsure=True) if fate == "lost" else answer

    return carry_out(edit, write, slept.append), slept


def test_it_is_written_at_once() -> None:
    table = Table.of(line(2))
    assert carry(table, PLUS) == (Saved(table.lines and {TEA: table.lines[TEA]}), [])


@pytest.mark.parametrize("fates", [["lost"], ["not sent"], ["lost", "lost", "not sent"]])
def test_an_edit_in_doubt_goes_again_and_is_written_once(fates: list[str]) -> None:
    table = Table.of(line(2))
    outcome, slept = carry(table, PLUS, *fates)
    assert isinstance(outcome, Saved)
    assert (table.lines[TEA].qty, len(table.written)) == (5, 1)
    assert slept == list(PAUSES[:len(fates)])


def test_an_edit_that_was_surely_not_written_is_left_to_the_person() -> None:
    table = Table.of(line(2))
    assert carry(table, PLUS, "dead") == (Unavailable(OFFLINE), [])


def test_a_doubt_that_stays_is_told() -> None:
    outcome, slept = carry(Table.of(line(2)), PLUS, "lost", *["dead"] * 9)
    assert outcome == Unavailable(OFFLINE, unsure=True)
    assert slept == list(PAUSES)


def test_a_change_elsewhere_is_added_to() -> None:
    table = Table.of(line(40, "r9"))
    outcome, _ = carry(table, PLUS)
    assert isinstance(outcome, Saved)
    assert table.lines[TEA].qty == 43


def test_a_true_clash_overwrites_nothing() -> None:
    table = Table.of(line(40, "r9"))
    edit = SetTo("e1", TEA, 7, "t1", line(2))
    assert carry(table, edit) == (Clash(edit, line(40, "r9")), [])
    assert table.written == []


def test_a_change_in_doubt_is_not_added_to_somebody_elses() -> None:
    outcome, _ = carry(Table.of(line(40, "r9")), PLUS, "not sent")
    assert isinstance(outcome, Clash)


def test_a_line_that_never_rests_is_given_up() -> None:
    revs = iter(range(1000))

    def write(edit: Edit) -> Outcome:
        return Conflict({TEA: line(2, f"r{next(revs)}")})

    outcome = carry_out(PLUS, write, lambda seconds: None)
    assert isinstance(outcome, Unavailable)
    assert outcome.problem.kind is Kind.CONFLICT


def test_refusals_and_wrong_settings_end_it() -> None:
    denied, no_table = Denied(Denial("no")), Unavailable(Problem(Kind.USAGE, "no table"))
    for outcome in (denied, no_table):
        assert carry_out(PLUS, lambda edit, found=outcome: found, lambda seconds: None) == outcome  # type: ignore[misc]
    doubtful, slept = replace(no_table, unsure=True), list[float]()
    assert carry_out(PLUS, lambda edit: doubtful, slept.append) == doubtful
    assert slept == [], "waiting would not help"
