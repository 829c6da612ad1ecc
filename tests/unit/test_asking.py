"""Signing in on the command line where the person has more to do than approve."""

import os
import pty
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from tui import browser
from tui.cli.asking import interview, visit
from tui.cli.lines import whole_lines
from tui.identity import words
from tui.identity.steps import Outcome, Pending, Prompt, Question, Refusal, Refused, Step, Visit
from tui.identity.tokens import Tokens, Transient
from tui.problem import Kind, Problem

PAGE = Visit("https://idp.example/authorize?state=s", "http://127.0.0.1:9/", 300.0)
TOKENS = Tokens("id", "access")
STRAY = Refused(Refusal.OTHER, Problem(Kind.SIGN_IN, words.NOT_OURS, todo="Paste the whole address."))
LOST = Transient(Problem(Kind.UNAVAILABLE, "idp.example cannot be reached"))
NO = Refused(Refusal.DENIED, Problem(Kind.SIGN_IN, "The sign-in was declined"))
ASK = Question("Sign in to the shop.", (Prompt("User name"), Prompt("Password", secret=True)))


@dataclass
class Scripted:
    """A flow that answers in turn; the last answer again and again."""

    polls: Sequence[Outcome] = (Pending(),)
    answers: Sequence[Outcome] = (Pending(),)
    typed: list[Sequence[str]] = field(default_factory=list)
    polled: int = 0

    def start(self) -> Step | Problem:
        return PAGE

    def poll(self, step: Step) -> Outcome:
        self.polled += 1
        return self.polls[min(self.polled, len(self.polls)) - 1]

    def answer(self, values: Sequence[str]) -> Outcome:
        self.typed.append(values)
        return self.answers[min(len(self.typed), len(self.answers)) - 1]

    def close(self) -> None:
        """Nothing is held."""


@contextmanager
def piped(text: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Standard input is a pipe that holds `text` and has ended."""
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    with os.fdopen(reading) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def test_the_browser_comes_back(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    flow = Scripted((Pending(), LOST, LOST, TOKENS))
    with piped("", monkeypatch):
        assert visit(flow, PAGE, may_browse=True) == TOKENS
    said = capsys.readouterr()
    assert said.out == ""
    assert PAGE.url in said.err
    assert said.err.count("trying again") == 1
    assert f"begins with {PAGE.back}" in said.err, "offered at once"


def test_what_is_pasted_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = Scripted(answers=(STRAY, TOKENS))
    with piped(f"nonsense\n{PAGE.back}?code=x\n", monkeypatch):
        assert visit(flow, PAGE, may_browse=False) == TOKENS
    assert flow.typed == [["nonsense"], [f"{PAGE.back}?code=x"]]


def test_a_refusal_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with piped("", monkeypatch):
        assert visit(Scripted((NO,)), PAGE, may_browse=False) == NO.problem


def test_so_does_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(0, 1000, 100))
    with piped("", monkeypatch):
        outcome = visit(Scripted(), PAGE, may_browse=False, clock=lambda: float(next(ticks)))
    assert isinstance(outcome, Problem)
    assert (outcome.kind, outcome.where) == (Kind.SIGN_IN, PAGE.back)


@pytest.mark.parametrize(("terminal", "opened"), [(True, [PAGE.url]), (False, [])])
def test_a_browser_is_opened_where_somebody_watches(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, opened: list[str],
) -> None:
    addresses = list[str]()

    def take(url: str) -> bool:
        addresses.append(url)
        return True

    monkeypatch.setattr(browser, "find", lambda: browser.Browser("", take))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    with piped("", monkeypatch):
        visit(Scripted((TOKENS,)), PAGE, may_browse=True)
    assert addresses == opened


def test_questions_are_asked_until_there_are_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    flow = Scripted(answers=(replace(ASK, says="And the code?", prompts=(Prompt("Code"),)), TOKENS))
    with piped("alice\nhush\n123456\n", monkeypatch):
        assert interview(flow, ASK) == TOKENS
    assert flow.typed == [["alice", "hush"], ["123456"]]
    assert capsys.readouterr().err.splitlines() == ["Sign in to the shop.", "And the code?"]


@pytest.mark.parametrize("outcome", [NO, LOST])
def test_an_answer_that_will_not_do_ends_it(
    monkeypatch: pytest.MonkeyPatch, outcome: Refused | Transient,
) -> None:
    with piped("alice\nhush\n", monkeypatch):
        assert interview(Scripted(answers=(outcome,)), ASK) == outcome.problem


def test_nobody_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with piped("alice\n", monkeypatch):
        outcome = interview(Scripted(), ASK)
    assert isinstance(outcome, Problem)
    assert "nobody to answer" in outcome.what


def test_a_terminal_takes_lines_longer_than_its_own_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    text = "x" * 30_000
    with os.fdopen(theirs, "r") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with whole_lines() as lines:
            read = ""
            for start in range(0, len(text), 2000):
                os.write(ours, text[start:start + 2000].encode())
                read += lines.next() or ""
            os.write(ours, b"\nmore\n")
            assert (read or lines.next(5)) == text
            assert lines.next(5) == "more"
            assert lines.next() == ""
        os.write(ours, b"x" * 10)
        assert lines.next() == "", "the terminal waits for whole lines again"
    os.close(ours)
