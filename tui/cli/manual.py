"""The manual page, in man(7), from the parser: what --help tells of every command, on one page."""

import argparse
import textwrap
from collections.abc import Iterator

from tui import __version__
from tui.keys import DEFAULTS, PLACES

MADE = "2026-11-25"
"""When what the page says last changed; man(7) wants a date."""


def page(parser: argparse.ArgumentParser) -> str:
    """The page of the whole program."""
    out = [f'.TH "{parser.prog.upper()}" "1" "{MADE}" "{parser.prog} {__version__}"',
           ".SH NAME", f"{parser.prog} \\- {_text('a shopping cart in the terminal, straight on DynamoDB')}",
           ".SH SYNOPSIS", *_synopsis(parser), ".SH DESCRIPTION", _text(parser.description or ""),
           ".SH OPTIONS", *_options(parser), ".SH COMMANDS"]
    for command, purpose in _commands(parser):
        out += [f".SS {_escaped(command.prog.split()[-1])}", *_command(command, purpose)]
    out += [".SH KEYS", _text("What the keys of the editor do, by the names that give them others in the "
                              "[keys] section of the configuration."), *_keys()]
    return "\n".join([*out, ".SH EXIT STATUS", _text(parser.epilog or ""), ""])


def _keys() -> Iterator[str]:
    told: set[str] = set()
    for place in PLACES.values():
        for use in place.uses:
            if use.help and use.action in DEFAULTS and use.action not in told:
                told.add(use.action)
                yield ".TP"
                yield _bold(use.action)
                yield _text(f"{DEFAULTS[use.action]}: {use.help}.")


def _command(command: argparse.ArgumentParser, purpose: str) -> Iterator[str]:
    yield from _synopsis(command)
    yield ".PP"
    yield _text(f"{purpose[:1].upper()}{purpose[1:]}.")
    if command.description and command.description.rstrip(".") != purpose:
        yield _text(command.description)
    yield from _options(command, but=("help", "profile", "config", "mouse"))
    for below, what in _commands(command):
        yield ".PP"
        yield from _command(below, what)


def _synopsis(parser: argparse.ArgumentParser) -> Iterator[str]:
    words = parser.format_usage().split()[1:]
    parser_words = parser.prog.split()
    yield _bold(" ".join(parser_words))
    yield _text(" ".join(words[len(parser_words):]))


def _options(parser: argparse.ArgumentParser, but: tuple[str, ...] = ()) -> Iterator[str]:
    formatter = parser._get_formatter()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) or action.dest in but or action.help is None:
            continue
        yield ".TP"
        yield _bold(formatter._format_action_invocation(action))
        yield _text(formatter._expand_help(action))


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                yield action.choices[choice.dest], choice.help or ""


def _text(text: str) -> str:
    """Text as roff shows it to the letter (groff_char(7)): nothing in it is a request or an escape."""
    lines = textwrap.wrap(text, 60, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(_escaped, lines)) or "\\&"


def _escaped(line: str) -> str:
    line = line.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return f"\\&{line}" if line.startswith(".") else line


def _bold(text: str) -> str:
    return f".B {_escaped(text)}"
