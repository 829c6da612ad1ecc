"""The main job in a real terminal, recorded: sign in, add, change a quantity, see a refusal."""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.screenshots.animation import Frame, svg
from tests.screenshots.scene import UNDER_WAY
from tests.terminal.tmux import PATIENCE, Tmux
from tui.cli.sandbox_process import Ready, SandboxProcess

COLUMNS, ROWS = 90, 24
SETTLED = 0.2
"""Seconds without a change after which a screen is what it is going to be."""
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Step:
    """Keys, what is to be seen then, and how long (in seconds) to let people look at it."""

    keys: tuple[str, ...]
    wanted: tuple[str, ...]
    caption: str
    seconds: float = 1.5


STORY = (
    Step((), ("Waiting for your approval",), "Sign in with the provider you have, on any device.", 3.5),
    Step(("1",), ("Alice", "✓ saved", "€79.05"), "Your cart, straight from DynamoDB.", 3),
    Step(("a",), ("Catalog",), "a  adds from the catalog: type to search.", 1),
    Step(("s",), ("add s", "93 of 122"), "a  adds from the catalog: type to search.", 0.4),
    Step(("e",), ("add se", "37 of 122"), "a  adds from the catalog: type to search.", 0.4),
    Step(("n",), ("add sen", "12 of 122"), "a  adds from the catalog: type to search.", 1.5),
    Step(("Enter",), ("1 in list", "added 1 x Sencha", "€91.05"), "Enter  adds it."),
    Step(("Escape", "Escape"), ("7 lines", "Sencha", "State"), "Enter  adds it: one conditional write.", 2),
    Step(("Home", "+"), ("- 3 +", "€29.40", "€100.85"), "+  one more, at once on the screen …", 0.8),
    Step(("+",), ("- 4 +", "€39.20", "€110.65"), "+  … and a moment later in DynamoDB.", 0.8),
    Step(("+",), ("- 5 +", "€49.00", "€120.45"), "+  … and a moment later in DynamoDB.", 2),
    Step(("o",), ("Owner id of the cart",), "o  opens somebody else's cart …", 1),
    Step(("b", "o", "b"), ("bob",), "o  opens somebody else's cart …", 1),
    Step(("Enter",), ("This is not an empty cart",), "… which IAM refuses, and why is told.", 5),
    Step(("Escape",), ("- 5 +", "✓ saved", "€120.45"), "Esc  goes back to your own.", 2.5),
)


def record(folder: Path, data_dir: Path) -> None:
    """Play it on a sandbox of its own; `folder` gets `demo.svg`."""
    with SandboxProcess() as process:
        ready = process.ready()
        assert isinstance(ready, Ready), ready
        command = [sys.executable, "-m", "tests.screenshots.steady", str(ready.config), str(data_dir)]
        env = {"PATH": os.environ["PATH"], "HOME": str(data_dir), "LANG": "C.UTF-8", "TZ": "UTC",
               "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(_ROOT)}
        with Tmux(command, env=env, size=(COLUMNS, ROWS)) as terminal:
            frames = [*_play(terminal)]
    (folder / "demo.svg").write_text(svg(frames, COLUMNS), "utf-8")


def _play(terminal: Tmux) -> Iterator[Frame]:
    for step in STORY:
        terminal.type(*step.keys)
        terminal.wait_for(*step.wanted, gone=UNDER_WAY)
        yield Frame(_settled(terminal), step.caption, step.seconds)


def _settled(terminal: Tmux) -> tuple[str, ...]:
    """The screen once it does not change any more."""
    deadline = time.monotonic() + PATIENCE
    before: list[str] = []
    while (now := terminal.painted()) != before:
        assert time.monotonic() < deadline, "the screen does not come to rest"
        before = now
        time.sleep(SETTLED)
    return tuple(now)
