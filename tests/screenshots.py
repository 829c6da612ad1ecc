"""Make the pictures of the README from the real editor on the real sandbox: `python -m tests.screenshots`."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from textual.pilot import Pilot

from tui.app import Editor
from tui.cart import intents
from tui.cart.cart import Attempt
from tui.cart.ids import stamp
from tui.cart.model import Line
from tui.cart.outcomes import Loaded, Saved
from tui.cli.demo import leave_surroundings
from tui.cli.sandbox_process import Ready, SandboxProcess
from tui.config import Profile, load
from tui.identity.approval import Approver
from tui.problem import Problem
from tui.services import Live

FOLDER = Path(__file__).parents[1] / "screenshots"
SIZE = (100, 28)
PATIENCE = 20.0
"""Seconds until a picture that does not come is given up."""


@dataclass(frozen=True)
class Scene:
    """The editor under way."""

    editor: Editor
    pilot: Pilot[int]
    services: Live

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def shows(self, *texts: str) -> None:
        """Wait until all of `texts` are on the screen."""
        deadline = time.monotonic() + PATIENCE
        while not all(text in self._text() for text in texts):
            if time.monotonic() > deadline:
                raise SystemExit(f"{texts} does not come; the screen is\n{self._text()}")
            await self.pilot.pause(0.05)

    async def keep(self, name: str) -> None:
        """Save the picture."""
        await self.pilot.pause()
        self.editor.save_screenshot(f"{name}.svg", path=str(FOLDER))

    def _text(self) -> str:
        return "\n".join(strip.text for strip in self.editor.screen._compositor.render_strips())


@asynccontextmanager
async def opened(ready: Ready, data_dir: Path) -> AsyncIterator[Scene]:
    """The editor at its sign-in screen, nobody signed in yet."""
    profile = load(ready.config)
    assert isinstance(profile, Profile)
    services = Live(replace(profile, data_dir=data_dir))
    editor = Editor(services, profile_name=profile.name, stamp=stamp, provider=profile.issuer,
                    approver=Approver(ready.people, ready.control.approve))
    async with editor.run_test(size=SIZE, notifications=True) as pilot:
        scene = Scene(editor, pilot, services)
        await scene.shows("alice")
        yield scene


async def alice(scene: Scene) -> None:
    """Sign-in, cart, catalog, somebody else's cart, a conflict."""
    await scene.keep("sign-in")
    await scene.press("1")
    await scene.shows("Alice", "✓ saved", "total")
    await scene.press("+")
    await scene.shows("€29.40", "✓ saved")
    await scene.keep("editor")
    await scene.press("a", *"tea")
    await scene.shows("Sencha")
    await scene.keep("catalog")
    await scene.press("escape", "escape")
    await conflict(scene)
    await scene.press("o", *"bob", "enter")
    await scene.shows("This is not an empty cart")
    await scene.keep("denied-read")


async def conflict(scene: Scene) -> None:
    """Somebody sets the quantity that we are about to set."""
    await asyncio.to_thread(change_elsewhere, scene.services)
    await scene.press("home", "5", "enter")
    await scene.shows("conflict")
    await scene.press("c")
    await scene.shows("mine", "theirs")
    await scene.keep("conflict")
    await scene.press("escape")


def change_elsewhere(services: Live) -> None:
    """Write to alice's first line as another editor of hers would."""
    read = services.read("alice")
    assert isinstance(read, Loaded)
    line: Line = min((line for line in read.lines if line.key.list == "cart"), key=lambda line: line.added_at)
    edit = intents.set_to(line, line.key, 8, stamp())
    assert not isinstance(edit, intents.Refused)
    assert isinstance(services.write("alice", Attempt(edit, unsure=False)), Saved)


async def viewer(scene: Scene) -> None:
    """What IAM refuses."""
    await scene.press("3")
    await scene.shows("Vera", "✓ saved")
    await scene.press("+")
    await scene.shows("denied", "read-only")
    await scene.keep("refused")
    await scene.press("exclamation_mark")
    await scene.shows("What the service said")
    await scene.keep("refusal")
    await scene.press("escape", "p")
    await scene.shows("we conclude")
    await scene.keep("permissions")


async def take(story: Callable[[Scene], Awaitable[None]]) -> None:
    """Play one story on a sandbox of its own."""
    with SandboxProcess() as process, tempfile.TemporaryDirectory() as folder:
        ready = await asyncio.to_thread(process.ready)
        assert not isinstance(ready, Problem), ready
        async with opened(ready, Path(folder)) as scene:
            await story(scene)


def main() -> None:
    """Make every picture anew."""
    import os

    leave_surroundings(os.environ)
    for name in ("NO_COLOR", "TEXTUAL_THEME"):
        os.environ.pop(name, None)
    for story in (alice, viewer):
        asyncio.run(take(story))


if __name__ == "__main__":
    main()
