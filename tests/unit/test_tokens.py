"""Refreshing and revoking: what ends a sign-in, and what is only a bad day of the network."""

from pathlib import Path

import pytest

from tests.unit.idp import CLIENT, PROOF, Idp
from tests.unit.peers import Answer
from tui.config import Profile
from tui.identity.openid import refresh, revoke
from tui.identity.tokens import Rejected, Tokens, Transient
from tui.problem import Kind, Problem


@pytest.fixture
def profile(idp: Idp, tmp_path: Path) -> Profile:
    return idp.profile(tmp_path)


def test_a_refresh_brings_fresh_tokens(idp: Idp, profile: Profile) -> None:
    idp.tokens = [idp.grant(id_token="new id", refresh_token="new refresh")]
    tokens = refresh(profile, "old refresh")
    assert tokens == Tokens("new id", "an access token", "new refresh")
    assert idp.asked_for("/token")[0].form == {
        "grant_type": "refresh_token", "refresh_token": "old refresh", "client_id": CLIENT}


def test_the_old_refresh_token_stays_where_none_is_returned(idp: Idp, profile: Profile) -> None:
    idp.tokens = [idp.grant(refresh_token=None)]
    tokens = refresh(profile, "old refresh")
    assert isinstance(tokens, Tokens)
    assert tokens.refresh_token == "old refresh"


@pytest.mark.parametrize("error", ["invalid_grant", "access_denied", "interaction_required"])
def test_a_rejected_refresh_token_asks_to_sign_in_again(idp: Idp, profile: Profile, error: str) -> None:
    idp.tokens = [Answer({"error": error, "error_description": "revoked."}, 400)]
    outcome = refresh(profile, "old refresh")
    assert isinstance(outcome, Rejected)
    assert outcome.problem == Problem(Kind.SIGN_IN, "Your sign-in has ended: revoked", f"{idp.url}/token",
                                      "Sign in again.", error)


def test_a_rejected_client_is_the_administrators_to_mend(idp: Idp, profile: Profile) -> None:
    idp.tokens = [Answer({"error": "invalid_client"}, 401)]
    outcome = refresh(profile, "old refresh")
    assert isinstance(outcome, Rejected)
    assert "client_id" in outcome.problem.todo


def test_a_refresh_without_an_id_token_is_of_no_use(idp: Idp, profile: Profile) -> None:
    idp.tokens = [idp.grant(id_token=None)]
    assert isinstance(refresh(profile, "old refresh"), Rejected)


@pytest.mark.parametrize("answer", [
    Answer(status=503), Answer(b"<html>"), Answer({"error": "temporarily_unavailable"}, 400),
    Answer({"error": "server_error"}, 500), Answer({}, 429)])
def test_a_bad_day_signs_nobody_out(idp: Idp, profile: Profile, answer: Answer) -> None:
    idp.tokens = [answer]
    outcome = refresh(profile, "old refresh")
    assert isinstance(outcome, Transient)
    assert outcome.problem.kind is Kind.UNAVAILABLE


def test_a_revoked_token_is_named_as_what_it_is(idp: Idp, profile: Profile) -> None:
    assert revoke(profile, "old refresh", PROOF) is None
    assert idp.asked_for("/revoke")[0].form == {
        "token": "old refresh", "token_type_hint": "refresh_token", "client_id": CLIENT}


@pytest.mark.parametrize(("answer", "what"), [
    (Answer({"error": "invalid_client"}, 401), "The identity provider does not accept this client"),
    (Answer({"error": "odd_error"}, 400), "The identity provider answered odd_error"),
    (Answer(status=503), "127.0.0.1 gave no usable answer (HTTP 503)"),
    (Answer(b"<html>", 404), "127.0.0.1 gave no usable answer (HTTP 404)"),
])
def test_a_revocation_that_failed_is_told(idp: Idp, profile: Profile, answer: Answer, what: str) -> None:
    idp.revoked = answer
    problem = revoke(profile, "old refresh", PROOF)
    assert problem
    assert problem.what == what


def test_where_there_is_no_refresh_token_nothing_lasts(idp: Idp, profile: Profile) -> None:
    assert revoke(profile, "", PROOF) is None
    assert idp.asked == []


def test_a_provider_that_cannot_revoke_is_told(idp: Idp, profile: Profile) -> None:
    del idp.document["revocation_endpoint"]
    problem = revoke(profile, "old refresh", PROOF)
    assert problem
    assert problem.what == "The identity provider offers no way to revoke the sign-in"
