"""`dynacart login` as a process, each way a person can go: a browser here, a browser elsewhere, answers."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.sandbox.conftest import Sandbox
from tests.sandbox.person import Someone
from tests.sandbox.signin import own_config, run
from tui.sandbox.people import PASSWORD


@pytest.fixture
def config(sandbox: Sandbox, tmp_path: Path) -> Path:
    return own_config(sandbox, tmp_path)


@contextmanager
def login(config: Path, way: str, **env: str) -> Iterator["subprocess.Popen[str]"]:
    """A sign-in under way, its standard input in the test's hand."""
    command = [sys.executable, "-m", "tui", "--config", str(config), "--profile", way, "login"]
    with subprocess.Popen(command, env={**os.environ, **env}, stdin=subprocess.PIPE, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def address(process: "subprocess.Popen[str]") -> str:
    """The page it names."""
    assert process.stderr
    for line in process.stderr:
        if found := re.search(r"^  (http://\S+)$", line):
            return found[1]
    raise AssertionError("it named no page")


def signed_in(process: "subprocess.Popen[str]") -> str:
    """Who it says is signed in, once it is done."""
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, ""), err
    found = re.search(r"^Signed in as (.*) \(.*\)\.$", err, re.MULTILINE)
    assert found, err
    return found[1]


@pytest.mark.parametrize("way", ["browser", "cognito", "saml"])
def test_a_browser_here_comes_back_by_itself(sandbox: Sandbox, config: Path, way: str) -> None:
    with login(config, way) as process:
        someone = Someone(sandbox, "bob")
        page = someone.browse(address(process))
        if way == "saml":
            page = someone.press(page)
        assert "goes on there" in page.text
        assert signed_in(process) in ("Bob Okafor", "bob")
    assert run(config, "--profile", way, "whoami").returncode == 0


def test_a_browser_elsewhere_has_its_address_pasted(sandbox: Sandbox, config: Path) -> None:
    with login(config, "browser", SSH_CONNECTION="192.0.2.1 1 192.0.2.2 22") as process:
        page = requests.get(address(process), timeout=5)
        seal = re.search(r'name="seal" value="(\w+)"', page.text)
        assert seal
        form = {"seal": seal[1], "person": "alice"}
        answer = requests.post(page.url, form, allow_redirects=False, timeout=5)
        assert process.stdin
        process.stdin.write(f"what?\n{answer.headers['Location']}\n")
        process.stdin.flush()
        assert signed_in(process) == "Alice Moreau"


def test_name_and_password_are_asked_for(config: Path) -> None:
    with login(config, "cognito-srp") as process:
        assert process.stdin
        process.stdin.write(f"alice\n{PASSWORD}\n")
        process.stdin.flush()
        assert signed_in(process) == "Alice Moreau"


def test_a_wrong_password_exits_3_and_is_not_repeated(config: Path) -> None:
    with login(config, "cognito-srp") as process:
        out, err = process.communicate("alice\nhush-hush\n", timeout=60)
    assert (process.returncode, out) == (3, "")
    assert "Incorrect username or password" in err
    assert "hush-hush" not in err
