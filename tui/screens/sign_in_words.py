"""What the sign-in screen says at each stage. Pure: values in, notices out."""

from dataclasses import replace
from datetime import UTC, datetime

from tui import clipboard
from tui.identity import words
from tui.identity.schedule import MARGIN
from tui.identity.steps import Pending, Refusal, Refused, SlowDown, Visit
from tui.identity.tokens import Transient
from tui.problem import Denial, Problem
from tui.screens.sign_in_attempt import Attempt, Stage
from tui.widgets.notice import Facts, Notice, Tone

_ADVICE = {
    Refusal.DENIED: "If it was you, or by mistake, signing in again is all it takes. If it was not you, "
                    "ask whoever runs the identity provider why it declines you.",
    Refusal.EXPIRED: "Nothing is lost: codes live for minutes only.",
}
EXPIRED = Refused(Refusal.EXPIRED, replace(words.problem("expired_token", "", ""), code=""))
"""What we say when the deadline has passed by our own clock."""


def questioned() -> Notice:
    """Something is asked of the person, in a dialog on top."""
    return Notice("Signing in…")


def unanswered() -> Notice:
    """The person left the questions."""
    return Notice("Nothing was answered", tone="warn")


def asking(provider: str) -> Notice:
    """The provider has not answered yet."""
    return Notice(f"Asking {provider} how to sign in…")


def waiting(attempt: Attempt) -> Notice:
    """The person has not decided yet."""
    schedule = attempt.schedule
    match attempt.last:
        case SlowDown():
            every = f"We now ask every {schedule.interval * MARGIN:.0f} seconds. {words.WAITING}."
            return Notice("The provider asks us to wait longer", (every, attempt.aside, schedule.hint))
        case Transient(problem):
            since = f"No answer from the provider since {time_of_day(attempt.lost_at)}"
            why = f"{problem.what.rstrip('.')}. We keep trying."
            return Notice(since, (why, attempt.aside), tone="warn")
        case Pending() if isinstance(attempt.step, Visit):
            step = attempt.step
            elsewhere = f"If your browser runs elsewhere it ends at {step.back}: paste {step.paste} here."
            return Notice("Waiting for your browser", (attempt.aside or elsewhere,))
        case Pending():
            next_step = attempt.aside or "This screen goes on by itself once you have approved."
            return Notice(words.WAITING, (next_step, schedule.hint))


def opened(done: bool) -> str:
    """A browser was asked to open the page."""
    return "Sent to your browser." if done else "No browser would open. Use one on any device."


def sent(what: str) -> str:
    """A key has sent something to the clipboard."""
    said = clipboard.sent(what)
    return f"{said[0].upper()}{said[1:]}."


def approving(person: str) -> str:
    """A key was pressed to approve here."""
    return f"Approving as {person}…"


def approved(person: str, problem: Problem | None) -> str:
    """What came of it. The provider itself will say so at the next poll."""
    return f"Not approved: {problem}" if problem else f"Approved as {person}. The provider's answer follows…"


def why_not(action: str, stage: Stage, attempt: Attempt | None, obstacle: str) -> str:
    """Why an action has nothing to act upon, "" where it has; `obstacle` keeps browsers from opening."""
    if stage in (Stage.ASKING, Stage.EXCHANGING):
        return "Wait a moment: an answer is on its way."
    if action == "start_again":
        return ""
    if attempt is None:
        return "There is nothing to open, and nothing to copy."
    if action == "open_page" and obstacle:
        return f"No browser can be opened here: {obstacle}."
    return "There is no code." if action == "copy_code" and not attempt.user_code else ""


def exchanging() -> Notice:
    """The provider has given its tokens."""
    return Notice("Approved. Getting your AWS credentials…", tone="good")


def refused(outcome: Refused) -> Notice:
    """The provider's last word on this code, or this visit."""
    problem = outcome.problem
    advice = _ADVICE.get(outcome.kind, problem.todo)
    tone: Tone = "warn" if outcome.kind is Refusal.EXPIRED else "bad"
    return Notice(problem.what, (advice,), _facts(problem), tone)


def late(attempt: Attempt) -> Notice:
    """The deadline has passed by our own clock."""
    if isinstance(attempt.step, Visit):
        return Notice("Nobody came back from the browser in time", tone="warn")
    return refused(EXPIRED)


def failed(problem: Problem) -> Notice:
    """No code, or no credentials, for a reason other than IAM's refusal."""
    return Notice(problem.what, (problem.todo,), _facts(problem), "bad")


def denied(denial: Denial) -> Notice:
    """IAM refused the exchange: what AWS said and what we conclude, apart and labelled."""
    facts = (
        ("who", denial.principal),
        ("what", denial.action),
        ("on", denial.resource),
        ("AWS says", denial.reason or denial.message),
        ("request", denial.request_id),
        ("code", denial.code),
        ("we conclude", denial.inference),
    )
    headline = "The identity provider let you in, AWS does not"
    return Notice(headline, (denial.todo,), facts, "bad")


def time_of_day(at: float) -> str:
    """`at`, Unix seconds, on the person's own clock."""
    return datetime.fromtimestamp(at, UTC).astimezone().strftime("%H:%M:%S")


def _facts(problem: Problem) -> Facts:
    return (("where", problem.where), ("code", problem.code))
