"""How far long work is, how quick, and how long it will take: one line on a terminal, nothing elsewhere."""

import os
import sys
import time
from collections.abc import Callable

EVERY = 0.25
"""Seconds between two looks at it, at the least: nobody reads quicker, and an SSH line has better to do."""
_CLEAR = "\r\x1b[K"


class Progress:
    """A line on stderr that is written anew; `clear` it before saying anything else."""

    def __init__(self, total: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._total, self._clock = total, clock
        self._begun = self._last = clock()
        self._on = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._shown = False

    def tell(self, done: int) -> None:
        """So many are done."""
        now = self._clock()
        if self._on and now - self._last >= EVERY:
            self._last, self._shown = now, True
            sys.stderr.write(_CLEAR + sentence(done, self._total, now - self._begun))
            sys.stderr.flush()

    def clear(self) -> None:
        """Leave the line empty."""
        if self._shown:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
            self._shown = False


def sentence(done: int, total: int, seconds: float) -> str:
    """1,200 of 10,000 lines, 400 a second, 22 s left; without a rate while there is none."""
    words = f"{done:,} of {total:,} lines"
    if done <= 0 or seconds <= 0:
        return words
    rate = done / seconds
    left = round((total - done) / rate)
    span = f"{left} s" if left < 60 else f"{left // 60} min {left % 60:02} s"
    return f"{words}, {rate:,.0f} a second, {span} left"
