"""Trading a proof at an identity pool: both flows, and every way it says no."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.idp import CLIENT, NOW, ROLE, Idp
from tests.unit.peers import Answer, Request
from tui.config import Profile
from tui.credentials.exchange import exchange
from tui.credentials.model import AwsCredentials
from tui.identity.proof import Proof
from tui.problem import Kind, Problem

POOL = "us-east-1:11111111-2222-3333-4444-555555555555"
ME = "us-east-1:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
OTHER = "us-east-1:aaaaaaaa-bbbb-cccc-dddd-ffffffffffff"
KEYS = {"AccessKeyId": "ASIA9", "SecretKey": "a secret", "SessionToken": "a session",
        "Expiration": NOW + 3600}


class Pool(Idp):
    """An identity pool beside the rest. `answers` are by operation; what was asked is in `calls`."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, Answer] = {
            "GetId": Answer({"IdentityId": ME}),
            "GetCredentialsForIdentity": Answer({"IdentityId": ME, "Credentials": KEYS}),
            "GetOpenIdToken": Answer({"IdentityId": ME, "Token": "the pool's token"})}
        self.calls: list[str] = []
        self.routes["/"] = self._aws

    def _aws(self, request: Request) -> Answer:
        target = request.headers.get("X-Amz-Target", "")
        if not target:
            self.owner = self.owner or ME
            return self._believe(request)
        self.calls.append(target.partition(".")[2])
        return self.answers[self.calls[-1]]

    def _believe(self, request: Request) -> Answer:
        assert request.form["WebIdentityToken"] == "the pool's token"
        form = {**request.form, "WebIdentityToken": self.id_token()}
        return super().sts(replace(request, form=form))


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool() as peer:
        yield peer


@pytest.fixture
def profile(pool: Pool, tmp_path: Path) -> Profile:
    return pool.profile(tmp_path, exchange="pool", identity_pool_id=POOL, role_arn="", endpoints={
        "sts": pool.url, "cognito-identity": pool.url})


@pytest.fixture
def proof(pool: Pool) -> Proof:
    return Proof("RAW-TOKEN", pool.url, "alice", (CLIENT,), NOW + 3600, "Alice")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)


def refused(outcome: object) -> Problem:
    assert isinstance(outcome, Problem), outcome
    assert "RAW-TOKEN" not in repr(outcome)
    return outcome


def test_enhanced_the_pool_gives_credentials(pool: Pool, profile: Profile, proof: Proof) -> None:
    credentials = exchange(profile, proof, now=NOW)
    assert credentials == AwsCredentials("ASIA9", "a secret", "a session", NOW + 3600, "", ME)
    assert pool.calls == ["GetId", "GetCredentialsForIdentity"]
    assert all("Authorization" not in asked.headers for asked in pool.asked)


def test_enhanced_it_is_asked_for_the_role_of_the_profile(pool: Pool, profile: Profile, proof: Proof) -> None:
    for role in ("", ROLE):
        assert isinstance(exchange(replace(profile, role_arn=role), proof, now=NOW), AwsCredentials)
        assert json.loads(pool.asked[-1].body).get("CustomRoleArn", "") == role


def test_basic_it_vouches_and_sts_gives_them(pool: Pool, profile: Profile, proof: Proof) -> None:
    basic = replace(profile, exchange="pool-basic", role_arn=ROLE)
    credentials = exchange(basic, replace(proof, role="of another way"), now=NOW)
    assert isinstance(credentials, AwsCredentials)
    assert credentials.owner_id == ME
    assert pool.calls == ["GetId", "GetOpenIdToken"]
    assert pool.asked[-1].form["RoleArn"] == ROLE


def test_basic_the_identity_may_turn_out_another(pool: Pool, profile: Profile, proof: Proof) -> None:
    pool.answers["GetOpenIdToken"] = Answer({"IdentityId": OTHER, "Token": "the pool's token"})
    pool.owner = OTHER
    credentials = exchange(replace(profile, exchange="pool-basic", role_arn=ROLE), proof, now=NOW)
    assert isinstance(credentials, AwsCredentials)
    assert credentials.owner_id == OTHER


def test_sts_and_pool_must_agree_on_who_it_is(pool: Pool, profile: Profile, proof: Proof) -> None:
    pool.owner = OTHER
    outcome = exchange(replace(profile, exchange="pool-basic", role_arn=ROLE), proof, now=NOW)
    assert refused(outcome).what == "AWS STS names another identity than the pool"


