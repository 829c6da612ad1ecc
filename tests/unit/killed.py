"""Saves a sign-in again and again, killed by SIGKILL after each byte; tells what was there afterwards.

    python -m tests.unit.killed FOLDER      # prints {"old": N, "new": N, "bytes": N}
"""

import io
import json
import os
import signal
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.unit.test_store import NEW, OLD
from tui.config import Profile
from tui.credentials.model import to_text
from tui.credentials.store import Store


class Dying(io.FileIO):
    """A file that takes so many bytes, and then the process is no more."""

    def __init__(self, descriptor: int, left: int) -> None:
        super().__init__(descriptor, "wb")
        self._left = left

    def write(self, content: Any) -> int:  # noqa: ANN401 - as io has it
        super().write(bytes(content)[:self._left])
        if self._left < len(content):
            _die()
        return len(content)


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _save(store: Store, point: int | str) -> None:
    """Save NEW, and be killed at `point`: after so many bytes, or where that system call would be made."""
    if isinstance(point, int):
        os.fdopen = lambda descriptor, mode: Dying(descriptor, point)  # type: ignore[assignment]
    elif point == "after":
        replacing = os.replace
        os.replace = lambda *paths: _die(replacing(*paths))
    else:
        setattr(os, point, _die)
    with store.locked():
        store.save(NEW)


def main(folder: Path) -> None:
    """Kill at every offset, and around every later step."""
    store = Store(Profile("test", folder, "us-east-1", "https://idp.example", "c", "r", "a", "b"))
    length, found = len(to_text(NEW).encode()), Counter[str]()
    for point in (*range(length), "fsync", "replace", "after"):
        with store.locked() as problem:
            assert (problem or store.save(OLD)) is None, "what was left behind is in nobody's way"
        child = os.fork()
        if child == 0:
            _save(store, point)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL, point
        loaded = store.load()
        assert loaded in (OLD, NEW), point
        found["new" if loaded == NEW else "old"] += 1
    print(json.dumps({**found, "bytes": length}))


if __name__ == "__main__":
    assert replace(OLD) != NEW
    main(Path(sys.argv[1]))
