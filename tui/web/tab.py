"""One tab: a WebSocket on one side, an editor of its own on the other."""

import json
import shlex
import sys
from collections.abc import Sequence

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

LARGEST = 1000
"""Columns and rows: no terminal is larger."""


class EditorProcess(AppService):
    """An editor, as a child that talks to one tab."""

    def __init__(self, words: Sequence[str], tab: web.WebSocketResponse) -> None:
        """`words` are the command line of the editor; a shell runs it, which that takes the place of."""
        super().__init__(f"exec {shlex.join(words)}", write_bytes=tab.send_bytes, write_str=tab.send_str,
                         close=self._close, download_manager=DownloadManager())
        self._tab = tab

    async def run(self) -> None:
        """Pass on what the editor draws until it has ended; then the tab is told.

        Where the tab is gone first, the editor still has its last words, and nobody is left to read what it
        draws: both are taken from it until it ends.
        """
        await super().run()
        if self._process:
            _, last_words = await self._process.communicate()
            sys.stderr.write(last_words.decode("utf-8", "replace"))
        await self._close()

    async def _close(self) -> None:
        await self._tab.close()


async def serve_tab(request: web.Request, tab: web.WebSocketResponse, words: Sequence[str]) -> None:
    """An editor for this tab, until one of the two ends."""
    editor = EditorProcess(words, tab)
    size = request.query
    await editor.start(_cells(size.get("width", ""), 80), _cells(size.get("height", ""), 24))
    try:
        async for message in tab:
            if message.type is WSMsgType.TEXT:
                await hear(editor, message.data)
    finally:
        await editor.stop()


async def hear(editor: AppService, text: str) -> None:
    """Tell the editor what its tab says; what is no such message is nothing."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return
    match message:
        case ["stdin", str(keys)]:
            await editor.send_bytes(keys.encode("utf-8", "replace"))
        case ["resize", {"width": int(width), "height": int(height)}]:
            await editor.set_terminal_size(_cells(width, 80), _cells(height, 24))
        case ["focus"]:
            await editor.focus()
        case ["blur"]:
            await editor.blur()


def _cells(told: str | int, otherwise: int) -> int:
    """A number of columns or rows that a terminal can have."""
    try:
        return min(max(int(told), 1), LARGEST)
    except ValueError:
        return otherwise
