"""Undo and redo: an edit's opposite, itself a new edit; refused with a reason where the line has moved on."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo, keys
from tui.cart.intents import Refused, Stamp
from tui.cart.model import Line, LineKey
from tui.record import record

STEPS = 1000


@record
class Step:
    """An edit that can be taken back, as it was (or will be) written.

    `stale`: others have written the line since, so taking the edit back would overwrite their work.
    """

    edit: Edit
    stale: bool = False

    @property
    def key(self) -> LineKey:
        """Where the edit left the line."""
        return self.edit.to if isinstance(self.edit, Move) else self.edit.key


@dataclass(slots=True, eq=False)
class History:
    """The steps that can be undone, and those undone that can be redone; newest last."""

    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)

    def push(self, edit: Edit) -> None:
        """Remember an accepted edit; what was undone before it cannot be redone."""
        self.done.append(Step(edit))
        del self.done[:-STEPS]
        self.undone.clear()

    def forget(self, ids: Collection[str]) -> None:
        """Edits that came to nothing cannot be taken back."""
        for steps in (self.done, self.undone):
            steps[:] = [step for step in steps if step.edit.id not in ids]

    def became(self, ids: tuple[str, ...], edit: Edit) -> None:
        """The edits `ids` were (or will be) written as this one; folded changes can be undone one by one."""
        if len(ids) > 1:
            if isinstance(edit, ChangeBy):
                return
            self.forget(ids[:-1])
        for steps in (self.done, self.undone):
            for place in reversed(range(len(steps))):
                if steps[place].edit.id == ids[-1]:
                    steps[place] = replace(steps[place], edit=edit)
                    return

    def moved_on(self, lines: Collection[LineKey], but: Collection[str]) -> None:
        """Others have written `lines`; edits not yet written (`but`) go on top of that."""
        for steps in (self.done, self.undone) if lines else ():
            steps[:] = [replace(step, stale=True)
                        if step.edit.id not in but and not set(keys(step.edit)).isdisjoint(lines) else step
                        for step in steps]


def inverse(step: Step, shown: Line | None, origin: Line | None, stamp: Stamp) -> Edit | Refused:
    """The edit that takes `step` back, or why there is none.

    `shown` is the line where the edit left it, `origin` the one where a move took it from.
    """
    edit = step.edit
    sku = edit.key.sku
    if step.stale:
        return Refused(f"{sku} was changed elsewhere since")
    if isinstance(edit, Remove):
        if shown is not None:
            return Refused(f"{sku} was added again since it was removed")
        return Add(stamp.id, edit.key, edit.seen.qty, stamp.at, edit.seen.note, edit.seen.added_at)
    if shown is None:
        return Refused(f"{sku} is no longer there")
    match edit:
        case Add():
            return Remove(stamp.id, edit.key, stamp.at, shown)
        case ChangeBy():
            return ChangeBy(stamp.id, edit.key, -edit.by, stamp.at, shown)
        case SetTo():
            return SetTo(stamp.id, edit.key, edit.seen.qty, stamp.at, shown)
        case SetNote():
            return SetNote(stamp.id, edit.key, edit.seen.note, stamp.at, shown)
        case Move() if edit.there is not None:
            return Refused(f"{sku} was put together with a line that was already there")
        case Move():
            if origin is not None:
                return Refused(f"{sku} was added again to {edit.key.list} since it was moved")
            return Move(stamp.id, edit.to, edit.key, stamp.at, shown)
