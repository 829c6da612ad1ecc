"""What importing 10,000 lines takes, beside the fastest of hand-written boto3 thread pools.

The pools make the very same conditional writes, with nothing else: no journal, no reading of the file, of the
list or of the catalog. Each is a process of its own, from its start to its end.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.experiment import Experiment, Side
from tests.bench.rows import Row
from tests.bench.stage import Options, Somebody, Stage, skus
from tests.sandbox.shop import TABLE
from tui.cart.edits import Add
from tui.cart.ids import stamp
from tui.cart.model import CART, LineKey
from tui.dynamo import expressions

POOLS = (2, 4, 8)
"""Threads."""
ROW = Row("import", "import of {lines:,} lines", "s", "fastest boto3 thread pool", 1.1)


def by_hand(endpoint: str, owner: str, lines: int, workers: int) -> None:
    """A pool of so many threads writes the lines, with the credentials of the environment."""
    import boto3
    from botocore.config import Config

    client = boto3.client("dynamodb", endpoint_url=endpoint, config=Config(max_pool_connections=workers))

    def write(sku: str) -> None:
        made = stamp()
        edit = Add(made.id, LineKey(CART, sku), 2, made.at, "")
        client.update_item(**expressions.write(edit, TABLE, owner, tell=True).parameters)

    with ThreadPoolExecutor(workers) as pool:
        for _ in pool.map(write, skus(lines)):
            pass


@dataclass(frozen=True)
class _Import:
    stage: Stage
    who: Somebody
    file: Path
    lines: int

    def ours(self) -> Mapping[str, float]:
        return {ROW.name: self._timed(*self.who.words, "import", str(self.file))}

    def theirs(self) -> Mapping[str, float]:
        endpoint = str(self.who.profile.endpoint("dynamodb"))
        pool = ("-m", "tests.bench.importing", endpoint, self.who.name, str(self.lines))
        return {ROW.name: min(self._timed(*pool, str(workers)) for workers in POOLS)}

    def _timed(self, *words: str) -> float:
        """Seconds of a whole process, with no line there before."""
        self.stage.empty(self.who.name)
        env = dict(self.who.env)
        begun = time.perf_counter()
        subprocess.run([sys.executable, *words], capture_output=True, check=True, env={**os.environ, **env})
        return time.perf_counter() - begun


@contextmanager
def _prepare(stage: Stage, options: Options) -> Iterator[tuple[Side, Side]]:
    stage.sell(options.lines)
    file = stage.folder / "lines.csv"
    file.write_text("sku,qty\n" + "".join(f"{sku},2\n" for sku in skus(options.lines)), "utf-8")
    both = _Import(stage, stage.someone(), file, options.lines)
    yield both.ours, both.theirs


EXPERIMENTS = [Experiment([ROW], _prepare, most=3, warm=False)]

if __name__ == "__main__":
    by_hand(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
