"""Bringing a file onto the disk beside the work: it is there within milliseconds, and nobody waits.

What a process has written is in the kernel's hands, whatever becomes of the process; only a power cut takes
away what is not on disk.
"""

import fcntl
import os
import threading
from pathlib import Path
from queue import SimpleQueue


class Disk:
    """Takes care of the file at `path`, on a thread of its own from the first time on that it is asked to."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._asked: SimpleQueue[bool] = SimpleQueue()
        self._failure: OSError | None = None
        self._working = False

    def soon(self) -> None:
        """Bring onto the disk what has been written so far."""
        if not self._working:
            self._working = True
            threading.Thread(target=self._work, name="disk", daemon=True).start()
        self._asked.put(True)

    def check(self) -> None:
        """Raise, once, the OSError that it last failed with."""
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def close(self) -> None:
        """Nothing more is to come. Nobody waits for what is under way."""
        if self._working:
            self._working = False
            self._asked.put(False)

    def _work(self) -> None:
        more = True
        while more:
            more = self._asked.get()
            while more and not self._asked.empty():  # one time is enough for all of them
                more = self._asked.get()
            try:
                flush(self._path)
            except OSError as error:
                self._failure = error


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
