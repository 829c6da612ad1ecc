"""What is known of the table: the lines as DynamoDB last told them, and what others have done to them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from tui.cart.model import Line, LineKey


class State(Enum):
    """How a line stands with DynamoDB."""

    SAVED = "saved"
    PENDING = "saving"
    CONFLICT = "conflict"
    DENIED = "denied"
    UNAVAILABLE = "unavailable"
    RECALLED = "last seen"
    """Shown from the last-seen copy; DynamoDB has not confirmed it yet."""
    ELSEWHERE = "changed"
    """Somebody else has written it since it was shown."""


@dataclass(slots=True, eq=False)
class Known:
    """The lines of the table, by their keys. `whole`: all of them have been read once."""

    lines: dict[LineKey, Line] = field(default_factory=dict)
    whole: bool = False
    gone: list[Line] = field(default_factory=list)
    """Lines that were shown and that somebody else has taken away."""
    news: int = 0
    """How often something new was told of a line."""
    _recalled: set[LineKey] = field(default_factory=set)
    _elsewhere: set[LineKey] = field(default_factory=set)

    def state(self, key: LineKey) -> State:
        """How a line with no edit of ours stands."""
        if key in self._recalled:
            return State.RECALLED
        return State.ELSEWHERE if key in self._elsewhere else State.SAVED

    def recall(self, lines: Iterable[Line]) -> set[LineKey]:
        """These lines, too, as last seen; they stand until they are confirmed."""
        seen = {line.key: line for line in lines}
        self.lines.update(seen)
        self._recalled.update(seen)
        self.whole = self.whole or bool(seen)
        return set(seen)

    def confirm(self, lines: Mapping[LineKey, Line | None]) -> None:
        """These lines are so now, None where there is no line."""
        for key, line in lines.items():
            self._recalled.discard(key)
            if line is None:
                self.lines.pop(key, None)
                self._elsewhere.discard(key)
            elif line != self.lines.get(key):
                self.lines[key] = line
                self.news += 1

    def learn(self, lines: Mapping[LineKey, Line | None], ours: Collection[str]) -> list[LineKey]:
        """Likewise, of lines that others may have written: those that they did; `ours` are our own edits."""
        foreign: list[LineKey] = []
        for key, line in lines.items():
            before = self.lines.get(key)
            if (before and before.rev) == (line and line.rev) or (line and line.rev in ours):
                continue
            foreign.append(key)
            if self.whole and line and (before is None or (before.qty, before.note) != (line.qty, line.note)):
                self._elsewhere.add(key)
            elif before and line is None:
                self.gone.append(before)
        self.confirm(lines)
        return foreign

    def take_gone(self) -> list[Line]:
        """Lines that others have taken away and that nobody has been told of."""
        gone, self.gone = self.gone, []
        return gone

    def acknowledge(self, key: LineKey) -> None:
        """The person has seen what others did to the line."""
        self._elsewhere.discard(key)

    def acknowledge_all(self) -> set[LineKey]:
        """Likewise for every line; those whose state that changes."""
        seen, self._elsewhere = self._elsewhere, set()
        return seen
