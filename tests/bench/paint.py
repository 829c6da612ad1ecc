"""What painting costs, the editor beside a bare DataTable: `python -m tests.bench.paint`.

Bytes to the terminal, and seconds until the first screen is whole; both in a real pseudo-terminal of 100x30
with 10,000 rows, one after the other, three times.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from statistics import median

ROWS = 10_000
KEYS: Mapping[str, bytes] = {"cursor down": b"\x1b[B", "page down": b"\x1b[6~", "quantity +1": b"+"}
PROGRAMS: Mapping[str, Sequence[str]] = {
    "bare DataTable": ("-m", "tests.bench.bare", str(ROWS)),
    "dynacart": ("-m", "tests.ui.try_it", "many"),
}
QUIET = 1.0
"""Seconds without output after which a program has finished painting."""


def started(words: Sequence[str]) -> tuple[int, int]:
    """Process id and pseudo-terminal of a program."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
        os.execv(sys.executable, [sys.executable, *words])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    return pid, terminal


def painted(terminal: int, quiet: float = QUIET) -> tuple[int, float]:
    """Bytes until the program falls quiet, and seconds until the last of them."""
    begun = last = time.perf_counter()
    count = 0
    while select.select([terminal], [], [], quiet)[0]:
        count += len(os.read(terminal, 65536))
        last = time.perf_counter()
    return count, last - begun


def measured(words: Sequence[str]) -> dict[str, float]:
    """One run of one program."""
    pid, terminal = started(words)
    try:
        found = {"ready, seconds": painted(terminal, 3.0)[1]}
        for name, key in KEYS.items():
            os.write(terminal, key)
            found[f"{name}, bytes"] = painted(terminal)[0]
        found["idle 5 s, bytes"] = painted(terminal, 5.0)[0]
        return found
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def main() -> None:
    """Print the table."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in PROGRAMS}
    for _ in range(3):
        for name, words in PROGRAMS.items():
            runs[name].append(measured(words))
    print(f"{'':18}" + "".join(f"{name:>18}" for name in PROGRAMS) + f"{'ratio':>8}")
    for what in runs["dynacart"][0]:
        bare, ours = (median(run[what] for run in runs[name]) for name in PROGRAMS)
        ratio = f"{ours / bare:8.2f}" if bare else f"{'-':>8}"
        print(f"{what:18}{bare:18.2f}{ours:18.2f}{ratio}")


if __name__ == "__main__":
    main()
