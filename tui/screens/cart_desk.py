"""What lies on the screen's desk: one owner's cart, how far it has been read, and what went wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tui.cart.cart import Cart
from tui.cart.edits import Edit, keys
from tui.cart.journal import Journal, Unkept
from tui.cart.lastseen import Copy, LastSeen
from tui.cart.model import Line, LineKey
from tui.cart.outcomes import Conflict, Denied, Loaded, Outcome, Read, Saved, Unavailable
from tui.cart.queue import Pending
from tui.problem import Denial, Kind, Problem
from tui.record import record
from tui.slices import Steps, parts


@record
class Failure:
    """An edit that was taken back, and why."""

    edit: Edit
    why: Denial | Problem


@record
class Kept:
    """What the disk keeps of a cart: the journal of its edits, or why there is none, and its last copy."""

    journal: Journal | Problem
    left: Sequence[Pending] | Problem = ()
    """What was in it that no running process holds."""
    last_seen: LastSeen | None = None
    copy: Copy = Copy()


@dataclass(slots=True, eq=False)
class _Reading:
    quiet: bool
    pages: int = 0
    told: set[LineKey] = field(default_factory=set)
    """The lines of former parts."""
    since: dict[LineKey, Line | None] = field(default_factory=dict)
    """What writes have answered since the read began: newer than any page."""
    unreadable: int = 0


@dataclass(slots=True, eq=False)
class Desk:
    """The cart of `owner`. `trouble` is why its lines cannot be shown; `read`: they have been read once."""

    owner: str
    cart: Cart
    journal: Journal | None = None
    joining: bool = False
    """The journal is being opened: it is to be opened once."""
    copying: int = 0
    """How many threads are writing its last-seen copy."""
    last_seen: LastSeen | None = None
    seen_at: float | None = None
    """When the copy was made that is shown until the lines are read, Unix seconds; None without one."""
    left: set[str] = field(default_factory=set)
    """Ids of edits that an earlier run had left and that are not decided yet."""
    trouble: Denial | Problem | None = None
    stale: Problem | None = None
    """Why what is shown could not be confirmed the last time."""
    read: bool = False
    unreadable: int = 0
    round: int = 0
    """Number of the read under way, or of the last one; pages of earlier reads are late and ignored."""
    pages: int = 1
    """How many pages the last whole read took."""
    failures: list[Failure] = field(default_factory=list)
    _reading: _Reading | None = None

    @property
    def reading(self) -> bool:
        """Pages are still to come."""
        return self._reading is not None

    @property
    def waited_for(self) -> bool:
        """Pages are still to come, and somebody asked for them."""
        return self._reading is not None and not self._reading.quiet

    @property
    def known(self) -> bool:
        """Whether there are lines to show: read ones, or the last-seen copy."""
        return self.read or self.seen_at is not None

    @property
    def unconfirmed(self) -> float | None:
        """When what is shown was seen, as long as DynamoDB has not confirmed it, Unix seconds."""
        return None if self.read else self.seen_at

    @property
    def furnished(self) -> bool:
        """Whether it has what the disk keeps of the cart; there is nothing to show or to edit before."""
        return self.cart.journal is not None

    def furnish(self, kept: Kept) -> Steps:
        """Take over what the disk keeps of the cart, a part at a time."""
        self.last_seen = kept.last_seen
        for part in parts(kept.copy.lines):
            self.cart.recall(part)
            yield
        self.seen_at = kept.copy.at
        self.join(kept)

    def join(self, kept: Kept) -> set[LineKey]:
        """Keep edits in the journal from now on, or accept none without one; the lines of what was left."""
        self.joining = False
        if isinstance(kept.journal, Problem):
            self.cart.journal, self.cart.trouble = Unkept(kept.journal), kept.journal
            return set()
        kept.journal.hurry()
        self.journal = self.cart.journal = kept.journal
        return self._restore(kept.left)

    def sent(self) -> int:
        """How many edits of an earlier run have been saved, told once and only when all are decided."""
        if not self.left or any(self.left.intersection(entry.ids) for entry in self.cart.queue.entries):
            return 0
        left, self.left = self.left, set()
        return len(left.difference(self.cart.dropped))

    def adopt(self) -> set[LineKey]:
        """Take over edits that no running process holds any more; the lines they touch."""
        return self._restore(self.journal.adopt()) if self.journal else set()

    def _restore(self, left: Sequence[Pending] | Problem) -> set[LineKey]:
        self.cart.trouble = left if isinstance(left, Problem) else None
        if isinstance(left, Problem):
            return set()
        self.left.update(edit_id for entry in left for edit_id in entry.ids)
        return self.cart.restore(left)

    def begin(self, *, quiet: bool = False) -> int:
        """A read starts; its number is to come back with each page. `quiet`: nobody asked for it."""
        self.round += 1
        self._reading = _Reading(quiet)
        return self.round

    def rest(self, number: int, page: Read) -> Mapping[str, object] | None:
        """Where the read goes on after a page; None where it is over, or no longer wanted."""
        return page.more if isinstance(page, Loaded) and self.reading and number == self.round else None

    def take(self, number: int, page: Read) -> Iterator[set[LineKey]]:
        """Take over one page, a part at a time: the lines to paint. A later read ends it."""
        if not self.reading or number != self.round:
            return
        match page:
            case Loaded():
                yield from self._load(page)
                return
            case Denied(denial):
                self.trouble = denial
            case Unavailable(problem):
                self.missed(problem)
        self._reading = None

    def missed(self, problem: Problem) -> None:
        """The lines could not be read; where some are shown, these stay for as long as that may pass."""
        passes = self.known and problem.kind is Kind.UNAVAILABLE
        self.trouble, self.stale = (None, problem) if passes else (problem, None)

    def settle(self, edit: Edit, outcome: Outcome) -> set[LineKey]:
        """Take over what became of an edit."""
        if self._reading is not None and isinstance(outcome, Saved | Conflict):
            self._reading.since.update(outcome.lines if isinstance(outcome, Saved) else outcome.current)
        match outcome:
            case Denied(denial):
                self.failures.append(Failure(edit, denial))
            case Unavailable(problem) if problem.kind not in (Kind.UNAVAILABLE, Kind.SIGN_IN):
                self.failures.append(Failure(edit, problem))
        return self.cart.settle(edit, outcome)

    def failure(self, key: LineKey | None = None) -> Failure | None:
        """The newest failure that still marks its line, of `key` if that has one."""
        self.failures = [f for f in self.failures if self.cart.failure(f.edit.key) is f.why
                         and not self.cart.queue.of(f.edit.key)]
        here = [f for f in self.failures if key in keys(f.edit)]
        return next(reversed(here or self.failures), None)

    @property
    def unsaved(self) -> int:
        """How many edits DynamoDB has not confirmed, each press counted."""
        return sum(len(entry.ids) for entry in self.cart.queue.entries)

    @property
    def held(self) -> Problem | None:
        """Why edits wait, if some do."""
        held = (entry.held for entry in self.cart.queue.entries if isinstance(entry.held, Problem))
        return next(held, None)

    def _load(self, page: Loaded) -> Iterator[set[LineKey]]:
        self.trouble, self.stale, self.read = None, None, True
        reading = self._reading
        some = [*parts(page.lines)] or [()]
        for number, part in enumerate(some, 1):
            if reading is None or reading is not self._reading:
                return
            last = page.more is None and number == len(some)
            fresh = {line.key: line for line in part}
            newer = {key: line for key, line in reading.since.items() if last or key in fresh}
            lines = [line for line in {**fresh, **newer}.values() if line is not None]
            if number == len(some):
                reading.pages += 1
                reading.unreadable += len(page.unreadable)
            if last:
                self._reading, self.unreadable, self.pages = None, reading.unreadable, reading.pages
            touched = self.cart.load(lines, whole=last, before=reading.told)
            reading.told.update(fresh)
            yield touched
