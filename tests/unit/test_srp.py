"""Name and password at a Cognito user pool: the engine's own pool, which checks the proof, and scripts."""

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tests.unit.idp import PROOF
from tests.unit.peers import Answer
from tests.unit.user_pool import PASSWORD, RESULT, Pool, challenge, error, idp
from tui.config import Profile
from tui.identity import cognito as provider
from tui.identity.srp import SrpFlow
from tui.identity.steps import Pending, Question, Refused
from tui.identity.tokens import Rejected, Tokens, Transient
from tui.problem import Kind, Problem


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool() as peer:
        yield peer


@pytest.fixture
def profile(pool: Pool, tmp_path: Path) -> Profile:
    return pool.profile(tmp_path)


@pytest.fixture
def flow(profile: Profile) -> SrpFlow:
    """Alice has a password of her own; she is asked for it."""
    idp("AdminSetUserPassword", UserPoolId=profile.user_pool_id, Username="alice", Password=PASSWORD,
        Permanent=True)
    flow = SrpFlow(profile)
    assert isinstance(flow.start(), Question)
    return flow


def refused(outcome: object) -> Problem:
    assert isinstance(outcome, Refused), outcome
    return outcome.problem


def test_the_password_is_proved_and_never_sent(pool: Pool, flow: SrpFlow) -> None:
    tokens = flow.answer(["alice", PASSWORD])
    assert isinstance(tokens, Tokens)
    assert tokens.id_token.count(".") == 2
    assert tokens.refresh_token
    assert [sent["operation"] for sent in pool.sent] == ["InitiateAuth", "RespondToAuthChallenge"]
    assert pool.sent[0]["AuthFlow"] == "USER_SRP_AUTH"
    assert PASSWORD not in json.dumps(pool.sent)
    assert PASSWORD not in repr(vars(flow))
    assert all("Authorization" not in asked.headers for asked in pool.asked)


def test_the_questions_hide_what_is_secret(profile: Profile) -> None:
    question = SrpFlow(profile).start()
    assert isinstance(question, Question)
    assert [(prompt.label, prompt.secret) for prompt in question.prompts] == [
        ("User name", False), ("Password", True)]


def test_a_wrong_password_is_told_with_the_way_out(flow: SrpFlow) -> None:
    problem = refused(flow.answer(["alice", "wrong"]))
    assert (problem.kind, problem.code) == (Kind.SIGN_IN, "NotAuthorized")
    assert problem.what == "The user pool does not let you in: Incorrect username or password"
    assert "If it is forgotten, reset it on the page" in problem.todo
    assert problem.todo.endswith("dynacart login --flow browser")


def test_a_first_sign_in_asks_for_a_password_of_ones_own(profile: Profile) -> None:
    flow = SrpFlow(profile)
    flow.start()
    question = flow.answer(["alice", "For-Once-1"])
    assert isinstance(question, Question)
    assert [prompt.label for prompt in question.prompts] == ["New password", "New password again"]
    assert flow.answer([PASSWORD, "a slip"]) == question, "asked again"
    assert isinstance(flow.answer([PASSWORD, PASSWORD]), Tokens)
    again = SrpFlow(profile)
    again.start()
    assert isinstance(again.answer(["alice", PASSWORD]), Tokens)


def test_what_the_pool_wants_to_know_besides_is_asked(pool: Pool, flow: SrpFlow) -> None:
    pool.script = [challenge("NEW_PASSWORD_REQUIRED", requiredAttributes='["userAttributes.name"]'),
                   error("InvalidPasswordException", "Password too short"),
                   Answer({"AuthenticationResult": RESULT})]
    question = flow.answer(["alice", PASSWORD])
    assert isinstance(question, Question)
    assert question.prompts[2].label == "name"
    again = flow.answer(["x", "x", "Alice"])
    assert isinstance(again, Question)
    assert again.says.startswith("That password does not meet the pool's policy: Password too short.")
    assert isinstance(flow.answer(["longer", "longer", "Alice"]), Tokens)
    assert pool.sent[-1]["ChallengeResponses"]["userAttributes.name"] == "Alice"


