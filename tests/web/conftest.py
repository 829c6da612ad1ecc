"""The sandbox that a browser's editor works on, and the browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal.place import Place
from tests.terminal.tour import surroundings
from tests.web.devtools import Chromium


@contextmanager
def serving(folder: Path, approve: str) -> Iterator[Place]:
    place = Place(folder, surroundings(folder), approve)
    place.start()
    try:
        yield place
    finally:
        place.stop()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A sandbox on which nobody is signed in, and which asks before it lets anybody in."""
    with serving(tmp_path, "") as place:
        yield place


@pytest.fixture
def signed_in(tmp_path: Path) -> Iterator[Place]:
    """A sandbox on which alice is signed in."""
    with serving(tmp_path, "alice") as place:
        assert place.run("login", "--no-browser").returncode == 0
        yield place


@pytest.fixture
def chromium() -> Iterator[Chromium]:
    """`rebound.test` is a name of this machine, as whoever owns a name can make it one."""
    with Chromium("--host-resolver-rules=MAP rebound.test 127.0.0.1") as browser:
        yield browser
