"""What the cart's commands work with: the profile's services, opened for the person who is signed in."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from tui.cart.cart import Cart
from tui.cart.outcomes import Denied, Unavailable
from tui.cli import profile_of
from tui.cli.output import denied, fail
from tui.cli.pending import resumed
from tui.live import Live
from tui.problem import Problem
from tui.record import record
from tui.services import Person


@record
class Outside:
    """The services, who is signed in, and their own cart, which knows of no line yet."""

    services: Live
    person: Person
    cart: Cart


@contextmanager
def outside(args: argparse.Namespace) -> Iterator[Outside | int]:
    """What `--config` and `--profile` choose, or the exit code after telling why not.

    Edits that an earlier run has left are sent first, and how that went is told.
    """
    profile = profile_of(args)
    if isinstance(profile, Problem):
        yield fail(profile, as_json=args.json)
        return
    services = Live(profile)
    person = services.open()
    if isinstance(person, Problem):
        yield fail(person, as_json=args.json)
        return
    with resumed(services, person) as cart:
        yield Outside(services, person, cart)


def tell(outcome: Denied | Unavailable, *, as_json: bool) -> int:
    """Tell why something could not be done; returns the exit code."""
    if isinstance(outcome, Denied):
        return denied(outcome.denial, as_json=as_json)
    return fail(outcome.problem, as_json=as_json)
