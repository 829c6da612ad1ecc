"""How the cart's screen deals with the outside: what it asks for, what comes back, when to ask again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message
from textual.timer import Timer

from tui.cart.cart import Cart
from tui.cart.intents import Stamp
from tui.cart.model import CART
from tui.cart.outcomes import Denied, Listed, Unavailable
from tui.problem import Kind, Problem
from tui.screens import cart_words as words
from tui.screens.cart_desk import Desk
from tui.screens.cart_link import CatalogCame, Link, Opened, PageRead, Priced, Renewed, Written
from tui.screens.cart_view import CartView

if TYPE_CHECKING:
    from tui.services import Person, Services

QUIET = 0.2
"""Seconds without another change of a quantity after which changes are sent, as one; 0 sends each at once."""
RETRIES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Seconds before each further attempt to do what waits; the last one repeats."""
RENEW_CHECK = 60.0
"""Seconds between two looks at how long the credentials last."""
RENEW_AHEAD = 600.0
"""Seconds before their end from which on services are asked to renew them."""


class CartFlow(CartView):
    """A cart that is read, written and kept in step with DynamoDB."""

    @dataclass
    class SignInWanted(Message):
        """Nobody is signed in, or no longer: the app is to put up the sign-in."""

    @dataclass
    class AllSaved(Message):
        """No edit of any cart waits any more."""

    def __init__(self, services: "Services", *, profile_name: str, stamp: Callable[[], Stamp],
                 clock: Callable[[], float], owner: str = "") -> None:
        super().__init__(profile_name=profile_name, stamp=stamp, owner=owner)
        self.link = Link(self, services)
        self._clock = clock
        self._desks = {owner: self.desk}
        self._quiet: Timer | None = None
        self._retry: Timer | None = None
        self._attempts = 0

    @property
    def unsaved(self) -> list[Desk]:
        """The carts with edits that DynamoDB has not confirmed."""
        return [desk for desk in self._desks.values() if desk.cart.queue.entries]

    def on_mount(self) -> None:
        """First the frame, then the outside."""
        self.set_interval(RENEW_CHECK, self.renew_if_due)
        self.call_after_refresh(self.link.open)

    def send(self, *, soon: bool = False) -> None:
        """Send at once what may go; of a burst of changes only the first goes at once."""
        if not soon or not QUIET:
            self.link.write(self.desk)
        elif self._quiet is None:
            self.link.write(self.desk)
            self._quiet = self.set_timer(QUIET, self._calm)
        else:
            self._quiet.reset()

    def reload(self) -> None:
        """Read again what is on the screen, and retry what waits; sign in where nobody is."""
        if self.person is None:
            self.link.open()
            return
        self.prices.forget()
        self._retry_now()
        if not self.desk.reading:
            self._read()
        if self.catalog is not None:
            self.link.catalog()

    def sit_at(self, owner: str) -> None:
        """Put the cart of `owner` on the desk, and read it."""
        known = self._desks.get(owner)
        self.desk = self._desks[owner] = known or Desk(owner, Cart(self.stamp))
        self.list_name, self.said = CART, ("", "")
        self.cursors.clear()
        self.table.show_lines([], None)
        self._read()
        self.paint_all()

    def signed_in(self, who: "Person | None") -> None:
        """Someone is signed in now: carry on where things stood. None: they would not."""
        if who is None:
            if self.person is None:
                self.desk.trouble = Problem(Kind.SIGN_IN, "You are not signed in")
            self.say("not signed in; r signs in", "warning")
            self.paint_all()
            return
        self.person, self.sign_in_trouble = who, None
        if not self.desk.owner:
            self._desks[who.owner_id] = self._desks.pop("")
            self.desk.owner = who.owner_id
        if not self.desk.read and not self.desk.reading:
            self._read()
        self._retry_now()
        self.paint_bars()

    def renew_if_due(self) -> None:
        """Look at the clock; no request unless the credentials end soon."""
        if self.person is not None and self.person.expires_at - self._clock() < RENEW_AHEAD:
            self.link.renew()

    @on(Opened)
    def _opened(self, event: Opened) -> None:
        who = event.who
        if not isinstance(who, Problem):
            self.signed_in(who)
        elif who.kind is Kind.SIGN_IN:
            self.post_message(self.SignInWanted())
        else:
            self.desk.trouble = who
            self._retry_later(who)
            self.paint_all()

    @on(Renewed)
    def _renewed(self, event: Renewed) -> None:
        who = event.who
        if not isinstance(who, Problem):
            self.person, self.sign_in_trouble = who, None
        elif who.kind is Kind.SIGN_IN:
            self.post_message(self.SignInWanted())
        else:
            self.sign_in_trouble = who
        self.paint_bars()

    @on(PageRead)
    def _page_came(self, event: PageRead) -> None:
        first, current = not event.desk.read, event.desk is self.desk
        touched, more = event.desk.take(event.number, event.page)
        if more is not None:
            self.link.read(event.desk, event.number, more)
        if isinstance(event.page, Unavailable):
            self._stopped(event.page.problem)
            if event.desk.read and current:
                self.say(f"the cart could not be read again: {event.page.problem.what}", "warning")
        self._price(key.sku for key in touched)
        if not current:
            return
        if first or not touched or len(touched) > self.table.page:
            self.paint_all()
        else:
            self.touch(touched)

    @on(Written)
    def _written(self, event: Written) -> None:
        touched = event.desk.settle(event.edit, event.outcome)
        if event.desk is self.desk:
            self.touch(touched)
        if isinstance(event.outcome, Unavailable):
            self._stopped(event.outcome.problem)
        elif self._attempts:
            self._attempts = 0
            self._retry_now()
        if self._quiet is None:
            self.link.write(event.desk)
        if not self.unsaved:
            self.post_message(self.AllSaved())

    @on(Priced)
    def _priced(self, event: Priced) -> None:
        self.prices.take(event.skus, event.answer)
        if isinstance(event.answer, Unavailable):
            self._stopped(event.answer.problem)
        self.paint_all()

    @on(CatalogCame)
    def _catalog_came(self, event: CatalogCame) -> None:
        if self.catalog is None:
            return
        match event.answer:
            case Listed(products):
                self.prices.learn(products)
                self.catalog.stock(products)
                self.paint_all()
            case Denied(denial):
                self.catalog.say(f"IAM does not let you read the catalog: {words.reason(denial)}.")
            case Unavailable(problem):
                self.catalog.say(f"{words.reason(problem)}. {problem.todo}")
                self._stopped(problem)

    def _read(self) -> None:
        self.link.read(self.desk, self.desk.begin())

    def _price(self, skus: Iterable[str]) -> None:
        if wanted := self.prices.missing(skus):
            self.link.price(wanted)

    def _calm(self) -> None:
        self._quiet = None
        for desk in self.unsaved:
            self.link.write(desk)

    def _stopped(self, problem: Problem) -> None:
        """Something did not get through: sign in, or try again later."""
        if problem.kind is Kind.SIGN_IN:
            self.post_message(self.SignInWanted())
        else:
            self._retry_later(problem)

    def _retry_later(self, problem: Problem) -> None:
        if problem.kind is Kind.UNAVAILABLE and self._retry is None:
            delay = RETRIES[min(self._attempts, len(RETRIES) - 1)]
            self._attempts += 1
            self._retry = self.set_timer(delay, self._retry_now)

    def _retry_now(self) -> None:
        """Do again all that did not get through."""
        if self._retry is not None:
            self._retry.stop()
            self._retry = None
        if self.person is None:
            self.link.open()
            return
        for desk in self.unsaved:
            touched = desk.cart.retry()
            if desk is self.desk:
                self.touch(touched)
            self.link.write(desk)
        if isinstance(self.desk.trouble, Problem) and not self.desk.reading:
            self._read()
        self._price(line.key.sku for line in self.desk.cart.lines(self.list_name))
