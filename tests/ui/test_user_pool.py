"""What a Cognito user pool asks for besides the password, and what it refuses, as the person is told it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.ui.fakes import FakeServices
from tests.ui.signing_in import signing_in
from tests.ui.test_sign_in_questions import typed
from tests.unit.peers import Answer
from tests.unit.test_asking import piped
from tests.unit.user_pool import Pool, challenge, error
from tui.cli.login import login
from tui.config import Profile
from tui.identity.srp import SrpFlow
from tui.identity.steps import Outcome, Step
from tui.problem import Problem
from tui.screens.interview import Interview

BROWSER = "dynacart login --flow browser"
REFUSALS = [
    (challenge("MFA_SETUP", MFAS_CAN_SETUP='["SOFTWARE_TOKEN_MFA"]'),
     "The user pool wants a second factor, and you have set none up yet",
     f"Set one up on the page of the pool: {BROWSER}"),
    (error("PasswordResetRequiredException", "Password reset required for the user"),
     "The user pool wants a new password before it lets you in",
     f'Choose "Forgot your password?" on the page of the pool: {BROWSER}'),
    (error("NotAuthorizedException", "Incorrect username or password."),
     "The user pool does not let you in: Incorrect username or password",
     f"If it is forgotten, reset it on the page of the pool: {BROWSER}"),
]
SEVERAL = [challenge("SELECT_MFA_TYPE", MFAS_CAN_CHOOSE='["SMS_MFA", "SOFTWARE_TOKEN_MFA"]'),
           challenge("SMS_MFA", CODE_DELIVERY_DESTINATION="+*******99"),
           error("ExpiredCodeException", "Late.")]
CHOICES = ("a code by SMS", "a code of your authenticator app")


class ThroughPool(FakeServices):
    """The outside with a real sign-in."""

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._pool = SrpFlow(profile)

    def start_sign_in(self) -> Step | Problem:
        return self._pool.start()

    def answer(self, values: Sequence[str]) -> Outcome:
        return self._pool.answer(values)


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool() as peer:
        yield peer


@pytest.fixture
def profile(pool: Pool, tmp_path: Path) -> Profile:
    return pool.profile(tmp_path / "data")


@pytest.mark.parametrize(("answer", "what", "todo"), REFUSALS)
async def test_the_editor_tells_each_refusal(
    pool: Pool, profile: Profile, answer: Answer, what: str, todo: str,
) -> None:
    pool.script = [answer]
    async with signing_in(ThroughPool(profile)) as sign_in:
        await typed(sign_in, "alice", "hush")
        await sign_in.until(lambda: not isinstance(sign_in.app.screen, Interview) and what in sign_in.text)
        assert todo in sign_in.text
        assert "hush" not in sign_in.text


@pytest.mark.parametrize(("answer", "what", "todo"), REFUSALS)
def test_the_command_line_tells_each_refusal(
    pool: Pool, profile: Profile, monkeypatch: pytest.MonkeyPatch, answer: Answer, what: str, todo: str,
) -> None:
    pool.script = [answer]
    with piped("alice\nhush\n", monkeypatch):
        outcome = login(profile, may_browse=False)
    assert isinstance(outcome, Problem)
    assert what in str(outcome)
    assert todo in str(outcome)


async def test_the_editor_asks_which_second_factor_and_for_its_code(pool: Pool, profile: Profile) -> None:
    pool.script = list(SEVERAL)
    async with signing_in(ThroughPool(profile)) as sign_in:
        await typed(sign_in, "alice", "hush")
        await sign_in.until(lambda: all(choice in sign_in.text for choice in CHOICES))
        await typed(sign_in, "1")
        await sign_in.until(lambda: "the code from +*******99" in sign_in.text)
        await typed(sign_in, "123456")
        await sign_in.until(lambda: "The code has expired: Late" in sign_in.text)
    assert pool.sent[-2]["ChallengeResponses"]["ANSWER"] == "SMS_MFA"


def test_so_does_the_command_line(
    pool: Pool, profile: Profile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    pool.script = list(SEVERAL)
    with piped("alice\nhush\n2\n123456\n", monkeypatch):
        outcome = login(profile, may_browse=False)
    assert isinstance(outcome, Problem)
    assert outcome.what == "The code has expired: Late"
    said = capsys.readouterr().err
    assert all(choice in said for choice in (*CHOICES, "the code from +*******99"))
    assert pool.sent[-2]["ChallengeResponses"]["ANSWER"] == "SOFTWARE_TOKEN_MFA"
