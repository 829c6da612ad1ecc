"""What the pictures tell."""

import asyncio

from tests.screenshots.scene import SIZE, Scene
from tui.cart import intents
from tui.cart.cart import Attempt
from tui.cart.ids import stamp
from tui.cart.model import Line
from tui.cart.outcomes import Loaded, Saved

SMALL = (40, 15)


async def alice(scene: Scene) -> None:
    """Sign-in, cart, catalog, somebody else's cart, a conflict."""
    await scene.keep("sign-in")
    await scene.press("1")
    await scene.shows("Alice", "✓ saved", "€79.05")
    await scene.press("+")
    await scene.shows("€29.40", "€88.85")
    await scene.keep("editor")
    await looks(scene)
    await scene.press("a", *"tea")
    await scene.shows("16 of 122", "just now")
    await scene.keep("catalog")
    await scene.press("escape", "escape")
    await conflict(scene)
    await scene.press("o", *"bob", "enter")
    await scene.shows("This is not an empty cart")
    await scene.keep("denied-read")


async def looks(scene: Scene) -> None:
    """The same cart in other colours, and on a small screen."""
    for theme in ("light", "contrast"):
        scene.editor.theme = theme
        await scene.keep(f"editor-{theme}")
    scene.editor.theme = "dark"
    await scene.pilot.resize_terminal(*SMALL)
    await scene.keep("small")
    await scene.pilot.resize_terminal(*SIZE)


async def conflict(scene: Scene) -> None:
    """Somebody sets the quantity that we are about to set."""
    await asyncio.to_thread(change_elsewhere, scene)
    await scene.press("home", "5", "enter")
    await scene.shows("conflict")
    await scene.press("c")
    await scene.shows("mine", "theirs")
    await scene.keep("conflict")
    await scene.press("escape")


def change_elsewhere(scene: Scene) -> None:
    """Write to alice's first line as another editor of hers would."""
    read = scene.services.read("alice")
    assert isinstance(read, Loaded)
    line: Line = min((line for line in read.lines if line.key.list == "cart"), key=lambda line: line.added_at)
    edit = intents.set_to(line, line.key, 8, stamp())
    assert not isinstance(edit, intents.Refused)
    assert isinstance(scene.services.write("alice", Attempt(edit, unsure=False)), Saved)


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
