"""The command line: which command is meant, and nothing heavier imported than that command needs."""

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tui import __version__
from tui.cli.output import fail, flush, prepare, say
from tui.config import Profile, default_path, load
from tui.problem import Kind, Problem

GROUPS = {
    "demo": ("demo",),
    "sandbox": ("sandbox",),
    "serve": ("serve",),
    "session": ("login", "logout", "whoami", "credentials"),
    "cart": ("list", "add", "set", "remove", "move", "note"),
    "files": ("import", "export"),
    "catalog": ("catalog",),
    "permissions": ("permissions",),
    "aws_side": ("template", "policy", "configure"),
    "doctor": ("doctor",),
    "shell": ("completion", "man"),
}
"""Modules of this package that register commands by `add_parser(subparsers)`, in the order of the help, and
the commands that each registers: only what is asked for is imported."""
_WITH_VALUE = ("--owner", "--profile", "--config", "--theme")
_WITHOUT = ("--no-mouse", "--cost")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (see `tui.problem.Kind`)."""
    prepare()
    try:
        words = sys.argv[1:] if argv is None else list(argv)
        args = parser(_groups_of(words)).parse_args(words)
        if args.lasts:
            gc.enable()
        return _counted(args) if args.cost else int(args.run(args))
    except KeyboardInterrupt:
        say("")
        return int(Kind.INTERRUPTED)
    except Exception as error:
        if os.environ.get("DYNACART_DEBUG"):
            raise
        where = type(error).__name__
        return fail(Problem(Kind.BUG, "This is a bug in dynacart", where, "DYNACART_DEBUG=1 shows where."))
    finally:
        flush()


def profile_of(args: argparse.Namespace) -> Profile | Problem:
    """The profile that `--config` and `--profile` choose.

    Where nothing is configured yet and a sandbox is running, its profile: so that a second terminal works
    beside the demo with nothing to set up.
    """
    return load(config_of(args), args.profile)


def config_of(args: argparse.Namespace) -> Path:
    """The configuration file that `--config` chooses, or what takes its place."""
    path = Path(args.config) if args.config else default_path()
    if not args.config and not os.environ.get("DYNACART_CONFIG") and not path.exists():
        path = _running_sandbox() or path
    return path


def _running_sandbox() -> Path | None:
    from tui.sandbox.folder import CONFIG
    from tui.sandbox.running import newest

    folder = newest()
    if folder:
        say(f"Nothing is configured; using the sandbox that is running in {folder}.")
    return folder and folder / CONFIG


def _groups_of(words: Sequence[str]) -> Iterable[str]:
    """The modules that this command line can mean: none for the editor, all where it is not plain."""
    following = iter(words)
    for word in following:
        if word in _WITH_VALUE:
            next(following, None)
        elif not word.startswith("-"):
            return [group for group, commands in GROUPS.items() if word in commands] or GROUPS
        elif word not in _WITHOUT and not word.startswith(tuple(f"{option}=" for option in _WITH_VALUE)):
            return GROUPS
    return ()


def parser(groups: Iterable[str] = GROUPS) -> argparse.ArgumentParser:
    """What reads a command line, with the commands of these groups."""
    parser = argparse.ArgumentParser(
        prog="dynacart",
        description="A shopping cart in the terminal that talks straight to DynamoDB. "
                    "Without a command, opens the editor.",
        epilog="Exit codes: 0 done, 1 bug, 2 usage or configuration, 3 not signed in, 4 access denied, "
               "5 conflict, 6 unavailable, 130 interrupted.")
    parser.add_argument("--version", action="version", version=f"dynacart {__version__}")
    parser.add_argument("--owner", metavar="ID", default="", help="open the cart of this owner id")
    parser.set_defaults(run=_open_editor, config="", profile="", mouse=True, theme="", cost=False,
                        lasts=False)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    for name in groups:
        importlib.import_module(f"tui.cli.{name}").add_parser(commands)
    _add_globals(parser)
    return parser


def _add_globals(parser: argparse.ArgumentParser) -> None:
    """The global options, accepted before and after the command alike."""
    parser.add_argument("--profile", metavar="NAME", default=argparse.SUPPRESS,
                        help="the profile of the configuration to use")
    parser.add_argument("--config", metavar="FILE", default=argparse.SUPPRESS,
                        help="the configuration file to use")
    parser.add_argument("--no-mouse", dest="mouse", action="store_false", default=argparse.SUPPRESS,
                        help="leave the mouse to the terminal, which then selects text as everywhere")
    parser.add_argument("--cost", action="store_true", default=argparse.SUPPRESS,
                        help="tell in the end, on stderr, what was consumed of DynamoDB")
    parser.add_argument("--theme", metavar="NAME", default=argparse.SUPPRESS,
                        help="the editor's colours: dark, light, contrast, contrast-light, ansi-dark, "
                             "ansi-light, one of your own, or one of Textual's")
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in set(action.choices.values()):
                _add_globals(command)


def _counted(args: argparse.Namespace) -> int:
    from tui.cli.cost import counted

    return counted(args)


def _open_editor(args: argparse.Namespace) -> int:
    profile = profile_of(args)
    if isinstance(profile, Problem):
        return fail(profile)
    from tui.cli.editor import open_editor

    return open_editor(profile, owner=args.owner, mouse=args.mouse, theme=args.theme)
