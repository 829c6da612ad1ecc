"""Credentials stay fresh, and are never lost to a bad day of the network."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from string import ascii_uppercase

import pytest

from tests.unit.idp import NOW, Idp, sts_error
from tests.unit.peers import Answer
from tests.unit.signed_in import HOUR, LATE, Clock, fresh_tokens, key_of, problem_of, stored, tokens
from tui.config import Profile
from tui.credentials.model import AwsCredentials
from tui.credentials.session import PAUSE, SHORT_PAUSE, Session
from tui.credentials.store import Store
from tui.problem import Denial, Kind, Problem


def test_fresh_credentials_need_no_network(idp: Idp, session: Session, clock: Clock) -> None:
    clock.now = NOW + HOUR - 901
    assert key_of(session.current()) == "ASIA1"
    assert 1 <= session.due(clock.now) <= 301
    assert idp.asked == []


def test_a_quarter_of_a_short_life_is_kept_ahead(idp: Idp, profile: Profile, clock: Clock) -> None:
    idp.aws_life = 900.0
    session = Session.sign_in(profile, tokens(idp), clock)
    assert isinstance(session, Session)
    assert 900 - 1.5 * 225 <= session.due(NOW) <= 900 - 225


def test_who_signed_in_together_renews_at_any_time_within_five_minutes(
    idp: Idp, session: Session, profile: Profile,
) -> None:
    found, random = stored(profile), Random(1)
    keys = ("ASIA" + "".join(random.choices(ascii_uppercase, k=16)) for _ in range(1000))
    ahead = [HOUR - replace(found, credentials=replace(found.credentials, access_key_id=key)).lasts(NOW)
             for key in keys]
    assert 600 <= min(ahead) <= max(ahead) <= 900
    minutes = Counter(int((each - 600) // 60) for each in ahead)
    assert all(150 < minutes[minute] < 250 for minute in range(5)), minutes


def test_an_id_token_that_still_holds_is_exchanged_again(
    idp: Idp, profile: Profile, clock: Clock,
) -> None:
    session = Session.sign_in(profile, tokens(idp, exp=NOW + 8 * HOUR), clock)
    assert isinstance(session, Session)
    clock.now, idp.aws_life = LATE, 2 * HOUR
    assert key_of(session.current()) == "ASIA2"
    assert idp.asked_for("/token") == []
    assert stored(profile).credentials == session.current()
    assert 600 <= NOW + 2 * HOUR - LATE - session.due(LATE) <= 900


def test_else_the_refresh_token_brings_a_new_one(
    idp: Idp, session: Session, profile: Profile, clock: Clock,
) -> None:
    fresh_tokens(idp)
    clock.now = NOW + HOUR - 30
    assert key_of(session.current()) == "ASIA2"
    assert idp.asked_for("/token")[0].form["refresh_token"] == "the refresh token"
    kept = stored(profile)
    assert kept.refresh_token == "the next refresh token"
    assert kept.proof.expires_at == NOW + 3 * HOUR
    assert kept.person.expires_at == session.person.expires_at == NOW + 2 * HOUR


def test_aws_may_find_the_token_expired_before_we_do(idp: Idp, session: Session, clock: Clock) -> None:
    fresh_tokens(idp)
    answers = [sts_error("ExpiredTokenException", "expired")]
    idp.routes["/"] = lambda request: answers.pop() if answers else idp.sts(request)
    clock.now = LATE
    assert key_of(session.current()) == "ASIA2"
    assert len(idp.asked_for("/token")) == 1


@pytest.mark.parametrize("answer", [
    Answer(status=503), Answer(b"<html>"), Answer({"error": "server_error"}, 500)])
def test_a_bad_day_of_the_provider_ends_nothing_while_the_credentials_hold(
    idp: Idp, session: Session, clock: Clock, answer: Answer,
) -> None:
    idp.tokens, clock.now = [answer], NOW + HOUR - 30
    assert key_of(session.current()) == "ASIA1"
    assert problem_of(session.trouble).kind is Kind.UNAVAILABLE
    clock.now = NOW + HOUR
    assert problem_of(session.current()).kind is Kind.UNAVAILABLE, "and after that it is no reason to sign in"


def test_a_lost_network_ends_nothing_while_the_credentials_hold(tmp_path: Path, clock: Clock) -> None:
    with Idp() as idp:
        session = Session.sign_in(idp.profile(tmp_path), tokens(idp), clock)
        assert isinstance(session, Session)
    clock.now = NOW + HOUR - 30
    assert key_of(session.current()) == "ASIA1"
    clock.now = NOW + HOUR
    assert problem_of(session.current()).kind is Kind.UNAVAILABLE


def test_after_a_failure_there_is_a_pause(idp: Idp, session: Session, clock: Clock) -> None:
    idp.tokens, clock.now = [Answer(status=503)], NOW + HOUR - 60
    session.current()
    assert session.due(clock.now) == PAUSE
    session.current()
    assert len(idp.asked_for("/token")) == 1
    clock.now = NOW + HOUR
    session.current()
    assert len(idp.asked_for("/token")) == 2
    assert session.due(clock.now) == SHORT_PAUSE


def test_trouble_ends_with_the_next_refresh_that_succeeds(idp: Idp, session: Session, clock: Clock) -> None:
    idp.tokens, clock.now = [Answer(status=503)], NOW + HOUR
    session.current()
    fresh_tokens(idp)
    clock.now += SHORT_PAUSE
    assert isinstance(session.current(), AwsCredentials)
    assert session.trouble is None


def test_a_rejected_refresh_token_asks_to_sign_in_again_once_the_credentials_have_ended(
    idp: Idp, session: Session, profile: Profile, clock: Clock,
) -> None:
    idp.tokens, clock.now = [Answer({"error": "invalid_grant"}, 400)], NOW + HOUR - 30
    assert key_of(session.current()) == "ASIA1"
    clock.now = NOW + HOUR
    ended = problem_of(session.current())
    assert (ended.kind, ended.what) == (Kind.SIGN_IN, "Your sign-in has ended")
    assert stored(profile).refresh_token == "the refresh token", "nothing is thrown away"


def test_without_a_refresh_token_the_sign_in_ends_with_its_tokens(
    idp: Idp, profile: Profile, clock: Clock,
) -> None:
    session = Session.sign_in(profile, replace(tokens(idp), refresh_token=""), clock)
    assert isinstance(session, Session)
    clock.now = NOW + HOUR
    assert problem_of(session.current()).kind is Kind.SIGN_IN
    assert idp.asked_for("/token") == []


@pytest.mark.parametrize("claims", [{"sub": "bob"}, {"aud": "another"}, {"exp": NOW}])
def test_a_refreshed_token_is_checked_like_the_first(
    idp: Idp, session: Session, clock: Clock, claims: dict[str, object],
) -> None:
    fresh_tokens(idp, **claims)
    clock.now = NOW + HOUR
    assert problem_of(session.current()).kind is Kind.SIGN_IN
    assert idp.asked_for("/") == []


def test_aws_naming_another_owner_is_refused(idp: Idp, session: Session, clock: Clock) -> None:
    fresh_tokens(idp)
    idp.owner, clock.now = "bob", NOW + HOUR
    assert problem_of(session.current()).kind is Kind.SIGN_IN
    assert session.person.owner_id == "alice"


@pytest.mark.parametrize("sts", [
    sts_error("AccessDenied", "no", 403), sts_error("InvalidIdentityToken", "no")])
def test_a_spent_refresh_token_is_replaced_even_if_the_exchange_fails(
    idp: Idp, session: Session, profile: Profile, clock: Clock, sts: Answer,
) -> None:
    fresh_tokens(idp)
    idp.routes["/"], clock.now = lambda _: sts, NOW + HOUR
    assert not isinstance(session.current(), AwsCredentials)
    assert stored(profile).refresh_token == "the next refresh token"


def test_a_role_that_has_come_to_refuse_is_a_denial(idp: Idp, session: Session, clock: Clock) -> None:
    idp.routes["/"] = lambda _: sts_error("AccessDenied", "no", 403)
    clock.now = LATE
    assert key_of(session.current()) == "ASIA1"
    assert isinstance(session.trouble, Denial)


def test_a_full_disk_does_not_waste_the_credentials(
    idp: Idp, session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch,
) -> None:
    fresh_tokens(idp)
    full = Problem(Kind.USAGE, "No space left on device")
    monkeypatch.setattr(Store, "save", lambda *_: full)
    clock.now = NOW + HOUR
    assert key_of(session.current()) == "ASIA2"
    assert session.trouble == full
    assert session.person.expires_at == NOW + 2 * HOUR
