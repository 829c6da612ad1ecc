"""A program in a pseudo-terminal that answers as terminals do, and times and counts what is painted on it."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

PATIENCE = 60.0
"""Seconds after which what was waited for is not coming."""
ASKS, YES = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
"""Whether the terminal paints a frame as a whole (synchronised output), and that it does."""
FRAME, END = b"\x1b[?2026h", b"\x1b[?2026l"


@dataclass(frozen=True, slots=True)
class Painted:
    """What came after a key: seconds until the first frame was whole, frames and bytes until it was quiet."""

    seconds: float
    frames: int
    bytes: int


class Terminal:
    """`python` with these words, on 30 lines of 100 columns; ends with its `with`."""

    def __init__(self, *words: str, env: Mapping[str, str] = MappingProxyType({})) -> None:
        self.begun = time.perf_counter()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", **env)
            os.execv(sys.executable, [sys.executable, *words])
        self.output = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None,
    ) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._terminal)

    def press(self, keys: bytes) -> None:
        """Type."""
        os.write(self._terminal, keys)

    def until(self, mark: bytes) -> float:
        """Seconds from the start of the program until it has painted `mark`."""
        while mark not in self.output:
            if not self._read(PATIENCE):
                raise TimeoutError(f"{mark.decode()} was not painted:\n{text(self.output)[-2000:]}")
        return time.perf_counter() - self.begun

    def quiet(self, seconds: float) -> int:
        """Bytes until nothing has come for so long."""
        before = len(self.output)
        while self._read(seconds):
            pass
        return len(self.output) - before

    def for_seconds(self, seconds: float) -> int:
        """Bytes within so long."""
        before, end = len(self.output), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._read(left)
        return len(self.output) - before

    def painted(self, key: bytes, quiet: float) -> Painted:
        """Press a key and see what is painted, until nothing has come for so many seconds."""
        before, begun = len(self.output), time.perf_counter()
        self.press(key)
        while END not in self.output[before:]:
            if not self._read(PATIENCE):
                raise TimeoutError(f"nothing was painted after {key!r}")
        seconds = time.perf_counter() - begun
        self.quiet(quiet)
        came = self.output[before:]
        return Painted(seconds, came.count(FRAME), len(came))

    def peak(self) -> float | None:
        """The most memory the program has had so far, in MiB; None where the system does not tell."""
        try:
            found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text())
        except OSError:
            return None
        return int(found[1]) / 1024 if found else None

    def quit(self, patience: float = PATIENCE) -> str:
        """All the text there was, once the program has ended by its key, or said nothing for so long."""
        self.press(b"q")
        self.quiet(patience)
        return text(self.output)

    def _read(self, seconds: float) -> bool:
        """Take over what comes next; whether anything came within so many seconds."""
        if not select.select([self._terminal], [], [], seconds)[0]:
            return False
        try:
            came = os.read(self._terminal, 65536)
        except OSError:
            return False  # the program has ended
        if ASKS in came:
            self.press(YES)
        self.output += came
        return bool(came)


def text(output: bytes) -> str:
    """What a terminal was sent, without the sequences that place and colour it."""
    return re.sub(r"\x1b\[[0-9;?<>=:$]*[ -/]*[@-~]|\x1b\].*?(?:\x07|\x1b\\)|\x1b[=>78]", "",
                  output.decode(errors="replace"))


@dataclass(frozen=True, slots=True)
class Consumed:
    """What `--cost` told of a run: capacity units, and requests."""

    read_units: float
    reads: int
    write_units: float
    writes: int


def consumed(said: str) -> Consumed:
    """From what a run has said."""
    found = re.search(r"Consumed: (\S+) read units? by (\d+) request.*?; (\S+) write units? by (\d+)", said)
    if not found:
        raise ValueError(f"not a word of what was consumed: {said[-500:]}")
    return Consumed(float(found[1]), int(found[2]), float(found[3]), int(found[4]))
