"""The sandbox's Google, Facebook and identity pool, as strict and as odd as the real ones."""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from botocore.exceptions import ClientError

from tests.sandbox.conftest import Idp, Sandbox
from tests.sandbox.person import Someone
from tests.sandbox.test_providers import profile_of
from tui.config import Profile
from tui.credentials.aws import unsigned
from tui.identity.tokens import Tokens
from tui.problem import Problem
from tui.sandbox.idp.faults import Faults
from tui.sandbox.people import (
    FACEBOOK_APP,
    FACEBOOK_TOKEN,
    GOOGLE_CLIENT,
    GOOGLE_SECRET,
    POOLS,
    federated_role,
    role_arn,
)

if TYPE_CHECKING:
    from types_boto3_cognito_identity import CognitoIdentityClient

GRANT = "urn:ietf:params:oauth:grant-type:device_code"


def google(idp: Idp, path: str, **form: str) -> requests.Response:
    return requests.post(f"{idp.issuer}/google/{path}", {"client_id": GOOGLE_CLIENT, **form}, timeout=5)


def google_token(idp: Idp, **form: str) -> tuple[int, str]:
    answer = google(idp, "token", **{"client_secret": GOOGLE_SECRET, "grant_type": GRANT, **form})
    return answer.status_code, str(answer.json().get("error", ""))


def test_google_says_it_in_its_own_way(idp: Idp) -> None:
    device = google(idp, "device/code", scope="openid email").json()
    assert set(device) == {"device_code", "user_code", "verification_url", "expires_in", "interval"}
    code = {"device_code": device["device_code"]}
    assert google_token(idp, **code) == (428, "authorization_pending")
    assert google_token(idp, **code) == (403, "slow_down")
    idp.deny(device["user_code"])
    assert google_token(idp, **code) == (403, "access_denied")
    idp.clock.now += 600
    assert google_token(idp, **code) == (400, "expired_token")
    assert google_token(idp, device_code="made up") == (400, "invalid_grant")
    assert google_token(idp, client_secret="guess", **code) == (401, "invalid_client")
    assert google_token(idp, grant_type="password") == (400, "unsupported_grant_type")
    assert google(idp, "device/code", scope="openid offline_access").json()["error"] == "invalid_scope"
    assert google(idp, "revoke", token="unknown").json()["error"] == "invalid_token"


def test_googles_quota_has_a_member_of_its_own(idp: Idp) -> None:
    idp.server.faults = Faults("quota", "/google/device/code", 1)
    answer = google(idp, "device/code", scope="openid")
    assert (answer.status_code, answer.json()) == (403, {"error_code": "rate_limit_exceeded"})


def facebook(idp: Idp, path: str, **form: str) -> dict[str, Any]:
    app = {"access_token": f"{FACEBOOK_APP}|{FACEBOOK_TOKEN}"}
    answer = requests.post(f"{idp.issuer}/facebook/device/{path}", {**app, **form}, timeout=5).json()
    return dict(answer.get("error", answer))


def test_facebook_says_it_by_subcode(idp: Idp) -> None:
    device = facebook(idp, "login", scope="public_profile")
    code = {"code": device["code"]}
    assert facebook(idp, "login_status", **code)["error_subcode"] == 1349174
    assert facebook(idp, "login_status", **code)["error_subcode"] == 1349172
    idp.deny(device["user_code"])
    assert facebook(idp, "login_status", **code)["error_subcode"] == 1349173
    idp.clock.now += 600
    assert facebook(idp, "login_status", **code)["error_subcode"] == 1349152
    assert facebook(idp, "login", access_token="4711|guess")["code"] == 190
    me = requests.get(f"{idp.issuer}/facebook/me", {"access_token": "EAAguess"}, timeout=5)
    assert me.status_code == 400


@pytest.fixture
def profile(sandbox: Sandbox, tmp_path: Path) -> Profile:
    return profile_of(sandbox, "google-pool", tmp_path)


@pytest.fixture
def pool(profile: Profile) -> Iterator["CognitoIdentityClient"]:
    client = unsigned(profile, "cognito-identity")
    assert not isinstance(client, Problem)
    yield client
    client.close()


@pytest.fixture
def tokens(sandbox: Sandbox, profile: Profile) -> Tokens:
    return Someone(sandbox, "alice").sign_in(profile)


def login(profile: Profile) -> str:
    return profile.issuer.partition("://")[2]


