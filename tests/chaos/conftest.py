"""A sandbox of these tests' own; carts are put back."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from functools import partial
from pathlib import Path

import pytest

from tests.chaos.rounds import OWNER, Stage, stage
from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import administrator, put_back
from tui.cli.sandbox_process import Ready, SandboxProcess


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with SandboxProcess() as process:
        ready = process.ready()
        assert isinstance(ready, Ready)
        yield Sandbox.of(ready)


@pytest.fixture
def open_stage(sandbox: Sandbox, tmp_path: Path) -> Iterator[Callable[..., AbstractContextManager[Stage]]]:
    """`tests.chaos.rounds.stage` on the sandbox of this file."""
    with closing(administrator(sandbox)) as admin, put_back(admin, OWNER):
        yield partial(stage, sandbox, tmp_path)
