"""Signing in where the person has more to do than approve: go and come back by browser, or answer here."""

import getpass
import sys
import time
from collections.abc import Callable

from tui.cli.lines import LONGEST, whole_lines
from tui.cli.output import say
from tui.identity import words
from tui.identity.steps import Flow, Outcome, Prompt, Question, Refused, Visit
from tui.identity.tokens import Tokens, Transient
from tui.problem import Kind, Problem

_NOBODY = Problem(Kind.SIGN_IN, "There is nobody to answer: standard input has ended",
                  todo="Sign in from a terminal, or in the editor.")


def open_page(url: str) -> bool:
    """Open `url` in the browser of this machine, if the person would see it."""
    from tui import browser

    found = browser.find()
    return not found.obstacle and found.open(url)


def visit(flow: Flow, step: Visit, *, may_browse: bool, clock: Callable[[], float] = time.monotonic,
          ) -> Tokens | Problem:
    """Send the person to a page; go on when the browser is back, or its address has been pasted."""
    say(f"Sign in at this address:\n\n  {step.url}\n")
    if may_browse and sys.stderr.isatty() and open_page(step.url):
        say("Your browser should show it now.")
    say(f"If your browser runs on another machine, it ends at an address that begins with {step.back}\n"
        f"and cannot be shown there. Copy {step.paste}, paste it here and press Enter.")
    came = _wait(flow, step, clock)
    return interview(flow, came) if isinstance(came, Question) else came


def _wait(flow: Flow, step: Visit, clock: Callable[[], float]) -> Tokens | Problem | Question:
    """What came back: from the browser, or pasted."""
    deadline, said = clock() + step.expires_in, ""
    with whole_lines() as lines:
        while clock() < deadline:
            line = lines.next()
            outcome = flow.answer([line]) if line else flow.poll(step)
            if isinstance(outcome, Tokens | Question):
                return outcome
            if isinstance(outcome, Refused) and (not line or outcome.problem.what != words.NOT_OURS):
                return outcome.problem
            said = _say_once(outcome, said)
            if isinstance(outcome, Transient):
                time.sleep(min(outcome.retry_after + 1.0, deadline - clock()))
    return Problem(Kind.SIGN_IN, "Nobody came back from the browser in time", step.back, "Sign in again.")


def interview(flow: Flow, question: Question) -> Tokens | Problem:
    """Ask until there is nothing more to ask; secrets are not shown while they are typed."""
    while True:
        say(question.says)
        try:
            answers = [_read(prompt) for prompt in question.prompts]
        except EOFError:
            return _NOBODY
        match flow.answer(answers):
            case Question() as further:
                question = further
            case Tokens() as tokens:
                return tokens
            case Refused(problem=problem) | Transient(problem=problem):
                return problem
            case _:
                return _NOBODY


def _say_once(outcome: Outcome, said: str) -> str:
    says = "" if isinstance(outcome, Tokens) else outcome.says
    if says not in (said, words.WAITING):
        say(says)
    return says


def _read(prompt: Prompt) -> str:
    """What the person answers; raises EOFError where nobody is there."""
    terminal = sys.stdin.isatty()
    if terminal and prompt.secret:
        return getpass.getpass(f"{prompt.label}: ", stream=sys.stderr)
    if terminal:
        sys.stderr.write(f"{prompt.label}: ")
        sys.stderr.flush()
    if terminal and prompt.long:
        with whole_lines() as lines:
            return lines.next(None)
    line = sys.stdin.readline(LONGEST)
    if not line:
        raise EOFError
    return line.rstrip("\n")
