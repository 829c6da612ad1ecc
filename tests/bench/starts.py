"""How long it takes until something is seen, from the start of the process; beside a bare Textual app.

The bare app imports Textual, and paints header, a table of six rows and footer: the floor for any.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from tests.bench.experiment import Experiment, Side
from tests.bench.rows import Row
from tests.bench.stage import CONFIRMED, Options, Somebody, Stage
from tests.bench.terminal import Terminal

LINES = 6
BARE = ("-m", "tests.bench.bare", str(LINES))
FIRST_LINE = b"Product number 0"
FRAME = b"Opening your cart"

_FRAME = Row("first-paint", "first paint, nobody signed in", "ms", "bare Textual app", 1.15)
_EMPTY = Row("first-paint-signed-in", "first paint, signed in, no copy yet", "ms", "bare Textual app", 1.15)
_SEEN = Row("last-seen", "cart on screen, as last seen", "ms", "bare Textual app", 1.25)


def _painted(words: tuple[str, ...], mark: bytes) -> float:
    with Terminal(*words) as terminal:
        seconds = terminal.until(mark)
        terminal.quit(1.0)
        return seconds * 1000


def _bare(*names: str, more: float = 0) -> Mapping[str, float]:
    return dict.fromkeys(names, _painted(BARE, FIRST_LINE) + more)


def _start(who: Somebody, name: str, mark: bytes, *, forget: bool = False) -> Mapping[str, float]:
    if forget:
        who.forget()
    return {name: _painted(tuple(who.words), mark)}


@contextmanager
def _nobody(stage: Stage, _options: Options) -> Iterator[tuple[Side, Side]]:
    who = stage.someone()
    for kept in who.profile.data_dir.iterdir():
        kept.rename(kept.with_name(f"{kept.name}.away"))
    yield partial(_start, who, _FRAME.name, FRAME), partial(_bare, _FRAME.name)


@contextmanager
def _no_copy(stage: Stage, _options: Options) -> Iterator[tuple[Side, Side]]:
    yield partial(_start, stage.someone(), _EMPTY.name, FRAME, forget=True), partial(_bare, _EMPTY.name)


@contextmanager
def _copy(stage: Stage, _options: Options) -> Iterator[tuple[Side, Side]]:
    who = stage.shopper("alice", LINES)
    yield partial(_start, who, _SEEN.name, FIRST_LINE), partial(_bare, _SEEN.name)


def _confirmed(row: Row, late: int) -> Experiment:
    @contextmanager
    def prepare(stage: Stage, _options: Options) -> Iterator[tuple[Side, Side]]:
        who = stage.shopper("alice", LINES)
        with stage.late(late):
            yield partial(_start, who, row.name, CONFIRMED), partial(_bare, row.name, more=late)

    return Experiment([row], prepare)


EXPERIMENTS = [
    Experiment([_FRAME], _nobody), Experiment([_EMPTY], _no_copy), Experiment([_SEEN], _copy),
    _confirmed(Row("confirmed-0", "cart confirmed by DynamoDB, loopback", "ms", "bare Textual app", 2), 0),
    *(_confirmed(Row(f"confirmed-{late}", f"cart confirmed, {late} ms away", "ms",
                     "bare Textual app + 1 round trip"), late) for late in (20, 100)),
]
