"""Opening the editor from the command line."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tui.app import Editor
from tui.cli.editor import open_editor
from tui.config import Profile
from tui.live import Live

PROFILE = Profile("sandbox", Path("/nowhere"), "us-east-1", "https://id.example:8443/realm", "dynacart-cli",
                  "arn:aws:iam::123456789012:role/dynacart-cart", "dynacart-cart", "dynacart-catalog")


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, *without: str) -> None:
    """Every stream is a terminal, except those named."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(f"sys.{name}.isatty", lambda there=name not in without: there)


@pytest.mark.parametrize("missing", ["stdin", "stdout", "stderr"])
def test_without_a_terminal_it_says_what_to_use(
    missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    on_a_terminal(monkeypatch, missing)
    assert open_editor(PROFILE) == 2
    assert "The editor needs a terminal" in capsys.readouterr().err


def test_a_terminal_that_cannot_draw_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    on_a_terminal(monkeypatch)
    monkeypatch.setenv("TERM", "dumb")
    assert open_editor(PROFILE) == 2
    assert "dynacart list" in capsys.readouterr().err


@pytest.mark.parametrize("code", [0, 1])
def test_opens_the_editor_on_the_profile(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    on_a_terminal(monkeypatch)
    opened: list[Editor] = []

    def run(self: Editor, *, mouse: bool) -> None:
        opened.append(self)
        self._return_code = code

    monkeypatch.setattr(Editor, "run", run)
    assert open_editor(PROFILE, owner="bob") == code
    assert isinstance(opened[0].services, Live)
    assert opened[0].provider == "id.example:8443"
    assert opened[0].cart_screen.desk.owner == "bob"


@pytest.mark.parametrize(("asked", "configured"), [(True, True), (False, True), (True, False)])
def test_the_mouse_is_left_to_the_terminal_where_either_says_so(
    monkeypatch: pytest.MonkeyPatch, asked: bool, configured: bool,
) -> None:
    on_a_terminal(monkeypatch)
    heard: list[bool] = []
    monkeypatch.setattr(Editor, "run", lambda _self, *, mouse: heard.append(mouse))
    open_editor(replace(PROFILE, mouse=configured), mouse=asked)
    assert heard == [asked and configured]


@pytest.mark.parametrize(("asked", "used"), [("", "dusk"), ("contrast", "contrast"), ("nord", "nord")])
def test_the_theme_is_the_one_asked_for(monkeypatch: pytest.MonkeyPatch, asked: str, used: str) -> None:
    on_a_terminal(monkeypatch)
    seen: list[str] = []
    monkeypatch.setattr(Editor, "run", lambda self, *, mouse: seen.append(self.theme))
    open_editor(replace(PROFILE, theme="dusk", themes={"dusk": {"accent": "#ff0000"}}), theme=asked)
    assert seen == [used]


def test_a_theme_that_there_is_not_is_told_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    on_a_terminal(monkeypatch)
    assert open_editor(replace(PROFILE, themes={"dusk": {}}), theme="drak") == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "There is no theme 'drak'" in said
    assert "dark, light, contrast, contrast-light, ansi-dark, ansi-light, dusk; or of Textual's: " in said


def test_the_first_paint_needs_next_to_nothing() -> None:
    program = "import tui.app, json, sys; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    late = {"tui.screens.cart", "tui.services", "tui.cart.cart", "tui.config"}
    assert late.isdisjoint(json.loads(done.stdout))
