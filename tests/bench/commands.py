"""`dynacart set` beside `aws dynamodb update-item`, from the start of the process to its end.

Ours keeps the edit in the journal and writes on condition that the line is still as it was seen here the last
time; theirs writes. The AWS CLI insists on a botocore of its own, so it is installed where nothing else is.
"""

import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.bench.experiment import Experiment, Side
from tests.bench.rows import Row
from tests.bench.stage import NotMeasuredError, Options, Somebody, Stage, skus
from tests.sandbox.shop import TABLE

AWSCLI = "awscli>=1.40,<2"
OURS, THEIRS = skus(2)
_quantities = itertools.count()


def installed(folder: Path) -> Path:
    """The AWS CLI, installed in `folder` if it is not there."""
    aws = folder / "bin" / "aws"
    if not aws.exists():
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin/python"), "install", "--quiet"]
        done = subprocess.run([*pip, AWSCLI], check=False, capture_output=True, text=True)
        if done.returncode:
            raise NotMeasuredError("the AWS CLI cannot be installed here")
    return aws


def _timed(words: Sequence[str], env: Mapping[str, str]) -> float:
    begun = time.perf_counter()
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    took = time.perf_counter() - begun
    assert done.returncode == 0, done.stderr
    return took * 1000


def _quantity() -> str:
    """Another one each time, so that there is something to write."""
    return str(next(_quantities) % 500 + 1)


def _ours(name: str, who: Somebody) -> Mapping[str, float]:
    return {name: _timed([sys.executable, *who.words, "set", OURS, _quantity()], os.environ)}


def _theirs(name: str, who: Somebody, folder: Path) -> Mapping[str, float]:
    aws = installed(folder)
    env = {**os.environ, **who.env, "AWS_PAGER": ""}
    values = {":q": {"N": _quantity()}}
    return {name: _timed([
        str(aws), "dynamodb", "update-item", "--endpoint-url", str(who.profile.endpoint("dynamodb")),
        "--table-name", TABLE, "--key", json.dumps({"pk": {"S": who.name}, "sk": {"S": f"cart#{THEIRS}"}}),
        "--update-expression", "SET qty = :q", "--expression-attribute-values", json.dumps(values)], env)}


def _set(row: Row, late: int) -> Experiment:
    @contextmanager
    def prepare(stage: Stage, _options: Options) -> Iterator[tuple[Side, Side]]:
        stage.fill("alice", 2)
        who = stage.someone()
        _ours(row.name, who)
        with stage.late(late):
            yield partial(_ours, row.name, who), partial(_theirs, row.name, who, stage.folder / "awscli")

    return Experiment([row], prepare)


EXPERIMENTS = [
    _set(Row(f"set-{late}", f"dynacart set, {f'{late} ms away' if late else 'loopback'}", "ms",
             "aws dynamodb update-item", 0.7), late) for late in (0, 20, 100)]
