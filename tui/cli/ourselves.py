"""This very program once more, as a child: the same interpreter on the same source."""

import os
import sys
from pathlib import Path

import tui


def command(*words: str) -> list[str]:
    """The command line that runs it; nothing of the working directory is imported."""
    return [sys.executable, "-P", "-m", "tui", *words]


def search_path() -> str:
    """The PYTHONPATH with which it is found."""
    return os.pathsep.join(filter(None, (str(Path(tui.__file__).parents[1]), os.environ.get("PYTHONPATH"))))