def test_a_code_of_an_authenticator_is_asked_for(flow: SrpFlow) -> None:
    first = flow.answer(["alice", PASSWORD])
    assert isinstance(first, Tokens)
    secret = idp("AssociateSoftwareToken", AccessToken=first.access_token)["SecretCode"]
    totp = TOTP(base64.b32decode(secret), 6, SHA1(), 30, enforce_key_length=False)

    def code() -> str:
        return totp.generate(time.time()).decode()

    idp("VerifySoftwareToken", AccessToken=first.access_token, UserCode=code())
    flow.start()
    question = flow.answer(["alice", PASSWORD])
    assert isinstance(question, Question)
    assert "authenticator app" in question.says
    wrong = flow.answer([f"{(int(code()) + 500_000) % 1_000_000:06}"])
    assert isinstance(wrong, Question)
    assert wrong.says.startswith("That code is not the right one")
    assert isinstance(flow.answer([f" {code()} "]), Tokens)


@pytest.mark.parametrize(("name", "key"), [("SMS_MFA", "SMS_MFA_CODE"), ("EMAIL_OTP", "EMAIL_OTP_CODE")])
def test_so_is_one_that_was_sent(pool: Pool, flow: SrpFlow, name: str, key: str) -> None:
    pool.script = [challenge(name, CODE_DELIVERY_DESTINATION="+*******99\x1b[2J"),
                   Answer({"AuthenticationResult": RESULT})]
    question = flow.answer(["alice", PASSWORD])
    assert isinstance(question, Question)
    assert question.says == "A second factor is needed: the code from +*******99."
    assert flow.answer(["123456"]) == Tokens("an id token", "an access token", "a refresh token")
    assert pool.sent[-1]["ChallengeResponses"] == {"USERNAME": "alice", key: "123456"}
    assert pool.sent[-1]["Session"] == "s3ssion"


FACTORS = json.dumps(["SMS_MFA", "SOFTWARE_TOKEN_MFA", "A_NEW_ONE\x1b[2J", 5])


def test_who_has_several_second_factors_chooses_one(pool: Pool, flow: SrpFlow) -> None:
    pool.script = [challenge("SELECT_MFA_TYPE", MFAS_CAN_CHOOSE=FACTORS), challenge("SOFTWARE_TOKEN_MFA"),
                   Answer({"AuthenticationResult": RESULT})]
    which = flow.answer(["alice", PASSWORD])
    assert isinstance(which, Question)
    assert which.says.splitlines() == ["A second factor is needed. Which?", "  1  a code by SMS",
                                       "  2  a code of your authenticator app"]
    assert [flow.answer([slip]) for slip in ("", "0", "3", "SMS_MFA", "\u00b2")] == [which] * 5, "asked again"
    code = flow.answer([" 2 "])
    assert pool.sent[-1]["ChallengeName"] == "SELECT_MFA_TYPE"
    assert pool.sent[-1]["ChallengeResponses"] == {"USERNAME": "alice", "ANSWER": "SOFTWARE_TOKEN_MFA"}
    assert isinstance(code, Question)
    assert "authenticator app" in code.says
    assert isinstance(flow.answer(["123456"]), Tokens)


@pytest.mark.parametrize(("name", "what", "todo"), [
    ("MFA_SETUP", "wants a second factor, and you have set none up yet", "Set one up on the page"),
    ("DEVICE_SRP_AUTH", "asks whether it remembers this device", "Sign in on the page"),
    ("SELECT_MFA_TYPE", "asks for SELECT_MFA_TYPE, which cannot", "Sign in on the page"),
    ("CUSTOM_CHALLENGE", "asks for CUSTOM_CHALLENGE, which cannot", "Sign in on the page"),
])
def test_the_rest_is_left_to_the_browser(pool: Pool, flow: SrpFlow, name: str, what: str, todo: str) -> None:
    pool.script = [challenge(name, MFAS_CAN_CHOOSE='["A_NEW_ONE"]')]
    problem = refused(flow.answer(["alice", PASSWORD]))
    assert what in problem.what
    assert problem.todo.startswith(todo)
    assert problem.todo.endswith("dynacart login --flow browser")


