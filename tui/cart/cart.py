"""The cart as the screen shows it: lines confirmed by DynamoDB with the pending edits applied on top.

Every method that changes something answers with the keys of the lines to paint again, so that a change costs
the same with ten lines and with ten thousand.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from tui.cart.edits import Edit, keys, result
from tui.cart.history import History, inverse
from tui.cart.intents import Refused, Stamp
from tui.cart.model import Line, LineKey
from tui.cart.outcomes import Conflict, Denied, Outcome, Saved, Unavailable
from tui.cart.queue import WriteQueue
from tui.cart.rebase import Choice, Clash, judge, settle
from tui.problem import Denial, Kind, Problem


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
        touched = set(fresh) | set(self._confirmed) if whole else set(fresh)
        self._confirmed = fresh if whole else {**self._confirmed, **fresh}
        marked = {key for key in self._failed if key in touched or whole}
        for key in marked:
            del self._failed[key]
        return self._project(touched) | marked

    def accept(self, intent: Edit | Refused) -> set[LineKey] | Refused:
        """Queue an edit and show it at once; a refused intention changes nothing."""
        if isinstance(intent, Refused):
            return intent
        self.history.push(intent)
        return self._queue(intent)

    def undo(self) -> set[LineKey] | Refused:
        """Take back the newest edit by its opposite, itself a new edit."""
        step = self.history.pop()
        if step is None:
            return Refused("there is nothing to undo")
        intent = inverse(step, self.line(step.key), self.line(step.edit.key), self.stamp())
        if isinstance(intent, Refused):
            return intent
        changed = self._queue(intent)
        left = self.line(step.edit.key)
        self.history.undone(step, left.rev if left else intent.id)
        return changed

    def settle(self, edit: Edit, outcome: Outcome) -> set[LineKey]:
        """Take over what became of an edit that was sent (`queue.ready()` hands them out)."""
        match outcome:
            case Saved(lines):
                return self._saved(edit, lines)
            case Conflict(current):
                self._confirm(current)
                return self._conflict(edit, outcome)
            case Denied(denial):
                return self._roll_back(edit, denial)
            case Unavailable(problem) if problem.kind is Kind.UNAVAILABLE:
                return self._replace(edit, edit, problem)
            case Unavailable(problem):
                return self._roll_back(edit, problem)

    def resolve(self, clash: Clash, choice: Choice) -> set[LineKey]:
        """Carry out the person's answer to a clash."""
        edit = settle(clash, choice)
        return self._replace(clash.edit, edit, None) if edit else self._drop(clash.edit)

    def retry(self) -> set[LineKey]:
        """Let edits held up by a problem go again; `queue.ready()` hands them out."""
        return {key for entry in self.queue.release() for key in keys(entry.edit)}

    def _queue(self, edit: Edit) -> set[LineKey]:
        self.queue.put(edit)
        for key in keys(edit):
            self._failed.pop(key, None)
        return self._project(keys(edit))

    def _saved(self, edit: Edit, lines: Mapping[LineKey, Line | None]) -> set[LineKey]:
        self._confirm(lines)
        self.queue.saved(edit, lines)
        return self._project({*keys(edit), *lines})

    def _conflict(self, edit: Edit, conflict: Conflict) -> set[LineKey]:
        match judge(edit, conflict):
            case Saved(lines):
                return self._saved(edit, lines)
            case Clash() as clash:
                return self._replace(edit, clash.edit, clash)
            case rebased:
                return self._replace(edit, rebased, None)

    def _roll_back(self, edit: Edit, failure: Denial | Problem) -> set[LineKey]:
        touched = self._drop(edit)
        self._failed.update(dict.fromkeys(touched, failure))
        return touched

    def _drop(self, edit: Edit) -> set[LineKey]:
        gone = self.queue.drop(edit)
        self.history.forget({edit_id for entry in gone for edit_id in entry.ids})
        return self._project({key for entry in gone for key in keys(entry.edit)})

    def _replace(self, edit: Edit, by: Edit, held: Clash | Problem | None) -> set[LineKey]:
        self.queue.replace(edit, by, held)
        return self._project({*keys(edit), *keys(by)})

    def _confirm(self, lines: Mapping[LineKey, Line | None]) -> None:
        for key, line in lines.items():
            if line is None:
                self._confirmed.pop(key, None)
            else:
                self._confirmed[key] = line

    def _project(self, touched: Iterable[LineKey]) -> set[LineKey]:
        """Work out again how the touched lines are shown: confirmed, then each pending edit in order."""
        changed = set(touched)
        for key in changed:
            line = self._confirmed.get(key)
            for entry in self.queue.of(key):
                line = result(entry.edit)[key]
            if line is None:
                self._shown.pop(key, None)
            else:
                self._shown[key] = line
        return changed
