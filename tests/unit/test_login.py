"""`login` on the command line: what is said, what is drawn, and when the waiting ends."""

import io
import os
from contextlib import redirect_stderr
from dataclasses import dataclass, field, replace

import pytest

from tests.unit.idp import CODE, PENDING, Idp
from tests.unit.peers import Answer
from tui import browser
from tui.cli.login import announce, wait
from tui.config import Profile
from tui.identity.device import DeviceCode, DeviceFlow, Tokens
from tui.identity.schedule import Moment
from tui.problem import Kind, Problem

COMPLETE = replace(CODE, verification_uri_complete="https://idp.example/device?user_code=WDJB-MJHT")


@dataclass
class Time:
    """Time that passes only in sleep."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def moment(self) -> Moment:
        return Moment(self.now, self.now)


class Terminal(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2


def shown(
    monkeypatch: pytest.MonkeyPatch, code: DeviceCode, *,
    may_browse: bool = False, columns: int = 80, lines: int = 24,
) -> str:
    """What a terminal of that size shows of `code`."""
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((columns, lines)))
    with redirect_stderr(Terminal()) as terminal:
        announce(code, may_browse=may_browse)
    return terminal.getvalue()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses a browser was sent to; there is one."""
    addresses = list[str]()

    def take(url: str) -> bool:
        addresses.append(url)
        return True

    monkeypatch.setattr(browser, "find", lambda: browser.Browser("", take))
    return addresses


def waited(idp: Idp, profile: Profile, code: DeviceCode = CODE) -> tuple[Tokens | Problem, Time]:
    time = Time()
    outcome = wait(DeviceFlow(profile), code, where="here", sleep=time.sleep, now=time.moment)
    return outcome, time


def test_tokens_end_the_waiting(idp: Idp, profile: Profile) -> None:
    idp.tokens = [PENDING, PENDING, idp.grant()]
    outcome, time = waited(idp, profile)
    assert isinstance(outcome, Tokens)
    assert time.slept == [6.0, 6.0, 6.0]


def test_what_changes_is_said_once(idp: Idp, profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    slow = Answer({"error": "slow_down"}, 400)
    busy = Answer(status=503)
    idp.tokens = [PENDING, PENDING, busy, busy, slow, slow, slow, PENDING, idp.grant()]
    waited(idp, profile)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "Waiting for your approval ...",
        "127.0.0.1 gave no usable answer (HTTP 503); trying again ...",
        "The identity provider asks us to slow down; still waiting for your approval ...",
        "The identity provider keeps asking us to slow down. Check the clock of this computer. ...",
    ]


def test_a_refusal_ends_the_waiting(idp: Idp, profile: Profile) -> None:
    idp.tokens = [PENDING, Answer({"error": "access_denied"}, 400)]
    outcome, _ = waited(idp, profile)
    assert isinstance(outcome, Problem)
    assert outcome.what == "The sign-in was declined"


def test_the_code_expires_by_our_own_clock(idp: Idp, profile: Profile) -> None:
    outcome, time = waited(idp, profile, replace(CODE, expires_in=20.0))
    assert isinstance(outcome, Problem)
    assert (outcome.kind, outcome.what, outcome.where) == (Kind.SIGN_IN, "The code has expired", "here")
    assert time.now == 20.0
    assert len(idp.asked_for("/token")) == 3, "none once it has expired"


def test_into_a_pipe_only_words_are_written(capsys: pytest.CaptureFixture[str], opened: list[str]) -> None:
    announce(COMPLETE, may_browse=True)
    assert capsys.readouterr().err == "Open https://idp.example/device and enter the code WDJB-MJHT\n"
    assert opened == []


def test_a_terminal_gets_a_picture_and_a_browser(
    monkeypatch: pytest.MonkeyPatch, opened: list[str],
) -> None:
    *picture, words, browsing = shown(monkeypatch, COMPLETE, may_browse=True).splitlines()
    assert len(picture) > 10
    assert all(row.startswith("\x1b[97;40m") and row.endswith("\x1b[0m") for row in picture)
    assert words == "Open https://idp.example/device and enter the code WDJB-MJHT"
    assert browsing == "Your browser should show it now."
    assert opened == [COMPLETE.verification_uri_complete]


def test_no_browser_is_opened_where_none_is_wanted(
    monkeypatch: pytest.MonkeyPatch, opened: list[str],
) -> None:
    assert "browser" not in shown(monkeypatch, COMPLETE)
    assert opened == []


def test_no_browser_is_opened_on_the_wrong_machine(
    monkeypatch: pytest.MonkeyPatch, opened: list[str],
) -> None:
    monkeypatch.setattr(browser, "find", lambda: browser.Browser("over SSH"))
    assert "browser" not in shown(monkeypatch, COMPLETE, may_browse=True)
    assert opened == []


@pytest.mark.parametrize(("columns", "lines"), [(32, 24), (80, 18), (0, 0)])
def test_a_picture_that_does_not_fit_is_left_out(
    monkeypatch: pytest.MonkeyPatch, columns: int, lines: int,
) -> None:
    said = shown(monkeypatch, COMPLETE, columns=columns, lines=lines)
    assert said == "Open https://idp.example/device and enter the code WDJB-MJHT\n"


def test_an_address_too_long_for_a_picture_is_still_said(monkeypatch: pytest.MonkeyPatch) -> None:
    code = replace(CODE, verification_uri="https://idp.example/" + "€" * 1900)
    assert shown(monkeypatch, code, columns=500).startswith("Open https://idp.example/")


def test_a_dumb_terminal_gets_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in shown(monkeypatch, COMPLETE)
