"""An editor that is left alone, and the bytes it took to start it; beside a bare DataTable.

The budget of an idle editor: for five minutes after the last key the cart is read again every 30 seconds, so
that it follows what is changed elsewhere; then nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from tests.bench.experiment import Experiment, Side
from tests.bench.painting import BARE, DOWN, WHOLE
from tests.bench.rows import Row
from tests.bench.stage import CONFIRMED, Options, Somebody, Stage
from tests.bench.starts import BARE as BARE_WORDS
from tests.bench.starts import FIRST_LINE, LINES
from tests.bench.terminal import Terminal, consumed
from tui.screens.cart_asks import REFRESH

ROWS = [
    Row("start-bytes", f"bytes to the terminal: start, {LINES} lines", "B", BARE),
    Row("idle-bytes", "bytes to the terminal: {idle:g} s idle", "B", BARE, 0, absolute=True),
    Row("idle-writes", "writes: {idle:g} s idle", "requests", limit=0),
    Row("idle-reads", "reads a minute: {idle:g} s idle", "requests", limit=60 / REFRESH),
]


def _left_alone(terminal: Terminal, ready: bytes, seconds: float) -> Mapping[str, float]:
    """Start it, press one key, wait."""
    terminal.until(ready)
    terminal.quiet(WHOLE)
    started = len(terminal.output)
    terminal.painted(DOWN, WHOLE)
    return {"start-bytes": started, "idle-bytes": terminal.for_seconds(seconds)}


def _ours(who: Somebody, seconds: float) -> Mapping[str, float]:
    """What a session consumes that is left alone, less what one does that is quit at once."""
    def session(idle: float) -> tuple[Mapping[str, float], int, int]:
        with who.editor("--cost") as terminal:
            found = _left_alone(terminal, CONFIRMED, idle)
            told = consumed(terminal.quit())
            return found, told.reads, told.writes

    found, reads, writes = session(seconds)
    _, before, _ = session(0)
    return {**found, "idle-writes": writes, "idle-reads": (reads - before) * 60 / max(seconds, REFRESH)}


def _bare(seconds: float) -> Mapping[str, float]:
    with Terminal(*BARE_WORDS) as terminal:
        return _left_alone(terminal, FIRST_LINE, seconds)


@contextmanager
def _prepare(stage: Stage, options: Options) -> Iterator[tuple[Side, Side]]:
    stage.sell(LINES)
    stage.fill("alice", LINES)
    who = stage.someone()
    who.see()
    yield partial(_ours, who, options.idle), partial(_bare, options.idle)


EXPERIMENTS = [Experiment(ROWS, _prepare, most=1, warm=False)]
