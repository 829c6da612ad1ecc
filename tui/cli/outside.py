"""What the cart's commands work with: the profile's services, opened for the person who is signed in."""

import argparse
from dataclasses import dataclass

from tui.cart.outcomes import Denied, Unavailable
from tui.cli import profile_of
from tui.cli.output import denied, fail
from tui.problem import Problem
from tui.services import Live, Person


@dataclass(frozen=True, slots=True)
class Outside:
    """The services, and who is signed in."""

    services: Live
    person: Person


def open_outside(args: argparse.Namespace) -> Outside | int:
    """Open what `--config` and `--profile` choose, or tell why not and answer the exit code."""
    profile = profile_of(args)
    if isinstance(profile, Problem):
        return fail(profile, as_json=args.json)
    services = Live(profile)
    person = services.open()
    return fail(person, as_json=args.json) if isinstance(person, Problem) else Outside(services, person)


def tell(outcome: Denied | Unavailable, *, as_json: bool) -> int:
    """Tell why something could not be done; returns the exit code."""
    if isinstance(outcome, Denied):
        return denied(outcome.denial, as_json=as_json)
    return fail(outcome.problem, as_json=as_json)
