"""However the editor ends, what was typed is not lost: killed, hung up, or without its endpoint."""

import os
import re
import signal
import time
from pathlib import Path

import pytest

from tests.terminal.place import COFFEE, Place, process_with
from tests.terminal.tmux import PATIENCE

pytestmark = pytest.mark.needs("tmux")

@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM])
def test_an_editor_that_is_ended_from_outside_loses_no_edit(place: Place, how: signal.Signals) -> None:
    with place.editor() as terminal:
        terminal.wait_for(COFFEE, "✓ saved")
        place.stop()
        terminal.type("+", "+")
        terminal.wait_for("2 edits wait")
        os.kill(process_with(place.words[1:]), how)
        assert terminal.exit_status() == 128 + how
        if how == signal.SIGTERM:
            terminal.wait_for("2 edits are not saved yet. They are kept", gone=["? help"])
    place.start()
    listed = place.run("list")
    assert listed.stderr == "Sent 2 edits kept from an earlier run.\n"
    assert re.search(rf"{COFFEE}, 250 g +4 ", listed.stdout)


def test_a_terminal_that_goes_away_takes_no_edit_along(place: Place) -> None:
    with place.editor() as terminal:
        terminal.wait_for(COFFEE, "✓ saved")
        place.stop()
        terminal.type("+")
        terminal.wait_for("1 edit waits")
        editor = process_with(place.words[1:])
    deadline = time.monotonic() + PATIENCE
    while Path(f"/proc/{editor}").exists():
        assert time.monotonic() < deadline, "the editor outlives its terminal"
        time.sleep(0.05)
    place.start()
    with place.editor() as terminal:
        terminal.wait_for(COFFEE, "- 3 +", "✓ saved")
    assert place.quantity() == 3


def test_an_endpoint_that_is_started_again_gets_what_was_typed_meanwhile(place: Place) -> None:
    with place.editor() as terminal:
        terminal.wait_for(COFFEE, "✓ saved")
        place.stop()
        terminal.type("+")
        terminal.wait_for("DynamoDB cannot be reached: 1 edit waits")
        place.start()
        terminal.type("r")
        terminal.wait_for("- 3 +", "✓ saved", gone=["cannot be reached"])
        terminal.type("q")
        assert terminal.exit_status() == 0
    assert place.quantity() == 3


def test_the_editor_opens_without_its_endpoint_and_says_what_it_keeps(place: Place) -> None:
    with place.editor() as terminal:
        terminal.wait_for(COFFEE, "✓ saved", "total")
        terminal.type("q")
        assert terminal.exit_status() == 0
    place.stop()
    with place.editor() as terminal:
        terminal.wait_for(COFFEE, "◦ earlier", "as last seen at")
        terminal.type("+")
        terminal.wait_for("- 3 +", "1 edit waits")
        terminal.type("q")
        assert terminal.exit_status() == 0
        terminal.wait_for("1 edit is not saved yet. It is kept, and sent when dynacart starts again.")
    place.start()
    assert place.quantity() == 3
