"""What the outside answers the cart's screen, and what comes of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events, on
from textual.message import Message

from tui.cart.cart import Cart
from tui.cart.model import CART, LISTS, LineKey
from tui.cart.outcomes import Unavailable
from tui.problem import Kind, Problem
from tui.screens import cart_words as words
from tui.screens.ahead import get_ready
from tui.screens.cart_asks import CartAsks
from tui.screens.cart_desk import Desk
from tui.screens.cart_link import (
    Copied,
    Furnished,
    Joined,
    Opened,
    PageRead,
    Priced,
    Renewed,
    Stuck,
    Written,
)
from tui.screens.cart_tally import Tally
from tui.slices import Steps

if TYPE_CHECKING:
    from tui.services import Person


class CartFlow(CartAsks):
    """A cart that is kept in step with DynamoDB."""

    @dataclass(eq=False, repr=False)
    class AllSent(Message):
        """No edit of any cart is on its way any more, or can go."""

    def on_mount(self) -> None:
        """First the frame, then the outside."""
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

    def sit_at(self, owner: str) -> None:
        """Put the cart of `owner` on the desk, and read it."""
        if owner not in self.desks:
            self.desks[owner] = Desk(owner, Cart(self.stamp))
            self.link.furnish(self.desks[owner])
        self.desk = self.desks[owner]
        self.let_go()
        self.list_name, self.said = CART, ("", "")
        self.all_lines()
        self.cursors.clear()
        self.table.show_lines([], None)
        self.tally = Tally()
        self.call_later(self._seated)

    def _seated(self) -> None:
        """A turn later, between which and the key others may come."""
        if not self.desk.waited_for:
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
        self.belongs_to(who)
        if not self.desk.furnished:
            self.link.furnish(self.desk)
        self._tell_left()
        if not self.desk.read and not self.desk.reading:
            self._read()
        self._retry_now()
        self.paint_bars()

    @on(Furnished)
    def _furnished(self, event: Furnished) -> None:
        self.work.add(self._take_over_kept(event))

    def _take_over_kept(self, event: Furnished) -> Steps:
        """Then the cart can be read, and what is left of an earlier run goes."""
        desk = event.desk
        yield from self.take_over_kept(desk, event.kept)
        self.link.write(desk)
        if desk is self.desk:
            self._read()
            yield
            self.paint_all()
            self._tell_left()
        else:
            self.let_go()

    @on(Copied)
    def _copied(self, event: Copied) -> None:
        event.desk.copying -= 1
        self.let_go()

    def _tell_left(self) -> None:
        if left := len(self.desk.left):
            self.say(f"sending {words.many(left, 'edit')} kept from an earlier run")

    @on(Joined)
    def _joined(self, event: Joined) -> None:
        touched = event.desk.join(event.kept)
        self.link.write(event.desk)
        if event.desk is self.desk:
            self.touch(touched)

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
        desk, first, before = event.desk, not event.desk.read, event.desk.cart.known.news
        touched: set[LineKey] = set()
        for part in desk.take(event.number, event.page):
            touched |= part
            self.keep_soon(desk, part)
            if desk is self.desk:
                yield from self.reckon([*part])
        self.came(desk.cart.known.news - before)
        self._read_at = self.clock()
        yield from self._price([*touched])
        if isinstance(event.page, Unavailable):
            self._stopped(event.page.problem)
        if desk is not self.desk:
            self.let_go()
            return
        if first:
            self.call_after_refresh(get_ready)
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
        before = self.prices.news
        for part in self.prices.take(event.skus, event.answer):
            both = (LineKey(name, sku) for sku in part for name in LISTS)
            lines = [line.key for key in both if (line := self.desk.cart.line(key))]
            self.keep_soon(self.desk, set(lines))
            yield from self.reckon(lines)
        self.came(self.prices.news - before)
        yield
        self.paint_lines()
        yield
        self.paint_bars()
