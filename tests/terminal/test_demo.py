"""The main job as a person does it: `dynacart demo` in a real terminal, key by key."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.tmux import Tmux


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """The environment of a person's shell, in folders of the test's own."""
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TMPDIR": str(tmp_path), "TERM": "xterm-256color",
            "LANG": "C.UTF-8", "XDG_CONFIG_HOME": str(tmp_path / "config")}


def dynacart(*words: str) -> list[str]:
    return [sys.executable, "-m", "tui", *words]


def run(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """A command in a second terminal."""
    return subprocess.run(dynacart(*words), env=env, capture_output=True, text=True, check=False)


def quantity(env: dict[str, str], sku: str) -> int:
    lines = json.loads(run(env, "list", "--json").stdout)["lines"]
    return next(int(line["qty"]) for line in lines if line["sku"] == sku)


def test_sign_in_edit_and_be_refused(env: dict[str, str], tmp_path: Path) -> None:
    with Tmux(dynacart("demo"), env=env, size=(100, 30)) as terminal:
        terminal.wait_for("alice")
        terminal.type("1")
        terminal.wait_for("Alice", "saved", gone=["Approved"])
        first = json.loads(run(env, "list", "--json").stdout)["lines"][0]
        terminal.type("Home", "+")
        terminal.wait_for(f"- {first['qty'] + 1} +", "saved", gone=["saving"])
        assert quantity(env, first["sku"]) == first["qty"] + 1

        refused = run(env, "list", "--owner", "bob", "--json")
        assert refused.returncode == 4
        assert json.loads(refused.stdout)["error"] == "access_denied"
        terminal.type("o", "b", "o", "b", "Enter")
        terminal.wait_for("bob's cart", "This is not an empty cart")
        terminal.type("Escape")
        terminal.wait_for(f"- {first['qty'] + 1} +")
        terminal.type("q")
        assert terminal.exit_status() == 0
    assert not list(tmp_path.glob("dynacart-*"))


def test_a_viewer_may_look_and_not_touch(env: dict[str, str]) -> None:
    with Tmux(dynacart("demo"), env=env) as terminal:
        terminal.wait_for("viewer")
        terminal.type("3")
        terminal.wait_for("saved", gone=["Approved"])
        before = json.loads(run(env, "list", "--json").stdout)["lines"][0]
        terminal.type("Home", "+")
        terminal.wait_for("denied", f"- {before['qty']} +")
        terminal.type("!")
        terminal.wait_for("dynamodb:UpdateItem", "identity-based policy")
        terminal.type("Escape")
        terminal.wait_for("denied", gone=["What the service said"])
        terminal.type("q")
        assert terminal.exit_status() == 0
