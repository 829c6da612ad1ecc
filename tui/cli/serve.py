"""`dynacart serve`: the editor in a browser on this machine."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tui.config import Profile


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `serve`."""
    parser = subparsers.add_parser(
        "serve", help="offer the editor to a browser on this machine",
        description="Serves the editor on loopback, and prints the address to open in a browser. Whoever "
                    "knows the address acts as you: do not pass it on. Ctrl+C stops it.")
    parser.add_argument("--port", type=port, default=0, metavar="N",
                        help="serve on port N (default: any free one)")
    parser.add_argument("--tab", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=run, lasts=True)


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted; exits 0 when stopped, 2 when it cannot start."""
    from importlib.util import find_spec

    from tui.cli import config_of
    from tui.cli.output import fail
    from tui.config import load
    from tui.problem import Kind, Problem

    config = config_of(args)
    profile = load(config, args.profile)
    if isinstance(profile, Problem):
        return fail(profile)
    if args.tab:
        from tui.cli.editor import open_editor

        return open_editor(profile, owner=args.owner, mouse=args.mouse, theme=args.theme, tab=True)
    if not find_spec("textual_serve"):
        todo = "Run: pip install 'dynacart[web]'"
        return fail(Problem(Kind.USAGE, "The editor in a browser is not installed", todo=todo))
    return _serve(args, config, profile)


def _serve(args: argparse.Namespace, config: "Path", profile: "Profile") -> int:
    import asyncio
    import os

    from tui.cli.ourselves import command, search_path
    from tui.cli.output import OK, data, fail, flush, say
    from tui.look import unknown
    from tui.problem import Problem
    from tui.web.server import bind, serve

    def announce(address: str) -> None:
        data(address)
        flush()
        say("Open this address in a browser on this machine. It is for you alone. Ctrl+C ends it.")

    if problem := unknown(args.theme or profile.theme, profile.themes):
        return fail(problem)
    listener = bind(args.port)
    if isinstance(listener, Problem):
        return fail(listener)
    os.environ["PYTHONPATH"] = search_path()
    words = command(f"--owner={args.owner}", f"--config={config}", f"--profile={profile.name}",
                    f"--theme={args.theme}", *([] if args.mouse else ["--no-mouse"]), "serve", "--tab")
    asyncio.run(serve(listener, words, announce))
    return OK


def port(text: str) -> int:
    """A port, for argparse."""
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("must be between 0 and 65535")
    return number
