"""Bringing a file onto the disk beside the work: it is there in a moment, and nobody waits.

What a process has written is in the kernel's hands, whatever becomes of the process; only a power cut takes
away what is not on disk.
"""

import fcntl
import os
import threading
import time
from contextlib import suppress
from pathlib import Path

REST = 0.05
"""Seconds between two times, so that many small changes do not keep the disk busy."""


class Disk:
    """Takes care of the file at `path`, on a thread of its own from the first time on that it is asked to."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._behind = threading.Event()
        self._failure: OSError | None = None
        self._working = self._ended = False

    def soon(self) -> None:
        """Bring onto the disk what has been written so far: at once, or `REST` after the last time."""
        self._behind.set()
        if not self._working:
            self._working = True
            threading.Thread(target=self._work, name="disk", daemon=True).start()

    def now(self) -> None:
        """Wait until the disk has what has been written so far; raises OSError."""
        flush(self._path)

    def check(self) -> None:
        """Raise, once, the OSError that it last failed with."""
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def close(self) -> None:
        """Nothing more is to come. What the disk does not have yet is waited for."""
        behind, self._ended = self._behind.is_set(), True
        self._behind.set()
        if behind:
            with suppress(OSError):
                self.now()

    def _work(self) -> None:
        while self._behind.wait() and not self._ended:
            self._behind.clear()
            try:
                self.now()
            except OSError as error:
                self._failure = error
            time.sleep(REST)


def flush(path: Path) -> None:
    """Wait until the file is on disk; raises OSError. On macOS, fsync(2) leaves the rest to F_FULLFSYNC."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if full := getattr(fcntl, "F_FULLFSYNC", None):
            fcntl.fcntl(handle, full)
        else:
            os.fsync(handle)
    finally:
        os.close(handle)
