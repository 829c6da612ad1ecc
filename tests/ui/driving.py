"""Driving the editor in tests: fixed stamps and clock, waiting without sleeping, reading the screen."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from textual import events
from textual.app import App
from textual.keys import key_to_character
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from tests.ui.fakes import FakeServices
from tests.ui.samples import AT, NOW
from tui.app import Editor
from tui.cart.intents import Stamp
from tui.colours import Themes
from tui.identity.approval import Approver
from tui.keymap import DEFAULT, Keymap

SMALL, LARGE = (80, 24), (120, 40)


def stamps() -> Callable[[], Stamp]:
    """Edit ids 1, 2, 3, ... all at the same time."""
    numbers = count(1)
    return lambda: Stamp(f"01977000-0000-7000-8000-{next(numbers):012}", AT)


def editor(services: FakeServices, *, owner: str = "", approver: Approver | None = None, theme: str = "dark",
           own_themes: Themes | None = None, keymap: Keymap = DEFAULT,
           clock: Callable[[], float] = lambda: NOW) -> Editor:
    """The editor on fake services."""
    return Editor(services, profile_name="sandbox", owner=owner, approver=approver,
                  stamp=stamps(), theme=theme, own_themes=own_themes or {}, keymap=keymap, clock=clock)


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until every message is handled and painted, and every worker is done or waits at a latch."""
    app, calm = pilot.app, 0
    services = getattr(app, "services", None)
    while calm < 2 and _alive(app):
        await _flushed(app)
        waiting = services.waiting if isinstance(services, FakeServices) else 0
        busy = len(app.workers) > waiting or any(map(_busy, _nodes(app)))
        calm = 0 if busy else calm + 1
        await asyncio.sleep(0.001 if busy else 0)


async def until(there: Callable[[], bool]) -> None:
    """Wait for something, and send no message to any widget meanwhile."""
    async with asyncio.timeout(10):
        while not there():
            await asyncio.sleep(0.001)


async def keys(pilot: Pilot[Any], *names: str) -> None:
    """Press keys, and wait for what each sets off."""
    for name in names:
        pilot.app.post_message(events.Key(name, key_to_character(name)))
        await settled(pilot)


async def burst(pilot: Pilot[Any], *names: str) -> None:
    """Press keys faster than anything can be painted, and wait for what they set off."""
    for name in names:
        pilot.app.post_message(events.Key(name, key_to_character(name)))
    await settled(pilot)


async def typed(pilot: Pilot[Any], *names: str) -> None:
    """Press keys as fast as people do: each has gone where it belongs, though not all that it has set off."""
    for name in names:
        pilot.app.post_message(events.Key(name, key_to_character(name)))
        for _ in range(10):
            await asyncio.sleep(0)


def _alive(app: App[Any]) -> bool:
    return app.is_running and not app._exit and app._exception is None


def _busy(node: MessagePump) -> bool:
    if node.message_queue_size or node._next_callbacks:
        return True
    if isinstance(node, Screen):
        waits = node._layout_required or node._scroll_required or node._dirty_widgets
        return bool(node._callbacks or (node.is_current and waits))
    return isinstance(node, Widget) and (node._layout_required or node._scroll_required)


def _nodes(app: App[Any]) -> list[MessagePump]:
    return [app, *(node for screen in app.screen_stack for node in screen.walk_children(with_self=True))]


async def _flushed(app: App[Any]) -> None:
    """Every message that is queued now has been handled."""
    waiting = 0

    def handled() -> None:
        nonlocal waiting
        waiting -= 1

    for node in _nodes(app):
        waiting += node.call_later(handled)
    while waiting and _alive(app):
        await asyncio.sleep(0)


def screen_text(pilot: Pilot[Any]) -> str:
    """What the terminal shows."""
    return text_of(pilot.app.screen)


def text_of(screen: Screen[Any]) -> str:
    """What a screen shows."""
    return "\n".join(strip.text.rstrip() for strip in screen._compositor.render_strips())


def row_text(pilot: Pilot[Any], part: str) -> str:
    """The first line on the terminal (or in the dialog on top) with `part`, blanks squeezed; "" for none."""
    strips = pilot.app.screen._compositor.render_strips()
    for dialog in pilot.app.screen.query(".dialog"):
        x, y, width, height = dialog.region
        strips = [strip.crop(x + 1, x + width) for strip in strips[y:y + height]]
    rows = (" ".join(strip.text.split()) for strip in strips)
    return next((row for row in rows if part in row), "")


@asynccontextmanager
async def running(app: Editor, size: tuple[int, int] = SMALL) -> AsyncIterator[Pilot[int]]:
    """The running editor, opened as far as nothing is held; every latch is released at the end."""
    services = app.services
    assert isinstance(services, FakeServices)
    async with app.run_test(size=size, notifications=True) as pilot:
        try:
            await settled(pilot)
            yield pilot
        finally:
            services.release()
