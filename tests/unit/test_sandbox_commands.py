"""What `dynacart sandbox` and `dynacart demo` accept, and what the demo forgets of the shell it came from."""

import argparse
import importlib.util
import os
from collections.abc import Mapping

import pytest

from tui.cli import demo, sandbox
from tui.problem import Kind


def parse(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    for module in (sandbox, demo):
        module.add_parser(commands)
    return parser.parse_args(words)


def test_the_sandbox_by_default() -> None:
    args = parse("sandbox")
    assert (args.port, args.data_dir, args.latency, args.approve) == (0, "", 0, "")
    assert args.run is sandbox.run


def test_decisions() -> None:
    approve, deny = parse("sandbox", "approve", "ABCD", "--as", "bob"), parse("sandbox", "deny", "ABCD")
    assert (approve.run, approve.code, approve.person) == (sandbox.decide, "ABCD", "bob")
    assert (deny.run, deny.code, deny.person) == (sandbox.decide, "ABCD", None)


@pytest.mark.parametrize("words", [
    "sandbox --port 65535", "sandbox --port -1", "sandbox --port http", "sandbox --latency 60001",
    "sandbox --people -1", "sandbox --people 10001", "demo --latency -1", "sandbox approve ABCD",
    "sandbox approve --as bob",
])
def test_odd_words_are_refused(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        parse(*words.split())
    assert exit_info.value.code == Kind.USAGE
    assert "error: " in capsys.readouterr().err


def test_who_has_not_installed_the_sandbox_is_told_how(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    for run in (sandbox.run, demo.run):
        assert run(argparse.Namespace()) == Kind.USAGE
        assert "pip install 'dynacart[sandbox]'" in capsys.readouterr().err


@pytest.mark.parametrize(("env", "direct"), [
    ({}, "127.0.0.1,localhost"),
    ({"NO_PROXY": "intra"}, "intra,127.0.0.1,localhost"),
    ({"no_proxy": "low", "NO_PROXY": "up"}, "low,127.0.0.1,localhost"),
])
def test_the_demo_leaves_the_persons_aws_behind(env: Mapping[str, str], direct: str) -> None:
    mine = {"AWS_PROFILE": "work", "AWS_ENDPOINT_URL": "https://else.example", "PATH": "/bin", **env}
    demo.leave_surroundings(mine)
    assert mine == {"PATH": "/bin", "no_proxy": direct, "NO_PROXY": direct,
                    "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
