"""`--cost`: what a run consumed of DynamoDB, told on stderr once it has ended, however it has."""

import argparse

from tui.cli.output import say
from tui.dynamo.cost import Consumed, Meter
from tui.live import Live


def counted(args: argparse.Namespace) -> int:
    """Run the command that the arguments name; its exit code."""
    Live.meter = meter = Meter()
    try:
        return int(args.run(args))
    finally:
        Live.meter = None
        say(f"Consumed: {_words(meter.reads, 'read')}; {_words(meter.writes, 'write')}.")


def _words(consumed: Consumed, kind: str) -> str:
    """1.5 read units by 2 requests."""
    told = f"{consumed.units:g} {kind} unit{'' if consumed.units == 1 else 's'}"
    words = f"{told} by {consumed.requests} request{'' if consumed.requests == 1 else 's'}"
    untold = consumed.requests - consumed.told
    return f"{words}, {untold} of which told nothing" if untold else words
