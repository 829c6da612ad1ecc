"""`dynacart sandbox`: AWS and an identity provider on this machine, and deciding about its sign-ins."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.problem import Problem


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `sandbox`, `sandbox approve CODE --as PERSON` and `sandbox deny CODE`."""
    parser = subparsers.add_parser(
        "sandbox", help="run AWS and an identity provider on this machine",
        description="Serves DynamoDB, STS and an identity provider on loopback, and prints one line of JSON "
                    "once they answer. Ctrl+C stops it.")
    parser.add_argument("--port", type=port, default=0, metavar="N",
                        help="serve AWS on port N and the identity provider on N+1 (default: free ports)")
    parser.add_argument("--data-dir", default="", metavar="DIR",
                        help="keep carts, sign-ins and ports in DIR (default: a folder that vanishes)")
    parser.add_argument("--latency", type=milliseconds, default=0, metavar="MS",
                        help="delay every answer of AWS by MS milliseconds")
    parser.add_argument("--approve", default="", metavar="PERSON",
                        help="approve every sign-in as PERSON, without asking")
    parser.add_argument("--products", type=products, default=0, metavar="N",
                        help="put N made-up products into the catalog, beside those of the shop")
    parser.add_argument("--people", type=people, default=0, metavar="N",
                        help="let N made-up people sign in, too: person-00001 and so on")
    parser.add_argument("--stop-with-stdin", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=run, lasts=True)
    decisions = parser.add_subparsers(metavar="[approve | deny]", title="decisions")
    which = "The sandbox is that of --config; without it, the newest that was started without --data-dir."
    approve = decisions.add_parser(
        "approve", help="approve a sign-in of the running sandbox", description=which)
    approve.add_argument("--as", dest="person", required=True, metavar="PERSON", help="who signs in")
    deny = decisions.add_parser("deny", help="deny a sign-in of the running sandbox", description=which)
    for decision in (approve, deny):
        decision.add_argument("code", metavar="CODE", help="the code that the terminal shows")
        decision.set_defaults(run=decide)
    deny.set_defaults(person=None)


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted; exits 0 when stopped, 2 when it cannot start."""
    from pathlib import Path

    from tui.cli.output import OK, data_json, fail, flush, say

    if missing := extra_missing():
        return fail(missing)
    from tui.sandbox.run import Options, Ready
    from tui.sandbox.run import run as serve

    def announce(ready: Ready) -> None:
        data_json(ready)
        flush()
        say(f"The sandbox is ready. In another terminal: dynacart --config {ready['config']}")

    say("Starting the sandbox ...")
    problem = serve(Options(
        port=args.port,
        data_dir=Path(args.data_dir) if args.data_dir else None,
        latency_ms=args.latency,
        products=args.products,
        people=args.people,
        approve=args.approve,
        stop_with_stdin=args.stop_with_stdin,
    ), announce)
    return fail(problem) if problem else OK


def decide(args: argparse.Namespace) -> int:
    """Approve or deny one sign-in; exits 3 when no such code waits, 6 when no sandbox answers.

    The sandbox is the one of `--config` (or DYNACART_CONFIG); without it the newest that was started without
    `--data-dir`.
    """
    import os

    from tui.cli.output import OK, fail, say
    from tui.problem import Problem
    from tui.sandbox.running import find

    sandbox = find(args.config or os.environ.get("DYNACART_CONFIG", ""))
    if isinstance(sandbox, Problem):
        return fail(sandbox)
    problem = sandbox.deny(args.code) if args.person is None else sandbox.approve(args.code, args.person)
    if problem:
        return fail(problem)
    say("Denied." if args.person is None else f"Approved as {args.person}.")
    return OK


def extra_missing() -> "Problem | None":
    """What to install where the sandbox's own dependencies are not there."""
    from importlib.util import find_spec

    from tui.problem import Kind, Problem

    if all(find_spec(name) for name in ("ministack", "hypercorn", "flask")):
        return None
    return Problem(Kind.USAGE, "The sandbox is not installed", todo="Run: pip install 'dynacart[sandbox]'")


def port(text: str) -> int:
    """A port whose successor is one too, for argparse."""
    number = int(text)
    if not 0 <= number < 65535:
        raise argparse.ArgumentTypeError("must be between 0 and 65534")
    return number


def products(text: str) -> int:
    """A number of products, for argparse."""
    number = int(text)
    if not 0 <= number <= 50_000:
        raise argparse.ArgumentTypeError("must be between 0 and 50000")
    return number


def people(text: str) -> int:
    """A number of people, for argparse."""
    number = int(text)
    if not 0 <= number <= 10_000:
        raise argparse.ArgumentTypeError("must be between 0 and 10000")
    return number


def milliseconds(text: str) -> int:
    """A delay of up to a minute, for argparse."""
    delay = int(text)
    if not 0 <= delay <= 60_000:
        raise argparse.ArgumentTypeError("must be between 0 and 60000")
    return delay
