"""The write queue: edits accepted and not yet answered, in the order they were made.

Edits of one line go in order, edits of different lines at once; not yet sent changes of one line fold into
one write. It only decides; sending is the caller's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tui.cart.edits import ChangeBy, Edit, Move, Remove, SetNote, SetTo, keys
from tui.cart.model import Line, LineKey
from tui.cart.rebase import Clash
from tui.problem import Problem

PARALLEL = 4
"""Writes under way at once."""


@dataclass(slots=True)
class Pending:
    """One edit in the queue: on its way (`sent`), or held up by a clash or a problem."""

    edit: Edit
    sent: bool = False
    held: Clash | Problem | None = None
    folded: tuple[str, ...] = ()
    """Ids of earlier edits that this one includes."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of every accepted edit in this write."""
        return (*self.folded, self.edit.id)


@dataclass(slots=True)
class WriteQueue:
    """Accepted edits, oldest first."""

    entries: list[Pending] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.entries)

    def of(self, key: LineKey) -> list[Pending]:
        """The entries that touch `key`, oldest first."""
        return [entry for entry in self.entries if key in keys(entry.edit)]

    def put(self, edit: Edit) -> None:
        """Append `edit`; a change of a quantity folds into a change of that line that has not been sent."""
        last = next(reversed(self.of(edit.key)), None)
        if isinstance(edit, ChangeBy) and last and isinstance(last.edit, ChangeBy) \
                and not last.sent and last.held is None:
            folded = replace(edit, by=last.edit.by + edit.by, seen=last.edit.seen)
            if folded.by == 0:
                self.entries.remove(last)
            else:
                last.folded, last.edit = last.ids, folded
        else:
            self.entries.append(Pending(edit))

    def ready(self) -> list[Edit]:
        """Edits to send now, marked as sent: the first of each line, so many that PARALLEL are under way."""
        room = PARALLEL - sum(entry.sent for entry in self.entries)
        busy: set[LineKey] = set()
        chosen: list[Edit] = []
        for entry in self.entries:
            touched = keys(entry.edit)
            if len(chosen) < room and not entry.sent and entry.held is None and busy.isdisjoint(touched):
                entry.sent = True
                chosen.append(entry.edit)
            busy.update(touched)
        return chosen

    def saved(self, edit: Edit, lines: Mapping[LineKey, Line | None]) -> None:
        """`edit` has been written: it leaves, and edits made upon its result now stand upon `lines`."""
        self.entries = [entry for entry in self.entries if entry.edit.id != edit.id]
        for line in filter(None, lines.values()):
            for entry in self.of(line.key):
                entry.edit = _upon(entry.edit, edit.id, line)

    def replace(self, edit: Edit, by: Edit, held: Clash | Problem | None) -> None:
        """`edit` came back unwritten: `by`, the same intention, takes its place, free to go or held up."""
        for entry in self.entries:
            if entry.edit.id == edit.id:
                entry.edit, entry.sent, entry.held = by, False, held

    def drop(self, edit: Edit) -> list[Pending]:
        """Take out `edit` and every unsent edit that rests upon it; they are returned, oldest first."""
        gone: list[Pending] = []
        touched: set[LineKey] = set()
        for entry in self.entries:
            if entry.edit.id == edit.id or (not entry.sent and not touched.isdisjoint(keys(entry.edit))):
                gone.append(entry)
                touched.update(keys(entry.edit))
        self.entries = [entry for entry in self.entries if entry not in gone]
        return gone

    def release(self) -> list[Pending]:
        """Let go what a problem held up, to be sent again."""
        held = [entry for entry in self.entries if isinstance(entry.held, Problem)]
        for entry in held:
            entry.held = None
        return held


def _upon(edit: Edit, rev: str, line: Line) -> Edit:
    """`edit` standing upon `line`, if it was made upon the line whose rev is `rev`."""
    if isinstance(edit, Move):
        if edit.key == line.key and edit.seen.rev == rev:
            return replace(edit, seen=line)
        there = edit.there
        return replace(edit, there=line) if edit.to == line.key and there and there.rev == rev else edit
    if isinstance(edit, ChangeBy | SetTo | SetNote | Remove) and edit.seen.rev == rev:
        return replace(edit, seen=line)
    return edit
