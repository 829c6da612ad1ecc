"""How many writes a hundred presses of one key come to, as fast as a held key repeats."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from tests.bench.experiment import Experiment, Side
from tests.bench.painting import WHOLE
from tests.bench.rows import Row
from tests.bench.stage import CONFIRMED, Options, Somebody, Stage, skus
from tests.bench.terminal import consumed
from tests.sandbox.shop import TABLE

PRESSES, APART = 100, 0.03
"""How often, and seconds from one to the next."""
ROW = Row("burst", f"{PRESSES} presses of + in a burst", "writes", limit=5)


def _burst(stage: Stage, who: Somebody) -> Mapping[str, float]:
    stage.fill(who.name, 1)
    with who.editor("--cost") as terminal:
        terminal.until(CONFIRMED)
        terminal.quiet(WHOLE)
        for _ in range(PRESSES):
            terminal.press(b"+")
            terminal.for_seconds(APART)
        terminal.quiet(WHOLE)
        writes = consumed(terminal.quit()).writes
    key = {"pk": {"S": who.name}, "sk": {"S": f"cart#{skus(1)[0]}"}}
    quantity = stage.admin.get_item(TableName=TABLE, Key=key, ConsistentRead=True)["Item"]["qty"]["N"]
    assert quantity == str(PRESSES + 1), f"the quantity is {quantity}"
    return {ROW.name: writes}


@contextmanager
def _prepare(stage: Stage, _options: Options) -> Iterator[tuple[Side, None]]:
    stage.sell(1)
    yield partial(_burst, stage, stage.someone()), None


EXPERIMENTS = [Experiment([ROW], _prepare, most=3, warm=False)]
