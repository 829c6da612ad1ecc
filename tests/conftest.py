"""One environment for every test: nothing of the machine's own leaks in, and nothing secret leaks out.

A failing snapshot writes the whole environment into its HTML report, so it is scrubbed before anything runs.
"""

import gc
import locale
import os
import shutil
import sys
import time
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.load_profile("ci")  # the same examples each time, and no limit to the time that one takes
_KEEP = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "VIRTUAL_ENV", "CI", "PYTHONPATH")
_KEEP_PREFIXES = ("PYTEST_", "HYPOTHESIS_", "COVERAGE_", "TEXTUAL_SNAPSHOT_")
_SET = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TERM": "xterm-256color",
        "COLORTERM": "truecolor", "COLUMNS": "80", "LINES": "24"}


def pytest_configure(config: pytest.Config) -> None:
    """Scrub the environment; refuse to renew snapshots on a Python that is not the oldest supported one."""
    for name in list(os.environ):
        if name not in _KEEP and not name.startswith(_KEEP_PREFIXES):
            del os.environ[name]
    os.environ.update(_SET)
    time.tzset()
    locale.setlocale(locale.LC_ALL, "")
    if config.getoption("--snapshot-update", default=False) and sys.version_info[:2] != (3, 11):
        pytest.exit("Renew snapshots with Python 3.11, the baseline of the suite.", returncode=2)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test whose mark `needs` names what is not here is skipped, and where `CI` is set, fails."""
    named = [name for mark in item.iter_markers("needs") for name in mark.args]
    path = f"{os.environ['PATH']}:/usr/sbin"
    missing = [name for name in named if shutil.which(name, os.F_OK, path) is None]
    if missing:
        reason = f"not installed here: {', '.join(missing)}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


def pytest_collection_finish() -> None:
    """Thousands of tests are there to the end: no test that searches for garbage is to search them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Configuration, data and state of every test lie in a folder of its own."""
    home = tmp_path_factory.mktemp("home")
    for name in ("CONFIG", "DATA", "STATE", "CACHE", "RUNTIME"):
        folder = home / name.lower()
        folder.mkdir(mode=0o700)
        suffix = "_DIR" if name == "RUNTIME" else "_HOME"
        monkeypatch.setenv(f"XDG_{name}{suffix}", str(folder))


@pytest.fixture(autouse=True)
def same_garbage() -> Iterator[None]:
    """An editor that runs for seconds sets what Python searches for garbage, and when: for itself alone."""
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.enable()
