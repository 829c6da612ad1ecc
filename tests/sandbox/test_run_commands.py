"""`dynacart sandbox approve`, `deny` and `dynacart demo`, and the child process behind the demo."""

import argparse
import os
import select
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
import requests

from tests.sandbox.conftest import Sandbox
from tests.sandbox.test_idp_device import begin, claims, poll
from tests.sandbox.test_idp_sign_ins import sign_in
from tui.cli import demo
from tui.cli import sandbox as command
from tui.cli.sandbox_process import SandboxProcess
from tui.config import Profile
from tui.identity.approval import Approver
from tui.problem import Kind, Problem
from tui.sandbox.running import Running, find, read, temporary, write

KILLED = """
import os, signal
from tui.cli.sandbox_process import SandboxProcess
process = SandboxProcess()
ready = process.ready()
print(process.pid, ready.config, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def decide(sandbox: Sandbox, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    args = parser.parse_args(["sandbox", *words], argparse.Namespace(config=str(sandbox.config)))
    return int(args.run(args))


def test_approve_and_deny(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    device, other = begin(sandbox), begin(sandbox)
    assert decide(sandbox, "approve", device["user_code"], "--as", "") == Kind.USAGE  # an unset variable
    assert decide(sandbox, "approve", device["user_code"], "--as", "bob") == 0
    assert decide(sandbox, "deny", other["user_code"]) == 0
    assert claims(sandbox, poll(sandbox, device)["id_token"])["sub"] == "bob"
    assert poll(sandbox, other)["error"] == "access_denied"
    assert decide(sandbox, "deny", other["user_code"]) == Kind.SIGN_IN
    assert decide(sandbox, "approve", "BBBB-BBBB", "--as", "bob") == Kind.SIGN_IN
    assert decide(sandbox, "approve", "BBBB-BBBB", "--as", "mallory") == Kind.USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert "Approved as bob." in err


def test_without_a_configuration_the_newest_is_found(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name, age in (("older", 20), ("newer", 10), ("stale", 0)):
        folder = tmp_path / f"dynacart-sandbox-{name}"
        folder.mkdir()
        dead = Running("http://127.0.0.1:1", "http://127.0.0.1:1", "token")
        write(folder, dead if name == "stale" else replace(sandbox.control, token=name))
        os.utime(folder, (0, folder.stat().st_mtime - age))
    assert find("") == replace(sandbox.control, token="newer")
    write(tmp_path / "dynacart-sandbox-newer", dead)
    write(tmp_path / "dynacart-sandbox-older", dead)
    nothing = find("")
    assert isinstance(nothing, Problem)
    assert nothing.kind == Kind.UNAVAILABLE


def test_a_folder_that_vanishes_while_looked_at_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(Path, "glob", lambda *_: [tmp_path / "dynacart-sandbox-gone", tmp_path])
    assert temporary() == [tmp_path]


@pytest.mark.parametrize("card", [
    "", "[]", "{}", '{"aws_endpoint": 1, "issuer": 2, "token": 3}',
    '{"aws_endpoint": "http://127.0.0.1:1", "issuer": "http://10.0.0.1:1", "token": ""}',
    '{"aws_endpoint": "http://127.0.0.1:1", "issuer": "http://[", "token": ""}',
])
def test_a_spoilt_card_is_not_believed(tmp_path: Path, card: str) -> None:
    (tmp_path / "sandbox.json").write_text(card)
    assert read(tmp_path) is None


def test_the_token_is_not_in_a_repr_and_another_is_refused(sandbox: Sandbox) -> None:
    assert sandbox.control.token not in repr(sandbox.control)
    guess = Running(sandbox.aws_endpoint, sandbox.issuer, "guess").approve("BBBB-BBBB", "bob")
    assert guess
    assert guess.kind == Kind.USAGE


def test_both_sides_can_be_made_to_fail(sandbox: Sandbox) -> None:
    assert sandbox.control.spoil_idp("server_error", "/jwks") is None
    assert [requests.get(f"{sandbox.issuer}/jwks", timeout=5).status_code for _ in range(2)] == [503, 200]
    assert sandbox.control.spoil_idp("mood") == sandbox.control.spoil_aws(mood=1)
    assert sandbox.control.spoil_aws(throttle=0) is None


def test_what_keeps_it_from_starting_is_passed_on() -> None:
    with SandboxProcess(approve="mallory") as process:
        problem = process.ready()
    assert isinstance(problem, Problem)
    assert problem.kind == Kind.USAGE
    assert str(problem).startswith("The sandbox did not start. The sandbox knows no 'mallory'. There are ")


def test_a_child_that_says_nothing_is_not_waited_for_forever() -> None:
    with SandboxProcess() as process:
        problem = process.ready(seconds=0)
        assert isinstance(problem, Problem)
        assert problem.kind == Kind.UNAVAILABLE


def test_it_stops_when_its_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid, config = parent.stdout.readline().split()
        child = os.pidfd_open(int(pid))
    assert select.select([child], [], [], 5)[0]
    os.close(child)
    assert not Path(config).parent.exists()


def test_the_demo_opens_the_editor_on_a_sandbox_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    seen: list[Profile] = []

    def open_editor(profile: Profile, *, mouse: bool, theme: str, approver: Approver) -> int:
        assert (mouse, theme) == (False, "light")
        seen.append(profile)
        assert approver.people == ("alice", "bob", "viewer")
        at_a_key_press = _ByKey(profile, approver)
        assert claims(at_a_key_press, sign_in(at_a_key_press, "bob")["id_token"])["sub"] == "bob"
        return 7

    editor = ModuleType("tui.cli.editor")
    monkeypatch.setattr(editor, "open_editor", open_editor, raising=False)
    monkeypatch.setitem(sys.modules, "tui.cli.editor", editor)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    assert demo.run(argparse.Namespace(latency=0, person="", mouse=False, theme="light")) == 7
    (profile,) = seen
    assert not profile.data_dir.parent.exists()
    with pytest.raises(requests.ConnectionError):
        requests.get(profile.issuer, timeout=5)
    assert "Starting AWS" in capsys.readouterr().err


class _ByKey:
    """Approves as the editor's key does."""

    def __init__(self, profile: Profile, approver: Approver) -> None:
        self.issuer, self._approver = profile.issuer, approver

    def approve(self, user_code: str, person: str) -> None:
        assert self._approver.approve(user_code, person) is None
