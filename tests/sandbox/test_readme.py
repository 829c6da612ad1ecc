"""Every command of the README does what it says there."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.signin import own_config, own_profile, tokens_of
from tui.config import load_all
from tui.credentials.session import Session
from tui.identity.device import DeviceCode, DeviceFlow
from tui.problem import Problem

PROVIDER = re.compile(r'^provider = "(.*)"', re.MULTILINE)
README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def commands() -> list[str]:
    """The lines after `$` of every console block, in order."""
    blocks = re.findall(r"^ *```console\n(.*?)^ *```", README, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [line[2:] for line in lines if line.startswith("$ ")]


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which `dynacart` is this one, and `cfn-lint` the one installed beside it."""
    script = tmp_path / "bin" / "dynacart"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m tui "$@"\n')
    script.chmod(0o755)
    return {**os.environ, "PATH": f"{script.parent}:{Path(sys.executable).parent}:{os.environ['PATH']}"}


def test_the_commands_run_one_after_another(sandbox: Sandbox, tmp_path: Path, shell: dict[str, str]) -> None:
    config = own_config(sandbox, tmp_path)
    profile = own_profile(sandbox, tmp_path)
    assert isinstance(Session.sign_in(profile, tokens_of(sandbox, profile, "alice")), Session)
    assert len(commands()) > 10
    for command in commands():
        env = {**shell, "DYNACART_CONFIG": str(config)}
        if "CODE" in command:
            code = DeviceFlow(profile).start()
            assert isinstance(code, DeviceCode)
            command = command.replace("CODE", code.user_code)  # noqa: PLW2901
            env["DYNACART_CONFIG"] = str(sandbox.config)
        done = subprocess.run(command, shell=True, env=env, cwd=tmp_path, capture_output=True, text=True,
                              check=False)
        assert done.returncode == 0, f"{command}: {done.stderr}"


def test_the_set_up_commands_are_the_ones_that_are_checked() -> None:
    setup = re.findall(r"^python3\.11 .*$", README, re.MULTILINE)
    assert len(setup) == 2
    assert setup[0].endswith("dynacart demo")
    assert ".venv/bin/pytest" in setup[1]


def test_everything_the_readme_links_to_is_there() -> None:
    root = Path(__file__).parents[2]
    links = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]
    assert links
    assert [target for target in links if not (root / target).exists()] == []


def test_every_profile_of_the_readme_is_one(tmp_path: Path) -> None:
    blocks = re.findall(r"^```toml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    whole = [block for block in blocks if "[profile." not in block]
    first, *others = [block for block in blocks if block not in whole]
    common = "".join(re.findall(r"^(?:region|role_arn|cart_table|catalog_table) = .*\n", first, re.MULTILINE))
    for block in (first, *(f"{other}{common}" for other in others), *(f"{other}{first}" for other in whole)):
        config = tmp_path / "config.toml"
        config.write_text(block, "utf-8")
        profiles = load_all(config)
        assert not isinstance(profiles, Problem), profiles
    assert {found[1] for block in others if (found := PROVIDER.search(block))} == {
        "google", "facebook", "cognito", "saml"}
