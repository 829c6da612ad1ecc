"""What the cart's screen asks of the outside, and when it asks again."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message
from textual.timer import Timer

from tui.cart.intents import Stamp
from tui.cart.model import LineKey
from tui.problem import Kind, Problem
from tui.screens.cart_kept import CartKept
from tui.slices import Steps, parts

if TYPE_CHECKING:
    from tui.services import Services

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


class CartAsks(CartKept):
    """A cart that is read, sent, and both again where it did not get through."""

    @dataclass(eq=False, repr=False)
    class SignInWanted(Message):
        """Nobody is signed in, or no longer: the app is to put up the sign-in."""

    def __init__(self, services: "Services", *, profile_name: str, stamp: Callable[[], Stamp],
                 clock: Callable[[], float], owner: str = "") -> None:
        super().__init__(services, profile_name=profile_name, stamp=stamp, clock=clock, owner=owner)
        self._quiet: Timer | None = None
        self._retry: Timer | None = None
        self._attempts = 0
        self._read_at = self._pressed_at = clock()

    def on_mount(self) -> None:
        """Look at the clock now and then."""
        self.set_interval(RENEW_CHECK, self.renew_if_due)
        self.set_interval(REFRESH_CHECK, self.refresh_if_active)

    def refresh_if_active(self) -> None:
        """Read the cart again, unasked, if somebody is there and it has not been read for a while."""
        now, desk = self.clock(), self.desk
        due = now - self._read_at >= REFRESH * desk.pages and now - self._pressed_at <= ACTIVE
        if due and desk.read and not desk.reading and self.person is not None:
            self.touch(desk.adopt())
            self._read(quiet=True)
            self.link.write(desk)

    def renew_if_due(self) -> None:
        """Look at the clock; no request unless the credentials end soon."""
        if self.person is not None and self.person.expires_at - self.clock() < RENEW_AHEAD:
            self.link.renew()

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
        """Show what is known anew, then read it again and retry what waits; sign in where nobody is."""
        if self.person is None:
            self.link.open()
            return
        if not self.desk.journal:
            self.link.rejoin(self.desk)
        if touched := self.desk.adopt() | self.desk.cart.known.acknowledge_all():
            self.touch(touched)
        self.call_later(self._ask_anew)

    def _ask_anew(self) -> None:
        """A turn later, between which and the key others may come."""
        self.prices.forget()
        self._retry_now()
        if not self.desk.waited_for:
            self._read()
        self.paint_bars()

    def _read(self, *, quiet: bool = False) -> None:
        """Read the cart on the desk; one that is not furnished yet is read as soon as it is."""
        if self.desk.furnished:
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
