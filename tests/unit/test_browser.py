"""Is there a browser here, and does opening it leave the terminal alone."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tui.browser import Browser, find, launch

URL = "https://id.example/device?user_code=WDJB-MJHT&x=$(id)"
DESKTOP = {"DISPLAY": ":0"}


@pytest.mark.parametrize(("env", "platform"), [
    (DESKTOP, "linux"),
    ({"WAYLAND_DISPLAY": "wayland-0"}, "linux"),
    ({"BROWSER": "wslview"}, "linux"),
    ({}, "darwin"),
    ({}, "win32"),
])
def test_a_desktop_has_one(env: Mapping[str, str], platform: str) -> None:
    assert find(env, platform).obstacle == ""


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"])
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_none_over_ssh_whatever_else_there_is(name: str, platform: str) -> None:
    env = {**DESKTOP, "BROWSER": "firefox", name: "192.0.2.1 5123 192.0.2.2 22"}
    assert find(env, platform).obstacle == "this is an SSH session"


@pytest.mark.parametrize("env", [{}, {"DISPLAY": "", "WAYLAND_DISPLAY": "", "BROWSER": "", "SSH_TTY": ""}])
def test_none_without_a_desktop(env: Mapping[str, str]) -> None:
    assert find(env, "linux").obstacle == "this machine shows no desktop"


def test_opens_by_launching() -> None:
    assert Browser().open is launch


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser that chatters, and notes the address it was given beside itself."""
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho noise; echo noise >&2\nprintf %s "$1" > {tmp_path}/opened\n')
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{program} %s")
    return tmp_path / "opened"


def test_hands_the_address_over_whole_and_keeps_the_terminal_clean(
    browser: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    (tmp_path / "webbrowser.py").write_text("raise SystemExit('imported from the working directory')")
    monkeypatch.chdir(tmp_path)
    assert launch(URL)
    assert browser.read_text() == URL
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "--help", ""])
def test_opens_nothing_but_the_web(url: str, browser: Path) -> None:
    assert not launch(url)
    assert not browser.exists()


def test_a_machine_without_any_browser_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "/nowhere/browser %s")
    monkeypatch.setenv("PATH", "")
    assert not launch(URL)


def test_a_browser_that_stays_in_the_foreground_has_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    class Running:
        def __init__(self, *_: object, **__: object) -> None: ...

        def wait(self, seconds: float) -> int:
            raise subprocess.TimeoutExpired("browser", seconds)

    monkeypatch.setattr(subprocess, "Popen", Running)
    assert launch(URL)


def test_a_process_that_cannot_start_is_no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(subprocess, "Popen", fails)
    assert not launch(URL)
