"""The editor under way without a terminal, and pictures of it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from tests.screenshots.steady import Steady, editor
from tui.app import Editor
from tui.cli.sandbox_process import Ready, SandboxProcess

SIZE = (100, 28)
PATIENCE = 30.0
"""Seconds until a picture that does not come is given up."""
UNDER_WAY = ("… saving", "◦ earlier", "Approved", "total  …")
"""What is seen of things that are about to change."""


@dataclass(frozen=True)
class Scene:
    """One editor, of which pictures go to `folder`."""

    editor: Editor
    pilot: Pilot[int]
    services: Steady
    folder: Path

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def shows(self, *texts: str, gone: Sequence[str] = UNDER_WAY) -> None:
        """Wait until all of `texts` are on the screen, and none of `gone`."""
        deadline = time.monotonic() + PATIENCE
        while any(text not in self._text() for text in texts) or any(text in self._text() for text in gone):
            assert time.monotonic() < deadline, f"{texts} does not come; the screen is\n{self._text()}"
            await self.pilot.pause(0.05)

    async def keep(self, name: str) -> None:
        """Save the picture."""
        await self.pilot.pause()
        self.editor.save_screenshot(f"{name}.svg", path=str(self.folder))

    def _text(self) -> str:
        return "\n".join(strip.text for strip in self.editor.screen._compositor.render_strips())


Story = Callable[[Scene], Awaitable[None]]


def take(story: Story, folder: Path, data_dir: Path) -> None:
    """Play one story on a sandbox of its own; its pictures go to `folder`."""
    with SandboxProcess() as process:
        ready = process.ready()
        assert isinstance(ready, Ready), ready
        asyncio.run(_play(story, ready, folder, data_dir))


async def _play(story: Story, ready: Ready, folder: Path, data_dir: Path) -> None:
    async with _opened(ready, folder, data_dir) as scene:
        await story(scene)


@asynccontextmanager
async def _opened(ready: Ready, folder: Path, data_dir: Path) -> AsyncIterator[Scene]:
    app = editor(ready.config, data_dir)
    assert isinstance(app.services, Steady)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        scene = Scene(app, pilot, app.services, folder)
        await scene.shows("alice", "Waiting for your approval")
        yield scene
