"""A sandbox in a process of its own, tied to this one: it stops when this process does, however that ends."""

import json
import os
import select
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from tui.cli.ourselves import command, search_path
from tui.problem import Kind, Problem
from tui.record import record
from tui.sandbox.running import Running, read

START_SECONDS = 30.0
STOP_SECONDS = 5.0


@record
class Ready:
    """A sandbox that serves: its configuration file, its people, and the means to decide about sign-ins."""

    config: Path
    people: tuple[str, ...]
    control: Running


class SandboxProcess:
    """`dynacart sandbox` as a child. It holds the reading side of our pipe, and stops when that ends."""

    def __init__(self, *, latency_ms: int = 0, approve: str = "", people: int = 0) -> None:
        words = command("sandbox", "--stop-with-stdin", f"--latency={latency_ms}", f"--approve={approve}",
                        f"--people={people}")
        self._narration = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by __exit__
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            words, env={**os.environ, "PYTHONPATH": search_path()}, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self._narration, start_new_session=True)
        self._stdin, self._stdout = cast(IO[bytes], self._child.stdin), cast(IO[bytes], self._child.stdout)

    @property
    def pid(self) -> int:
        return self._child.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None,
    ) -> None:
        """Stop the sandbox, waiting until it is gone."""
        self._stop()
        self._stdout.close()
        self._narration.close()

    def ready(self, seconds: float = START_SECONDS) -> Ready | Problem:
        """Wait until it serves; a Problem with the child's own words when it does not."""
        try:
            line = json.loads(self._line(time.monotonic() + seconds))
            config = Path(line["config"])
            control = read(config.parent)
            if control:
                return Ready(config, tuple(line["people"]), control)
        except (ValueError, KeyError, TypeError):
            pass
        return self._failure()

    def _line(self, deadline: float) -> bytes:
        """The child's first line; what there is of it when the child or the time is at its end."""
        line = b""
        while not line.endswith(b"\n"):
            patience = max(0.0, deadline - time.monotonic())
            if not select.select([self._stdout], [], [], patience)[0]:
                break
            piece = os.read(self._stdout.fileno(), 4096)
            if not piece:
                break
            line += piece
        return line

    def _failure(self) -> Problem:
        code = self._stop()
        self._narration.seek(0)
        said = self._narration.read()[-1000:].strip().rpartition("\n")[2].removeprefix("dynacart: ")
        kind = Kind(code) if code in list(Kind) else Kind.UNAVAILABLE
        return Problem(kind, "The sandbox did not start", todo=said)

    def _stop(self) -> int:
        """End the child, the gentlest way that works; its exit code."""
        for stop in (self._stdin.close, self._child.terminate, self._child.kill):
            stop()
            try:
                return self._child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue
        return self._child.wait()
