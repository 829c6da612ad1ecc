"""What is kept of a cart on disk: the journal its edits are safe in, and the copy it opens on."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from tui.cart.intents import Stamp
from tui.cart.lastseen import LastSeen
from tui.cart.model import LineKey
from tui.screens import cart_words as words
from tui.screens.cart_desk import Desk, Kept
from tui.screens.cart_lines import CartLines
from tui.screens.cart_link import Link
from tui.slices import Steps, parts

if TYPE_CHECKING:
    from tui.services import Person, Services

KEEP = 1.0
"""Seconds over which changes of the cart are gathered before the last-seen copy is written."""
MANY = 1000
"""Lines, or products, that take Python some tenths of a millisecond to search for garbage."""


class CartKept(CartLines):
    """A cart that outlives the process."""

    @dataclass(eq=False, repr=False)
    class MuchStays(Message):
        """Many lines or products have come, and stay."""

    def __init__(self, services: "Services", *, profile_name: str, stamp: Callable[[], Stamp],
                 clock: Callable[[], float], owner: str = "") -> None:
        super().__init__(profile_name=profile_name, stamp=stamp, owner=owner)
        self.link = Link(self, services)
        self.clock = clock
        self.desks = {owner: self.desk}
        self._unkept: dict[str, set[LineKey]] = {}
        if (who := services.remembered()) is not None:
            self.belongs_to(who)
            for _ in self.take_over_kept(self.desk, self.link.kept(self.desk.owner)):
                pass  # before anything can be seen

    @property
    def unsaved(self) -> list[Desk]:
        """The carts with edits that DynamoDB has not confirmed."""
        return [desk for desk in self.desks.values() if desk.cart.queue.entries]

    @property
    def on_the_way(self) -> bool:
        """Whether edits are being sent, or about to be."""
        return any(desk.cart.queue.moving for desk in self.unsaved)

    @property
    def left_behind(self) -> str:
        """What to tell a person who quits now."""
        return words.left_behind(self.unsaved, self.person.owner_id if self.person else self.desk.owner)

    def belongs_to(self, who: "Person") -> None:
        """The cart on the desk is theirs, unless it is somebody's already."""
        if not self.desk.owner:
            self.desk.owner = who.owner_id
            self.desks = {who.owner_id: self.desk}

    def take_over_kept(self, desk: Desk, kept: Kept) -> Steps:
        """The desk has what the disk keeps of its cart."""
        before = self.prices.news
        for part in parts(kept.copy.products):
            self.prices.recall(part)
            yield
        yield from desk.furnish(kept)
        self.came(self.prices.news - before + len(kept.copy.lines))

    def came(self, count: int) -> None:
        """So many lines or products have come that were not known, all at once."""
        if count >= MANY:
            self.post_message(self.MuchStays())

    def let_go(self) -> None:
        """Carts of others that were left are forgotten, journal and all, unless more is to come of them."""
        for desk in [*self.desks.values()]:
            left = desk is not self.desk and self.person is not None and desk.owner != self.person.owner_id
            busy = desk.joining or desk.reading or desk.cart.queue.entries or (
                desk.copying or desk.owner in self._unkept)
            if left and not busy and not desk.cart.history.done and not desk.cart.history.undone:
                del self.desks[desk.owner]
                if desk.journal is not None:
                    self.link.leave(desk.journal)

    def keep_soon(self, desk: Desk, touched: set[LineKey]) -> None:
        """The last-seen copy is to follow what became known of these lines."""
        if desk.last_seen is None or not touched:
            return
        if not self._unkept:
            self.set_timer(KEEP, self.keep)
        lines = desk.cart.known.lines
        self._unkept.setdefault(desk.owner, set()).update(  # the known lines' keys: those of a page can go
            line.key if (line := lines.get(key)) else key for key in touched)

    def keep(self) -> None:
        """Bring the last-seen copies up to date; nobody waits for it."""
        for desk, keep in self._keeping():
            self.link.keep(desk, keep)

    def keep_now(self) -> None:
        """Likewise, before the editor ends; and let go of the journals."""
        for desk, keep in self._keeping():
            if desk.last_seen is not None:
                keep(desk.last_seen)
        for desk in self.desks.values():
            if desk.journal is not None:
                desk.journal.close()

    def _keeping(self) -> "list[tuple[Desk, Callable[[LastSeen], None]]]":
        unkept, self._unkept = self._unkept, {}
        return [(self.desks[owner], partial(self._keep, self.desks[owner], touched, self.clock()))
                for owner, touched in unkept.items()]

    def _keep(self, desk: Desk, touched: set[LineKey], at: float, copy: LastSeen) -> None:
        """On a thread, where nothing is changed: what is newer than `at` by then may be told as well."""
        products = self.prices.products
        copy.keep({key: desk.cart.known.lines.get(key) for key in touched},
                  [product for key in touched if (product := products.get(key.sku))], at)
