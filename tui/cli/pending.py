"""Edits that an earlier run could not finish: every command that reaches the cart sends them first."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tui import keeping
from tui.cart.cart import Attempt, Cart
from tui.cart.deliver import PAUSES, deliver
from tui.cart.edits import keys
from tui.cart.ids import stamp
from tui.cart.journal import Journal, Unkept
from tui.cart.outcomes import Outcome
from tui.cart.queue import Pending
from tui.cart.rebase import Clash
from tui.cli.output import say
from tui.config import Profile
from tui.problem import Denial, Problem
from tui.services import Live, Person
from tui.text import plain


@contextmanager
def resumed(services: Live, person: Person) -> Iterator[Cart]:
    """The person's own cart, with what was pending sent as far as it can be now; says how that went."""
    journal = services.journal(person.owner_id)
    if isinstance(journal, Problem):
        say(f"dynacart: {plain(str(journal), 1000)}")
        yield Cart(stamp, Unkept(journal))
        return
    try:
        yield _resume(Cart(stamp, journal), journal, services)
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


def _resume(cart: Cart, journal: Journal, services: Live) -> Cart:
    left = journal.adopt()
    if isinstance(left, Problem):
        say(f"dynacart: {plain(str(left), 1000)}")
    elif left:
        _send(cart, left, services)
    if journal.unreadable:
        say(f"{journal.unreadable} pending edits in {journal.path} are of another version and stay there.")
    return cart


def _send(cart: Cart, left: list[Pending], services: Live) -> None:
    cart.restore(left)
    send(cart, services, pauses=())
    refused = [entry for entry in left if not cart.queue.find(entry.edit)
               and any(cart.failure(key) for key in keys(entry.edit))]
    sent = sum(len(entry.ids) for entry in left if not cart.queue.find(entry.edit) and entry not in refused)
    if sent:
        say(f"Sent {edits(sent)} kept from an earlier run.")
    for entry in refused:
        why = cart.failure(entry.edit.key)
        words = plain(why.message if isinstance(why, Denial) else str(why), 1000)
        say(f"{_kept(entry)} came to nothing: {words}")
    for held in cart.queue.entries:
        if isinstance(held.held, Clash):
            say(f"{_kept(*cart.queue.of(held.edit.key))} met a change made elsewhere; "
                "the editor asks you what to do.")
        elif isinstance(held.held, Problem):
            say(f"{_kept(*cart.queue.of(held.edit.key))} cannot be sent yet: {plain(held.held.what, 500)}.")


def _kept(*entries: Pending) -> str:
    count = sum(len(entry.ids) for entry in entries)
    return f"{edits(count)} of {entries[0].edit.key.sku} kept from an earlier run"
