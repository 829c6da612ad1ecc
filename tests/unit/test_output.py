"""What becomes of an answer that nobody takes: each case is a process, since the streams are its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui.problem import Kind

COMMAND = (sys.executable, "-W", "error", "-m", "tui", "--config", "/no/s\u00fcch", "whoami", "--json")


def run(redirection: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """Run a command that has one line of JSON and one of narration to tell, and exits 2."""
    return subprocess.run(["sh", "-c", f'exec "$@" {redirection}', "sh", *COMMAND], capture_output=True,
                          text=True, encoding="utf-8", env={**os.environ, **env}, check=False)


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_answer_that_cannot_be_kept_is_a_failure(unbuffered: str) -> None:
    done = run(">/dev/full", PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == Kind.UNAVAILABLE
    assert done.stderr.splitlines()[1:] == [
        "dynacart: The answer cannot be written: No space left on device (stdout)."]


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_gone_changes_nothing(unbuffered: str, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        done = subprocess.run(COMMAND, stdout=pipe, stderr=subprocess.PIPE, text=True, check=False,
                              env={**os.environ, "PYTHONUNBUFFERED": unbuffered})
    assert (done.returncode, len(done.stderr.splitlines())) == (Kind.USAGE, 1)


def test_closed_streams_change_nothing() -> None:
    assert run("2>/dev/null").stdout == run("2>&-").stdout != ""
    assert run(">&-").stderr == run("").stderr != ""
    assert {run(closed).returncode for closed in (">&-", "2>&-", "<&- >&- 2>&-")} == {Kind.USAGE}


def test_a_poor_encoding_loses_no_data() -> None:
    assert json.loads(run("", PYTHONIOENCODING="ascii").stdout)["where"] == "/no/s\u00fcch"


def test_help_nobody_reads_is_no_failure() -> None:
    for redirection, code in ((">/dev/full", Kind.UNAVAILABLE), (">&-", 0)):
        done = subprocess.run(["sh", "-c", f'exec "$@" {redirection}', "sh", *COMMAND, "--help"],
                              capture_output=True, text=True, check=False,
                              env={**os.environ, "PYTHONUNBUFFERED": ""})
        assert (done.returncode, "Traceback" in done.stderr) == (code, False)
