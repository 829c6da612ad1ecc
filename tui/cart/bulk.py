"""Sending thousands of edits: a window of them at a time goes into the cart and its journal, and out again.

The window bounds what an interrupt, a crash or a refusal leaves open; one transaction of the journal a
window, instead of one an edit, is what makes it as fast as writing without a journal.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from queue import SimpleQueue

from tui.cart.cart import Attempt, Cart, Write
from tui.cart.deliver import PAUSES
from tui.cart.edits import Edit
from tui.cart.model import LineKey
from tui.cart.outcomes import Denied, Outcome, Unavailable
from tui.cart.queue import Pending
from tui.cart.rebase import Clash
from tui.problem import Denial, Kind, Problem

WORKERS = 8
"""Threads that write; more of them do not help one process, whose signing and parsing is what takes time."""
WINDOW = 16
"""Edits under way or next to go: what a crash may leave in doubt."""
Answer = tuple[Attempt, Outcome | BaseException]


class Bulk:
    """One such sending. Once `stop` is set, what is under way is waited for and nothing else goes."""

    def __init__(self, cart: Cart, write: Write, told: Callable[[], None], *, sleep: Callable[[float], None],
                 pauses: Sequence[float] = PAUSES, jitter: Callable[[], float] = random.random) -> None:
        self.stop = False
        self.failure: Denial | Problem | None = None
        """Why it ended before all was sent."""
        self.clashed: set[LineKey] = set()
        """Lines that were changed elsewhere in a way that no edit may overwrite."""
        self.left: set[LineKey] = set()
        """Lines of edits that were not, or not all, made."""
        self._cart, self._write, self._told, self._sleep = cart, write, told, sleep
        self._pauses, self._jitter = pauses, jitter
        self._others = {entry.number for entry in cart.queue.entries}
        self._answers: SimpleQueue[Answer] = SimpleQueue()
        self._open = 0
        self._tries = 0

    def send(self, edits: Iterator[Edit]) -> None:
        """Send them all, or up to what ends it; what was not written is then withdrawn, unless in doubt."""
        parallel, self._cart.queue.parallel = self._cart.queue.parallel, WINDOW
        try:
            with ThreadPoolExecutor(WORKERS) as pool:
                while not self._over() and self._fill(edits, pool):
                    self._settle()
                while self._open:
                    self._settle()
            self._withdraw()
        finally:
            self._cart.queue.parallel = parallel

    def _withdraw(self) -> None:
        """Take back what is surely not written; what is in doubt stays, for the next run to find out."""
        entries = self._own()
        self.clashed = {entry.edit.key for entry in entries if isinstance(entry.held, Clash)}
        open_now = [entry.edit for entry in entries if isinstance(entry.held, Clash) or not entry.unsure]
        self.left = {entry.edit.key for entry in self._cart.withdraw_all(open_now)} - self.clashed

    def _over(self) -> bool:
        return self.stop or self.failure is not None

    def _fill(self, edits: Iterator[Edit], pool: ThreadPoolExecutor) -> bool:
        """Keep the window full; whether anything is under way."""
        if self._open <= WINDOW // 2 and not self._held():
            self._cart.enqueue(islice(edits, WINDOW - self._open))
            attempts = self._cart.ready()
            self.failure = self.failure or self._cart.trouble
            for attempt in attempts:
                pool.submit(self._go, attempt)
            self._open += len(attempts)
        if not self._open and self._held():
            return self._again() and self._fill(edits, pool)
        return self._open > 0

    def _own(self) -> list[Pending]:
        """What of it is in the queue; edits of an earlier run may be there, too, and are not its business."""
        return [entry for entry in self._cart.queue.entries if entry.number not in self._others]

    def _held(self) -> list[Problem]:
        return [entry.held for entry in self._own() if isinstance(entry.held, Problem)]

    def _again(self) -> bool:
        """After a pause let go what could not be reached; whether that is worth it."""
        held = self._held()
        if self._tries == len(self._pauses) or any(each.kind is not Kind.UNAVAILABLE for each in held):
            self.failure = held[0]
            return False
        self._sleep(self._pauses[self._tries] * self._jitter())
        self._tries += 1
        self._cart.retry()
        return True

    def _go(self, attempt: Attempt) -> None:
        """On a worker."""
        try:
            outcome = _NOT_SENT if self._over() else self._cart.send(attempt, self._write)
            self._answers.put((attempt, outcome))
        except BaseException as error:  # noqa: BLE001 - raised where it can be told
            self._answers.put((attempt, error))

    def _settle(self) -> None:
        """Take over answers, as soon as there are so many that there is room for more edits."""
        enough = max(1, self._open - WINDOW // 2)
        outcomes: list[tuple[Edit, Outcome]] = []
        while len(outcomes) < enough or not self._answers.empty():
            attempt, outcome = self._answers.get()
            self._open -= 1
            if isinstance(outcome, BaseException):
                raise outcome
            outcomes.append((attempt.edit, outcome))
            self._note(outcome)
        self._cart.settle_all(outcomes)
        self._told()

    def _note(self, outcome: Outcome) -> None:
        if isinstance(outcome, Denied):
            self.failure = self.failure or outcome.denial
        elif not isinstance(outcome, Unavailable):
            self._tries = 0
        elif outcome.problem.kind not in (Kind.UNAVAILABLE, Kind.CONFLICT):
            self.failure = self.failure or outcome.problem


_NOT_SENT = Unavailable(Problem(Kind.UNAVAILABLE, "This was not sent any more"))
