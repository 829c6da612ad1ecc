"""Sending a cart's edits to their end, for callers that wait: several at a time, tried again, rebased.

The editor does the same step by step on its event loop; the rules are the cart's in both.
"""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack

from tui.cart.cart import Attempt, Cart, Write
from tui.cart.outcomes import Outcome
from tui.cart.queue import PARALLEL
from tui.problem import Kind, Problem

PAUSES = (0.2, 0.5, 1.0, 2.0)
"""Seconds, at the most, before what is held up goes again; each a random part of it (full jitter)."""



def deliver(
    cart: Cart, write: Write, *, sleep: Callable[[float], None],
    pauses: Sequence[float] = PAUSES, jitter: Callable[[], float] = random.random,
) -> None:
    """Send what the queue holds until nothing is left that can go.

    What is left then waits for the person, for a sign-in, or for a network that did not come back: see
    `cart.queue.entries`. `write` is called from several threads where there are several lines to write.
    """
    with ExitStack() as stack:
        for pause in (*pauses, None):
            _drain(cart, write, stack)
            held = [entry.held for entry in cart.queue.entries if isinstance(entry.held, Problem)]
            if pause is None or not held or any(each.kind is not Kind.UNAVAILABLE for each in held):
                return
            sleep(pause * jitter())
            cart.retry()


def _drain(cart: Cart, write: Write, stack: ExitStack) -> None:
    """Send until nothing is ready: a single edit on this thread, where an interrupt can end it."""
    pool: ThreadPoolExecutor | None = None
    running: dict[Future[Outcome], Attempt] = {}
    while True:
        attempts = cart.ready()
        if not attempts and not running:
            return
        if len(attempts) == 1 and not running:
            cart.settle(attempts[0].edit, cart.send(attempts[0], write))
            continue
        pool = pool or stack.enter_context(ThreadPoolExecutor(PARALLEL))
        running |= {pool.submit(cart.send, attempt, write): attempt for attempt in attempts}
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            cart.settle(running.pop(future).edit, future.result())
