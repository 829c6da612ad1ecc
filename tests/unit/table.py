"""A table in memory with DynamoDB's conditional semantics, and edits made by hand, for tests of the cart."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from itertools import count

from tui.cart.cart import Attempt
from tui.cart.edits import Add, Edit, keys, result, seen
from tui.cart.intents import Stamp
from tui.cart.model import CART, SAVED, Line, LineKey
from tui.cart.outcomes import Conflict, Saved
from tui.cart.queue import Changes
from tui.problem import Kind, Problem

TEA = LineKey(CART, "TEA")
TEA_SAVED = LineKey(SAVED, "TEA")
OFFLINE = Problem(Kind.UNAVAILABLE, "The network is gone")


def line(qty: int = 2, rev: str = "r0", *, key: LineKey = TEA, note: str = "", added_at: str = "t0",
         past: tuple[str, ...] = ()) -> Line:
    """A line of the table."""
    return Line(key, qty, rev, note, added_at, "t0", past)


def stamps(prefix: str = "e") -> Callable[[], Stamp]:
    """Edit ids e1, e2, ... each at a time of its own."""
    numbers = count(1)

    def stamp() -> Stamp:
        number = next(numbers)
        return Stamp(f"{prefix}{number}", f"t{prefix}{number}")

    return stamp


@dataclass
class Kept:
    """In place of a journal: it has all that it is told, on a disk that works unless it has some trouble."""

    trouble: Problem | None = None

    def sync(self, changes: Changes) -> None:
        """Everything gets a row."""
        for number, entry in changes.kept.items():
            entry.row = entry.row or number + 1

    def flush(self) -> Problem | None:
        """The trouble, if there is some."""
        return self.trouble


@dataclass
class Table:
    """The lines of one owner. Every write is one atomic step."""

    lines: dict[LineKey, Line] = field(default_factory=dict)
    written: list[Edit] = field(default_factory=list)
    """Every edit that took effect, in order."""

    @classmethod
    def of(cls, *lines: Line) -> "Table":
        """A table that holds these lines."""
        return cls({each.key: each for each in lines})

    def send(self, attempt: Attempt) -> Saved | Conflict:
        """Write as the store does: an add in doubt is not sent again, it looks."""
        edit = attempt.edit
        if attempt.unsure and isinstance(edit, Add):
            return Conflict({edit.key: self.lines.get(edit.key)}, unsure=True)
        return self.write(edit)

    def write(self, edit: Edit) -> Saved | Conflict:
        """Write where every line still carries the rev that was seen; else tell how the lines are."""
        for key, saw in seen(edit).items():
            there = self.lines.get(key)
            if (there and there.rev) != (saw and saw.rev):
                return Conflict({each: self.lines.get(each) for each in keys(edit)})
        self.written.append(edit)
        for key, after in result(edit).items():
            before, there = seen(edit)[key], self.lines.pop(key, None)
            if after is not None:
                self.lines[key] = _set(there, before, after) if there and before else after
        return Saved(result(edit))


def _set(there: Line, before: Line, after: Line) -> Line:
    """As an UpdateItem does: what the edit changes of the line that was seen is set, the rest stays."""
    changed = {each.name: getattr(after, each.name) for each in fields(Line)
               if getattr(after, each.name) != getattr(before, each.name)}
    return replace(there, **changed)
