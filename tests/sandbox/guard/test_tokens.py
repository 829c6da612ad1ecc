"""AssumeRoleWithWebIdentity: whose tokens are taken, for whom, and what is said about the others."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from joserfc.jwk import KeySet

from tests.sandbox.guard.calls import failure
from tests.sandbox.guard.conftest import World
from tests.sandbox.guard.issuer import SOUND, ec_key, rsa_key
from tui.sandbox.people import CLIENT_ID, GOOGLE_CLIENT, GOOGLE_PATH, POOLS, REGION, federated_role, role_arn


def refusal(world: World, token: str, **more: object) -> tuple[str, int, str]:
    answer = failure(world.assume, token=token, **more)
    return answer["Code"], answer["Status"], answer["Message"]


def invalid(world: World, token: str) -> str:
    code, status, message = refusal(world, token)
    assert (code, status) == ("InvalidIdentityToken", 400)
    return message


NO_KEY = "Couldn't retrieve verification key from your identity provider"
NOT_AUTHORIZED = ("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithWebIdentity")


def test_a_sound_token_becomes_credentials(world: World) -> None:
    answer = world.assume(world.issuer.token(), DurationSeconds=900, RoleSessionName="alice@laptop")
    host = world.issuer.url.removeprefix("http://")
    assert answer["SubjectFromWebIdentityToken"] == "alice"
    assert answer["Audience"] == CLIENT_ID
    assert answer["Provider"] == f"arn:aws:iam::123456789012:oidc-provider/{host}"
    assert answer["AssumedRoleUser"]["Arn"] == (
        "arn:aws:sts::123456789012:assumed-role/dynacart-cart/alice@laptop")
    assert answer["AssumedRoleUser"]["AssumedRoleId"].endswith(":alice@laptop")
    assert answer["Credentials"]["AccessKeyId"].startswith("ASIA")
    assert 890 <= answer["Credentials"]["Expiration"].timestamp() - time.time() <= 900


def test_credentials_last_an_hour_unless_asked_otherwise(world: World) -> None:
    expires = world.assume(world.issuer.token())["Credentials"]["Expiration"].timestamp()
    assert 3590 <= expires - time.time() <= 3600


def test_the_caller_is_who_the_session_says(world: World) -> None:
    said = world.client("alice", "sts").get_caller_identity()
    assert said["Arn"] == "arn:aws:sts::123456789012:assumed-role/dynacart-cart/alice"
    assert said["Account"] == "123456789012"
    assert world.client("admin", "sts").get_caller_identity()["Arn"] == "arn:aws:iam::123456789012:user/admin"


@pytest.mark.parametrize(("changed", "message"), [
    ({"aud": "other"}, "Incorrect token audience"),
    ({"aud": ["other", "more"]}, "Incorrect token audience"),
    ({"azp": "other"}, "Incorrect token audience"),
    ({"aud": None}, "Missing a required claim: aud"),
    ({"aud": []}, "Missing a required claim: aud"),
    ({"aud": [CLIENT_ID, 7]}, "Missing a required claim: aud"),
    ({"sub": None}, "Missing a required claim: sub"),
    ({"sub": ""}, "Missing a required claim: sub"),
    ({"sub": 7}, "Missing a required claim: sub"),
    ({"sub": "a\x00b"}, "Missing a required claim: sub"),
    ({"iss": None}, "Missing a required claim: iss"),
    ({"exp": None}, "Missing a required claim: exp"),
    ({"exp": "tomorrow"}, "Missing a required claim: exp"),
    ({"exp": True}, "Missing a required claim: exp"),
    ({"exp": 1e300}, "Missing a required claim: exp"),
    ({"iat": None}, "Missing a required claim: iat"),
    ({"nbf": "soon"}, "Missing a required claim: nbf"),
    ({"azp": 7}, "Missing a required claim: azp"),
    ({"iss": "https://elsewhere.example.com"},
     "No OpenIDConnect provider found in your account for https://elsewhere.example.com"),
])
def test_claims_that_will_not_do(world: World, changed: dict[str, object], message: str) -> None:
    assert invalid(world, world.issuer.token(changed)) == message


def test_one_audience_of_several_will_do(world: World) -> None:
    assert world.assume(world.issuer.token({"aud": ["other", CLIENT_ID]}))["Audience"] == CLIENT_ID
    assert world.assume(world.issuer.token({"aud": ["other"], "azp": CLIENT_ID}))["Audience"] == CLIENT_ID


def test_the_same_issuer_by_another_scheme_is_another(world: World) -> None:
    other = world.issuer.url.replace("http://", "https://")
    assert invalid(world, world.issuer.token({"iss": other})).startswith("No OpenIDConnect provider found")


def test_an_expired_token(world: World) -> None:
    now = int(time.time())
    code, status, message = refusal(world, world.issuer.token({"exp": now - 1, "iat": now - 100}))
    assert (code, status) == ("ExpiredTokenException", 400)
    assert message.startswith("Token expired: current date/time ")


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_a_token_from_the_future(world: World, claim: str) -> None:
    now = int(time.time())
    future = world.issuer.token({"exp": now + 9000, claim: now + 1000})
    assert invalid(world, future) == "The token is not valid yet"
    world.assume(world.issuer.token({"exp": now + 9000, claim: now + 100}))


def unsigned(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def test_a_token_signed_by_nobody_or_with_what_everybody_knows(world: World) -> None:
    published = json.dumps(KeySet(list(world.issuer.keys)).as_dict(private=False)).encode()
    for algorithm in ("none", "None", "HS256", "HS512"):
        token = unsigned({"alg": algorithm, "kid": "one"}, world.issuer.claims(SOUND))
        mac = hmac.digest(published, token.rpartition(".")[0].encode(), hashlib.sha256)
        forged = unsigned({"alg": algorithm, "kid": "one"}, world.issuer.claims(SOUND), mac)
        for attempt in (token, forged):
            assert "not a valid JWT" in invalid(world, attempt)


def test_a_token_signed_with_another_key_of_the_same_name(world: World) -> None:
    assert invalid(world, world.issuer.token(key=ec_key("one"))) == "The token's signature is not valid"


def test_a_token_changed_after_signing(world: World) -> None:
    header, _, signature = world.issuer.token().split(".")
    other = unsigned({}, world.issuer.claims({"sub": "bob"})).split(".")[1]
    assert invalid(world, f"{header}.{other}.{signature}") == "The token's signature is not valid"


@pytest.mark.parametrize("token", ["none", "a.b.c", "....", "e30.e30.", "x" * 20_000, "é.é.é", "W10.W10.x"])
def test_what_is_no_token(world: World, token: str) -> None:
    assert invalid(world, token)


def test_claims_named_twice(world: World) -> None:
    header = base64.urlsafe_b64encode(b'{"alg":"ES256","kid":"one"}').decode().rstrip("=")
    claims = base64.urlsafe_b64encode(b'{"iss":"a","iss":"b"}').decode().rstrip("=")
    assert "not a valid JWT" in invalid(world, f"{header}.{claims}.AAAA")


@pytest.fixture
def keys(world: World) -> Iterator[list[Any]]:
    """The published keys, put back in the end."""
    before = list(world.issuer.keys)
    yield world.issuer.keys
    world.issuer.keys[:] = before


def test_a_new_key_is_fetched_when_first_seen(world: World, keys: list[Any]) -> None:
    world.assume(world.issuer.token())
    world.issuer.asked.clear()
    world.assume(world.issuer.token())
    assert world.issuer.asked == []
    keys.insert(0, rsa_key("two"))
    world.assume(world.issuer.token(alg="RS256"))
    assert world.issuer.asked == ["/.well-known/openid-configuration", "/jwks"]


def test_a_key_that_is_not_published(world: World) -> None:
    assert invalid(world, world.issuer.token(key=ec_key("three"))).startswith(NO_KEY)


def test_a_withdrawn_key_is_good_for_five_minutes_at_most(world: World, keys: list[Any]) -> None:
    world.assume(world.issuer.token())
    withdrawn = keys[0]
    keys[:] = [ec_key("four")]
    world.assume(world.issuer.token(key=withdrawn))
    world.clock.ahead = 301
    assert invalid(world, world.issuer.token(key=withdrawn)).startswith(NO_KEY)


def test_an_issuer_that_does_not_answer(world: World) -> None:
    world.issuer.down = True
    code, status, _ = refusal(world, world.issuer.token(key=ec_key("five")))
    assert (code, status) == ("IDPCommunicationError", 400)


@pytest.mark.parametrize("discovery", [
    {"issuer": "https://elsewhere.example.com"}, {"issuer": None}, {"jwks_uri": "http://192.0.2.1/jwks"},
    {"jwks_uri": "file:///etc/passwd"}, {"jwks_uri": None},
])
def test_an_issuer_that_describes_itself_wrongly(
    world: World, keys: list[Any], discovery: dict[str, object],
) -> None:
    keys.append(ec_key("six"))
    world.issuer.discovery = {
        "issuer": world.issuer.url, "jwks_uri": f"{world.issuer.url}/jwks", **discovery}
    assert invalid(world, world.issuer.token(key=keys[-1])).startswith(NO_KEY)


@pytest.mark.parametrize("jwks", [
    b"[]", b'{"keys": 7}', b"<html>", b'{"keys": []}', b'{"keys": [], "keys": []}',
    b'{"keys": [7, {}, {"kty": "oct", "k": "c2VjcmV0", "kid": "seven"}, {"kty": "RSA", "kid": "seven"}]}',
])
def test_an_issuer_that_publishes_nonsense(world: World, jwks: bytes) -> None:
    world.issuer.jwks = jwks
    assert invalid(world, world.issuer.token(key=ec_key("seven"))).startswith(NO_KEY)


def test_a_key_published_for_encryption(world: World) -> None:
    key = ec_key("nine")
    published = {**key.as_dict(private=False), "use": "enc"}
    world.issuer.jwks = json.dumps({"keys": [published]}).encode()
    assert invalid(world, world.issuer.token(key=key)).startswith(NO_KEY)


def test_an_issuer_that_publishes_too_much(world: World) -> None:
    key = ec_key("eight")
    world.issuer.jwks = json.dumps(KeySet([key]).as_dict(private=False)).encode() + b" " * 1024 * 1024
    assert invalid(world, world.issuer.token(key=key)).startswith(NO_KEY)


def test_roles_are_for_those_they_trust(world: World) -> None:
    assert refusal(world, world.issuer.token({"sub": "viewer"})) == NOT_AUTHORIZED
    assert refusal(world, world.issuer.token({"sub": "mallory"})) == NOT_AUTHORIZED
    assert refusal(world, world.issuer.token(), role="viewer") == NOT_AUTHORIZED


@pytest.mark.parametrize("arn", [
    role_arn("cart") + "x", role_arn("cart").replace("123456789012", "999999999999"),
    "arn:aws:iam::123456789012:role/path/dynacart-cart", "arn:aws:iam::123456789012:user/dynacart-cart",
])
def test_a_role_that_is_not_there(world: World, arn: str) -> None:
    assert refusal(world, world.issuer.token(), RoleArn=arn) == NOT_AUTHORIZED


@pytest.mark.parametrize("wrong", [
    {"DurationSeconds": 899}, {"RoleSessionName": "no blanks"}, {"RoleSessionName": "tëst"},
    {"Policy": "{}"}, {"PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]},
    {"ProviderId": "www.example.com"},
])
def test_parameters_that_will_not_do(world: World, wrong: dict[str, object]) -> None:
    code, status, _ = refusal(world, world.issuer.token(), **wrong)
    assert (code, status) == ("ValidationError", 400)


def test_longer_than_the_role_allows(world: World) -> None:
    assert refusal(world, world.issuer.token(), DurationSeconds=3601) == (
        "ValidationError", 400,
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")


@pytest.mark.parametrize(("claims", "ours"), [
    ({"aud": GOOGLE_CLIENT}, True), ({"aud": "other", "azp": GOOGLE_CLIENT}, True),
    ({"aud": "other"}, False), ({"aud": GOOGLE_CLIENT, "azp": "other"}, False)])
def test_google_needs_no_registering_and_its_tokens_have_to_be_made_for_us(
    world: World, claims: dict[str, object], ours: bool,
) -> None:
    issuer = world.issuer.url + GOOGLE_PATH
    token = world.issuer.token({"iss": issuer, "sub": "108", **claims})
    role: Any = {"RoleArn": federated_role("google")}
    if ours:
        answer = world.assume(token, **role)
        assert (answer["Provider"], answer["SubjectFromWebIdentityToken"]) == ("accounts.google.com", "108")
    else:
        assert refusal(world, token, **role) == NOT_AUTHORIZED
    unsigned = Config(signature_version=UNSIGNED)
    pool = boto3.Session().client("cognito-identity", REGION, endpoint_url=world.endpoint, config=unsigned)
    asked: Any = {"IdentityPoolId": POOLS["pool"], "Logins": {issuer.partition("://")[2]: token}}
    if ours:
        assert pool.get_id(**asked)["IdentityId"]
    else:
        assert "Incorrect token audience" in failure(pool.get_id, **asked)["Message"]
    pool.close()