def test_nobody_gets_the_identity_of_somebody_else(
    sandbox: Sandbox, pool: "CognitoIdentityClient", profile: Profile, tokens: Tokens,
) -> None:
    bob = Someone(sandbox, "bob").sign_in(profile)
    his = pool.get_id(IdentityPoolId=POOLS["pool"], Logins={login(profile): bob.id_token})["IdentityId"]
    hers = {login(profile): tokens.id_token}
    for call in (pool.get_open_id_token, pool.get_credentials_for_identity):
        with pytest.raises(ClientError, match="Logins don't match"):
            call(IdentityId=his, Logins=hers)


def forged(token: str) -> str:
    head, _, signature = token.split(".")
    claims = json.dumps({"sub": "bob"}).encode()
    return f"{head}.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.{signature}"


@pytest.mark.parametrize(("logins", "message"), [
    (lambda profile, token: {}, "Unauthenticated access is not supported"),
    (lambda profile, token: {"accounts.example": token}, "not from a supported provider"),
    (lambda profile, token: {login(profile).removesuffix("/google"): token}, "Issuer doesn't match"),
    (lambda profile, token: {login(profile): forged(token)}, "Invalid login token"),
    (lambda profile, token: {login(profile): "no token"}, "Invalid login token"),
    (lambda profile, token: {"graph.facebook.com": token}, "Invalid login token"),
])
def test_the_pool_takes_no_other_word(
    pool: "CognitoIdentityClient", profile: Profile, tokens: Tokens, message: str,
    logins: Callable[[Profile, str], dict[str, str]],
) -> None:
    with pytest.raises(ClientError, match=message):
        pool.get_id(IdentityPoolId=POOLS["pool"], Logins=logins(profile, tokens.id_token))


def test_the_pool_gives_no_role_that_does_not_trust_it(
    pool: "CognitoIdentityClient", profile: Profile, tokens: Tokens,
) -> None:
    logins = {login(profile): tokens.id_token}
    identity = pool.get_id(IdentityPoolId=POOLS["pool"], Logins=logins)["IdentityId"]
    for role in (role_arn("cart"), federated_role("google"), "arn:aws:iam::123456789012:role/none"):
        with pytest.raises(ClientError, match="Invalid identity pool configuration"):
            pool.get_credentials_for_identity(IdentityId=identity, Logins=logins, CustomRoleArn=role)


def test_a_pool_that_chooses_the_role_vouches_for_nobody_at_sts(
    pool: "CognitoIdentityClient", profile: Profile, tokens: Tokens,
) -> None:
    logins = {login(profile): tokens.id_token}
    identity = pool.get_id(IdentityPoolId=POOLS["pool"], Logins=logins)["IdentityId"]
    with pytest.raises(ClientError, match="please use enhanced flow"):
        pool.get_open_id_token(IdentityId=identity, Logins=logins)


def test_the_pools_own_token_is_good_at_sts_for_its_role_only(
    pool: "CognitoIdentityClient", profile: Profile, tokens: Tokens,
) -> None:
    logins = {login(profile): tokens.id_token}
    identity = pool.get_id(IdentityPoolId=POOLS["pool-basic"], Logins=logins)["IdentityId"]
    token = pool.get_open_id_token(IdentityId=identity, Logins=logins)["Token"]
    sts = unsigned(profile, "sts")
    assert not isinstance(sts, Problem)
    given = sts.assume_role_with_web_identity(
        RoleArn=federated_role("pool-basic"), RoleSessionName="alice", WebIdentityToken=token)
    assert given["SubjectFromWebIdentityToken"] == identity
    for wrong in ({"RoleArn": role_arn("cart")}, {"RoleArn": federated_role("pool")},
                  {"WebIdentityToken": forged(token)}):
        request: dict[str, Any] = {"RoleArn": federated_role("pool-basic"), "RoleSessionName": "alice",
                                   "WebIdentityToken": token, **wrong}
        with pytest.raises(ClientError):
            sts.assume_role_with_web_identity(**request)
    sts.close()


def test_a_call_of_the_user_pool_that_needs_a_signature_gets_nowhere(sandbox: Sandbox) -> None:
    for call in ("AdminSetUserPassword", "AdminInitiateAuth", "DeleteUserPool", "ListUsers"):
        answer = requests.post(sandbox.aws_endpoint, json={}, timeout=5, headers={
            "X-Amz-Target": f"AWSCognitoIdentityProviderService.{call}"})
        assert answer.status_code == 403
