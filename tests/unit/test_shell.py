"""Completion in real shells, and the manual page before a checker of its own."""

import argparse
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tui import cli
from tui.cli.completion import script
from tui.cli.manual import page
from tui.keys import DEFAULTS

COMMANDS = {command for commands in cli.GROUPS.values() for command in commands}
ASK = """
complete_line() {
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
    local how; how=$(complete -p dynacart); how=${how#*-F }
    ${how%% *} dynacart "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    printf '%s\\n' "${COMPREPLY[@]}"
}
"""


def bash(tmp_path: Path, *words: str) -> set[str]:
    """What bash offers for the last of the words."""
    file = tmp_path / "dynacart.bash"
    file.write_text(script("bash") + ASK, "utf-8")
    done = subprocess.run(["bash", "-c", f'source {file}; complete_line "$@"', "bash", "dynacart", *words],
                          capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return set(done.stdout.split())


def test_bash_completes_commands_options_and_values(tmp_path: Path) -> None:
    assert bash(tmp_path, "") >= COMMANDS
    assert bash(tmp_path, "im") == {"import"}
    assert {"--format", "--dry-run", "--skip-bad", "--list", "--json"} <= bash(tmp_path, "import", "--")
    assert bash(tmp_path, "export", "--format", "") == {"csv", "json"}
    assert bash(tmp_path, "completion", "") == {"bash", "zsh", "fish"}
    assert bash(tmp_path, "move", "X", "s") == {"saved"}


@pytest.mark.needs("fish")
def test_fish_completes_commands_and_values(tmp_path: Path) -> None:
    file = tmp_path / "dynacart.fish"
    file.write_text(script("fish"), "utf-8")

    def offers(line: str) -> set[str]:
        done = subprocess.run(["fish", "--no-config", "-c", f'source {file}; complete -C "{line}"'],
                              capture_output=True, text=True, check=True,
                              env={**os.environ, "HOME": str(tmp_path)})
        assert done.stderr == ""
        return {offer.split("\t")[0] for offer in done.stdout.splitlines()}

    assert offers("dynacart ") >= COMMANDS
    assert {"csv", "json"} <= offers("dynacart export --format ")
    assert {"--dry-run", "--skip-bad"} <= offers("dynacart import --")


@pytest.mark.needs("zsh")
def test_zsh_completes_as_one_types(tmp_path: Path) -> None:
    (tmp_path / "_dynacart").write_text(script("zsh"), "utf-8")
    (tmp_path / ".zshrc").write_text(
        f"fpath=({tmp_path} $fpath); autoload -Uz compinit; compinit -u -D; PS1='ready> '\n"
        "bindkey '^I' complete-word; dynacart() { print -r -- \"<$*>\" }\n", "utf-8")
    child, terminal = pty.fork()
    if not child:
        os.execvpe("zsh", ["zsh", "-i"], {"PATH": os.environ["PATH"], "ZDOTDIR": str(tmp_path),
                                          "TERM": "dumb", "HOME": str(tmp_path)})
    try:
        until(terminal, b"ready> ")
        os.write(terminal, b"dynacart expo\t--form\tjso\t\r")
        assert b"<export --format json>" in until(terminal, b">\r\n")
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(terminal)


def until(terminal: int, end: bytes) -> bytes:
    """What the terminal shows up to `end`."""
    seen, deadline = b"", time.monotonic() + 20
    while end not in seen and time.monotonic() < deadline and select.select([terminal], [], [], 5)[0]:
        seen += os.read(terminal, 4096)
    return seen


def options(parser: argparse.ArgumentParser) -> set[str]:
    """Every option of the program, however deep."""
    found = {option for action in parser._actions for option in action.option_strings}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= {option for command in action.choices.values() for option in options(command)}
    return found


def test_the_manual_page_tells_every_command_and_option() -> None:
    plain = page(cli.parser()).replace("\\-", "-")
    for command in COMMANDS:
        assert f"\n.SS {command}\n" in plain
    assert [option for option in options(cli.parser()) if option not in plain] == []


def test_the_manual_page_and_the_readme_name_every_action() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    tables = re.findall(r"^\| key \| what it does \| action \|\n(?:\|.*\n)+", readme, re.MULTILINE)
    plain = page(cli.parser()).replace("\\-", "-")
    for action in DEFAULTS:
        assert f"\n.B {action}\n" in plain
    rows = [row for table in tables for row in re.findall(r"^\|.*\|(.*)\|$", table, re.MULTILINE)]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == set(DEFAULTS)


def test_nothing_in_a_help_text_is_a_request_of_roff() -> None:
    parser = argparse.ArgumentParser(prog="x", description=".so /etc/passwd 'quoted' \\fB", epilog="'br")
    made = page(parser)
    assert "\n.so" not in made
    assert "\n'" not in made
    assert "\\fB" not in made


@pytest.mark.needs("mandoc")
def test_the_manual_page_is_clean_before_mandoc() -> None:
    done = subprocess.run(["mandoc", "-T", "lint"], input=page(cli.parser()), capture_output=True, text=True,
                          check=False)
    assert (done.stdout, done.returncode) == ("", 0)


def test_both_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    for words, begins in ((["completion", "bash"], "# AUTOMATICALLY GENERATED"), (["man"], ".TH")):
        assert cli.main(words) == 0
        assert capsys.readouterr().out.startswith(begins)
    assert "shtab" not in subprocess.run(
        [sys.executable, "-c", "import sys, tui.cli; tui.cli.parser(); print(*sys.modules)"],
        capture_output=True, text=True, check=True).stdout.split()
