"""Listening on loopback: the page, its files, and a tab for each WebSocket."""

import asyncio
import secrets
import signal
import socket
import sys
import weakref
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path

import textual_serve
from aiohttp import WSCloseCode, web

from tui.problem import Kind, Problem
from tui.web.gate import gate, seal
from tui.web.tab import serve_tab

LOOPBACK = "127.0.0.1"
GRACE = 5.0
"""Seconds that editors have to end once no more is served."""
_HERE = Path(__file__).parent
_STATIC = Path(textual_serve.__file__).with_name("static")
_TABS = web.AppKey("tabs", weakref.WeakSet[web.WebSocketResponse])


def bind(port: int) -> socket.socket | Problem:
    """A socket listening on `port` of this machine alone (0: any free one)."""
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError as error:
        return Problem(Kind.USAGE, f"Port {port} cannot be used: {error.strerror}", f"{LOOPBACK}:{port}",
                       "Choose another with --port, or leave that out for any free one.")


def new_key() -> str:
    """What nobody guesses, fit for an address."""
    return secrets.token_urlsafe(24)


def application(words: Sequence[str], key: str) -> web.Application:
    """All that is served: under `key` the page, for whose tabs `words` start an editor."""
    async def page(request: web.Request) -> web.Response:
        socket = f"ws://{request.host}/{key}/tab"  # the gate has seen to the host
        text = (_HERE / "page.html").read_text("utf-8").replace("{{socket}}", socket)
        return web.Response(text=text, content_type="text/html")

    async def script(_: web.Request) -> web.FileResponse:
        return web.FileResponse(_HERE / "page.js")

    async def tab(request: web.Request) -> web.WebSocketResponse:
        opened = web.WebSocketResponse(heartbeat=15)
        await opened.prepare(request)
        request.app[_TABS].add(opened)
        await serve_tab(request, opened, words)
        return opened

    app = web.Application(middlewares=[gate])
    app[_TABS] = weakref.WeakSet()
    app.add_routes([web.get(f"/{key}/", page), web.get(f"/{key}/page.js", script),
                    web.get(f"/{key}/tab", tab), web.static(f"/{key}/static", _STATIC)])
    app.on_response_prepare.append(seal)
    app.on_shutdown.append(_close_tabs)
    return app


async def _close_tabs(app: web.Application) -> None:
    tabs = [tab.close(code=WSCloseCode.GOING_AWAY) for tab in app[_TABS]]
    await asyncio.gather(*tabs)


async def serve(listener: socket.socket, words: Sequence[str], announce: Callable[[str], None]) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP, and end the editors; `announce` is told the address first."""
    stop, key = asyncio.Event(), new_key()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runner = web.AppRunner(application(words, key), access_log=None, shutdown_timeout=GRACE)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    announce(f"http://{LOOPBACK}:{listener.getsockname()[1]}/{key}/")
    with redirect_stdout(sys.stderr):  # where it is told what an editor that ended has left behind
        await stop.wait()
        await runner.cleanup()
