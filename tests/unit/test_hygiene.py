"""What may be imported where, seen at run time: start-up stays quick because heavy libraries come late."""

import argparse
import json
import subprocess
import sys

import pytest

from tui import cli

HEAVY = ("textual", "rich", "boto3", "botocore", "authlib", "joserfc", "cryptography", "requests", "urllib3",
         "flask", "ministack", "aiohttp", "textual_serve", "segno", "filelock", "tui.sandbox")
AWS_AND_IDENTITY = ("boto3", "botocore", "authlib", "joserfc", "cryptography", "requests", "tui.sandbox")


def loaded(code: str) -> set[str]:
    """The modules that a fresh interpreter holds once it has run `code`."""
    program = f"{code}\nimport json, sys\nprint('@' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.rsplit("@", 1)[1]))


def run_command(*words: str) -> str:
    return f"import tui.cli\ntry:\n    tui.cli.main({list(words)!r})\nexcept SystemExit:\n    pass"


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["list", "--help"], ["serve", "--help"]])
def test_the_command_line_itself_needs_next_to_nothing(words: list[str]) -> None:
    assert loaded(run_command(*words)).isdisjoint({*HEAVY, "sqlite3", "tui.services", "tui.live"})


@pytest.mark.parametrize("code", [
    "import pkgutil, importlib, tui.cart\n"
    "for m in pkgutil.iter_modules(tui.cart.__path__): importlib.import_module('tui.cart.' + m.name)",
    "import tui.live, tui.config, tui.problem, tui.text",
])
def test_nothing_heavy_before_it_is_needed(code: str) -> None:
    assert loaded(code).isdisjoint(HEAVY)


def test_a_command_line_loads_the_command_it_names_and_the_editors_none() -> None:
    modules = {f"tui.cli.{group}" for group in cli.GROUPS}

    def commands(*words: str) -> set[str]:
        return {name for name in loaded(run_command(*words)) if name in modules}

    assert commands("--owner", "list", "--profile=add", "--config", "none.toml") == set()
    assert commands("--owner", "x", "doctor", "--help") == {"tui.cli.doctor"}
    assert len(commands("lst")) == len(commands("--help")) == len(cli.GROUPS)


@pytest.mark.parametrize("group", cli.GROUPS)
def test_every_group_registers_the_commands_it_is_said_to(group: str) -> None:
    registered = next(action.choices for action in cli.parser([group])._actions
                      if isinstance(action, argparse._SubParsersAction))
    assert tuple(registered) == cli.GROUPS[group]


def test_the_first_paint_needs_neither_aws_nor_identity() -> None:
    modules = loaded("import tui.app, tui.screens.cart")
    assert "textual.app" in modules
    assert modules.isdisjoint(AWS_AND_IDENTITY)


def test_commands_know_no_textual() -> None:
    names = ("cart", "catalog", "session", "sandbox", "demo", "serve")
    modules = loaded(f"import {', '.join(f'tui.cli.{name}' for name in names)}")
    assert "textual" not in modules
