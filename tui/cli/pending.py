"""Edits that an earlier run could not finish: every command that reaches the cart sends them first."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tui import keeping
from tui.cart.cart import Attempt, Cart
from tui.cart.deliver import PAUSES, deliver
from tui.cart.ids import stamp
from tui.cart.journal import Unkept
from tui.cart.outcomes import Outcome
from tui.cart.queue import Pending
from tui.cart.rebase import Clash
from tui.cli.output import say
from tui.config import Profile
from tui.live import Live
from tui.problem import Denial, Problem
from tui.services import Person
from tui.text import plain


@contextmanager
def resumed(services: Live, person: Person) -> Iterator[Cart]:
    """The person's own cart, with what was pending sent as far as it can be now; says how that went."""
    journal = services.journal(person.owner_id)
    if isinstance(journal, Problem):
        say(f"dynacart: {plain(str(journal), 1000)}")
        yield Cart(stamp, Unkept(journal))
        return
    cart, left = Cart(stamp, journal), journal.adopt()
    try:
        if isinstance(left, Problem):
            say(f"dynacart: {plain(str(left), 1000)}")
            left = []
        undecided = _resume(cart, left, services)
        if journal.unreadable:
            say(f"{edits(journal.unreadable)} of another version stay in {journal.path}.")
        yield cart
        _tell_decided(cart, undecided)
    finally:
        journal.close()


def resume(profile: Profile) -> None:
    """Likewise for commands that do without the cart; costs nothing where nobody has edited it here."""
    services = Live(profile)
    person = services.remembered()
    if person is not None and keeping.kept(profile, person.owner_id, person.owner_id):
        with resumed(services, person):
            pass


def leave(profile: Profile, person: Person) -> None:
    """The person has signed out: what was last seen of their cart is forgotten, what is pending is kept."""
    who = person.owner_id
    if not keeping.kept(profile, who, who):
        return
    if (copy := keeping.last_seen(profile, who, who)) is not None:
        copy.forget()
    journal = keeping.journal(profile, who, who)
    if isinstance(journal, Problem):
        return
    if count := journal.waiting():
        them = "It is" if count == 1 else "They are"
        say(f"{edits(count)} not saved yet. {them} kept, and sent when {person.name} signs in again.")
    journal.close()


def send(cart: Cart, services: Live, pauses: Sequence[float] = PAUSES) -> None:
    """Send all that the cart of the signed-in person holds."""

    def write(attempt: Attempt) -> Outcome:
        return services.write("", attempt)

    deliver(cart, write, sleep=time.sleep, pauses=pauses)


def edits(count: int) -> str:
    """1 edit, 2 edits."""
    return f"{count} {'edit' if count == 1 else 'edits'}"


def _resume(cart: Cart, left: list[Pending], services: Live) -> list[Pending]:
    """Send what was left, and tell; those of which nothing is decided yet."""
    cart.restore(left)
    send(cart, services, pauses=())
    undecided = _tell_decided(cart, left)
    for key in dict.fromkeys(entry.edit.key for entry in undecided):
        held = [entry.held for entry in cart.queue.of(key)]
        if isinstance(held[0], Clash):
            say(f"{_kept(cart.queue.of(key))} met a change made elsewhere; the editor asks you what to do.")
        elif isinstance(held[0], Problem):
            say(f"{_kept(cart.queue.of(key))} cannot be sent yet: {plain(held[0].what, 500)}.")
    return undecided


def _tell_decided(cart: Cart, left: list[Pending]) -> list[Pending]:
    """Tell what became of the edits of an earlier run; those that still wait are returned."""
    decided = [entry for entry in left if not cart.queue.find(entry.edit)]
    refused = [entry for entry in decided if entry.edit.id in cart.dropped]
    if sent := sum(len(entry.ids) for entry in decided if entry not in refused):
        say(f"Sent {edits(sent)} kept from an earlier run.")
    for entry in refused:
        why = cart.dropped[entry.edit.id]
        words = plain(why.message if isinstance(why, Denial) else str(why), 1000)
        say(f"{_kept([entry])} came to nothing: {words}")
    return [entry for entry in left if entry not in decided]


def _kept(entries: list[Pending]) -> str:
    count = sum(len(entry.ids) for entry in entries)
    return f"{edits(count)} of {entries[0].edit.key.sku} kept from an earlier run"
