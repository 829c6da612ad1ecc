"""Processes of the proof: clients that obey orders and can be killed, and commands of the command line."""

import os
import select
import subprocess
import sys
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO, cast

from tests.chaos.proxy import Proxy

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds for an order to be carried out, on a machine with other things to do."""
DONE = b"done\n"


def surroundings(proxy: Proxy, sender: str) -> dict[str, str]:
    """The environment of a process whose requests go through `proxy` and tell who sent them."""
    return {**os.environ, "AWS_ENDPOINT_URL_DYNAMODB": proxy.url, "AWS_SDK_UA_APP_ID": sender}


@dataclass
class Client:
    """One client and its process of the moment; see `tests.chaos.client` for orders."""

    name: str
    config: Path
    proxy: Proxy
    without: str = ""
    pace: float = 0.0
    """Seconds that the last order took which was carried out."""
    _lives: "count[int]" = field(default_factory=lambda: count(1))
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def diary(self) -> Path:
        return self.config.parent / f"{self.name}.diary"

    @property
    def said(self) -> str:
        """What it complained of, in all its lives."""
        return self._stderr.read_text("utf-8") if self._stderr.exists() else ""

    def start(self) -> None:
        """A new process, which takes over what it finds in its journal; not waited for."""
        self._sender = f"{self.name}.{next(self._lives)}"
        with self._stderr.open("ab") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.client", "--config", str(self.config),
                 "--diary", str(self.diary), *(["--without", self.without] if self.without else [])],
                cwd=ROOT, env=surroundings(self.proxy, self._sender), bufsize=0,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr)
        self._stdin = cast(IO[bytes], self._process.stdin)
        self._stdout = cast(IO[bytes], self._process.stdout)
        self._since = time.monotonic()

    def order(self, *words: object) -> None:
        """Tell it what to do next; not waited for."""
        self._since = time.monotonic()
        self._stdin.write(f"{' '.join(map(str, words))}\n".encode())

    def wait(self) -> None:
        """Until it has done what it was told, or has started; AssertionError where that does not come."""
        assert self.does_within(PATIENCE), f"client {self.name} does not answer: {self.said[-2000:]}"
        assert self._stdout.readline() == DONE, f"client {self.name} has failed: {self.said[-2000:]}"
        self.pace = time.monotonic() - self._since

    def does_within(self, seconds: float) -> bool:
        """Whether it has something to say by then."""
        return bool(select.select([self._stdout], [], [], seconds)[0])

    def kill(self) -> None:
        """As by `kill -9`; what it had sent and the proxy has not seen is gone."""
        self.end()
        self.proxy.bury(self._sender)

    def stop(self) -> None:
        """Let it close its journal and end."""
        self._stdin.close()
        assert self._process
        code = self._process.wait(PATIENCE)
        assert code == 0, f"client {self.name} has failed: {self.said[-2000:]}"
        self.end()

    def end(self) -> None:
        """Whatever it is at, it ends here; harmless where it has ended or was never started."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._stdin.close()
            self._stdout.close()
            self._process = None

    @property
    def _stderr(self) -> Path:
        return self.diary.with_suffix(".stderr")


@dataclass(frozen=True)
class Command:
    """One command of the command line, under way; `words` are its name and arguments."""

    sender: str
    words: tuple[str, ...]
    process: "subprocess.Popen[str]"

    @classmethod
    def start(cls, number: int, config: Path, proxy: Proxy, *words: str) -> "Command":
        """`dynacart` with these words."""
        sender = f"command.{number}"
        return cls(sender, words, subprocess.Popen(
            [sys.executable, "-m", "tui", "--config", str(config), *words], cwd=ROOT,
            env=surroundings(proxy, sender), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE))

    def end(self) -> "Ended":
        """Wait for it."""
        try:
            _, said = self.process.communicate(timeout=PATIENCE)
        finally:
            self.process.kill()
            self.process.wait()
        return Ended(self.sender, self.words, self.process.returncode, said)


@dataclass(frozen=True)
class Ended:
    """What became of a command."""

    sender: str
    words: tuple[str, ...]
    code: int
    said: str
