"""Lines from standard input, however long, without waiting for them."""

import os
import select
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 200_000
"""Characters of one line."""


class Lines:
    """What is typed, pasted or piped into the file `descriptor`, line by line."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._held, self._ended = descriptor, bytearray(), False

    def next(self, patience: float | None = 0) -> str:
        """The next line; "" where none is complete in `patience` seconds (None: for ever), or ever will."""
        while b"\n" not in self._held and not self._ended:
            if not select.select([self._descriptor], [], [], patience)[0]:
                return ""
            chunk = os.read(self._descriptor, 65536)
            self._held += chunk
            self._ended = not chunk or len(self._held) > LONGEST
        line, _, self._held = self._held.partition(b"\n")
        return line.decode("utf-8", "replace").strip()


@contextmanager
def whole_lines() -> Iterator[Lines]:
    """Standard input as `Lines`.

    A terminal hands over 1024 (macOS) or 4096 characters of a line at most, unless told not to wait for whole
    lines; what is pasted can be longer.
    """
    descriptor = sys.stdin.fileno()
    former = termios.tcgetattr(descriptor) if os.isatty(descriptor) else None
    if former:
        changed = [*former]
        changed[3] = former[3] & ~termios.ICANON
        termios.tcsetattr(descriptor, termios.TCSADRAIN, changed)
    try:
        yield Lines(descriptor)
    finally:
        if former:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, former)
