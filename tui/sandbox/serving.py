"""Listening on loopback, and on nothing else."""

import asyncio
import errno
import itertools
import logging
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import hypercorn.asyncio
from hypercorn.config import Config
from werkzeug.wsgi import ClosingIterator

from tui.problem import Kind, Problem

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOOPBACK = "127.0.0.1"
GRACE = 0.3
"""Seconds that answers under way are given when the sandbox stops."""
KEEP_ALIVE = 75.0
"""Seconds that an idle connection is kept, as real endpoints do: a client's next write finds it open."""


def bind(port: int) -> socket.socket | Problem:
    """A socket listening on `port` of this machine (0: any free one); connections wait until it is served."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        what = f"Port {port} is taken" if taken else f"Port {port} cannot be used: {error}"
        todo = "Choose another with --port, or any free ones with --port 0."
        return Problem(Kind.USAGE, what, f"{LOOPBACK}:{port}", todo)
    return listener


def url(listener: socket.socket) -> str:
    return f"http://{LOOPBACK}:{listener.getsockname()[1]}"


async def serve(app: Any, listener: socket.socket, stop: asyncio.Event) -> None:  # noqa: ANN401 - any ASGI or WSGI
    """Serve `app` until `stop`; takes the listener over."""
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.errorlog = logging.getLogger("tui.sandbox")
    config.include_server_header = False
    config.keep_alive_timeout = KEEP_ALIVE
    server = asyncio.create_task(hypercorn.asyncio.serve(app, config, shutdown_trigger=stop.wait))
    await asyncio.wait((server, asyncio.create_task(stop.wait())), return_when=asyncio.FIRST_COMPLETED)
    with suppress(TimeoutError):  # from Python 3.12 on, closing would wait for every answer under way
        await asyncio.wait_for(server, GRACE)


def never_empty(app: "WSGIApplication") -> Callable[..., Iterable[bytes]]:
    """Hypercorn starts an answer with its first chunk, so there has to be one (HEAD and 204 have none)."""
    def wrapped(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        chunks = app(environ, start_response)
        close = getattr(chunks, "close", None)
        return ClosingIterator(itertools.chain((b"",), chunks), [close] if close else [])
    return wrapped
