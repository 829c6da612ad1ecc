"""The most memory the editor has had with 1,000 lines; beside a bare table that boto3 reads them into."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from tests.bench.experiment import Experiment, Side
from tests.bench.painting import WHOLE
from tests.bench.rows import Row
from tests.bench.stage import CONFIRMED, NotMeasuredError, Options, Stage
from tests.bench.starts import FIRST_LINE
from tests.bench.terminal import Terminal
from tests.sandbox.shop import TABLE

LINES = 1000
ROW = Row("memory", f"peak memory, {LINES:,} lines", "MiB", "bare Textual app + boto3 client", 1.2)


def _peak(words: tuple[str, ...], ready: bytes, env: Mapping[str, str]) -> Mapping[str, float]:
    with Terminal(*words, env=env) as terminal:
        terminal.until(ready)
        terminal.quiet(WHOLE)
        peak = terminal.peak()
    if peak is None:
        raise NotMeasuredError("this system does not tell")
    return {ROW.name: peak}


@contextmanager
def _prepare(stage: Stage, _options: Options) -> Iterator[tuple[Side, Side]]:
    who = stage.shopper("bob", LINES)
    bare = ("-m", "tests.bench.bare_shop", str(who.profile.endpoint("dynamodb")), TABLE, who.name)
    yield partial(_peak, tuple(who.words), CONFIRMED, {}), partial(_peak, bare, FIRST_LINE, who.env)


EXPERIMENTS = [Experiment([ROW], _prepare, most=3, warm=False)]
