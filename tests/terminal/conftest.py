"""The sandbox that terminals are opened on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.place import Place
from tests.terminal.tour import surroundings


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A sandbox on which alice is signed in."""
    place = Place(tmp_path, surroundings(tmp_path))
    place.start()
    try:
        assert place.run("login", "--no-browser").returncode == 0
        yield place
    finally:
        place.stop()
