"""What painting takes, beside a bare DataTable with as many rows: time, frames and bytes of single keys.

DynamoDB answers late here, so that what a quantity's key paints and what its confirmation paints are apart.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from tests.bench.experiment import Experiment, Side
from tests.bench.rows import Row
from tests.bench.stage import CONFIRMED, Options, Stage
from tests.bench.starts import FIRST_LINE
from tests.bench.terminal import Painted, Terminal

BARE = "bare DataTable"
LATE = 300
"""Milliseconds until DynamoDB answers."""
PAUSE, WHOLE = 0.1, 1.5
"""Seconds of quiet after which a key has been painted, and after which its confirmation has, too."""
TIMES = 9
"""How often each key is pressed in one session."""
KEYS = {"cursor": b"\x1b[B", "page": b"\x1b[6~", "quantity": b"+"}

ROWS = [
    Row("start-bytes-large", "bytes to the terminal: start, {lines:,} lines", "B", BARE),
    Row("cursor-time", "key to paint: cursor, {lines:,} lines", "ms", BARE, 1.5),
    Row("cursor-frames", "frames painted: cursor", "frames", BARE, 1, absolute=True),
    Row("cursor-bytes", "bytes to the terminal: cursor move", "B", BARE, 1.2),
    Row("page-time", "key to paint: page, {lines:,} lines", "ms", BARE),
    Row("page-bytes", "bytes to the terminal: page", "B", BARE),
    Row("quantity-time", "key to paint: quantity, {lines:,} lines", "ms", BARE, 1.5),
    Row("quantity-frames", "frames painted: quantity", "frames", BARE, 1, absolute=True),
    Row("quantity-bytes", "bytes to the terminal: quantity", "B", BARE),
    Row("quantity-bytes-all", "bytes to the terminal: quantity, and that it is saved", "B", BARE),
]


@dataclass(frozen=True)
class _Program:
    """What paints: `ready` is painted once its lines are there, `whole` seconds of quiet say it is done."""

    words: tuple[str, ...]
    ready: bytes
    whole: float

    def measure(self) -> Mapping[str, float]:
        """One session."""
        with Terminal(*self.words) as terminal:
            terminal.until(self.ready)
            terminal.quiet(self.whole)
            found: dict[str, float] = {"start-bytes-large": len(terminal.output)}
            for name, key in KEYS.items():
                seen = [self._press(terminal, name, key) for _ in range(TIMES)]
                found |= {f"{name}-time": median(each.seconds for each, _ in seen) * 1000,
                          f"{name}-frames": median(each.frames for each, _ in seen),
                          f"{name}-bytes": median(each.bytes for each, _ in seen),
                          f"{name}-bytes-all": median(each.bytes + more for each, more in seen)}
            return found

    def _press(self, terminal: Terminal, name: str, key: bytes) -> tuple[Painted, int]:
        """What came of a key, and the bytes of what came later."""
        painted = terminal.painted(key, PAUSE)
        return painted, terminal.quiet(self.whole if name == "quantity" else PAUSE)


@contextmanager
def _large(stage: Stage, options: Options) -> Iterator[tuple[Side, Side]]:
    stage.sell(options.lines)
    stage.fill("bob", options.lines)
    who = stage.someone("bob")
    who.see()
    ours = _Program(tuple(who.words), CONFIRMED, WHOLE)
    bare = _Program(("-m", "tests.bench.bare", str(options.lines)), FIRST_LINE, PAUSE)
    with stage.late(LATE):
        yield ours.measure, bare.measure


EXPERIMENTS = [Experiment(ROWS, _large, most=3, warm=False)]
