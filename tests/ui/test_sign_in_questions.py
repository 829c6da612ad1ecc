"""The sign-in screen where something is asked here: name and password, a second factor, a role."""

from collections.abc import Callable

import pytest
from textual.app import App
from textual.events import Paste

from tests.ui.driving import settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import ALICE
from tests.ui.signing_in import LOST, TOKENS, Host, SignIn, signing_in
from tests.ui.test_sign_in_looks import SMALL, after
from tests.ui.test_sign_in_visit import PAGE
from tui.identity.steps import Outcome, Pending, Prompt, Question, Refusal, Refused
from tui.problem import Kind, Problem
from tui.screens.interview import Interview
from tui.widgets.entry import Entry

WHO = Question("Sign in to the user pool eu-west-1_AbCdEf.",
               (Prompt("User name"), Prompt("Password", secret=True)))
CODE = Question("A second factor is needed: the code from +*******99.", (Prompt("Code"),))
WRONG = Refused(Refusal.OTHER, Problem(Kind.SIGN_IN, "The user pool does not let you in",
                                       todo="Check name and password.", code="NotAuthorized"))


async def typed(sign_in: SignIn, *words: str) -> None:
    """Type each word on a line of its own."""
    for word in words:
        await sign_in.pilot.press(*word, "enter")
        await settled(sign_in.pilot)


def entries(app: App[object]) -> list[Entry]:
    return list(app.screen.query(Entry))


async def test_name_password_and_second_factor(services: FakeServices) -> None:
    services.script("answer", CODE, TOKENS)
    async with signing_in(services, WHO) as sign_in:
        assert isinstance(sign_in.app.screen, Interview)
        assert [entry.password for entry in entries(sign_in.app)] == [False, True]
        await typed(sign_in, "alice", "hush")
        await sign_in.until(lambda: CODE.says in sign_in.text)
        await typed(sign_in, "123456")
        await sign_in.until(lambda: sign_in.app.outcomes == [ALICE])
        assert services.called("answer") == [["alice", "hush"], ["123456"]]


async def test_the_keys_of_the_sign_in_screen_are_letters_here(services: FakeServices) -> None:
    async with signing_in(services, WHO) as sign_in:
        await sign_in.pilot.press(*"nouqc")
        assert entries(sign_in.app)[0].value == "nouqc"
        assert sign_in.app.outcomes == []


async def test_what_is_long_is_pasted(services: FakeServices) -> None:
    services.script("answer", TOKENS)
    async with signing_in(services, Question("Paste it.", (Prompt("SAMLResponse", long=True),))) as sign_in:
        entries(sign_in.app)[0].post_message(Paste("x" * 20_000))
        await settled(sign_in.pilot)
        await typed(sign_in, "")
        await sign_in.until(lambda: sign_in.app.outcomes == [ALICE])
        assert services.called("answer") == [["x" * 20_000]]


@pytest.mark.parametrize(("outcome", "says"), [
    (WRONG, "Check name and password."), (LOST, "id.example cannot be reached"),
    (Pending(), "Nothing was answered")])
async def test_an_answer_that_will_not_do_is_told(
    services: FakeServices, outcome: Outcome, says: str,
) -> None:
    services.script("answer", outcome)
    async with signing_in(services, WHO, WHO) as sign_in:
        await typed(sign_in, "alice", "wrong")
        await sign_in.until(lambda: says in sign_in.text)
        await sign_in.press("n")
        assert isinstance(sign_in.app.screen, Interview), "and asked anew"


async def test_leaving_the_question_leaves_the_sign_in_open(services: FakeServices) -> None:
    async with signing_in(services, WHO) as sign_in:
        await sign_in.press("escape")
        assert "Nothing was answered" in sign_in.text
        assert services.called("answer") == []
        await sign_in.press("escape")
        assert sign_in.app.outcomes == [None]


async def test_a_browser_may_end_in_a_question(services: FakeServices) -> None:
    services.script("poll", Question("Which role?", (Prompt("Number"),)))
    services.script("answer", TOKENS)
    async with signing_in(services, PAGE) as sign_in:
        await sign_in.later(2.0)
        await typed(sign_in, "2")
        await sign_in.until(lambda: sign_in.app.outcomes == [ALICE])


def test_looks(services: FakeServices, snap_compare: Callable[..., bool]) -> None:
    services.script("start_sign_in", WHO)

    async def steps(sign_in: SignIn) -> None:
        await sign_in.pilot.press(*"alice", "enter", *"hush")

    assert snap_compare(Host(services), terminal_size=SMALL, run_before=after(steps))
