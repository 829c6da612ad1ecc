"""How the cart's screen deals with the outside: what it asks for, what comes back, when to ask again."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events, on
from textual.message import Message
from textual.timer import Timer

from tui.cart.cart import Cart
from tui.cart.intents import Stamp
from tui.cart.model import CART, LISTS, LineKey
from tui.cart.outcomes import Unavailable
from tui.problem import Kind, Problem
from tui.screens import cart_words as words
from tui.screens.cart_desk import Desk
from tui.screens.cart_kept import CartKept
from tui.screens.cart_link import Opened, PageRead, Priced, Renewed, Stuck, Written
from tui.screens.cart_tally import Tally
from tui.slices import Steps, parts

if TYPE_CHECKING:
    from tui.services import Person, Services

QUIET = 0.2
"""Seconds without another change of a quantity after which changes are sent, as one; 0 sends each at once."""
RETRIES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Seconds, at the most, before each further attempt to do what waits; the last one repeats. Each pause is a
random part of it, so that editors which failed together do not come back together (full jitter)."""
REFRESH = 30.0
"""Seconds a page of the cart before it is read again by itself, and on focus: at most 256 units of read
capacity (1 MB) each time, which for an ordinary cart is one unit."""
REFRESH_CHECK = 5.0
"""Seconds between two looks at whether it is time for that."""
ACTIVE = 300.0
"""Seconds without a key after which the cart is no longer read by itself."""
RENEW_CHECK = 60.0
"""Seconds between two looks at how long the credentials last."""
RENEW_AHEAD = 900.0
"""Seconds before their end from which on services are asked to renew them; they know when it is time."""


