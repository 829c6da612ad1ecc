"""Trading an ID token for AWS credentials, and every way AWS says no."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.idp import CLIENT, NOW, ROLE, Idp, sts_error
from tests.unit.peers import Answer, Request
from tui.config import Profile
from tui.credentials.model import AwsCredentials
from tui.credentials.sts import exchange, role_for, session_name
from tui.identity.proof import Proof
from tui.problem import Denial, Kind, Problem

VIEWER = "arn:aws:iam::123456789012:role/dynacart-viewer"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore retries at once."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)


@pytest.fixture
def profile(idp: Idp, tmp_path: Path) -> Profile:
    return idp.profile(tmp_path)


@pytest.fixture
def token(idp: Idp) -> Proof:
    return Proof(idp.id_token(), idp.url, "alice", (CLIENT,), NOW + 3600, "Alice Moreau")


def refusal(idp: Idp, profile: Profile, token: Proof, answer: Answer) -> Problem:
    idp.routes["/"] = lambda _: answer
    problem = exchange(profile, token, now=NOW)
    assert isinstance(problem, Problem)
    assert token.raw not in repr(problem)
    return problem


def test_a_token_becomes_credentials_of_the_role(idp: Idp, profile: Profile, token: Proof) -> None:
    credentials = exchange(profile, token, now=NOW)
    assert credentials == AwsCredentials(
        "ASIA1", "a secret", "a session", NOW + 3600,
        "arn:aws:sts::123456789012:assumed-role/dynacart-cart/alice", "alice")
    (asked,) = idp.asked_for("/")
    assert asked.form == {
        "Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleArn": ROLE,
        "RoleSessionName": "alice", "WebIdentityToken": token.raw, "DurationSeconds": "3600"}
    assert "Authorization" not in asked.headers


def test_the_token_may_name_another_role(idp: Idp, profile: Profile, token: Proof) -> None:
    exchange(profile, replace(token, role=VIEWER), now=NOW)
    assert idp.asked_for("/")[0].form["RoleArn"] == VIEWER


@pytest.mark.parametrize("role", ["dynacart-viewer", "arn:aws:iam::1:role/x", VIEWER + "\n", VIEWER + " x"])
def test_a_role_that_is_none_is_not_asked_for(profile: Profile, token: Proof, role: str) -> None:
    problem = role_for(replace(profile, role_claim="role"), replace(token, role=role))
    assert isinstance(problem, Problem)
    assert "`role`" in problem.what


@pytest.mark.parametrize(("code", "status", "kind", "what"), [
    ("ExpiredTokenException", 400, Kind.SIGN_IN, "AWS finds the ID token expired"),
    ("InvalidIdentityToken", 400, Kind.SIGN_IN, "AWS does not accept the identity provider's token"),
    ("InvalidIdentityTokenException", 400, Kind.SIGN_IN, "AWS does not accept the identity provider's token"),
    ("IDPRejectedClaim", 403, Kind.SIGN_IN, "The identity provider has AWS refuse this sign-in"),
    ("MalformedPolicyDocument", 400, Kind.USAGE, "AWS finds a policy malformed"),
    ("PackedPolicyTooLarge", 400, Kind.USAGE, "The token has too many tags"),
    ("RegionDisabledException", 403, Kind.USAGE, "AWS STS is off in this region"),
    ("ValidationError", 400, Kind.USAGE, "AWS STS does not accept the request"),
    ("SomethingNew", 400, Kind.SIGN_IN, "AWS STS refuses the exchange"),
    ("SomethingNew", 501, Kind.UNAVAILABLE, "AWS STS is busy"),
])
def test_every_refusal_is_told_with_what_aws_compared(
    idp: Idp, profile: Profile, token: Proof, code: str, status: int, kind: Kind, what: str,
) -> None:
    problem = refusal(idp, profile, token, sts_error(code, "Because of&#x202e;\n that.", status))
    assert (problem.kind, problem.what) == (kind, f"{what}: Because of that")
    assert problem.code == code.removesuffix("Exception")
    assert problem.where == f"{ROLE}, iss {idp.url}, aud {CLIENT}, exp 2027-01-15 09:00:00Z"


def test_a_trust_policy_that_says_no_is_a_denial(idp: Idp, profile: Profile, token: Proof) -> None:
    idp.routes["/"] = lambda _: sts_error(
        "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403)
    denial = exchange(profile, token, now=NOW)
    assert isinstance(denial, Denial)
    assert denial.message == "Not authorized to perform sts:AssumeRoleWithWebIdentity"
    assert (denial.action, denial.principal, denial.resource) == ("sts:AssumeRoleWithWebIdentity", "", "")
    assert (denial.request_id, denial.at) == ("a-request-id", "2027-01-15T08:00:00Z")
    assert ROLE in denial.inference
    assert f"iss {idp.url}" in denial.inference


def test_a_denial_that_names_who_and_what_is_taken_apart(idp: Idp, profile: Profile, token: Proof) -> None:
    idp.routes["/"] = lambda _: sts_error(
        "AccessDenied", f"User: anon is not authorized to perform: sts:AssumeRole on resource: {ROLE}", 403)
    denial = exchange(profile, token, now=NOW)
    assert isinstance(denial, Denial)
    assert (denial.principal, denial.action, denial.resource) == ("anon", "sts:AssumeRole", ROLE)


def test_an_unreachable_provider_is_tried_once_more(idp: Idp, profile: Profile, token: Proof) -> None:
    answers = [sts_error("IDPCommunicationError", "later")]
    idp.routes["/"] = lambda request: answers.pop() if answers else idp.sts(request)
    assert isinstance(exchange(profile, token, now=NOW), AwsCredentials)


def test_a_provider_that_stays_unreachable_is_told(idp: Idp, profile: Profile, token: Proof) -> None:
    problem = refusal(idp, profile, token, sts_error("IDPCommunicationError", "later"))
    assert problem.kind is Kind.UNAVAILABLE
    assert len(idp.asked_for("/")) == 2


@pytest.mark.parametrize("body", [b"", b"<html>", b"<AssumeRoleWithWebIdentityResponse/>", b"\xff\xfe\x00"])
def test_an_answer_that_is_none_is_worth_retrying(
    idp: Idp, profile: Profile, token: Proof, body: bytes,
) -> None:
    assert refusal(idp, profile, token, Answer(body)).kind is Kind.UNAVAILABLE


@pytest.mark.parametrize(("part", "other"), [
    ("<Expiration>2027-01-15T09:00:00Z<", "<Expiration>soon<"),
    ("<Expiration>2027-01-15T09:00:00Z</Expiration>", ""),
    ("<AccessKeyId>ASIA1</AccessKeyId>", ""),
    ("<SubjectFromWebIdentityToken>alice</SubjectFromWebIdentityToken>", ""),
    ("Credentials>", "Nothing>"),
])
def test_an_incomplete_answer_is_worth_retrying(
    idp: Idp, profile: Profile, token: Proof, part: str, other: str,
) -> None:
    def incomplete(request: Request) -> Answer:
        whole = idp.sts(request).content
        assert part.encode() in whole
        return Answer(whole.replace(part.encode(), other.encode()))

    idp.routes["/"] = incomplete
    problem = exchange(profile, token, now=NOW)
    assert isinstance(problem, Problem)
    assert problem.kind is Kind.UNAVAILABLE


@pytest.mark.parametrize("owner", ["a" * 300, "é", "\u202ealice"], ids=["long", "foreign", "hidden"])
def test_an_owner_that_is_none_is_refused(idp: Idp, profile: Profile, token: Proof, owner: str) -> None:
    idp.owner = owner
    problem = exchange(profile, token, now=NOW)
    assert isinstance(problem, Problem)
    assert problem.what == "AWS STS names nobody we know"


def test_a_dead_endpoint_is_told_without_the_request(token: Proof, tmp_path: Path) -> None:
    with Idp() as gone:
        profile = gone.profile(tmp_path)
    problem = exchange(profile, token, now=NOW)
    assert isinstance(problem, Problem)
    assert problem.kind is Kind.UNAVAILABLE
    assert problem.what.startswith("AWS STS cannot be reached: Could not connect to the endpoint")
    assert token.raw not in repr(problem)


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"])
def test_an_endpoint_of_the_environment_is_checked(
    profile: Profile, token: Proof, monkeypatch: pytest.MonkeyPatch, name: str,
) -> None:
    monkeypatch.setenv(name, "http://sts.example")
    problem = exchange(profile, token, now=NOW)
    assert isinstance(problem, Problem)
    assert (problem.kind, problem.where) == (Kind.USAGE, "http://sts.example")
    assert "plain http" in problem.what


@pytest.mark.parametrize(("subject", "name"), [
    ("alice", "alice"), ("alice@example.com", "alice@example.com"), ("a" * 64, "a" * 64)])
def test_a_subject_that_can_be_a_session_name_is(subject: str, name: str) -> None:
    assert session_name(subject) == name


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7e), min_size=1, max_size=255))
def test_every_subject_makes_a_session_name(subject: str) -> None:
    name = session_name(subject)
    assert 2 <= len(name) <= 64
    assert all(char.isalnum() or char in "_+=,.@-" for char in name)


def test_subjects_that_look_alike_stay_apart() -> None:
    subjects = ("auth0|a", "auth0/a", "auth0-a", "a" * 65, "a" * 66)
    assert len({session_name(subject) for subject in subjects}) == 5


def test_a_role_that_allows_less_than_an_hour_is_asked_for_less(
    idp: Idp, profile: Profile, token: Proof,
) -> None:
    message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    answers = [sts_error("ValidationError", message)]
    idp.routes["/"] = lambda request: answers.pop() if answers else idp.sts(request)
    assert isinstance(exchange(profile, token, now=NOW), AwsCredentials)
    assert [asked.form["DurationSeconds"] for asked in idp.asked_for("/")] == ["3600", "900"]


def test_an_access_token_is_shown_with_who_gave_it(idp: Idp, profile: Profile, token: Proof) -> None:
    exchange(profile, token, now=NOW, provider_id="graph.facebook.com")
    assert idp.asked_for("/")[0].form["ProviderId"] == "graph.facebook.com"


@pytest.fixture
def response() -> Proof:
    return Proof("A-SAML-RESPONSE", "https://idp.example/saml", "alice", ("http://localhost:7890/",),
                 NOW + 300, "Alice Moreau", ROLE, "arn:aws:iam::123456789012:saml-provider/shop")


@pytest.mark.parametrize(("code", "said", "kind", "what"), [
    ("ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance", Kind.SIGN_IN,
     "AWS finds the SAML response too old"),
    ("InvalidIdentityToken", "Response signature invalid", Kind.SIGN_IN,
     "AWS does not accept the identity provider's SAML response"),
    ("InvalidIdentityToken", "Specified provider doesn't exist", Kind.SIGN_IN,
     "AWS does not accept the identity provider's SAML response"),
    ("IDPRejectedClaim", "because", Kind.SIGN_IN, "The identity provider has AWS refuse this sign-in"),
    ("RegionDisabledException", "because", Kind.USAGE, "AWS STS is off in this region"),
])
def test_a_saml_response_that_is_refused_is_told_as_one(
    idp: Idp, profile: Profile, response: Proof, code: str, said: str, kind: Kind, what: str,
) -> None:
    problem = refusal(idp, profile, response, sts_error(code, said))
    assert (problem.kind, problem.what) == (kind, f"{what}: {said}")
    assert problem.where.startswith(f"{ROLE}, iss https://idp.example/saml, aud http://localhost:7890/")
    (asked,) = idp.asked_for("/")
    assert asked.form == {
        "Action": "AssumeRoleWithSAML", "Version": "2011-06-15", "RoleArn": ROLE, "DurationSeconds": "3600",
        "PrincipalArn": response.saml_provider, "SAMLAssertion": response.raw}
    assert "Authorization" not in asked.headers


def test_so_is_a_trust_policy_that_does_not_take_it(idp: Idp, profile: Profile, response: Proof) -> None:
    message = "Not authorized to perform sts:AssumeRoleWithSAML"
    idp.routes["/"] = lambda _: sts_error("AccessDenied", message, 403)
    denial = exchange(profile, response, now=NOW)
    assert isinstance(denial, Denial)
    assert denial.action == "sts:AssumeRoleWithSAML"
    assert response.raw not in repr(denial)
