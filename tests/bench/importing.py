"""What importing 10,000 lines takes, beside the fastest of hand-written boto3 thread pools.

The pools make the very same conditional writes, with nothing else: no journal, no reading of the file, of the
list or of the catalog. Each is a process of its own, from its start to its end.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.experiment import Experiment, Side
from tests.bench.rows import Row
from tests.bench.stage import Options, Somebody, Stage, skus
from tests.sandbox.shop import TABLE

ROW = Row("import", "import of {lines:,} lines", "s", "fastest boto3 thread pool", 1.1)


@dataclass(frozen=True)
class _Import:
    stage: Stage
    who: Somebody
    file: Path
    lines: int
    pools: list[int] = field(default_factory=lambda: [2, 4, 8])
    """Threads of the pools that may be the fastest: all of them at first, then the one that was."""

    def ours(self) -> Mapping[str, float]:
        return {ROW.name: self._timed(*self.who.words, "import", str(self.file))}

    def theirs(self) -> Mapping[str, float]:
        endpoint = str(self.who.profile.endpoint("dynamodb"))
        pool = ("-m", "tests.bench.by_hand", endpoint, TABLE, self.who.name)
        took = {workers: self._timed(*pool, str(workers), *skus(self.lines)) for workers in self.pools}
        self.pools[:] = [min(took, key=lambda workers: took[workers])]
        return {ROW.name: min(took.values())}

    def _timed(self, *words: str) -> float:
        """Seconds of a whole process, with no line there before."""
        self.stage.empty(self.who.name)
        env = {**os.environ, **self.who.env}
        begun = time.perf_counter()
        subprocess.run([sys.executable, *words], capture_output=True, check=True, env=env)
        return time.perf_counter() - begun


@contextmanager
def _prepare(stage: Stage, options: Options) -> Iterator[tuple[Side, Side]]:
    stage.sell(options.lines)
    file = stage.folder / "lines.csv"
    file.write_text("sku,qty\n" + "".join(f"{sku},2\n" for sku in skus(options.lines)), "utf-8")
    both = _Import(stage, stage.someone(), file, options.lines)
    yield both.ours, both.theirs


EXPERIMENTS = [Experiment([ROW], _prepare, most=3, warm=False)]
