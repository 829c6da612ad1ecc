"""What is set up wrongly is told in one clear sentence, with the right exit code and never a traceback."""

import json
import socket
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path

import boto3
import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.signin import own_config, own_profile, run, tokens_of
from tui.cli.sandbox_process import SandboxProcess
from tui.credentials.session import Session
from tui.problem import Problem


@pytest.fixture
def config(sandbox: Sandbox, tmp_path: Path) -> Path:
    """A configuration of the test's own, under which alice is signed in."""
    path = own_config(sandbox, tmp_path)
    profile = own_profile(sandbox, tmp_path)
    assert isinstance(Session.sign_in(profile, tokens_of(sandbox, profile, "alice")), Session)
    return path


@pytest.fixture
def dead() -> str:
    """A loopback URL where nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def told(path: Path, *words: str, lines: int = 1) -> tuple[int, str]:
    """The exit code and what is on stderr, one sentence unless said otherwise; nothing on stdout."""
    done = run(path, *words)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == lines, done.stderr
    return done.returncode, done.stderr


def changed(path: Path, change: Callable[[str], str]) -> Path:
    before = path.read_text()
    after = change(before)
    assert after != before
    path.write_text(after)
    return path


def test_a_bad_configuration(config: Path) -> None:
    changed(config, lambda text: text.replace("region =", "regoin ="))
    code, words = told(config, "list")
    assert code == 2
    assert "`regoin` is not a setting" in words
    assert "config.toml:" in words


def test_a_dead_endpoint(config: Path, sandbox: Sandbox, dead: str) -> None:
    changed(config, lambda text: text.replace(sandbox.aws_endpoint, dead))
    code, words = told(config, "list")
    assert code == 6
    assert dead in words


def test_a_dead_identity_provider(config: Path, sandbox: Sandbox, dead: str) -> None:
    changed(config, lambda text: text.replace(sandbox.issuer, dead))
    code, words = told(config, "login")
    assert code == 6
    assert dead in words


def test_a_wrong_client_id(config: Path) -> None:
    changed(config, lambda text: text.replace('client_id = "dynacart-cli"', 'client_id = "somebody-else"'))
    code, words = told(config, "login")
    assert code == 3
    assert "does not accept this client" in words
    assert "`client_id`" in words


def test_a_table_that_the_role_was_not_given(config: Path) -> None:
    changed(config, lambda text: text.replace('cart_table = "dynacart-cart"', 'cart_table = "dynacart-crat"'))
    code, words = told(config, "list", lines=4)
    assert code == 4
    assert "table/dynacart-crat" in words
    assert "`cart_table`" in words


def test_a_table_that_does_not_exist(tmp_path: Path) -> None:
    with SandboxProcess() as process:
        ready = process.ready()
        assert not isinstance(ready, Problem)
        control = ready.control
        sandbox = Sandbox(ready.config, control.aws_endpoint, control.issuer, ready.people, control)
        config, profile = own_config(sandbox, tmp_path), own_profile(sandbox, tmp_path)
        assert isinstance(Session.sign_in(profile, tokens_of(sandbox, profile, "alice")), Session)
        allow_every_table(sandbox)
        changed(config, lambda text: text.replace('"dynacart-cart"', '"dynacart-crat"'))
        code, words = told(config, "list")
        assert code == 2
        assert "dynacart-crat" in words
        assert "cart_table" in words


def allow_every_table(sandbox: Sandbox) -> None:
    """Give the cart role rights on tables that the shipped policy does not name."""
    keys = ConfigParser()
    keys.read(sandbox.admin)
    mine = keys[keys.sections()[0]]
    iam = boto3.client("iam", "us-east-1", endpoint_url=sandbox.aws_endpoint,
                       aws_access_key_id=mine["aws_access_key_id"],
                       aws_secret_access_key=mine["aws_secret_access_key"])
    allow = {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"}
    iam.put_role_policy(RoleName="dynacart-cart", PolicyName="every-table",
                        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allow]}))
