"""Bringing a file onto the disk, beside the work."""

import os
import threading
from pathlib import Path

import pytest

from tui.cart import disk
from tui.cart.disk import Disk, flush

PATIENCE = 10
"""Seconds after which a test that waits has failed."""


class Platter:
    """In place of the disk: each call waits until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Semaphore(0), threading.Semaphore(0)
        self.calls: list[Path] = []
        self.error: OSError | None = None

    def __call__(self, path: Path) -> None:
        self.calls.append(path)
        self.begun.release()
        assert self.go.acquire(timeout=PATIENCE)
        if self.error:
            raise self.error

    def turn(self) -> None:
        """One call begins, and ends."""
        assert self.begun.acquire(timeout=PATIENCE)
        self.go.release()


@pytest.fixture
def platter(monkeypatch: pytest.MonkeyPatch) -> Platter:
    found = Platter()
    monkeypatch.setattr(disk, "flush", found)
    monkeypatch.setattr(disk, "REST", 0)
    return found


def ended(before: set[threading.Thread]) -> None:
    """Wait for the threads that were not there `before`."""
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_nobody_waits_and_what_comes_meanwhile_is_done_at_once(platter: Platter, tmp_path: Path) -> None:
    there, before = Disk(tmp_path), {*threading.enumerate()}
    there.soon()
    assert platter.begun.acquire(timeout=PATIENCE)
    for _ in range(50):
        there.soon()
    platter.go.release()
    assert platter.begun.acquire(timeout=PATIENCE)
    there.close()
    platter.go.release()
    ended(before)
    assert platter.calls == [tmp_path] * 2


def test_the_end_waits_for_what_the_disk_does_not_have(platter: Platter, tmp_path: Path) -> None:
    there, before = Disk(tmp_path), {*threading.enumerate()}
    there.soon()
    assert platter.begun.acquire(timeout=PATIENCE)
    there.soon()
    platter.go.release(2)
    there.close()
    ended(before)
    assert len(platter.calls) == 2


def test_what_fails_is_told_once_and_the_next_time_is_tried_again(platter: Platter, tmp_path: Path) -> None:
    there, before = Disk(tmp_path), {*threading.enumerate()}
    platter.error = OSError(5, "Input/output error")
    there.soon()
    platter.turn()
    there.soon()
    assert platter.begun.acquire(timeout=PATIENCE)
    with pytest.raises(OSError, match="Input/output"):
        there.check()
    there.check()
    platter.error = None
    platter.go.release()
    there.close()
    ended(before)
    there.check()


def test_an_end_that_the_disk_fails_at_is_an_end(tmp_path: Path) -> None:
    there = Disk(tmp_path / "none")
    there._behind.set()
    there.close()
    there.check()


def test_without_a_request_there_is_no_thread(tmp_path: Path) -> None:
    there, before = Disk(tmp_path), {*threading.enumerate()}
    there.check()
    there.close()
    assert not set(threading.enumerate()) - before


def test_a_file_is_brought_onto_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, done = tmp_path / "file", list[int]()
    path.write_text("x")
    monkeypatch.setattr(os, "fsync", lambda handle: done.append(os.fstat(handle).st_ino))
    flush(path)
    assert done == [path.stat().st_ino]


def test_macos_is_asked_for_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, asked = tmp_path / "file", list[int]()
    path.write_text("x")
    monkeypatch.setattr("fcntl.F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr("fcntl.fcntl", lambda _handle, what: asked.append(what))
    flush(path)
    assert asked == [51]


@pytest.mark.parametrize("what", ["none", "link"])
def test_a_file_that_is_none_is_an_error(tmp_path: Path, what: str) -> None:
    if what == "link":
        (tmp_path / "file").symlink_to(tmp_path)
    with pytest.raises(OSError, match="file"):
        flush(tmp_path / "file")
