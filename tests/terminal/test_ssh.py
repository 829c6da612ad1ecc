"""The editor on a host that is reached by a real OpenSSH server."""

import getpass
import os
import re
import select
import shlex
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.line import Line
from tests.terminal.place import COFFEE, Place, process_with
from tests.terminal.sshd import Sshd
from tests.terminal.tmux import PATIENCE, Tmux

pytestmark = pytest.mark.needs("tmux", "ssh", "ssh-keygen", "sshd")
README = Path(__file__).parents[2] / "README.md"
COMMAND = "/usr/local/bin/dynacart --config /etc/dynacart.toml"
ALIVE = "ClientAliveInterval 1\nClientAliveCountMax 1\n"
"""A dead line is noticed after two seconds."""


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[Sshd]:
    with Sshd(tmp_path / "ssh", ALIVE) as server:
        yield server


def there(place: Place, *words: str, **env: str) -> list[str]:
    """The words that start something on the far side, in the surroundings of the place."""
    variables = {name: value for name, value in place.env.items() if name != "TERM"} | env
    return ["env", *(f"{name}={value}" for name, value in variables.items()), *(words or place.words)]


def force_command(place: Place) -> str:
    """The README's lines for a shared host, for this user and this editor, where the place is."""
    [lines] = re.findall(r"^```sshd_config\n(.*?)^```", README.read_text(), re.MULTILINE | re.DOTALL)
    here = {"Group carts": f"User {getpass.getuser()}", COMMAND: shlex.join(place.words)}
    for theirs, ours in here.items():
        assert lines.count(theirs) == 1
        lines = lines.replace(theirs, ours)
    variables = [f'{name}="{value}"' for name, value in place.env.items() if name != "TERM"]
    return f"{lines}    SetEnv {' '.join(variables)}\n"


def assert_ends(process: int) -> None:
    """Wait until it has: that is when its pidfd is ready to read."""
    assert select.select([process], [], [], PATIENCE)[0], "the editor outlives its line"
    os.close(process)


@pytest.mark.parametrize("term", ["xterm-256color", "xterm", "screen", "tmux-256color", "linux"])
def test_a_cart_is_edited_over_ssh(place: Place, sshd: Sshd, term: str) -> None:
    with Tmux(sshd.login(*there(place)), env={**place.env, "TERM": term}) as terminal:
        terminal.wait_for(COFFEE, "✓ saved", "total", "? help")
        terminal.type("+")
        terminal.wait_for("- 3 +", "✓ saved")
        assert place.quantity() == 3
        terminal.resize(40, 15)
        terminal.wait_for("- 3 +", "? help")
        terminal.resize(100, 30)
        terminal.wait_for("- 3 +", "total", "? help")
        terminal.type("q")
        assert terminal.exit_status() == 0


def test_a_terminal_that_cannot_draw_is_told_what_to_use(place: Place, sshd: Sshd) -> None:
    with Tmux(sshd.login(*there(place)), env={**place.env, "TERM": "dumb"}) as terminal:
        assert terminal.exit_status() == 2
        assert "dynacart list" in terminal.screen()


def test_an_editor_in_the_background_is_painted_again_when_it_comes_back(place: Place, sshd: Sshd) -> None:
    shell = there(place, "bash", "--norc", "--noprofile", "-i", PS1="ready> ")
    with Tmux(sshd.login(*shell), env=place.env) as terminal:
        terminal.wait_for("ready>")
        terminal.type(" ".join(place.words), "Enter")
        terminal.wait_for(COFFEE, "✓ saved", "? help")
        terminal.type("C-z")
        terminal.wait_for("Stopped", "ready>", gone=["? help"])
        terminal.type("fg", "Enter")
        terminal.wait_for(COFFEE, "✓ saved", "? help", gone=["Stopped"])
        terminal.type("+")
        terminal.wait_for("- 3 +", "✓ saved")


def test_without_a_shell_the_editor_stays_where_it_is(place: Place, sshd: Sshd) -> None:
    with Tmux(sshd.login(*there(place)), env=place.env) as terminal:
        terminal.wait_for(COFFEE, "✓ saved", "? help")
        terminal.type("C-z")
        terminal.wait_for("no shell started the editor")
        terminal.type("+")
        terminal.wait_for("- 3 +", "✓ saved")


def test_nothing_opens_a_browser(place: Place, sshd: Sshd) -> None:
    opened, browser = place.folder / "opened", place.folder / "browser"
    browser.write_text(f"#!/bin/sh\ntouch {opened}\n")
    browser.chmod(0o755)
    assert place.run("logout").returncode == 0
    words = there(place, BROWSER=str(browser), DISPLAY=":0")
    with Tmux(sshd.login(*words), env=place.env, size=(100, 40)) as terminal:
        terminal.wait_for("this is an SSH session")
        terminal.type("Enter", "o")
        terminal.wait_for(COFFEE, "✓ saved")
    assert not opened.exists()


def test_an_idle_editor_sends_nothing_over_the_line(place: Place, tmp_path: Path) -> None:
    with Sshd(tmp_path / "ssh") as sshd, Line(sshd.port) as line, \
            Tmux(sshd.login(*there(place), port=line.port), env=place.env) as terminal:
        terminal.wait_for(COFFEE, "✓ saved", "total")
        assert any(line.quiet(2.0) for _ in range(10)), "there is always something on the line"
        assert line.received
        assert line.quiet(3.0)


@pytest.mark.parametrize("how", ["client killed", "line dead"])
def test_a_dropped_line_takes_no_edit_along(place: Place, sshd: Sshd, how: str) -> None:
    with Line(sshd.port) as line:
        words = sshd.login(*there(place), port=line.port)
        with Tmux(words, env=place.env) as terminal:
            terminal.wait_for(COFFEE, "✓ saved", "total")
            place.stop()
            terminal.type("+", "+")
            terminal.wait_for("2 edits wait")
            editor = os.pidfd_open(process_with(place.words[1:]))
            if how == "client killed":
                os.kill(process_with(words[1:]), signal.SIGKILL)
            else:
                line.die()
            assert_ends(editor)
    place.start()
    with Tmux(sshd.login(*there(place)), env=place.env) as terminal:
        terminal.wait_for(COFFEE, "- 4 +", "✓ saved", gone=["waits"])
    assert place.quantity() == 4


def test_a_shared_host_gives_the_editor_and_nothing_else(place: Place, tmp_path: Path) -> None:
    made = tmp_path / "made"
    with Sshd(tmp_path / "ssh", force_command(place)) as sshd:
        for command in ((), ("touch", str(made))):
            with Tmux(sshd.login(*command), env=place.env) as terminal:
                terminal.wait_for(COFFEE, "✓ saved", "? help")
                terminal.type("C-z")
                terminal.wait_for("no shell started the editor")
                terminal.type("q")
                assert terminal.exit_status() == 0
        assert not made.exists()
