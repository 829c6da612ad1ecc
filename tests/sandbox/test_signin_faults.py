"""Signing in and staying so while identity provider and AWS have a bad day."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.sandbox.signin import own_profile, tokens_of
from tui.cli.login import wait
from tui.cli.sandbox_process import Ready, SandboxProcess
from tui.credentials.aws import dynamodb
from tui.credentials.model import AwsCredentials
from tui.credentials.session import PAUSE, Session
from tui.identity.device import DeviceCode, DeviceFlow, SlowDown, Tokens, Transient
from tui.identity.schedule import Moment
from tui.problem import Kind, Problem


@dataclass
class Failing:
    """A sandbox of this file's own, to be spoilt."""

    process: SandboxProcess
    ready: Ready

    @property
    def config(self) -> Path:
        return self.ready.config

    def approve(self, user_code: str, person: str) -> None:
        assert self.ready.control.approve(user_code, person) is None

    def session(self, folder: Path, clock: "Ahead") -> Session:
        profile = own_profile(self, folder)
        session = Session.sign_in(profile, tokens_of(self, profile, "alice"), clock)
        assert isinstance(session, Session)
        return session


@dataclass
class Ahead:
    """The real clock, some seconds ahead."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.seconds


@dataclass
class Polls:
    """A clock that only sleeping moves; alice approves during the sleep `approve_at`."""

    failing: Failing
    code: DeviceCode
    approve_at: int
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if len(self.slept) == self.approve_at:
            self.failing.approve(self.code.user_code, "alice")

    def now(self) -> Moment:
        return Moment(sum(self.slept), sum(self.slept))


@pytest.fixture(scope="module")
def failing() -> Iterator[Failing]:
    with SandboxProcess() as process:
        ready = process.ready()
        assert isinstance(ready, Ready)
        yield Failing(process, ready)


def test_signing_in_gets_through_trouble(
    failing: Failing, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    flow = DeviceFlow(own_profile(failing, tmp_path))
    code = flow.start()
    assert isinstance(code, DeviceCode)
    for kind, answer in (("server_error", Transient), ("malformed", Transient), ("slow_down", SlowDown)):
        assert failing.ready.control.spoil_idp(kind) is None
        assert isinstance(flow.poll(code), answer)
    assert failing.ready.control.spoil_idp("slow_down", times=3) is None
    polls = Polls(failing, code, approve_at=4)
    assert isinstance(wait(flow, code, where="", sleep=polls.sleep, now=polls.now), Tokens)
    assert [round(slept - polls.slept[0], 3) for slept in polls.slept] == [0.0, 6.0, 12.0, 18.0]
    assert "Check the clock of this computer" in capsys.readouterr().err


def test_a_request_is_signed_anew_when_aws_finds_the_session_expired(
    failing: Failing, tmp_path: Path,
) -> None:
    session = failing.session(tmp_path, Ahead())
    client = dynamodb(session)
    assert not isinstance(client, Problem)
    before = session.current()
    with closing(client):
        assert failing.ready.control.spoil_aws(expire_sessions=True) is None
        client.get_item(TableName="dynacart-cart", Key={"pk": {"S": "alice"}, "sk": {"S": "cart#x"}},
                        ProjectionExpression="sk")
    assert isinstance(session.current(), AwsCredentials)
    assert session.current() != before


def test_a_session_outlives_a_busy_provider(failing: Failing, tmp_path: Path) -> None:
    clock = Ahead()
    session = failing.session(tmp_path, clock)
    clock.seconds = 3560
    assert failing.ready.control.spoil_idp("server_error") is None
    assert isinstance(session.current(), AwsCredentials)
    assert isinstance(session.trouble, Problem)
    clock.seconds += PAUSE + 1
    assert isinstance(session.current(), AwsCredentials)
    assert session.trouble is None


def test_a_session_outlives_a_lost_network(tmp_path: Path) -> None:
    clock = Ahead()
    with SandboxProcess() as process:
        ready = process.ready()
        assert isinstance(ready, Ready)
        session = Failing(process, ready).session(tmp_path, clock)
    clock.seconds = 3300
    assert isinstance(session.current(), AwsCredentials)
    clock.seconds = 3600
    outcome = session.current()
    assert isinstance(outcome, Problem)
    assert outcome.kind is Kind.UNAVAILABLE
