"""A sandbox that can go away and come back, and what uses it."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.terminal.tmux import PATIENCE, Tmux

DYNACART = [sys.executable, "-m", "tui"]
COFFEE = "Ethiopia Yirgacheffe"
"""The first line of alice's cart: two packs."""


@dataclass
class Place:
    """A sandbox that keeps its data, at the same addresses from start to start, and commands that use it."""

    folder: Path
    env: dict[str, str]
    approve: str = "alice"
    """Who signs in without being asked, "" for nobody."""
    sandbox: "subprocess.Popen[str] | None" = None

    @property
    def words(self) -> list[str]:
        return [*DYNACART, "--config", str(self.folder / "box" / "config.toml")]

    def start(self) -> None:
        """Start the sandbox, and wait until it serves."""
        words = [*DYNACART, "sandbox", "--data-dir", str(self.folder / "box"), "--approve", self.approve]
        self.sandbox = subprocess.Popen(words, env=self.env, text=True, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self.sandbox.stdout
        assert json.loads(self.sandbox.stdout.readline())["ready"]

    def stop(self) -> None:
        """Take the endpoint away."""
        if self.sandbox is not None:
            self.sandbox.terminate()
            assert self.sandbox.wait(PATIENCE) == 0
            assert self.sandbox.stdout
            self.sandbox.stdout.close()
            self.sandbox = None

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        return subprocess.run([*self.words, *words], env=self.env, text=True, capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False)

    def quantity(self) -> int:
        """How many packs of coffee the table holds."""
        listed = self.run("list", "--json")
        assert listed.returncode == 0, listed.stderr
        return next(int(line["qty"]) for line in json.loads(listed.stdout)["lines"]
                    if line["sku"] == "COF-ETH-250")

    def editor(self) -> Tmux:
        """The editor, in a terminal."""
        return Tmux(self.words, env=self.env)


def process_with(words: Sequence[str]) -> int:
    """The process that was started with exactly these words after its program's name."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                found = (entry / "cmdline").read_bytes().decode().split("\0")[1:-1]
            except OSError:
                continue
            if found == list(words):
                return int(entry.name)
    raise AssertionError(f"nothing runs with {words}")
