"""The write queue: edits accepted and not yet answered, in the order they were made.

Edits of one line go in order, edits of different lines at once; not yet sent changes of one line fold into
one write. It only decides; sending is the caller's. What it holds is consistent at any time: each edit stands
upon the line that the edits before it leave, so that the last one's result is what the screen shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tui.cart.edits import ChangeBy, Edit, keys, result, seen
from tui.cart.model import Line, LineKey
from tui.cart.outcomes import Conflict, Saved
from tui.cart.rebase import Clash, judge
from tui.problem import Problem

PARALLEL = 4
"""Writes under way at once, unless there are thousands to make."""


class Attempt(NamedTuple):
    """An edit to send now. `unsure`: a former attempt got no answer, so it may have been written.

    `flush`: the journal had it otherwise before, so it waits until the disk has it as it goes.
    """

    edit: Edit
    unsure: bool
    flush: bool = False


@dataclass(slots=True, eq=False)
class Pending:
    """One edit in the queue: on its way (`sent`), or held up by a clash or a problem."""

    edit: Edit
    sent: bool = False
    held: Clash | Problem | None = None
    folded: tuple[str, ...] = ()
    """Ids of earlier edits that this one includes."""
    unsure: bool = False
    """It was sent and no answer came: it may have been written, so it keeps its id and content."""
    due: bool = False
    """It goes at once, and counts as sent in the journal from the first."""
    number: int = 0
    """Its place in the order of the queue."""
    row: int = 0
    """Its place in the journal, 0 where it has none."""
    rebased: int = 0
    """How often in a row it met a line that had just been changed elsewhere."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of every accepted edit in this write."""
        return (*self.folded, self.edit.id)

    @property
    def open(self) -> bool:
        """Whether it can still become another write: it is surely not written, and asks nothing."""
        return not (self.sent or self.unsure or isinstance(self.held, Clash))

    @property
    def doubtful(self) -> bool:
        """Whether it may have been written, should this process end now."""
        return self.sent or self.unsure or self.due


class Plan(NamedTuple):
    """What accepting an edit does: `left` takes the place of `into`; without `left`, the two cancel out."""

    into: Pending | None
    left: Pending | None


