"""The main job as a person does it; `python -m tests.terminal.tour COMMAND` tours an installed dynacart."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.terminal.tmux import Tmux


def surroundings(home: Path) -> dict[str, str]:
    """The environment of a person's shell, in folders of its own."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8",
            "TERM": "xterm-256color", "XDG_CONFIG_HOME": str(home / "config")}


@dataclass(frozen=True)
class Shell:
    """A second terminal beside the editor."""

    dynacart: Sequence[str]
    env: Mapping[str, str]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one command of dynacart."""
        return subprocess.run([*self.dynacart, *words], env=dict(self.env), capture_output=True, text=True,
                              check=False, timeout=60)

    def lines(self) -> dict[str, int]:
        """Quantities by SKU, as DynamoDB has them, oldest line first."""
        return {line["sku"]: line["qty"] for line in json.loads(self.run("list", "--json").stdout)["lines"]}


def sign_in_edit_and_be_refused(shell: Shell) -> None:
    """As alice: one key signs in, `+` is in the table a moment later, bob's cart is refused."""
    with Tmux([*shell.dynacart, "demo"], env=shell.env, size=(100, 30)) as terminal:
        terminal.wait_for("1 alice")
        terminal.type("1")
        terminal.wait_for("Alice", "✓ saved", gone=["Approved"])
        sku, before = next(iter(shell.lines().items()))
        terminal.type("Home", "+")
        terminal.wait_for(f"- {before + 1} +", "✓ saved", gone=["saving"])
        assert shell.lines()[sku] == before + 1

        refused = shell.run("list", "--owner", "bob", "--json")
        assert refused.returncode == 4
        assert json.loads(refused.stdout)["error"] == "access_denied"
        terminal.type("o", "b", "o", "b", "Enter")
        terminal.wait_for("bob's cart", "This is not an empty cart", "dynamodb:Query")
        terminal.type("Escape")
        terminal.wait_for(f"- {before + 1} +")
        terminal.type("q")
        assert terminal.exit_status() == 0


def look_and_not_touch(shell: Shell) -> None:
    """As viewer: `+` is rolled back, the line is marked, `!` says who refused what and why."""
    with Tmux([*shell.dynacart, "demo"], env=shell.env) as terminal:
        terminal.wait_for("3 viewer")
        terminal.type("3")
        terminal.wait_for("Vera", "✓ saved", gone=["Approved"])
        sku, before = next(iter(shell.lines().items()))
        terminal.type("Home", "+")
        terminal.wait_for("✗ denied", f"- {before} +", "IAM refused")
        terminal.type("!")
        terminal.wait_for("assumed-role/dynacart-viewer/viewer", "dynamodb:UpdateItem")
        terminal.type("Escape")
        terminal.wait_for("✗ denied", gone=["What the service said"])
        assert shell.lines()[sku] == before
        terminal.type("q")
        assert terminal.exit_status() == 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sign_in_edit_and_be_refused(Shell(sys.argv[1:], surroundings(Path(folder))))
        left = sorted(path.name for path in Path(folder).glob("dynacart-*"))
        assert not left, left
    print("1 passed, 0 failed")
