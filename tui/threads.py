"""Blocking calls beside an event loop, on threads that never hold up the end of the process.

asyncio's own threads are joined before the process ends: a dead network would keep a person waiting who has
long pressed the key to quit. What such a call was doing is in the journal.
"""

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def beside(call: Callable[[], None], name: str) -> None:
    """Carry out `call`, whatever becomes of the screen that asked for it; nobody hears of its end."""
    threading.Thread(target=call, name=name, daemon=True).start()


async def in_thread(call: Callable[[], T], name: str) -> T:
    """The answer of `call`, or what it raises. Cancelled, it lets the call run on unheard."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def deliver(settle: Callable[[], None]) -> None:
        if not answer.done():
            settle()

    def run() -> None:
        try:
            value = call()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is the caller's
            found = error
            _tell(loop, lambda: deliver(lambda: answer.set_exception(found)))
        else:
            _tell(loop, lambda: deliver(lambda: answer.set_result(value)))

    threading.Thread(target=run, name=name, daemon=True).start()
    return await answer


def _tell(loop: asyncio.AbstractEventLoop, what: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(what)
    except RuntimeError:
        return  # the loop has ended, and nobody listens
