"""`dynacart login` as a process, each way a person can go: a browser here, a browser elsewhere, answers."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from tests.sandbox.conftest import Sandbox
from tests.sandbox.person import Someone
from tests.sandbox.signin import own_config, run
from tui.cli.session import FLOWS
from tui.config import Profile, load
from tui.credentials import ways
from tui.identity.steps import DeviceCode, Visit
from tui.live import Live
from tui.presets import PRESETS
from tui.sandbox.people import PASSWORD


@pytest.fixture
def config(sandbox: Sandbox, tmp_path: Path) -> Path:
    return own_config(sandbox, tmp_path)


@contextmanager
def login(config: Path, way: str, *words: str, **env: str) -> Iterator["subprocess.Popen[str]"]:
    """A sign-in under way, its standard input in the test's hand."""
    command = [sys.executable, "-m", "tui", "--config", str(config), "--profile", way, "login", *words]
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


def by_browser(sandbox: Sandbox, config: Path, way: str, *words: str) -> str:
    """What is said by a sign-in that leads to a page, as it has to."""
    with login(config, way, *words) as process:
        Someone(sandbox, "alice").browse(address(process))
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (0, "")
        return err


def client(config: Path, way: str) -> str:
    """How the sign-in would go next time, as `doctor` finds out."""
    told = json.loads(run(config, "--profile", way, "doctor", "--json").stdout)
    return str(next(one["says"] for one in told["checks"] if one["check"] == "client"))


def test_the_flow_that_was_chosen_is_kept_until_it_is_undone(sandbox: Sandbox, config: Path) -> None:
    assert client(config, "sandbox").endswith("may sign in with a code")
    assert "From now on you sign in by browser" in by_browser(sandbox, config, "sandbox", "--flow", "browser")
    assert run(config, "--profile", "sandbox", "logout").returncode == 0
    assert client(config, "sandbox").endswith("by browser, as was chosen with `dynacart login --flow`")
    assert "From now on" not in by_browser(sandbox, config, "sandbox")
    profile = load(config, "sandbox", env={})
    assert isinstance(profile, Profile)
    editor = Live(profile)
    assert isinstance(editor.start_sign_in(), Visit), "the editor goes the same way"
    editor.stop_sign_in()
    with login(config, "sandbox", "--flow", "auto") as process:
        assert process.stderr
        assert "enter the code" in process.stderr.readline()
    assert client(config, "sandbox").endswith("may sign in with a code")


def test_a_profile_that_comes_to_name_a_flow_goes_first(config: Path) -> None:
    profile = load(config, "sandbox", env={})
    assert isinstance(profile, Profile)
    assert ways.remember(profile, "browser") is None
    flow = ways.begin(replace(profile, flow="device"))
    assert isinstance(flow.start(), DeviceCode)


def test_what_the_profile_names_goes_first_next_time(sandbox: Sandbox, config: Path) -> None:
    assert "From now on" not in by_browser(sandbox, config, "cognito-srp", "--flow", "browser")
    assert client(config, "cognito-srp").endswith("may sign in by answering questions")


def test_a_flow_that_failed_is_not_kept(config: Path) -> None:
    before, mark, section = config.read_text("utf-8").partition("[profile.cognito]")
    config.write_text(before + mark + section.replace('flow = "browser"', "", 1), "utf-8")
    with login(config, "cognito", "--flow", "srp") as process:
        process.communicate("alice\nhush-hush\n", timeout=60)
        assert process.returncode == 3
    assert client(config, "cognito").endswith("may sign in by browser")


def test_a_flow_the_provider_does_not_have_is_a_slip(config: Path) -> None:
    done = run(config, "--profile", "sandbox", "login", "--flow", "srp")
    assert done.returncode == 2
    assert "oidc has no sign-in by srp" in done.stderr
    assert "Choose one of: device, browser." in done.stderr


@pytest.mark.parametrize("kept", ["srp", "../x", "", "\x1b[2J"])
def test_what_is_no_flow_of_the_provider_counts_for_nothing(config: Path, kept: str) -> None:
    profile = load(config, "sandbox", env={})
    assert isinstance(profile, Profile)
    assert ways.remember(profile, kept) is None
    assert ways.chosen(profile) == ""


def test_every_flow_can_be_chosen() -> None:
    assert set(FLOWS) == {ways.AUTOMATIC, *(flow for preset in PRESETS.values() for flow in preset.flows)}
