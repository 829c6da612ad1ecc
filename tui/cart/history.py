"""Undo: an accepted edit's opposite, itself a new edit; refused with a reason where the line has moved on."""

from dataclasses import dataclass, field, replace

from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo, keys
from tui.cart.intents import Refused, Stamp
from tui.cart.model import Line, LineKey

STEPS = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """An accepted edit, and the rev its line must still carry for the edit to be undone."""

    edit: Edit
    rev: str

    @property
    def key(self) -> LineKey:
        """Where the edit left the line."""
        return self.edit.to if isinstance(self.edit, Move) else self.edit.key


@dataclass(slots=True)
class History:
    """The steps that can be undone, newest last."""

    steps: list[Step] = field(default_factory=list)

    def push(self, edit: Edit) -> None:
        """Remember an accepted edit."""
        self.steps.append(Step(edit, edit.id))
        del self.steps[:-STEPS]

    def forget(self, ids: set[str]) -> None:
        """Edits that came to nothing cannot be undone."""
        self.steps = [step for step in self.steps if step.edit.id not in ids]

    def pop(self) -> Step | None:
        """Take the newest step."""
        return self.steps.pop() if self.steps else None

    def undone(self, step: Step, rev: str) -> None:
        """`step` was taken back and its line now carries `rev`: the step before it on that line is next."""
        touched = set(keys(step.edit))
        for index in range(len(self.steps) - 1, -1, -1):
            if touched & set(keys(self.steps[index].edit)):
                self.steps[index] = replace(self.steps[index], rev=rev)
                return


def inverse(step: Step, shown: Line | None, target: Line | None, stamp: Stamp) -> Edit | Refused:
    """The edit that undoes `step`, given its line as `shown` (and a move's origin, `target`); or why not."""
    edit = step.edit
    if isinstance(edit, Remove):
        if shown is not None:
            return Refused(f"{edit.key.sku} was added again since it was removed")
        return Add(stamp.id, edit.key, edit.seen.qty, stamp.at, edit.seen.note)
    if shown is None:
        return Refused(f"{edit.key.sku} is no longer there")
    if shown.rev != step.rev:
        return Refused(f"{edit.key.sku} was changed elsewhere since")
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
            return Refused(f"{edit.key.sku} was put together with a line that was already there")
        case Move():
            return Move(stamp.id, edit.to, edit.key, stamp.at, shown, target)
