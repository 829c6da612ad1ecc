"""Make every picture and the recording anew."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.screenshots.recording import record
from tests.screenshots.scene import take
from tests.screenshots.stories import alice, viewer
from tui.cli.demo import leave_surroundings

FOLDER = Path(__file__).parents[2] / "screenshots"
MAKERS: dict[str, Callable[[Path, Path], None]] = {
    "alice": partial(take, alice), "viewer": partial(take, viewer), "recording": record}
"""What makes pictures: into a folder, with another for the editor's data."""


def main(folder: Path) -> None:
    """All of them, into this folder."""
    leave_surroundings(os.environ)
    for name in ("NO_COLOR", "TEXTUAL_THEME"):
        os.environ.pop(name, None)
    os.environ.update(TZ="UTC", LC_ALL="C.UTF-8")
    time.tzset()
    for make in MAKERS.values():
        with tempfile.TemporaryDirectory() as data_dir:
            make(folder, Path(data_dir))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else FOLDER)