@pytest.mark.parametrize(("code", "message", "status", "kind", "what"), [
    ("NotAuthorizedException", "Couldn't verify signed token", 400, Kind.SIGN_IN,
     "The identity pool does not accept the identity provider's token: Couldn't verify signed token"),
    ("NotAuthorizedException", "Invalid login token. Token expired: 1 >= 0", 400, Kind.SIGN_IN,
     "The identity pool finds the token expired: Invalid login token. Token expired: 1 >= 0"),
    ("InvalidIdentityPoolConfigurationException", "Check", 400, Kind.USAGE,
     "The identity pool has no role for this sign-in: Check"),
    ("ResourceNotFoundException", "x", 400, Kind.USAGE,
     "There is no such identity pool in this region: x"),
    ("ResourceConflictException", "x", 400, Kind.SIGN_IN,
     "This sign-in belongs to two identities of the pool: x"),
    ("TooManyRequestsException", "x", 400, Kind.UNAVAILABLE, "The identity pool is busy: x"),
    ("ExternalServiceException", "x", 400, Kind.UNAVAILABLE,
     "The identity pool cannot reach the identity provider: x"),
    ("InvalidParameterException", "x", 400, Kind.USAGE, "The identity pool does not accept the request: x"),
    ("InternalErrorException", "x", 500, Kind.UNAVAILABLE, "The identity pool has trouble of its own: x"),
    ("LimitExceededException", "x", 400, Kind.UNAVAILABLE, "The identity pool has reached a limit: x"),
    ("SomethingNew", "x\x1b[2J", 400, Kind.SIGN_IN, "The identity pool refuses the exchange: x"),
    ("SomethingNew", "x", 503, Kind.UNAVAILABLE, "The identity pool is busy: x"),
])
@pytest.mark.parametrize("operation", ["GetId", "GetCredentialsForIdentity"])
def test_every_refusal_is_told_with_what_was_compared(
    pool: Pool, profile: Profile, proof: Proof, operation: str, code: str, message: str, status: int,
    kind: Kind, what: str,
) -> None:
    pool.answers[operation] = Answer({"__type": code, "message": message}, status)
    problem = refused(exchange(profile, proof, now=NOW))
    assert (problem.kind, problem.what) == (kind, what)
    name = pool.url.removeprefix("http://")
    assert problem.where == (
        f"{POOL}, login {name}, iss {pool.url}, aud {CLIENT}, exp 2027-01-15 09:00:00Z")


UNUSABLE = ("The answer of the identity pool is incomplete",
            "The identity pool gives an answer that cannot be read",
            "The identity pool answers for another identity")
INCOMPLETE: list[tuple[str, Any]] = [
    ("GetId", {}), ("GetId", {"IdentityId": 5}), ("GetId", {"IdentityId": "x y"}),
    ("GetCredentialsForIdentity", {}), ("GetCredentialsForIdentity", {"Credentials": {"AccessKeyId": "A"}}),
    ("GetCredentialsForIdentity", {"Credentials": {**KEYS, "Expiration": "soon"}}),
    ("GetCredentialsForIdentity", {"IdentityId": OTHER, "Credentials": KEYS}),
]


@pytest.mark.parametrize(("operation", "answer"), INCOMPLETE)
def test_an_answer_that_is_none_gives_no_credentials(
    pool: Pool, profile: Profile, proof: Proof, operation: str, answer: dict[str, Any],
) -> None:
    pool.answers[operation] = Answer(answer)
    problem = refused(exchange(profile, proof, now=NOW))
    assert problem.what in UNUSABLE


@pytest.mark.parametrize("answer", [{}, {"Token": 5}, {"Token": "t", "IdentityId": "\n"}])
def test_nor_does_a_pool_that_vouches_for_nobody(
    pool: Pool, profile: Profile, proof: Proof, answer: dict[str, Any],
) -> None:
    pool.answers["GetOpenIdToken"] = Answer(answer)
    basic = replace(profile, exchange="pool-basic", role_arn=ROLE)
    assert refused(exchange(basic, proof, now=NOW)).what == UNUSABLE[0]


def test_a_dead_endpoint_is_told(proof: Proof, tmp_path: Path) -> None:
    with Pool() as gone:
        profile = gone.profile(tmp_path, exchange="pool", identity_pool_id=POOL,
                               endpoints={"cognito-identity": gone.url})
    problem = refused(exchange(profile, proof, now=NOW))
    assert problem.kind is Kind.UNAVAILABLE
    assert problem.what.startswith("The identity pool cannot be reached")
