"""What to do when a line was not as the person saw it: nothing, try again upon it as it is, or ask.

Changes of the quantity commute; an edit of a field nobody else touched re-applies; only a true clash asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo, result, seen
from tui.cart.model import Line, LineKey, qty_flaw
from tui.cart.outcomes import Conflict, Saved


class Choice(Enum):
    """How a person settles a clash."""

    MINE = "mine"
    THEIRS = "theirs"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Clash:
    """A question only the person can answer: what they wanted, and the line (or its absence) as it is now."""

    edit: Edit
    theirs: Line | None

    @property
    def mine(self) -> Line | None:
        """The line as the person's edit would have left it."""
        return result(self.edit)[self.edit.key]

    @property
    def sum(self) -> int | None:
        """Their quantity and what the person entered, added up, where that is a quantity."""
        match self.edit:
            case Add(qty=qty) | SetTo(qty=qty) | ChangeBy(by=qty) if self.theirs:
                return None if qty_flaw(self.theirs.qty + qty) else self.theirs.qty + qty
        return None

    @property
    def now(self) -> Mapping[LineKey, Line | None]:
        """Each line the edit touches, as it is without the edit."""
        return {**seen(self.edit), self.edit.key: self.theirs}


def judge(edit: Edit, conflict: Conflict) -> Saved | Edit | Clash:
    """What a failed condition means for `edit`: it had been written, the edit to send now, or a clash.

    It had been written when the line carries its own id: the first answer was lost and a retry came second.
    A change that may have been written is never applied to a line that others wrote since: that asks.
    """
    theirs = conflict.current.get(edit.key)
    if isinstance(edit, Move):
        return _judge_move(edit, theirs, conflict.current.get(edit.to), conflict.unsure)
    if theirs is None:
        if isinstance(edit, Remove):
            return Saved({edit.key: None})
        return edit if isinstance(edit, Add) else Clash(edit, None)
    if theirs.rev == edit.id:
        return Saved({edit.key: theirs})
    match edit:
        case Add():
            if conflict.unsure and theirs.added_at == (edit.added_at or edit.at):
                return Saved({edit.key: theirs})
            return _fitting(edit, ChangeBy(edit.id, edit.key, edit.qty, edit.at, theirs))
        case ChangeBy():
            return Clash(edit, theirs) if conflict.unsure else _fitting(edit, replace(edit, seen=theirs))
        case SetTo():
            untouched = theirs.qty in (edit.seen.qty, edit.qty)
        case SetNote():
            untouched = theirs.note in (edit.seen.note, edit.note)
        case Remove():
            untouched = _same(theirs, edit.seen)
    return replace(edit, seen=theirs) if untouched else Clash(edit, theirs)


def settle(clash: Clash, choice: Choice) -> Edit | None:
    """The edit that carries out the person's choice upon the line as it is now; None: nothing to do."""
    edit, theirs, mine = clash.edit, clash.theirs, clash.mine
    if choice is Choice.THEIRS or (choice is Choice.SUM and clash.sum is None):
        return None
    if isinstance(edit, Move):
        return edit if theirs else _arrival(edit)
    if theirs is None:
        return Add(edit.id, edit.key, mine.qty, edit.at, mine.note, mine.added_at) if mine else None
    if choice is Choice.SUM and clash.sum is not None:
        return SetTo(edit.id, edit.key, clash.sum, edit.at, theirs)
    if isinstance(edit, SetTo | SetNote | Remove):
        return replace(edit, seen=theirs)
    return SetTo(edit.id, edit.key, mine.qty, edit.at, theirs) if mine else None


def _judge_move(edit: Move, here: Line | None, there: Line | None, unsure: bool) -> Saved | Edit | Clash:
    """Likewise for a move, which has been made where the line there carries its id or came from here."""
    if there and there.rev == edit.id:
        return Saved({edit.key: here, edit.to: there})
    if here is None:
        if there and edit.there is None and there.added_at == edit.seen.added_at:
            return Saved({edit.key: None, edit.to: there})
        return Clash(replace(edit, there=there), None)
    moved = replace(edit, seen=here, there=there)
    if unsure and here.added_at != edit.seen.added_at:
        return Clash(moved, here)
    return Clash(moved, here) if there and qty_flaw(here.qty + there.qty) else moved


def _arrival(edit: Move) -> Edit | None:
    """What is left of a move when the line here is gone: so many there."""
    line, there = edit.seen, edit.there
    if there is None:
        return Add(edit.id, edit.to, line.qty, edit.at, line.note, line.added_at)
    return None if qty_flaw(there.qty + line.qty) else ChangeBy(edit.id, edit.to, line.qty, edit.at, there)


def _fitting(edit: Add | ChangeBy, change: ChangeBy) -> Edit | Clash:
    """The change upon the line as it is now, or a clash where it would leave the range of quantities."""
    return Clash(edit, change.seen) if qty_flaw(change.seen.qty + change.by) else change


def _same(one: Line, other: Line) -> bool:
    """Whether two revs of a line say the same."""
    return (one.qty, one.note, one.added_at) == (other.qty, other.note, other.added_at)
