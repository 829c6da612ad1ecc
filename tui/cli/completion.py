"""Completion scripts for shells, made from the parser by shtab."""

import argparse
from collections.abc import Iterator

import shtab

from tui.cli import parser

_PATHS = {"FILE": shtab.FILE, "DIR": shtab.DIRECTORY}


def script(shell: str) -> str:
    """What `shell` runs to complete commands, options and the values there are to choose from."""
    whole = parser()
    for action in _actions(whole):
        if (what := _PATHS.get(str(action.metavar))):
            vars(action)["complete"] = what  # where shtab looks for it
    return str(shtab.complete(whole, shell=shell))


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
