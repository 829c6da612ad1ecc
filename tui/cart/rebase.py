"""What to do when a line was not as the person saw it: nothing, try again upon it as it is, or ask.

Changes of the quantity commute; an edit of a field nobody else touched re-applies; only a true clash asks.
"""

from dataclasses import dataclass, replace
from enum import Enum

from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo, result
from tui.cart.model import QTY_MAX, QTY_MIN, Line
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
        """Both quantities added, where that is a quantity."""
        if isinstance(self.edit, SetTo | ChangeBy) and self.mine and self.theirs:
            added = self.mine.qty + self.theirs.qty
            return added if added <= QTY_MAX else None
        return None


def judge(edit: Edit, conflict: Conflict) -> Saved | Edit | Clash:
    """What a failed condition means for `edit`: it had been written, the edit to send now, or a clash.

    It had been written when the line carries its own id: the first answer was lost and a retry came second.
    """
    theirs = conflict.current.get(edit.key)
    if isinstance(edit, Move):
        return _judge_move(edit, theirs, conflict.current.get(edit.to))
    if theirs is not None and theirs.rev == edit.id:
        return Saved({edit.key: theirs})
    match edit:
        case Remove() if theirs is None:
            return Saved({edit.key: None})
        case Add():
            return _fitting(ChangeBy(edit.id, edit.key, edit.qty, edit.at, theirs)) if theirs else edit
        case _ if theirs is None:
            return Clash(edit, None)
        case ChangeBy():
            return _fitting(replace(edit, seen=theirs))
        case SetTo():
            untouched = theirs.qty in (edit.seen.qty, edit.qty)
        case SetNote():
            untouched = theirs.note in (edit.seen.note, edit.note)
        case Remove():
            untouched = (theirs.qty, theirs.note) == (edit.seen.qty, edit.seen.note)
    return replace(edit, seen=theirs) if untouched else Clash(edit, theirs)


def settle(clash: Clash, choice: Choice) -> Edit | None:
    """The edit that carries out the person's choice upon the line as it is now; None: nothing to do."""
    edit, theirs, mine = clash.edit, clash.theirs, clash.mine
    if choice is Choice.THEIRS:
        return None
    if isinstance(edit, Move):
        return Add(edit.id, edit.to, edit.seen.qty, edit.at, edit.seen.note)
    if theirs is None:
        return Add(edit.id, edit.key, mine.qty, edit.at, mine.note) if mine else None
    if choice is Choice.SUM and clash.sum is not None:
        return SetTo(edit.id, edit.key, clash.sum, edit.at, theirs)
    if isinstance(edit, ChangeBy) and mine:
        return SetTo(edit.id, edit.key, mine.qty, edit.at, theirs)
    return edit if isinstance(edit, Add) else replace(edit, seen=theirs)


def _judge_move(edit: Move, here: Line | None, there: Line | None) -> Saved | Edit | Clash:
    if here is None and there is not None and there.rev == edit.id:
        return Saved({edit.key: None, edit.to: there})
    return replace(edit, seen=here, there=there) if here else Clash(edit, None)


def _fitting(edit: ChangeBy) -> Edit | Clash:
    """The change upon the line as it is now, or a clash where it would leave the range of quantities."""
    fits = QTY_MIN <= edit.seen.qty + edit.by <= QTY_MAX
    return edit if fits else Clash(edit, edit.seen)