class CartFlow(CartKept):
    """A cart that is read, written and kept in step with DynamoDB."""

    @dataclass(eq=False, repr=False)
    class SignInWanted(Message):
        """Nobody is signed in, or no longer: the app is to put up the sign-in."""

    @dataclass(eq=False, repr=False)
    class AllSent(Message):
        """No edit of any cart is on its way any more, or can go."""

    def __init__(self, services: "Services", *, profile_name: str, stamp: Callable[[], Stamp],
                 clock: Callable[[], float], owner: str = "") -> None:
        super().__init__(services, profile_name=profile_name, stamp=stamp, clock=clock, owner=owner)
        self._quiet: Timer | None = None
        self._retry: Timer | None = None
        self._attempts = 0
        self._read_at = self._pressed_at = clock()

    def on_mount(self) -> None:
        """First the frame, then the outside."""
        self.set_interval(RENEW_CHECK, self.renew_if_due)
        self.set_interval(REFRESH_CHECK, self.refresh_if_active)
        self.call_after_refresh(self.link.open)
        if self.desk.known:
            self.paint_all()
            self.work.finish()  # before anything can be seen

    def on_key(self, event: events.Key) -> None:
        """Somebody is there; and a key that comes through here was pressed with the cart on the screen."""
        self._pressed_at = self.clock()
        event.set_sender(self)

    def on_app_focus(self) -> None:
        """Somebody comes back to this terminal, perhaps from another one."""
        self._pressed_at = self.clock()
        self.refresh_if_active()

    def refresh_if_active(self) -> None:
        """Read the cart again, unasked, if somebody is there and it has not been read for a while."""
        now, desk = self.clock(), self.desk
        due = now - self._read_at >= REFRESH * desk.pages and now - self._pressed_at <= ACTIVE
        if due and desk.read and not desk.reading and self.person is not None:
            self.touch(desk.adopt())
            self._read(quiet=True)
            self.link.write(desk)

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
        taken = self.desk.adopt() if self.desk.journal else self.link.rejoin(self.desk)
        if touched := taken | self.desk.cart.known.acknowledge_all():
            self.touch(touched)
        self._retry_now()
        if not self.desk.waited_for:
            self._read()

    def sit_at(self, owner: str) -> None:
        """Put the cart of `owner` on the desk, and read it."""
        if owner != self.desk.owner:
            self.let_go(self.desk)
        known = self.desks.get(owner)
        self.desk = self.desks[owner] = known or Desk(owner, Cart(self.stamp))
        if not known:
            self.prices.recall(self.link.furnish(self.desk))
            self.link.write(self.desk)
        self.list_name, self.said = CART, ("", "")
        self.cursors.clear()
        self.table.show_lines([], None)
        self.tally = Tally()
        self._read()
        self.paint_all()

    def signed_in(self, who: "Person | None") -> None:
        """Someone is signed in now: carry on where things stood. None: they would not."""
        if who is None:
            if self.person is None:
                self.desk.trouble = Problem(Kind.SIGN_IN, "You are not signed in")
            self.say(f"not signed in; {self.key('reload')} signs in", "warning")
            self.paint_all()
            return
        self.person, self.sign_in_trouble = who, None
        if self.desk.cart.journal is None:
            self.furnish(self.desk, who)
        if left := len(self.desk.left):
            self.say(f"sending {words.many(left, 'edit')} kept from an earlier run")
        if not self.desk.read and not self.desk.reading:
            self._read()
        self._retry_now()
        self.paint_bars()

    def renew_if_due(self) -> None:
        """Look at the clock; no request unless the credentials end soon."""
        if self.person is not None and self.person.expires_at - self.clock() < RENEW_AHEAD:
            self.link.renew()

    @on(Opened)
    def _opened(self, event: Opened) -> None:
        who = event.who
        if not isinstance(who, Problem):
            self.signed_in(who)
        elif who.kind is Kind.SIGN_IN:
            self.post_message(self.SignInWanted())
        else:
            self.desk.missed(who)
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
        if (more := event.desk.rest(event.number, event.page)) is not None:
            self.link.read(event.desk, event.number, more)
        self.work.add(self._take_over_page(event))

    def _take_over_page(self, event: PageRead) -> Steps:
        """Take over a page, part by part; then show what came of it."""
        desk, first = event.desk, not event.desk.read
        touched: set[LineKey] = set()
        for part in desk.take(event.number, event.page):
            touched |= part
            self.keep_soon(desk, part)
            if desk is self.desk:
                yield from self.reckon([*part])
        self._read_at = self.clock()
        yield from self._price([*touched])
        if isinstance(event.page, Unavailable):
            self._stopped(event.page.problem)
        if desk is not self.desk:
            return
        if first or not touched or len(touched) > self.table.page:
            yield
            self.paint_lines()
            yield
            self.paint_bars()
        else:
            self.touch(touched)
        if gone := desk.cart.known.take_gone():
            self.say(words.vanished(gone, self.prices.name), "warning")

    @on(Written)
    def _written(self, event: Written) -> None:
        touched = event.desk.settle(event.edit, event.outcome)
        self.keep_soon(event.desk, touched)
        if event.desk is self.desk:
            self.touch(touched)
        if isinstance(event.outcome, Unavailable):
            self._stopped(event.outcome.problem)
        elif self._attempts:
            self._answered_again()
        if sent := event.desk.sent():
            self.say(f"sent {words.many(sent, 'edit')} kept from an earlier run")
        if self._quiet is None:
            self.link.write(event.desk)
        if not self.on_the_way:
            self.post_message(self.AllSent())

    @on(Stuck)
    def _stuck(self, event: Stuck) -> None:
        self.paint_all()
        self._stopped(event.problem)

    @on(Priced)
    def _priced(self, event: Priced) -> None:
        self.work.add(self._take_over_prices(event))
        if isinstance(event.answer, Unavailable):
            self._stopped(event.answer.problem)

    def _take_over_prices(self, event: Priced) -> Steps:
        """And what the lines of these products come to now."""
        for part in self.prices.take(event.skus, event.answer):
            both = (LineKey(name, sku) for sku in part for name in LISTS)
            lines = [key for key in both if self.desk.cart.line(key)]
            self.keep_soon(self.desk, set(lines))
            yield from self.reckon(lines)
        yield
        self.paint_lines()
        yield
        self.paint_bars()

    def _read(self, *, quiet: bool = False) -> None:
        self.link.read(self.desk, self.desk.begin(quiet=quiet))

    def _price(self, keys: Sequence[LineKey]) -> Steps:
        """Ask for the prices of lines that nobody has asked for."""
        wanted: set[str] = set()
        for part in parts(keys):
            wanted |= self.prices.missing(key.sku for key in part)
            yield
        if wanted:
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
            delay = RETRIES[min(self._attempts, len(RETRIES) - 1)] * random.random()  # noqa: S311
            self._attempts += 1
            self._retry = self.set_timer(delay, self._retry_now)

    def _answered_again(self) -> None:
        """What waits goes soon, though not at once: throttled edits must not come back all together."""
        self._attempts = 0
        if self._retry is not None:
            self._retry.stop()
            self._retry = self.set_timer(RETRIES[0] * random.random(), self._retry_now)  # noqa: S311

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
        if (isinstance(self.desk.trouble, Problem) or self.desk.stale) and not self.desk.reading:
            self._read()
        self.work.add(self._price(self.desk.cart.shown.keys(self.list_name)))