@pytest.mark.parametrize(("code", "what"), [
    ("UserNotConfirmedException", "This account has not been confirmed yet: because"),
    ("PasswordResetRequiredException", "The user pool wants a new password before it lets you in: because"),
    ("UserNotFoundException", "The user pool knows nobody of that name: because"),
    ("ResourceNotFoundException", "The user pool does not know this client: because"),
    ("InvalidParameterException", "The user pool does not accept the request: because"),
    ("com.amazon.x#ExpiredCodeException", "The code has expired: because"),
    ("SomethingNew", "The user pool answered SomethingNew: because"),
])
def test_every_refusal_is_told(pool: Pool, flow: SrpFlow, code: str, what: str) -> None:
    pool.script = [error(code)]
    assert refused(flow.answer(["alice", PASSWORD])).what == what


@pytest.mark.parametrize("answer", [
    error("TooManyRequestsException"), error("InternalErrorException", status=500), Answer(b"<html>", 502),
    Answer(b"[]")])
def test_a_bad_day_of_the_pool_is_no_refusal(pool: Pool, flow: SrpFlow, answer: Answer) -> None:
    pool.script = [answer]
    assert isinstance(flow.answer(["alice", PASSWORD]), Transient)


SOUND = {"SRP_B": "2", "SALT": "1f", "SECRET_BLOCK": "AAAA", "USER_ID_FOR_SRP": "alice"}
@pytest.mark.parametrize("change", [
    {"SRP_B": "0"}, {"SRP_B": "xyz"}, {"SRP_B": ""}, {"SALT": "zz"}, {"SECRET_BLOCK": "\u00e9"},
    {"SALT": None}, {"USER_ID_FOR_SRP": 5}])
def test_a_challenge_that_makes_no_sense_is_refused(
    pool: Pool, flow: SrpFlow, change: dict[str, Any],
) -> None:
    pool.script = [challenge("PASSWORD_VERIFIER", **{**SOUND, **change})]
    assert "makes no sense" in refused(flow.answer(["alice", PASSWORD])).what
    assert len(pool.sent) == 1, "nothing was proved to it"


@pytest.mark.parametrize("answer", [{}, *({"AuthenticationResult": got} for got in ({}, {"IdToken": 5}))])
def test_an_answer_without_a_token_signs_nobody_in(
    pool: Pool, flow: SrpFlow, answer: dict[str, Any],
) -> None:
    pool.script = [Answer(answer)]
    assert refused(flow.answer(["alice", PASSWORD])).what in (
        "The identity provider gave no ID token", "The user pool's answer makes no sense")


def test_nothing_is_polled(flow: SrpFlow) -> None:
    question = flow.start()
    assert isinstance(question, Question)
    assert isinstance(flow.poll(question), Pending)


def test_a_refresh_keeps_the_token_or_takes_the_new_one(pool: Pool, flow: SrpFlow, profile: Profile) -> None:
    tokens = flow.answer(["alice", PASSWORD])
    assert isinstance(tokens, Tokens)
    fresh = provider.refresh(profile, tokens.refresh_token)
    assert isinstance(fresh, Tokens)
    assert fresh.refresh_token == tokens.refresh_token, "no rotation"
    pool.script = [Answer({"AuthenticationResult": RESULT})]
    rotated = provider.refresh(profile, tokens.refresh_token)
    assert isinstance(rotated, Tokens)
    assert rotated.refresh_token == "a refresh token"


def test_a_revoked_sign_in_is_over(flow: SrpFlow, profile: Profile) -> None:
    tokens = flow.answer(["alice", PASSWORD])
    assert isinstance(tokens, Tokens)
    assert provider.revoke(profile, tokens.refresh_token, PROOF) is None
    outcome = provider.refresh(profile, tokens.refresh_token)
    assert isinstance(outcome, Rejected)
    assert outcome.problem.what.startswith("Your sign-in has ended")


@pytest.mark.parametrize(("answer", "kind"), [
    (error("RefreshTokenReuseException"), Rejected), (error("NotAuthorizedException"), Rejected),
    (Answer({}), Rejected), (error("TooManyRequestsException"), Transient), (Answer(status=503), Transient)])
def test_only_a_refusal_ends_a_sign_in(
    pool: Pool, profile: Profile, answer: Answer, kind: type[object],
) -> None:
    pool.script = [answer]
    assert isinstance(provider.refresh(profile, "a refresh token"), kind)
