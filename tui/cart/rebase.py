"""What to do when a line was not as the person saw it: nothing, try again upon it as it is, or ask.

Changes of the quantity commute; an edit of a field nobody else touched re-applies; only a true clash asks,
and an edit that may have been written already (an answer was lost) where nothing tells whether it was.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum

from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo, result, seen
from tui.cart.intents import Stamp
from tui.cart.model import Line, LineKey, qty_flaw
from tui.cart.outcomes import Conflict, Saved
from tui.record import record


class Choice(Enum):
    """How a person settles a clash."""

    MINE = "mine"
    THEIRS = "theirs"
    SUM = "sum"


@record
class Clash:
    """A question only the person can answer: what they wanted, and the line (or its absence) as it is now.

    `unsure`: the edit may be part of what is there now, or may have been written and overwritten.
    """

    edit: Edit
    theirs: Line | None
    unsure: bool = False

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

    It had been written when the line tells of its id: the first answer was lost and a retry came second. An
    edit in doubt was surely not written where the line tells of all that happened since it was seen.
    """
    theirs = conflict.current.get(edit.key)
    if isinstance(edit, Move):
        return _judge_move(edit, theirs, conflict.current.get(edit.to), conflict.unsure)
    if theirs is None:
        return _judge_gone(edit, conflict.unsure)
    if theirs.wrote(edit.id):
        return Saved({edit.key: theirs})
    if conflict.unsure and (isinstance(edit, Add) or not theirs.wrote(edit.seen.rev)):
        return Clash(edit, theirs, unsure=True)
    match edit:
        case Add():
            return _fitting(edit, ChangeBy(edit.id, edit.key, edit.qty, edit.at, theirs))
        case ChangeBy():
            return _fitting(edit, replace(edit, seen=theirs))
        case SetTo():
            untouched = theirs.qty in (edit.seen.qty, edit.qty)
        case SetNote():
            untouched = theirs.note in (edit.seen.note, edit.note)
        case Remove():
            untouched = _same(theirs, edit.seen)
    return replace(edit, seen=theirs) if untouched else Clash(edit, theirs)


def settle(clash: Clash, choice: Choice, stamp: Stamp) -> Edit | None:
    """The edit that carries out the person's choice upon the line as it is now; None: nothing to do.

    It is a new edit with an id of its own: the one that clashed may have been written after all.
    """
    edit, theirs, mine = clash.edit, clash.theirs, clash.mine
    if choice is Choice.THEIRS or (choice is Choice.SUM and clash.sum is None):
        return None
    if isinstance(edit, Move):
        return replace(edit, id=stamp.id, at=stamp.at) if theirs else _arrival(edit, stamp)
    if theirs is None:
        return Add(stamp.id, edit.key, mine.qty, stamp.at, mine.note, mine.added_at) if mine else None
    if choice is Choice.SUM and clash.sum is not None:
        return SetTo(stamp.id, edit.key, clash.sum, stamp.at, theirs)
    if isinstance(edit, SetTo | SetNote | Remove):
        return replace(edit, id=stamp.id, at=stamp.at, seen=theirs)
    return SetTo(stamp.id, edit.key, mine.qty, stamp.at, theirs) if mine else None


def _judge_gone(edit: Add | ChangeBy | SetTo | SetNote | Remove, unsure: bool) -> Saved | Edit | Clash:
    """Likewise where no line is left. An add in doubt may have been written, and its line removed since.

    For the same reason an add in doubt asks where it finds somebody else's line: nothing tells of the times
    before that line. Nor does its `added_at` say whose it is: two may be added in the same millisecond.
    """
    if isinstance(edit, Remove):
        return Saved({edit.key: None})
    return edit if isinstance(edit, Add) and not unsure else Clash(edit, None, unsure)


def _judge_move(edit: Move, here: Line | None, there: Line | None, unsure: bool) -> Saved | Edit | Clash:
    """Likewise for a move, which has been made where the line there came from here.

    It also has where a line tells of its id: the line there, or the one here that was moved back since.
    """
    if (there and there.wrote(edit.id)) or (here and here.wrote(edit.id)):
        return Saved({edit.key: here, edit.to: there})
    if here is None:
        if there and edit.there is None and there.wrote(edit.seen.rev):
            return Saved({edit.key: None, edit.to: there})
        return Clash(replace(edit, there=there), None, unsure)
    moved = replace(edit, seen=here, there=there)
    doubtful = unsure and not here.wrote(edit.seen.rev)
    if doubtful or (there and qty_flaw(here.qty + there.qty)):
        return Clash(moved, here, doubtful)
    return moved


def _arrival(edit: Move, stamp: Stamp) -> Edit | None:
    """What is left of a move when the line here is gone: so many there."""
    line, there = edit.seen, edit.there
    if there is None:
        return Add(stamp.id, edit.to, line.qty, stamp.at, line.note, line.added_at)
    return None if qty_flaw(there.qty + line.qty) else ChangeBy(stamp.id, edit.to, line.qty, stamp.at, there)


def _fitting(edit: Add | ChangeBy, change: ChangeBy) -> Edit | Clash:
    """The change upon the line as it is now, or a clash where it would leave the range of quantities."""
    return Clash(edit, change.seen) if qty_flaw(change.seen.qty + change.by) else change


def _same(one: Line, other: Line) -> bool:
    """Whether two revs of a line say the same."""
    return (one.qty, one.note, one.added_at) == (other.qty, other.note, other.added_at)
