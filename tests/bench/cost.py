"""Capacity units of DynamoDB an action, as it tells them, beside the least there can be.

The least, for lines of less than 1 KB and products of less than 4 KB, all lines together less than 4 KB: one
consistent read of all lines is 1 unit, an eventually consistent read of a product 0.5; a write is 1; each of
the two writes of a transaction is 2.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from tests.bench.experiment import Experiment, Side
from tests.bench.painting import WHOLE
from tests.bench.rows import Row
from tests.bench.stage import CONFIRMED, Options, Somebody, Stage, skus
from tests.bench.starts import LINES
from tests.bench.terminal import Consumed, consumed
from tui.cart.ids import stamp
from tui.dynamo.cost import Meter
from tui.live import Live
from tui.screens.cart_asks import ACTIVE, REFRESH

LEAST = "the least there can be"
LEASTS = {"open": 1 + LINES / 2, "refresh": 1 + LINES / 2, "edit": 1.0, "move": 4.0, "set": 1.0}
HOUR = 3600.0
ROWS = [
    Row("cost-open", f"units: open the editor, {LINES} lines", "units", LEAST),
    Row("cost-refresh", f"units: read {LINES} lines and their prices again", "units", LEAST),
    Row("cost-edit", "units: one edit", "units", LEAST),
    Row("cost-edit-trips", "round trips of one edit", "requests", limit=1),
    Row("cost-move", "units: move to saved", "units", LEAST),
    Row("cost-set", "units: dynacart set", "units", LEAST),
    Row("cost-idle", "units: an idle hour", "units", limit=ACTIVE / REFRESH),
]


def _session(who: Somebody, key: bytes = b"") -> Consumed:
    """An editor that is opened, one key, and quit."""
    with who.editor("--cost") as terminal:
        terminal.until(CONFIRMED)
        terminal.quiet(WHOLE)
        terminal.press(key)
        terminal.quiet(WHOLE)
        return consumed(terminal.quit())


def _command(who: Somebody, *words: str) -> Consumed:
    done = subprocess.run([sys.executable, *who.words, "--cost", *words], capture_output=True, text=True,
                          check=True)
    return consumed(done.stderr)


def _ours(stage: Stage, who: Somebody) -> Mapping[str, float]:
    stage.fill(who.name, LINES)
    opened = _session(who)

    def more(key: bytes) -> tuple[float, int]:
        """Units and requests of a key, beyond opening and quitting."""
        found = _session(who, key)
        return (found.read_units - opened.read_units + found.write_units,
                found.reads - opened.reads + found.writes)

    (edit, trips), (refresh, _), (move, _) = more(b"+"), more(b"r"), more(b"m")
    _command(who, "set", skus(LINES)[1], "76")
    alone = _command(who, "set", skus(LINES)[1], "77")
    return {"cost-open": opened.read_units + opened.write_units, "cost-edit": edit, "cost-edit-trips": trips,
            "cost-refresh": refresh, "cost-move": move, "cost-set": alone.read_units + alone.write_units,
            "cost-idle": asyncio.run(_idle_hour(who))}


async def _idle_hour(who: Somebody) -> float:
    """Units of an editor that is left alone for an hour, on a clock that goes by itself."""
    from tui.app import Editor

    now, Live.meter = [0.0], Meter()
    app = Editor(Live(who.profile), profile_name="bench", stamp=stamp, clock=lambda: now[0])
    async with app.run_test() as pilot:
        screen = app.cart_screen

        def busy() -> bool:
            return not screen.desk.read or screen.desk.reading or screen.prices.waiting

        while busy():
            await pilot.pause(0.05)
        opened = Live.meter.reads
        for step in range(int(HOUR / REFRESH)):
            now[0] = (step + 1) * REFRESH
            screen.refresh_if_active()
            screen.renew_if_due()
            while busy():
                await pilot.pause(0.01)
    meter, Live.meter = Live.meter, None
    return (meter.reads - opened).units + meter.writes.units


def _least() -> Mapping[str, float]:
    return {f"cost-{action}": units for action, units in LEASTS.items()}


@contextmanager
def _prepare(stage: Stage, _options: Options) -> Iterator[tuple[Side, Side]]:
    stage.sell(LINES)
    yield partial(_ours, stage, stage.someone()), _least


EXPERIMENTS = [Experiment(ROWS, _prepare, most=1, warm=False)]
