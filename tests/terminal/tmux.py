"""A real terminal for tests: a program in tmux, keys typed into it, its screen read back."""

import shlex
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

PATIENCE = 30.0
"""Seconds after which a screen that was waited for is not coming."""


class Tmux:
    """One program in a terminal of its own, on a tmux server of its own."""

    def __init__(self, command: Sequence[str], *, env: Mapping[str, str],
                 size: tuple[int, int] = (80, 24)) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="dynacart-tmux-")
        self._server = ["tmux", "-S", str(Path(self._folder.name) / "socket"), "-f", "/dev/null"]
        self._status = Path(self._folder.name) / "status"
        words = ["env", "-i", *(f"{name}={value}" for name, value in env.items()), *command]
        line = f"{shlex.join(words)}; echo $? > {shlex.quote(str(self._status))}; exec cat"
        columns, rows = map(str, size)
        self._run("new-session", "-d", "-x", columns, "-y", rows, line)

    def __enter__(self) -> "Tmux":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        subprocess.run([*self._server, "kill-server"], capture_output=True, check=False)
        self._folder.cleanup()

    def _run(self, *words: str) -> str:
        return subprocess.run([*self._server, *words], capture_output=True, text=True, check=True).stdout

    def type(self, *keys: str) -> None:
        """Press keys, by tmux's names (`Enter`, `Escape`, `C-p`) or as themselves."""
        for key in keys:
            self._run("send-keys", key)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal."""
        self._run("resize-window", "-x", str(columns), "-y", str(rows))

    def screen(self) -> str:
        """What the terminal shows now."""
        return self._run("capture-pane", "-p")

    def painted(self) -> list[str]:
        """The same line by line, with its colours as escape sequences."""
        return self._run("capture-pane", "-p", "-e", "-N").splitlines()

    def wait_for(self, *texts: str, gone: Sequence[str] = ()) -> str:
        """The first screen that shows all of `texts` and none of `gone`."""
        deadline = time.monotonic() + PATIENCE
        while True:
            screen = self.screen()
            if all(text in screen for text in texts) and not any(text in screen for text in gone):
                return screen
            assert time.monotonic() < deadline, f"{texts} without {gone} is not on the screen:\n{screen}"
            time.sleep(0.05)

    def exit_status(self) -> int:
        """The program's exit status, once it has ended."""
        deadline = time.monotonic() + PATIENCE
        while not (self._status.exists() and self._status.read_text().strip()):
            assert time.monotonic() < deadline, f"the program goes on:\n{self.screen()}"
            time.sleep(0.05)
        return int(self._status.read_text())
