"""The cart as the screen shows it: lines confirmed by DynamoDB with the pending edits applied on top.

Every method that changes something answers with the keys of the lines to paint again, so that a change costs
the same with ten lines and with ten thousand.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from tui.cart.edits import Edit, keys, result
from tui.cart.history import History, Step, inverse
from tui.cart.intents import Refused, Stamp
from tui.cart.model import Line, LineKey
from tui.cart.outcomes import Conflict, Denied, Outcome, Saved, Unavailable
from tui.cart.queue import Pending, WriteQueue
from tui.cart.rebase import Choice, Clash, judge, settle
from tui.problem import Denial, Kind, Problem

_HOLDS = (Kind.UNAVAILABLE, Kind.SIGN_IN)
"""Problems that pass: the edit waits for `retry`."""


class State(Enum):
    """How a line stands with DynamoDB."""

    SAVED = "saved"
    PENDING = "saving"
    CONFLICT = "conflict"
    DENIED = "denied"
    UNAVAILABLE = "unavailable"


@dataclass(slots=True)
class Cart:
    """One person's lines, of all lists."""

    stamp: Callable[[], Stamp]
    """Gives each new edit its id and time."""
    queue: WriteQueue = field(default_factory=WriteQueue)
    history: History = field(default_factory=History)
    _confirmed: dict[LineKey, Line] = field(default_factory=dict)
    _shown: dict[LineKey, Line] = field(default_factory=dict)
    _failed: dict[LineKey, Denial | Problem] = field(default_factory=dict)

    def line(self, key: LineKey) -> Line | None:
        """The line with the pending edits applied."""
        return self._shown.get(key)

    def lines(self, name: str) -> list[Line]:
        """The lines of one list as shown, in the order they were added."""
        return sorted((line for line in self._shown.values() if line.key.list == name),
                      key=lambda line: (line.added_at, line.key))

    def state(self, key: LineKey) -> State:
        """How the line stands: what its oldest pending edit waits for, else what became of the last one."""
        if pending := self.queue.of(key):
            held = pending[0].held
            if held is None:
                return State.PENDING
            return State.CONFLICT if isinstance(held, Clash) else State.UNAVAILABLE
        failure = self._failed.get(key)
        if failure is None:
            return State.SAVED
        return State.DENIED if isinstance(failure, Denial) else State.UNAVAILABLE

    def failure(self, key: LineKey) -> Denial | Problem | None:
        """Why the line's last edit came to nothing, or what holds up its next one."""
        held = (entry.held for entry in self.queue.of(key) if isinstance(entry.held, Problem))
        return next(held, self._failed.get(key))

    def clashes(self) -> list[Clash]:
        """Every question that waits for the person, oldest first."""
        return [entry.held for entry in self.queue.entries if isinstance(entry.held, Clash)]

    def load(self, lines: Iterable[Line], *, whole: bool = True) -> set[LineKey]:
        """Take over what was read. `whole`: these are all the lines there are; otherwise one page of them."""
        fresh = {line.key: line for line in lines}
        touched = set(fresh) | (set(self._confirmed) if whole else set())
        read = {key: fresh.get(key) for key in touched}
        self._notice(read)
        self._confirm(read)
        marked = {key for key in self._failed if key in touched or whole}
        for key in marked:
            del self._failed[key]
        return self._project(touched | marked)

    def accept(self, intent: Edit | Refused) -> set[LineKey] | Refused:
        """Queue an edit and show it at once; a refused intention changes nothing."""
        if isinstance(intent, Refused):
            return intent
        self.history.push(intent)
        return self._queue(intent)

    def undo(self) -> set[LineKey] | Refused:
        """Take back the newest edit by its opposite, itself a new edit."""
        return self._take_back(self.history.done, self.history.undone, "undo")

    def redo(self) -> set[LineKey] | Refused:
        """Take back the newest undo, while no other edit was made since."""
        return self._take_back(self.history.undone, self.history.done, "redo")

    def settle(self, edit: Edit, outcome: Outcome) -> set[LineKey]:
        """Take over what became of an edit that was sent (`queue.ready()` hands them out)."""
        entry = self.queue.find(edit)
        if entry is None:
            return set()
        match outcome:
            case Saved(lines):
                return self._saved(entry, lines)
            case Conflict(current, unsure):
                return self._conflict(entry, Conflict(current, unsure or entry.unsure))
            case Denied(denial):
                return self._roll_back(entry, denial)
            case Unavailable(problem, unsure) if problem.kind in _HOLDS:
                unsure = unsure or entry.unsure
                return self._project(self.queue.replace(edit, edit, problem, unsure=unsure))
            case Unavailable(problem):
                return self._roll_back(entry, problem)

    def resolve(self, clash: Clash, choice: Choice) -> set[LineKey]:
        """Carry out the person's answer to a clash; edits made upon it since stand upon the answer."""
        entry = self.queue.find(clash.edit)
        if entry is None:
            return set()
        edit = settle(clash, choice)
        if edit is None:
            self.history.forget(entry.ids)
            return self._project(self.queue.dismiss(clash))
        self.history.became(entry.ids, edit)
        return self._project(self.queue.replace(clash.edit, edit, None))

    def retry(self) -> set[LineKey]:
        """Let edits held up by a problem go again; `queue.ready()` hands them out."""
        return {key for entry in self.queue.release() for key in keys(entry.edit)}

    def _queue(self, edit: Edit) -> set[LineKey]:
        self.queue.put(edit)
        for key in keys(edit):
            self._failed.pop(key, None)
        return self._project(set(keys(edit)))

    def _take_back(self, source: list[Step], target: list[Step], name: str) -> set[LineKey] | Refused:
        if not source:
            return Refused(f"there is nothing to {name}")
        step = self._as_pending(source[-1])
        if any(isinstance(entry.held, Clash) for key in keys(step.edit) for entry in self.queue.of(key)):
            return Refused(f"{step.key.sku} waits for your choice first")
        del source[-1]
        intent = inverse(step, self.line(step.key), self.line(step.edit.key), self.stamp())
        if isinstance(intent, Refused):
            return intent
        target.append(Step(intent))
        return self._queue(intent)

    def _as_pending(self, step: Step) -> Step:
        """`step` as its edit stands now, if it is still to be written (and not folded into another)."""
        entry = self.queue.find(step.edit)
        return replace(step, edit=entry.edit) if entry and entry.ids == (step.edit.id,) else step

    def _saved(self, entry: Pending, lines: Mapping[LineKey, Line | None]) -> set[LineKey]:
        edit = entry.edit
        self.history.became(entry.ids, edit)
        self.history.moved_on([key for key, line in lines.items() if line and line.rev != edit.id], ())
        self._confirm(lines)
        return self._project(self.queue.saved(edit, lines) | set(keys(edit)))

    def _conflict(self, entry: Pending, conflict: Conflict) -> set[LineKey]:
        edit = entry.edit
        verdict = judge(edit, conflict)
        if isinstance(verdict, Saved):
            return self._saved(entry, verdict.lines)
        self._notice(conflict.current)
        self._confirm(conflict.current)
        if isinstance(verdict, Clash):
            return self._project(self.queue.replace(edit, verdict.edit, verdict))
        return self._project(self.queue.replace(edit, verdict, None))

    def _roll_back(self, entry: Pending, failure: Denial | Problem) -> set[LineKey]:
        gone = self.queue.drop(entry.edit)
        self.history.forget({edit_id for each in gone for edit_id in each.ids})
        touched = self._project({key for each in gone for key in keys(each.edit)})
        self._failed.update(dict.fromkeys(touched, failure))
        return touched

    def _notice(self, lines: Mapping[LineKey, Line | None]) -> None:
        """Where others have written `lines` since they were last confirmed, edits of old stay as they are."""
        foreign: list[LineKey] = []
        pending: set[str] = set()
        for key, line in lines.items():
            before = self._confirmed.get(key)
            ours = {edit_id for entry in self.queue.of(key) for edit_id in entry.ids}
            if (before and before.rev) != (line and line.rev) and (line is None or line.rev not in ours):
                foreign.append(key)
                pending |= ours
        self.history.moved_on(foreign, pending)

    def _confirm(self, lines: Mapping[LineKey, Line | None]) -> None:
        for key, line in lines.items():
            if line is None:
                self._confirmed.pop(key, None)
            else:
                self._confirmed[key] = line

    def _project(self, touched: set[LineKey]) -> set[LineKey]:
        """Show the touched lines as the last pending edit leaves them, or as they were confirmed."""
        for key in touched:
            pending = self.queue.of(key)
            line = result(pending[-1].edit)[key] if pending else self._confirmed.get(key)
            if line is None:
                self._shown.pop(key, None)
            else:
                self._shown[key] = line
        return touched
