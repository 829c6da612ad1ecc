"""The demo: whoever the sandbox knows is approved as at a key press."""

from threading import Event

from tests.ui.driving import settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import ALICE, CODE
from tests.ui.signing_in import PEOPLE, POLL_AFTER, TOKENS, approves, signing_in
from tui.identity.approval import Approver
from tui.problem import Kind, Problem


async def test_approves_by_digit_as_whom_it_says(services: FakeServices) -> None:
    services.script("poll", TOKENS)
    calls: list[tuple[str, str]] = []
    async with signing_in(services, approver=approves(calls)) as sign_in:
        assert "No browser needed here: press 1 to approve as alice" in sign_in.text
        assert [line for line in sign_in.text.splitlines() if line.endswith(PEOPLE)] \
            == ["No browser needed here: press 1 to approve as alice", "1 alice", "2 bob", "3 viewer"]
        await sign_in.press("4", "2", "1")
        assert calls == [(CODE.user_code, "bob")]
        assert "Approved as bob." in sign_in.text
        await sign_in.later()
        assert sign_in.app.outcomes == [ALICE]


async def test_approves_by_mouse_and_by_focus(services: FakeServices) -> None:
    calls: list[tuple[str, str]] = []
    async with signing_in(services, approver=approves(calls)) as sign_in:
        await sign_in.press("tab", "tab", "tab", "enter")
        assert [person for _, person in calls] == ["viewer"]
    async with signing_in(services, approver=approves(calls)) as sign_in:
        await sign_in.pilot.click("#people Button")
        await settled(sign_in.pilot)
        assert [person for _, person in calls] == ["viewer", "alice"]


async def test_nobody_to_approve_as_outside_the_demo(services: FakeServices) -> None:
    async with signing_in(services) as sign_in:
        assert "approve as" not in sign_in.text
        await sign_in.press("1")
        assert "Waiting for your approval" in sign_in.text


async def test_an_approval_that_fails_is_said_and_can_be_tried_again(services: FakeServices) -> None:
    calls: list[tuple[str, str]] = []
    unknown = Problem(Kind.SIGN_IN, "No sign-in is waiting for this code")
    async with signing_in(services, approver=approves(calls, unknown)) as sign_in:
        await sign_in.press("1")
        assert "Not approved: No sign-in is waiting for this code." in sign_in.text
        await sign_in.later()
        assert "Not approved" in sign_in.text
        await sign_in.press("1")
        assert len(calls) == 2


async def test_an_approval_that_answers_after_the_provider_changes_nothing(services: FakeServices) -> None:
    latch = Event()
    services.script("poll", TOKENS)
    services.hold("finish_sign_in")
    slow = Approver(PEOPLE, lambda _code, _person: _wait(latch))
    async with signing_in(services, approver=slow) as sign_in:
        await sign_in.pilot.press("1")
        await sign_in.until(lambda: "Approving as alice…" in sign_in.text)
        sign_in.pass_by(POLL_AFTER)
        await sign_in.until(lambda: "Getting your AWS credentials…" in sign_in.text)
        latch.set()
        await sign_in.until(lambda: len(sign_in.app.workers) == 1)
        await sign_in.pilot.pause()
        assert "Getting your AWS credentials…" in sign_in.text


def _wait(latch: Event) -> None:
    assert latch.wait(20.0), "the approval was never released"
