"""The sign-in screen: every answer a provider may give, in the person's words."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.ui.driving import settled
from tests.ui.fakes import FakeServices
from tests.ui.samples import ALICE, CODE, DENIAL
from tests.ui.signing_in import (
    DECLINED,
    GONE,
    LOST,
    OTHER_CODE,
    POLL_AFTER,
    SLOWER,
    TOKENS,
    UNKNOWN_ISSUER,
    signing_in,
)
from tui.identity.device import Pending, Refusal, Refused, Transient
from tui.identity.schedule import DRIFT
from tui.identity.words import problem
from tui.problem import Denial, Kind, Problem


async def test_names_the_provider_while_it_has_not_answered(services: FakeServices) -> None:
    services.hold("start_sign_in")
    async with signing_in(services) as sign_in:
        assert "Asking id.example how to sign in…" in sign_in.text
        assert CODE.user_code not in sign_in.text


async def test_shows_address_code_and_time_left_in_full(services: FakeServices) -> None:
    async with signing_in(services) as sign_in:
        lines = sign_in.text.splitlines()
        assert CODE.verification_uri in lines
        assert CODE.user_code in lines
        assert "about 10 minutes left" in lines
        assert "Waiting for your approval" in lines


async def test_asks_first_after_one_interval_and_then_at_that_pace(services: FakeServices) -> None:
    async with signing_in(services) as sign_in:
        await sign_in.later(POLL_AFTER - 0.5)
        assert services.called("poll") == []
        await sign_in.later(0.6)
        assert services.called("poll") == [CODE]
        await sign_in.later(POLL_AFTER - 0.5)
        assert len(services.called("poll")) == 1
        await sign_in.later(0.6)
        assert len(services.called("poll")) == 2
        assert "Waiting for your approval" in sign_in.text


async def test_hands_over_the_person_once_approved(services: FakeServices) -> None:
    services.script("poll", Pending(), TOKENS)
    async with signing_in(services) as sign_in:
        await sign_in.later()
        assert sign_in.app.outcomes == []
        await sign_in.later()
        assert services.called("finish_sign_in") == [TOKENS]
        assert sign_in.app.outcomes == [ALICE]


async def test_slow_down_is_said_and_kept(services: FakeServices) -> None:
    services.script("poll", SLOWER)
    async with signing_in(services) as sign_in:
        await sign_in.later()
        assert "The provider asks us to wait longer" in sign_in.text
        assert "We now ask every 12 seconds." in sign_in.text
        await sign_in.later(11.0)
        assert len(services.called("poll")) == 1
        await sign_in.later(1.1)
        assert len(services.called("poll")) == 2
        assert "wait longer" not in sign_in.text


async def test_a_provider_that_keeps_slowing_us_down_points_at_the_clock(services: FakeServices) -> None:
    services.script("poll", *[SLOWER] * DRIFT)
    async with signing_in(services) as sign_in:
        for _ in range(DRIFT):
            assert "clock" not in sign_in.text
            await sign_in.later(60.0)
        assert "Check the clock of this computer" in sign_in.text


@pytest.mark.parametrize(("answer", "headline", "advice"), [
    (DECLINED, "The sign-in was declined", "ask whoever runs the identity provider"),
    (GONE, "The code has expired", "Nothing is lost"),
    (Refused(Refusal.CLIENT, problem("invalid_client", "", "")),
     "The identity provider does not accept this client", "Check `client_id`"),
    (Refused(Refusal.OTHER, problem("teapot", "I am short and stout.", "")),
     "The identity provider answered teapot: I am short and stout", "Ask who runs the identity provider"),
])
async def test_a_last_word_is_explained_and_another_code_is_one_key_away(
    services: FakeServices, answer: Refused, headline: str, advice: str,
) -> None:
    services.script("poll", answer)
    async with signing_in(services, CODE, OTHER_CODE) as sign_in:
        await sign_in.later()
        assert headline in sign_in.text
        assert advice in sign_in.text
        assert "Press n to start again." in sign_in.text
        assert CODE.user_code not in sign_in.text
        assert answer.problem.code in sign_in.text
        await sign_in.later(3600.0)
        assert len(services.called("start_sign_in")) == 1
        await sign_in.press("n")
        assert OTHER_CODE.user_code in sign_in.text
        await sign_in.later()
        assert services.called("poll") == [CODE, OTHER_CODE]


@pytest.mark.parametrize("clock", ["monotonic", "wall"])
async def test_expires_by_the_clock_that_has_gone_further(services: FakeServices, clock: str) -> None:
    async with signing_in(services) as sign_in:
        setattr(sign_in.app.clock, clock, getattr(sign_in.app.clock, clock) + CODE.expires_in)
        await sign_in.later(0.0)
        assert "The code has expired" in sign_in.text
        assert services.called("poll") == []


async def test_counts_the_last_minute_by_the_second(services: FakeServices) -> None:
    async with signing_in(services) as sign_in:
        await sign_in.later(CODE.expires_in - 59.5)
        assert "60 seconds left" in sign_in.text
        await sign_in.later(1.0)
        assert "59 seconds left" in sign_in.text


async def test_a_lost_network_is_named_outlived_and_forgotten(services: FakeServices) -> None:
    services.script("poll", LOST, LOST, Pending(), LOST)
    async with signing_in(services) as sign_in:
        await sign_in.later(6.0)
        assert "No answer from the provider since 15:06:46" in sign_in.text
        assert "id.example cannot be reached. We keep trying." in sign_in.text
        assert CODE.user_code in sign_in.text
        await sign_in.later(60.0)
        assert "since 15:06:46" in sign_in.text
        await sign_in.later(60.0)
        assert "Waiting for your approval" in sign_in.text
        assert "No answer" not in sign_in.text
        await sign_in.later(6.0)
        assert "since 15:08:52" in sign_in.text


async def test_lost_answers_are_asked_for_ever_more_rarely(services: FakeServices) -> None:
    services.script("poll", LOST, LOST)
    async with signing_in(services) as sign_in:
        await sign_in.later()
        await sign_in.later(9.0)
        assert len(services.called("poll")) == 1
        await sign_in.later(1.0)
        assert len(services.called("poll")) == 2


async def test_no_code_is_said_with_what_to_do(services: FakeServices) -> None:
    offline = Problem(Kind.UNAVAILABLE, "id.example cannot be reached", todo="Check the network.")
    async with signing_in(services, offline, CODE) as sign_in:
        assert "id.example cannot be reached" in sign_in.text
        assert "Check the network." in sign_in.text
        await sign_in.press("n")
        assert CODE.user_code in sign_in.text


async def test_a_failed_exchange_says_what_where_and_what_to_do(services: FakeServices) -> None:
    services.script("poll", TOKENS)
    services.script("finish_sign_in", UNKNOWN_ISSUER)
    async with signing_in(services, CODE, OTHER_CODE) as sign_in:
        await sign_in.later()
        for part in (UNKNOWN_ISSUER.what, UNKNOWN_ISSUER.where, UNKNOWN_ISSUER.todo, UNKNOWN_ISSUER.code):
            assert part in sign_in.text
        await sign_in.press("n")
        assert OTHER_CODE.user_code in sign_in.text
        assert UNKNOWN_ISSUER.what not in sign_in.text


async def test_a_refused_exchange_keeps_what_aws_said_from_what_we_conclude(services: FakeServices) -> None:
    services.script("poll", TOKENS)
    services.script("finish_sign_in", DENIAL)
    async with signing_in(services, CODE, OTHER_CODE) as sign_in:
        await sign_in.later()
        lines = sign_in.text.splitlines()
        assert "The identity provider let you in, AWS does not" in lines
        values = dict(pairwise(lines))
        assert values["who"] == DENIAL.principal
        assert values["what"] == DENIAL.action
        assert values["on"] == DENIAL.resource
        assert values["AWS says"] == DENIAL.reason
        assert values["request"] == DENIAL.request_id
        assert values["code"] == DENIAL.code
        assert values["we conclude"] == DENIAL.inference
        assert DENIAL.todo in lines[lines.index("The identity provider let you in, AWS does not") + 1]
        await sign_in.press("n")
        assert OTHER_CODE.user_code in sign_in.text


async def test_a_refusal_that_gives_no_reason_is_shown_in_its_own_words(services: FakeServices) -> None:
    services.script("poll", TOKENS)
    services.script("finish_sign_in", Denial("Not authorized to perform sts:AssumeRoleWithWebIdentity"))
    async with signing_in(services) as sign_in:
        await sign_in.later()
        assert "Not authorized to perform sts:AssumeRoleWithWebIdentity" in sign_in.text
        assert "who" not in sign_in.text.splitlines()


async def test_words_from_outside_are_neither_markup_nor_escape_codes(services: FakeServices) -> None:
    nasty = "[red]boo[/red] \x1b[31mred\x1b]0;owned\x07 [/nothing] [@click=app.quit]x[/]\u202e"
    shown = "[red]boo[/red] red [/nothing] [@click=app.quit]x[/]"
    everywhere = Problem(Kind.SIGN_IN, nasty, nasty, nasty, nasty)
    denial = replace(DENIAL, principal=nasty, reason=nasty, inference=nasty, todo=nasty)
    services.script("poll", Transient(everywhere), Refused(Refusal.OTHER, everywhere), TOKENS)
    services.script("finish_sign_in", denial)
    code = replace(CODE, user_code=nasty)
    async with signing_in(services, code, code, heading=f"Sign in; {shown}") as sign_in:
        assert sign_in.text.count(shown) == 2
        await sign_in.later()
        assert f"{shown}. We keep trying." in sign_in.text
        await sign_in.later(60.0)
        assert sign_in.text.count(shown) == 5
        await sign_in.press("n")
        await sign_in.later()
        assert sign_in.text.count(shown) == 5
        assert not {"\x1b", "\x07", "\u202e"} & set(sign_in.text)


async def test_a_bug_ends_the_attempt_instead_of_hanging(services: FakeServices) -> None:
    services.script("poll", RuntimeError("secret-of-the-traceback"))
    async with signing_in(services) as sign_in:
        sign_in.pass_by(POLL_AFTER)
        await sign_in.until(lambda: "Something went wrong while asking whether" in sign_in.text)
        assert "RuntimeError" in sign_in.text
        assert "secret-of-the-traceback" not in sign_in.text
        await sign_in.press("n")
        assert CODE.user_code in sign_in.text


async def test_tokens_show_nowhere(services: FakeServices) -> None:
    services.script("poll", TOKENS)
    services.hold("finish_sign_in")
    async with signing_in(services) as sign_in:
        sign_in.pass_by(POLL_AFTER)
        await sign_in.until(lambda: bool(services.called("finish_sign_in")) and len(sign_in.app.workers) == 1)
        workers = list(sign_in.app.workers)
        assert [worker.description for worker in workers] == ["getting AWS credentials"]
        seen = [sign_in.app.export_screenshot(), *map(repr, workers), *(w.name + w.group for w in workers)]
        services.release()
        await settled(sign_in.pilot)
        seen += [repr(worker.result) for worker in workers] + [str(vars(sign_in.app.sign_in))]
        for secret in (TOKENS.id_token, TOKENS.access_token, TOKENS.refresh_token, CODE.device_code):
            assert not any(secret in text for text in seen)