@dataclass(slots=True, eq=False)
class Changes:
    """What has changed for the journal since it last took over: entries to keep, and rows to drop."""

    kept: dict[int, Pending] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class WriteQueue:
    """Accepted edits, oldest first."""

    changes: Changes = field(default_factory=Changes)
    parallel: int = PARALLEL
    _entries: dict[int, Pending] = field(default_factory=dict)
    _lines: dict[LineKey, list[Pending]] = field(default_factory=dict)
    _last: int = 0
    _under_way: int = 0

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def entries(self) -> list[Pending]:
        """Everything in the queue, oldest first."""
        return list(self._entries.values())

    @property
    def moving(self) -> bool:
        """Whether something is being sent, or could be."""
        return any(entry.sent or (entry.held is None and self._is_first(entry)) for entry in self.entries)

    def of(self, key: LineKey) -> list[Pending]:
        """The entries that touch `key`, oldest first."""
        return self._lines.get(key, [])

    def find(self, edit: Edit) -> Pending | None:
        """The entry whose write includes `edit`."""
        return next((entry for key in keys(edit) for entry in self.of(key) if edit.id in entry.ids), None)

    def plan(self, edit: Edit) -> Plan:
        """What `carry` will do: a change of a quantity folds into one of its line that was never sent."""
        line = self.of(edit.key)
        into = line[-1] if line and line[-1].open else None
        if into is None or not (isinstance(into.edit, ChangeBy) and isinstance(edit, ChangeBy)):
            return Plan(None, Pending(edit, due=not any(map(self.of, keys(edit)))))
        by = into.edit.by + edit.by
        folded = replace(edit, by=by, seen=into.edit.seen)
        return Plan(into, replace(into, edit=folded, folded=into.ids, due=False) if by else None)

    def carry(self, plan: Plan) -> None:
        """Take an edit into the queue as planned; what has a row in the journal stands there already."""
        match plan:
            case Plan(None, Pending() as entry):
                self._append(entry)
            case Plan(Pending() as into, Pending() as left):
                into.edit, into.folded, into.row, into.due = left.edit, left.folded, left.row, left.due
                if not left.row:
                    self._note(into)
            case Plan(Pending() as into, None):
                self._take(into)

    def put(self, edit: Edit) -> None:
        """`plan` and `carry` at once."""
        self.carry(self.plan(edit))

    def restore(self, entry: Pending) -> None:
        """Append an entry from a journal. What it saw is behind what the entries before it leave."""
        upon = {key: result(self.of(key)[-1].edit)[key] for key in keys(entry.edit) if self.of(key)}
        self._append(entry)
        self._restand(entry.number - 1, upon, real=False)

    def ready(self) -> list[Edit]:
        """Edits to send now, marked as sent: the first of each line, so that `parallel` are under way."""
        chosen: list[Edit] = []
        for entry in self._entries.values():
            if self._under_way >= self.parallel:
                break
            if not entry.sent and entry.held is None and self._is_first(entry):
                self._send(entry, True)
                chosen.append(entry.edit)
        return chosen

    def saved(self, edit: Edit, lines: Mapping[LineKey, Line | None]) -> set[LineKey]:
        """`edit` has been written and left `lines`: it leaves, and the edits after it now stand upon these.

        Answers, as `replace` and `dismiss` do, with the lines that may now look different.
        """
        entry = self.find(edit)
        if entry is None:
            return set()
        self._take(entry)
        return self._restand(entry.number, lines, real=True)

    def replace(
        self, edit: Edit, by: Edit, held: Clash | Problem | None, *, unsure: bool = False,
    ) -> set[LineKey]:
        """`edit` came back unwritten: `by`, the same intention, takes its place, free to go or held up."""
        entry = self.find(edit)
        if entry is None:
            return set()
        self._send(entry, False)
        for key in set(keys(entry.edit)).difference(keys(by)):
            self._leave(key, entry)
        entry.folded = entry.folded if by.id == edit.id else ()
        entry.edit, entry.held = by, held
        entry.unsure = held.unsure if isinstance(held, Clash) else unsure
        return self._restand(entry.number, {**dict.fromkeys(keys(edit)), **result(by)}, real=False)

    def dismiss(self, clash: Clash) -> set[LineKey]:
        """Take out the edit of `clash` alone; the edits after it now stand upon the line as it is."""
        return self.saved(clash.edit, clash.now)

    def drop(self, edit: Edit) -> list[Pending]:
        """Take out `edit` and every edit that rests upon it; they are returned, oldest first."""
        entry = self.find(edit)
        gone = [entry, *self._after(entry.number, keys(edit))] if entry else []
        for each in gone:
            self._take(each)
        return gone

    def release(self) -> list[Pending]:
        """Let go what a problem held up, to be sent again."""
        held = [entry for entry in self._entries.values() if isinstance(entry.held, Problem)]
        for entry in held:
            entry.held = None
        return held

    def _is_first(self, entry: Pending) -> bool:
        return all(self._lines[key][0] is entry for key in keys(entry.edit))

    def _note(self, entry: Pending) -> None:
        entry.due = False
        self.changes.kept[entry.number] = entry

    def _append(self, entry: Pending) -> None:
        self._last += 1
        entry.number = self._last
        self._entries[entry.number] = entry
        for key in keys(entry.edit):
            self._lines.setdefault(key, []).append(entry)
        if not entry.row:
            self.changes.kept[entry.number] = entry

    def _take(self, entry: Pending) -> None:
        self._send(entry, False)
        del self._entries[entry.number]
        for key in keys(entry.edit):
            self._leave(key, entry)
        del self.changes.kept[entry.number]
        if entry.row:
            self.changes.gone.add(entry.row)

    def _leave(self, key: LineKey, entry: Pending) -> None:
        self._lines[key].remove(entry)
        if not self._lines[key]:
            del self._lines[key]

    def _send(self, entry: Pending, sent: bool) -> None:
        self._under_way += sent - entry.sent
        entry.sent = sent
        if not (sent and entry.due):
            self._note(entry)

    def _after(self, number: int, touched: tuple[LineKey, ...]) -> list[Pending]:
        """The entries after `number` that rest, directly or through moves, upon the `touched` lines."""
        reached = dict.fromkeys(touched, number)
        found: dict[int, Pending] = {}
        waiting = list(touched)
        while waiting:
            key = waiting.pop()
            for entry in self.of(key):
                if entry.number > reached[key] and entry.number not in found:
                    found[entry.number] = entry
                    for other in keys(entry.edit):
                        reached[other] = min(reached.get(other, entry.number), entry.number)
                        waiting.append(other)
        return [found[each] for each in sorted(found)]

    def _restand(self, number: int, lines: Mapping[LineKey, Line | None], *, real: bool) -> set[LineKey]:
        """Let the edits after `number` stand upon `lines`; one that no longer fits becomes a clash.

        An edit in doubt is judged by `real` lines of the table alone; until then it stays as it was sent.
        """
        now, known = dict(lines), set(lines if real else ())
        for entry in self._after(number, tuple(lines)):
            upon = {key: now.get(key, line) for key, line in seen(entry.edit).items()}
            if not entry.unsure or known.issuperset(keys(entry.edit)):
                same = upon == seen(entry.edit)
                verdict = entry.edit if same else judge(entry.edit, Conflict(upon, entry.unsure))
                if isinstance(verdict, Saved) and known.issuperset(keys(entry.edit)):
                    self._take(entry)
                    now.update(verdict.lines)
                    continue
                if not isinstance(verdict, Saved) and not (same and isinstance(entry.held, Clash)):
                    self._stand(entry, verdict, unsure=same and entry.unsure)
            now.update(result(entry.edit))
            known.difference_update(keys(entry.edit))
        return set(now)

    def _stand(self, entry: Pending, verdict: Edit | Clash, *, unsure: bool) -> None:
        if isinstance(verdict, Clash):
            entry.edit, entry.held, entry.unsure = verdict.edit, verdict, verdict.unsure
        else:
            entry.edit, entry.held, entry.unsure = verdict, None, unsure
        self._note(entry)
