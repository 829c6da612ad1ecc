"""The wire between screen and services: blocking calls on threads, their answers as messages."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message
from textual.screen import Screen

from tui.cart.cart import Attempt
from tui.cart.edits import Edit
from tui.cart.journal import Journal
from tui.cart.lastseen import Copy, LastSeen
from tui.cart.outcomes import CatalogRead, Listed, Outcome, Read, Unavailable
from tui.cart.search import Index
from tui.cart.shelf import Shelved
from tui.problem import Kind, Problem
from tui.screens.cart_desk import Desk, Kept
from tui.threads import in_thread

if TYPE_CHECKING:
    from tui.cart.permission import Permission
    from tui.services import Person, Services

_BROKEN = Problem(Kind.BUG, "The editor itself failed", todo="Please report it, with what you did.")


@dataclass(eq=False, repr=False)
class Opened(Message):
    """Who is signed in, or why nobody is."""

    who: "Person | Problem"


@dataclass(eq=False, repr=False)
class Renewed(Message):
    """What became of renewing the credentials."""

    who: "Person | Problem"


@dataclass(eq=False, repr=False)
class Furnished(Message):
    """What the disk keeps of a cart."""

    desk: Desk
    kept: Kept


@dataclass(eq=False, repr=False)
class Joined(Message):
    """The journal of a cart that had none, or why there still is none."""

    desk: Desk
    kept: Kept


@dataclass(eq=False, repr=False)
class Copied(Message):
    """The last-seen copy of a cart was written, or could not be."""

    desk: Desk


@dataclass(eq=False, repr=False)
class PageRead(Message):
    """One page of a cart."""

    desk: Desk
    number: int
    page: Read


@dataclass(eq=False, repr=False)
class Written(Message):
    """What became of an edit."""

    desk: Desk
    edit: Edit
    outcome: Outcome


@dataclass(eq=False, repr=False)
class Stuck(Message):
    """Nothing can be sent, as the journal could not note it."""

    problem: Problem


@dataclass(eq=False, repr=False)
class Priced(Message):
    """What the catalog said about some SKUs."""

    skus: set[str]
    answer: CatalogRead


@dataclass(eq=False, repr=False)
class CatalogCame(Message):
    """The whole catalog, ready to be searched."""

    answer: CatalogRead
    index: Index


@dataclass(eq=False, repr=False)
class ShelfCame(Message):
    """The copy of the catalog, ready to be searched."""

    copy: Shelved
    index: Index


@dataclass(eq=False, repr=False)
class RightsCame(Message):
    """What the person may do."""

    answer: "tuple[Permission, ...] | Problem"


class Link:
    """Sends work to threads. None is ever cancelled: a write that is under way may still happen."""

    def __init__(self, screen: Screen[None], services: "Services") -> None:
        self._screen = screen
        self._services = services

    def kept(self, owner: str) -> Kept:
        """What the disk keeps of a cart, found at once, in some milliseconds."""
        last_seen = self._services.last_seen(owner)
        return replace(self._joined(owner), last_seen=last_seen,
                       copy=last_seen.recall() if last_seen else Copy())

    def furnish(self, desk: Desk) -> None:
        """Find what the disk keeps of a cart; answers with `Furnished`."""
        if not desk.joining:
            desk.joining = True
            self._run("furnish", lambda: Furnished(desk, self.kept(desk.owner)),
                      Furnished(desk, Kept(_BROKEN)))

    def rejoin(self, desk: Desk) -> None:
        """Try again to open the journal of a cart that has none; answers with `Joined`."""
        if not desk.joining:
            desk.joining = True
            self._run("rejoin", lambda: Joined(desk, self._joined(desk.owner)),
                      Joined(desk, Kept(_BROKEN)))

    def leave(self, journal: Journal) -> None:
        """Close a journal; nobody waits for that."""
        self._run("leave", journal.close, None)

    def open(self) -> None:
        """Find the stored sign-in; answers with `Opened`."""
        self._run("open", lambda: Opened(self._services.open()), Opened(_BROKEN))

    def renew(self) -> None:
        """Renew the credentials if they end soon; answers with `Renewed`."""
        self._run("renew", lambda: Renewed(self._services.refresh()), Renewed(_BROKEN))

    def read(self, desk: Desk, number: int, more: Mapping[str, object] | None = None) -> None:
        """Read a page; answers with `PageRead`."""
        self._run("read", lambda: PageRead(desk, number, self._services.read(desk.owner, more)),
                  PageRead(desk, number, Unavailable(_BROKEN)))

    def write(self, desk: Desk) -> None:
        """Send every edit that may go now; answers with one `Written` each."""
        for attempt in desk.cart.ready():
            self._run("write", partial(self._written, desk, attempt),
                      Written(desk, attempt.edit, Unavailable(_BROKEN, unsure=True)))
        if desk.cart.trouble is not None and desk.cart.queue.entries:
            self._screen.post_message(Stuck(desk.cart.trouble))

    def price(self, skus: set[str]) -> None:
        """Look up products; answers with `Priced`."""
        self._run("price", lambda: Priced(skus, self._services.products(skus)),
                  Priced(skus, Unavailable(_BROKEN)))

    def catalog(self, known: Index) -> None:
        """Read the whole catalog; answers with `CatalogCame`, with the index `known` if nothing is new."""
        def read() -> CatalogCame:
            answer = self._services.catalog()
            if not isinstance(answer, Listed):
                return CatalogCame(answer, Index())
            if answer.products == known.products:
                return CatalogCame(replace(answer, products=known.products), known)
            return CatalogCame(answer, Index(answer.products))

        self._run("catalog", read, CatalogCame(Unavailable(_BROKEN), Index()))

    def shelved(self) -> None:
        """Look for the copy of the catalog; answers with `ShelfCame`."""
        def recall() -> ShelfCame:
            copy = self._services.shelved()
            return ShelfCame(copy, Index(copy.products))

        self._run("shelved", recall, ShelfCame(Shelved(), Index()))

    def keep(self, desk: Desk, keep: Callable[[LastSeen], None]) -> None:
        """Write the last-seen copy of a cart; answers with `Copied`."""
        copy = desk.last_seen
        if copy is None:
            return

        def written() -> Copied:
            keep(copy)
            return Copied(desk)

        desk.copying += 1
        self._run("keep", written, Copied(desk))

    def rights(self) -> None:
        """Ask what the person may do; answers with `RightsCame`."""
        self._run("rights", lambda: RightsCame(self._services.permissions()), RightsCame(_BROKEN))

    def _joined(self, owner: str) -> Kept:
        journal = self._services.journal(owner)
        return Kept(journal, () if isinstance(journal, Problem) else journal.adopt())

    def _written(self, desk: Desk, attempt: Attempt) -> Written:
        return Written(desk, attempt.edit, desk.cart.send(attempt, partial(self._services.write, desk.owner)))

    def _run(self, what: str, call: Callable[[], Message | None], broken: Message | None) -> None:
        """Post what `call` answers, on a thread of its own; `broken` where the call itself fails."""
        todo = [(call, broken)]

        async def work() -> None:
            call, message = todo.pop()  # a worker that is done refers to itself, and is not to hold more
            try:
                message = await in_thread(call, what)
            finally:
                if message is not None:
                    self._screen.post_message(message)

        task: Callable[[], Awaitable[None]] = work
        self._screen.run_worker(task, name=what, group=what, description=what, exit_on_error=False)
