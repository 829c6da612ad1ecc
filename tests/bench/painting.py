"""What painting takes, beside a bare DataTable with as many rows: time, frames and bytes of single keys.

Both are open at the same time, and pressed in turn. DynamoDB answers late here, so that what the key of a
quantity paints and what its confirmation paints are apart.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Self

from tests.bench.experiment import Experiment, Side
from tests.bench.rows import Row
from tests.bench.stage import CONFIRMED, Options, Stage
from tests.bench.starts import FIRST_LINE
from tests.bench.terminal import Painted, Terminal

BARE = "bare DataTable"
LATE = 300
"""Milliseconds until DynamoDB answers."""
PAUSE, SAVED, WHOLE = 0.1, 1.0, 1.5
"""Seconds of quiet after which a key has been painted, its confirmation has, and all there is has."""
TIMES = 3
"""How often each key is pressed in a round."""
DOWN = b"\x1b[B"
KEYS = {"cursor": DOWN, "quantity": b"+", "scroll": DOWN, "page": b"\x1b[6~"}
"""In this order: from the first line, then from the last one that is to be seen."""

ROWS = [
    Row("start-bytes-large", "bytes to the terminal: start, {lines:,} lines", "B", BARE),
    Row("cursor-time", "key to paint: cursor, {lines:,} lines", "ms", BARE, 1.5),
    Row("cursor-frames", "frames painted: cursor", "frames", BARE, 1, absolute=True),
    Row("cursor-bytes", "bytes to the terminal: cursor move", "B", BARE, 1.2),
    Row("scroll-time", "key to paint: cursor past the edge, {lines:,} lines", "ms", BARE),
    Row("scroll-bytes", "bytes to the terminal: cursor past the edge", "B", BARE),
    Row("page-time", "key to paint: page, {lines:,} lines", "ms", BARE),
    Row("page-bytes", "bytes to the terminal: page", "B", BARE),
    Row("quantity-time", "key to paint: quantity, {lines:,} lines", "ms", BARE, 1.5),
    Row("quantity-frames", "frames painted: quantity", "frames", BARE, 1, absolute=True),
    Row("quantity-bytes", "bytes to the terminal: quantity", "B", BARE),
    Row("quantity-bytes-all", "bytes to the terminal: quantity, and that it is saved", "B", BARE),
]


@dataclass
class _Program:
    """One that has painted all it has; `later` seconds after a quantity's key it has painted that, too."""

    terminal: Terminal
    first: bytes
    """The key that goes to the first line."""
    later: float
    started: int = 0
    """Bytes that starting took; told in the first round."""

    @classmethod
    def open(cls, terminal: Terminal, ready: bytes, first: bytes, later: float) -> Self:
        """Once it is `ready`."""
        terminal.until(ready)
        terminal.quiet(WHOLE)
        return cls(terminal, first, later, len(terminal.output))

    def measure(self) -> Mapping[str, float]:
        """A round."""
        found: dict[str, float] = {"start-bytes-large": self.started} if self.started else {}
        self.started = 0
        for name, key in KEYS.items():
            before = {"cursor": self.first, "scroll": DOWN * 30}.get(name, b"")
            self.terminal.press(before)
            self.terminal.quiet(PAUSE)
            seen = [self._press(key, self.later if name == "quantity" else PAUSE) for _ in range(TIMES)]
            found |= {f"{name}-time": median(each.seconds for each, _ in seen) * 1000,
                      f"{name}-frames": median(each.frames for each, _ in seen),
                      f"{name}-bytes": median(each.bytes for each, _ in seen),
                      f"{name}-bytes-all": median(each.bytes + more for each, more in seen)}
        return found

    def _press(self, key: bytes, later: float) -> tuple[Painted, int]:
        """What came of a key, and the bytes of what came later."""
        return self.terminal.painted(key, PAUSE), self.terminal.quiet(later)


@contextmanager
def _large(stage: Stage, options: Options) -> Iterator[tuple[Side, Side]]:
    who = stage.shopper("bob", options.lines)
    words = ("-m", "tests.bench.bare", str(options.lines))
    with stage.late(LATE), who.editor() as editor, Terminal(*words) as terminal:
        ours = _Program.open(editor, CONFIRMED, b"\x1b[H", SAVED)
        bare = _Program.open(terminal, FIRST_LINE, b"\x1b[1;5H", PAUSE)
        yield ours.measure, bare.measure


EXPERIMENTS = [Experiment(ROWS, _large, warm=False)]
