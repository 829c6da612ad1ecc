"""How long the UI thread works at a time: a key that is pressed meanwhile waits for so long.

Painting is told apart, as that is Textual's: what is its least is told by a bare DataTable, which paints the
same keys. All of it is processor time, so that what else the machine does has no part in it.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.bench.experiment import Experiment, Side
from tests.bench.painting import PAUSE, WHOLE
from tests.bench.rows import Row
from tests.bench.stage import CONFIRMED, Options, Stage
from tests.bench.starts import FIRST_LINE
from tests.bench.terminal import Terminal
from tui.tidy import STARTED

UP, DOWN, PAGE, ESC, PALETTE = b"\x1b[A", b"\x1b[B", b"\x1b[6~", b"\x1b", b"\x10"
MOST = 5
"""Milliseconds."""
REST = 3.0
"""Seconds without a key after all the others, in which garbage is searched for."""
WORK = "UI thread, at most at a time: {}, {{lines:,}} lines"
KEYS: Mapping[str, Sequence[bytes]] = {
    "work-open": [b"/", ESC, b"a", ESC, b"o", ESC, b"?", ESC],
    "work-owner": [b"o", b"alice", b"\r", ESC],
    "work-keys": [DOWN, DOWN, UP, PAGE, PAGE, b"+", b"+", b"-", b"m", b"u", b"d", b"u"],
    " open the filter": [b"/"],
    "work-filter": [b"1", b"2", b"3"],
    " open the catalog": [ESC, b"a"],
    "work-search": [b"n", b"u", b"1", b"2"],
    " back to the cart": [ESC, ESC],
    "work-read": [b"r"],
    "work-palette": [PALETTE, ESC],
}
"""What is pressed for each row, in this order."""
BARE = {"work-open": [b"?", ESC], "work-keys": [DOWN, DOWN, UP, PAGE, PAGE, b"+", b"+"],
        "work-palette": [PALETTE, ESC]}
ROWS = [
    Row("work-open", WORK.format("opening things for the first time"), "ms",
        "bare DataTable and page", MOST, absolute=True),
    Row("work-owner", WORK.format("another owner's cart"), "ms", limit=MOST, absolute=True),
    Row("work-keys", WORK.format("keys on lines"), "ms", "bare DataTable", MOST, absolute=True),
    Row("work-filter", WORK.format("letters of the filter"), "ms", limit=MOST),
    Row("work-search", WORK.format("letters of a search"), "ms", limit=MOST),
    Row("work-read", WORK.format("all read again"), "ms", limit=MOST),
    Row("work-palette", WORK.format("the command palette, Textual's own"), "ms", "bare DataTable"),
    Row("work-garbage", WORK.format("a search for garbage, whenever"), "ms", "bare DataTable", MOST,
        absolute=True),
    Row("paint-open", WORK.format("painting what is opened"), "ms", "bare DataTable and page"),
    Row("paint-keys", WORK.format("painting after keys"), "ms", "bare DataTable"),
]


def _watch(words: tuple[str, ...], ready: bytes, keys: Mapping[str, Sequence[bytes]], file: Path,
           ) -> Mapping[str, float]:
    """The longest step between the first of the keys and what comes after the last one, for each row."""
    with Terminal("-m", "tests.bench.watched", str(file), *words) as terminal:
        terminal.until(ready)
        terminal.for_seconds(STARTED)
        begun: dict[str, float] = {}
        for name, presses in keys.items():
            begun[name] = time.perf_counter()
            for key in presses:
                terminal.press(key)
                terminal.quiet(PAUSE * 3)
            terminal.quiet(WHOLE if name == "work-read" else PAUSE)
        terminal.for_seconds(REST)
        begun["end"] = time.perf_counter()
        terminal.quit()
    told = json.loads(file.read_text())
    steps: list[tuple[float, float, float]] = told["steps"]
    found: dict[str, float] = {}
    for (name, start), end in zip(begun.items(), [*begun.values()][1:], strict=False):
        here = [(worked, painted) for at, worked, painted in steps if start <= at < end]
        found[name] = max((worked for worked, _ in here), default=0)
        found[name.replace("work", "paint")] = max((painted for _, painted in here), default=0)
    begin = min(begun.values())
    return {**found, "work-garbage": max(took for at, took in told["searches"] if begin <= at < begun["end"])}


@contextmanager
def _large(stage: Stage, options: Options) -> Iterator[tuple[Side, Side]]:
    who = stage.shopper("bob", options.lines)
    file = stage.folder / "steps.json"
    yield (partial(_watch, ("tui", *who.words[2:]), CONFIRMED, KEYS, file),
           partial(_watch, ("tests.bench.bare", str(options.lines)), FIRST_LINE, BARE, file))


EXPERIMENTS = [Experiment(ROWS, _large, most=5, warm=False)]
