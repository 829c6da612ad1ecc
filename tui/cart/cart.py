"""The cart as the screen shows it: lines confirmed by DynamoDB with the pending edits applied on top.

Every method that changes something answers with the keys of the lines to paint again, so that a change costs
the same with ten lines and with ten thousand. An edit is in the journal before it is accepted, marked there
before it is sent, and leaves with DynamoDB's answer. What the journal has never had in another form may go
while the disk still takes it over: a power cut then leaves it in doubt, or as if it had never been made here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from tui.cart.edits import Edit, keys, result
from tui.cart.history import History, Step, inverse
from tui.cart.intents import Refused, Stamp
from tui.cart.keeper import Keeper
from tui.cart.known import Known, State
from tui.cart.model import Line, LineKey
from tui.cart.outcomes import Conflict, Denied, Outcome, Saved, Unavailable
from tui.cart.queue import Attempt, Changes, Pending, WriteQueue
from tui.cart.rebase import Choice, Clash, judge, settle
from tui.cart.shown import Shown
from tui.problem import Denial, Kind, Problem

__all__ = ["Attempt", "Cart", "State"]

Write = Callable[[Attempt], Outcome]
_HOLDS = (Kind.UNAVAILABLE, Kind.SIGN_IN)
"""Problems that pass: the edit waits for `retry`."""
RESTLESS = 20
"""How often in a row an edit goes at once upon a line that others keep changing, before it waits a while."""
_NO_REST = Problem(Kind.UNAVAILABLE, "The line is being changed all the time, nothing was overwritten",
                   todo="Try again in a moment.")


@dataclass(slots=True, eq=False)
class Cart:
    """One person's lines, of all lists."""

    stamp: Callable[[], Stamp]
    """Gives each new edit its id and time."""
    journal: Keeper | None = None
    """None keeps nothing: an edit is accepted in memory alone."""
    queue: WriteQueue = field(default_factory=WriteQueue)
    history: History = field(default_factory=History)
    known: Known = field(default_factory=Known)
    shown: Shown = field(default_factory=Shown)
    trouble: Problem | None = None
    """Why the journal could not follow the last time; the next edit is only accepted if it can again."""
    dropped: dict[str, Denial | Problem] = field(default_factory=dict)
    """Why edits came to nothing, by their ids."""
    _failed: dict[LineKey, Denial | Problem] = field(default_factory=dict)

    def line(self, key: LineKey) -> Line | None:
        """The line with the pending edits applied."""
        return self.shown.get(key)

    def lines(self, name: str) -> list[Line]:
        """The lines of one list as shown, in the order they were added."""
        return [line for key in self.shown.keys(name) if (line := self.shown.get(key))]

    def state(self, key: LineKey) -> State:
        """How the line stands: what its oldest pending edit waits for, else what became of the last one."""
        if pending := self.queue.of(key):
            held = pending[0].held
            if held is None:
                return State.PENDING
            return State.CONFLICT if isinstance(held, Clash) else State.UNAVAILABLE
        failure = self._failed.get(key)
        if failure is None:
            return self.known.state(key)
        return State.DENIED if isinstance(failure, Denial) else State.UNAVAILABLE

    def failure(self, key: LineKey) -> Denial | Problem | None:
        """Why the line's last edit came to nothing, or what holds up its next one."""
        held = (entry.held for entry in self.queue.of(key) if isinstance(entry.held, Problem))
        return next(held, self._failed.get(key))

    def clashes(self) -> list[Clash]:
        """Every question that waits for the person, oldest first."""
        return [entry.held for entry in self.queue.entries if isinstance(entry.held, Clash)]

    def recall(self, lines: Iterable[Line]) -> set[LineKey]:
        """Show these lines as last seen, until they are confirmed."""
        return self._project(self.known.recall(lines))

    def restore(self, entries: Iterable[Pending]) -> set[LineKey]:
        """Take over edits that another process has left in the journal; they are sent as any other."""
        touched: set[LineKey] = set()
        for entry in entries:
            self.queue.restore(entry)
            touched.update(keys(entry.edit))
        self._sync()
        return self._project(touched)

    def load(
        self, lines: Iterable[Line], *, whole: bool = True, before: Collection[LineKey] = (),
    ) -> set[LineKey]:
        """Take over what was read. `whole`: with those told `before`, these are all the lines there are."""
        fresh = {line.key: line for line in lines}
        touched = {*fresh, *(key for key in self.known.lines if whole and key not in before)}
        self._learn({key: fresh.get(key) for key in touched})
        self.known.whole = self.known.whole or whole
        marked = {key for key in self._failed if key in touched or whole}
        for key in marked:
            del self._failed[key]
        return self._project(touched | marked)

    def accept(self, intent: Edit | Refused) -> set[LineKey] | Refused:
        """Keep an edit safe, queue it and show it at once; a refused intention changes nothing."""
        touched = intent if isinstance(intent, Refused) else self._queue(intent)
        if not isinstance(intent, Refused) and not isinstance(touched, Refused):
            self.history.push(intent)
        return touched

    def enqueue(self, edits: Iterable[Edit]) -> set[LineKey]:
        """Queue many edits; `ready` keeps them safe, all together, before any goes. Not for undo."""
        touched: set[LineKey] = set()
        for edit in edits:
            self.queue.put(edit)
            touched.update(keys(edit))
        return self._project(touched)

    def undo(self) -> set[LineKey] | Refused:
        """Take back the newest edit by its opposite, itself a new edit."""
        return self._take_back(self.history.done, self.history.undone, "undo")

    def redo(self) -> set[LineKey] | Refused:
        """Take back the newest undo, while no other edit was made since."""
        return self._take_back(self.history.undone, self.history.done, "redo")

    def ready(self) -> list[Attempt]:
        """What to `send` now; none, if the journal cannot note that it was sent."""
        edits = self.queue.ready()
        entries = [entry for edit in edits if (entry := self.queue.find(edit))]
        kept = self.queue.changes.kept
        attempts = [Attempt(entry.edit, entry.unsure, flush=bool(entry.row) and entry.number in kept)
                    for entry in entries]
        problem = self._sync() if edits else None
        if problem is None:
            return attempts
        for attempt in attempts:
            self.queue.replace(attempt.edit, attempt.edit, problem, unsure=attempt.unsure)
        return []

    def send(self, attempt: Attempt, write: Write) -> Outcome:
        """What becomes of an attempt, as `write` tells. Blocks, and may be called on any thread."""
        problem = self.journal.flush() if attempt.flush and self.journal else None
        return Unavailable(problem) if problem else write(attempt)

    def settle(self, edit: Edit, outcome: Outcome) -> set[LineKey]:
        """Take over what became of an edit that was sent."""
        return self.settle_all([(edit, outcome)])

    def settle_all(self, outcomes: Iterable[tuple[Edit, Outcome]]) -> set[LineKey]:
        """Likewise of several, as one change of the journal."""
        touched: set[LineKey] = set()
        for edit, outcome in outcomes:
            if entry := self.queue.find(edit):
                touched |= self._settle(entry, outcome)
        if touched:
            self._sync()
        return touched

    def resolve(self, clash: Clash, choice: Choice) -> set[LineKey]:
        """Carry out the person's answer to a clash; edits made upon it since stand upon the answer."""
        entry = self.queue.find(clash.edit)
        if entry is None:
            return set()
        edit = settle(clash, choice, self.stamp())
        self.known.acknowledge(clash.edit.key)
        if edit is None:
            self.history.forget(entry.ids)
            touched = self.queue.dismiss(clash)
        else:
            self.history.became(entry.ids, edit)
            touched = self.queue.replace(clash.edit, edit, None)
        self._sync()
        return self._project(touched)

    def retry(self) -> set[LineKey]:
        """Let edits held up by a problem go again; `ready` hands them out."""
        return {key for entry in self.queue.release() for key in keys(entry.edit)}

    def withdraw(self, edit: Edit) -> list[Pending]:
        """Give up an edit, and those that rest upon it, as if they had never been made."""
        return self.withdraw_all([edit])

    def withdraw_all(self, edits: Iterable[Edit]) -> list[Pending]:
        """Likewise several."""
        gone = [entry for edit in edits for entry in self.queue.drop(edit)]
        self.history.forget({edit_id for each in gone for edit_id in each.ids})
        stood = bool(self.queue.changes.gone)
        if self._sync() is None and stood and self.journal is not None:
            self.trouble = self.journal.flush()
        self._project({key for each in gone for key in keys(each.edit)})
        return gone

    def _queue(self, edit: Edit) -> set[LineKey] | Refused:
        plan = self.queue.plan(edit)
        if self.journal is not None:
            kept = {plan.left.number: plan.left} if plan.left else {}
            gone = {plan.into.row} if plan.into and not plan.left else set()
            self.trouble = self.journal.sync(Changes(kept, gone))
            if self.trouble is not None:
                return Refused("not accepted, as it could not be kept safe")
        self.queue.carry(plan)
        for key in keys(edit):
            self._failed.pop(key, None)
            self.known.acknowledge(key)
        return self._project(set(keys(edit)))

    def _sync(self) -> Problem | None:
        """Let the journal follow the queue. What it could not take over it is given again the next time."""
        changes = self.queue.changes
        if self.journal is not None and (changes.kept or changes.gone):
            self.trouble = self.journal.sync(changes)
            if self.trouble is not None:
                return self.trouble
        changes.kept.clear()
        changes.gone.clear()
        return None

    def _take_back(self, source: list[Step], target: list[Step], name: str) -> set[LineKey] | Refused:
        if not source:
            return Refused(f"there is nothing to {name}")
        step = self._as_pending(source[-1])
        if any(isinstance(entry.held, Clash) for key in keys(step.edit) for entry in self.queue.of(key)):
            return Refused(f"{step.key.sku} waits for your choice first")
        intent = inverse(step, self.line(step.key), self.line(step.edit.key), self.stamp())
        touched = intent if isinstance(intent, Refused) else self._queue(intent)
        if isinstance(intent, Refused) or not isinstance(touched, Refused):
            del source[-1]
        if not isinstance(intent, Refused) and not isinstance(touched, Refused):
            target.append(Step(intent))
        return touched

    def _as_pending(self, step: Step) -> Step:
        """`step` as its edit stands now, if it is still to be written (and not folded into another)."""
        entry = self.queue.find(step.edit)
        return replace(step, edit=entry.edit) if entry and entry.ids == (step.edit.id,) else step

    def _settle(self, entry: Pending, outcome: Outcome) -> set[LineKey]:
        match outcome:
            case Saved(lines):
                return self._saved(entry, lines)
            case Conflict(current, unsure):
                return self._conflict(entry, Conflict(current, unsure or entry.unsure))
            case Denied() if entry.unsure:
                doubt = Clash(entry.edit, self.known.lines.get(entry.edit.key), unsure=True)
                return self._project(self.queue.replace(entry.edit, entry.edit, doubt))
            case Denied(denial):
                return self._roll_back(entry, denial)
            case Unavailable(problem, unsure) if unsure or entry.unsure or problem.kind in _HOLDS:
                unsure = unsure or entry.unsure
                return self._project(self.queue.replace(entry.edit, entry.edit, problem, unsure=unsure))
            case Unavailable(problem):
                return self._roll_back(entry, problem)

    def _saved(self, entry: Pending, lines: Mapping[LineKey, Line | None]) -> set[LineKey]:
        edit = entry.edit
        self.history.became(entry.ids, edit)
        self.history.moved_on([key for key, line in lines.items() if line and line.rev != edit.id], ())
        self.known.confirm(lines)
        return self._project(self.queue.saved(edit, lines) | set(keys(edit)))

    def _conflict(self, entry: Pending, conflict: Conflict) -> set[LineKey]:
        edit = entry.edit
        verdict = judge(edit, conflict)
        if isinstance(verdict, Saved):
            return self._saved(entry, verdict.lines)
        self._learn(conflict.current)
        if isinstance(verdict, Clash):
            return self._project(self.queue.replace(edit, verdict.edit, verdict))
        entry.rebased = (entry.rebased + 1) % RESTLESS
        return self._project(self.queue.replace(edit, verdict, None if entry.rebased else _NO_REST))

    def _roll_back(self, entry: Pending, failure: Denial | Problem) -> set[LineKey]:
        gone = self.queue.drop(entry.edit)
        ids = {edit_id for each in gone for edit_id in each.ids}
        self.dropped.update(dict.fromkeys(ids, failure))
        self.history.forget(ids)
        touched = self._project({key for each in gone for key in keys(each.edit)})
        self._failed.update(dict.fromkeys(touched, failure))
        return touched

    def _learn(self, lines: Mapping[LineKey, Line | None]) -> None:
        """Take over lines of the table; where others have written them, edits of old stay as they are."""
        ours = {edit_id for key in lines for entry in self.queue.of(key) for edit_id in entry.ids}
        foreign = self.known.learn(lines, ours)
        self.known.gone = [line for line in self.known.gone if not self.queue.of(line.key)]
        pending = {edit_id for key in foreign for entry in self.queue.of(key) for edit_id in entry.ids}
        self.history.moved_on(foreign, pending)

    def _project(self, touched: set[LineKey]) -> set[LineKey]:
        """Show the touched lines as the last pending edit leaves them, or as they were confirmed."""
        for key in touched:
            pending = self.queue.of(key)
            line = result(pending[-1].edit)[key] if pending else self.known.lines.get(key)
            self.shown.put(key, line)
        return touched
