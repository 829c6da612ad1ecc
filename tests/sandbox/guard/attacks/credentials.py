"""Credentials that are expired, foreign, tampered or missing, and requests signed by the wrong hand."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.sandbox.guard.attacks.rows import BOB, ME, NAMES, of
from tests.sandbox.guard.attacks.sending import keys_of
from tests.sandbox.guard.conftest import World
from tui.sandbox.people import REGION
from tui.sandbox.sessions import Session, Sessions

Headers = dict[str, str]
_TOKEN, _AUTHORIZATION = "X-Amz-Security-Token", "Authorization"


@dataclass(frozen=True, slots=True)
class Forgery:
    """One way of signing alice's GetItem; `code` is what it is answered, "" if it is carried out."""

    name: str
    code: str
    forge: Callable[[World], Headers]
    sent: str = ME
    """Whose line the request that is really sent is about; the one that was signed is alice's."""


def signed(
    world: World, keys: Credentials | None = None, *, owner: str = ME, service: str = "dynamodb",
    region: str = REGION, headers: Mapping[str, str] = {"X-Amz-Target": "DynamoDB_20120810.GetItem"},
) -> Headers:
    """The headers of a request that reads a line of `owner`."""
    request = AWSRequest("POST", f"{world.endpoint}/", headers=dict(headers), data=body(owner))
    SigV4Auth(keys or alice(world), service, region).add_auth(request)
    return dict(request.headers.items())


def body(owner: str) -> bytes:
    return json.dumps({**of(owner.replace(ME, "alice")), "ProjectionExpression": NAMES}).encode()


def alice(world: World) -> Credentials:
    return keys_of(world.credentials("alice"))


def token(world: World) -> str:
    """Alice's session token."""
    return world.credentials("alice")["SessionToken"]


def bob(world: World) -> Credentials:
    return keys_of(world.credentials("bob"))


def session(world: World) -> Session:
    """Alice's session, as the account itself knows it."""
    keys = alice(world)
    opened = world.aws.sessions.open(keys.access_key, token(world))
    assert opened is not None
    return opened


def given(world: World, sessions: Sessions | None = None, **changed: object) -> Credentials:
    """Sound credentials of alice's session with something changed, by the account or by somebody else."""
    made = (sessions or world.aws.sessions).issue(replace(session(world), **changed))  # type: ignore[arg-type]
    return Credentials(made.access_key, made.secret, made.token)


def mixed(world: World, **changed: str) -> Credentials:
    keys = alice(world)
    known = {"access_key": keys.access_key, "secret_key": keys.secret_key, "token": token(world)}
    return Credentials(**{**known, **changed})


def resealed(world: World, old: bytes, new: bytes) -> Credentials:
    """Alice's credentials, something within their token replaced and the seal left as it is."""
    sealed, _, seal = token(world).partition(".")
    changed = base64.b64decode(sealed).replace(old, new)
    assert changed != base64.b64decode(sealed)
    return mixed(world, token=f"{base64.b64encode(changed).decode()}.{seal}")


def edited(world: World, name: str, old: str, new: str, count: int = -1) -> Headers:
    """Alice's headers with a text in one of them replaced."""
    headers = signed(world)
    assert old in headers[name]
    return {**headers, name: headers[name].replace(old, new, count)}


def without(world: World, name: str) -> Headers:
    return {key: value for key, value in signed(world).items() if key != name}


def later(world: World) -> Headers:
    """Alice's headers, their time a minute on, the day and the scope left as they are."""
    stamp = signed(world)["X-Amz-Date"]
    minute = (int(stamp[11:13]) + 1) % 60
    return edited(world, "X-Amz-Date", stamp, f"{stamp[:11]}{minute:02}{stamp[13:]}")


SIGNATURE, UNKNOWN = "InvalidSignatureException", "UnrecognizedClientException"
INCOMPLETE, EXPIRED = "IncompleteSignatureException", "ExpiredTokenException"
MISSING, DENIED = "MissingAuthenticationTokenException", "AccessDeniedException"

FORGERIES = [
    Forgery("signed as it should be", "", signed),
    Forgery("unsigned", MISSING, lambda world: {"X-Amz-Target": "DynamoDB_20120810.GetItem"}),
    Forgery("a password instead of a signature", INCOMPLETE,
            lambda world: {**signed(world), _AUTHORIZATION: "Basic YWxpY2U6YWxpY2U="}),
    Forgery("an expired session", EXPIRED, lambda world: signed(world, given(world, expires=1.0))),
    Forgery("a session of a role that is gone", UNKNOWN,
            lambda world: signed(world, given(world, role="gone"))),
    Forgery("a session of a role that was made anew", UNKNOWN,
            lambda world: signed(world, given(world, role_id="AROAANOTHERROLE"))),
    Forgery("a session of another account", UNKNOWN,
            lambda world: signed(world, given(world, Sessions("another account's secret", world.clock)))),
    Forgery("a session that says nothing of its person", DENIED,
            lambda world: signed(world, given(world, role="dynacart-cart", keys={}))),
    Forgery("a body changed after signing", SIGNATURE, signed, sent=BOB),
    Forgery("a read turned into a deletion", SIGNATURE,
            lambda world: edited(world, "X-Amz-Target", "GetItem", "DeleteItem")),
    Forgery("another time", SIGNATURE, later),
    Forgery("another day", INCOMPLETE, lambda world: edited(world, "X-Amz-Date", "20", "19", 1)),
    Forgery("a signature of another key", SIGNATURE,
            lambda world: signed(world, mixed(world, secret_key=bob(world).secret_key))),
    Forgery("another's key id", UNKNOWN,
            lambda world: signed(world, mixed(world, access_key=bob(world).access_key))),
    Forgery("another's token", UNKNOWN,
            lambda world: signed(world, mixed(world, token=world.credentials("bob")["SessionToken"]))),
    Forgery("invented keys", UNKNOWN,
            lambda world: signed(world, Credentials("ASIA" + "X" * 16, "secret", "t"))),
    Forgery("invented keys without a token", UNKNOWN,
            lambda world: signed(world, Credentials("AKIA" + "X" * 16, "secret"))),
    Forgery("the administrator's key id", SIGNATURE, lambda world: signed(
        world, Credentials(world.client("admin")._request_signer._credentials.access_key,
                           alice(world).secret_key))),
    Forgery("no token", SIGNATURE, lambda world: without(world, _TOKEN)),
    Forgery("half a token", UNKNOWN, lambda world: {**signed(world), _TOKEN: token(world)[:40]}),
    Forgery("a token without a seal", UNKNOWN,
            lambda world: signed(world, mixed(world, token=token(world).partition(".")[0]))),
    Forgery("a token for another person", UNKNOWN,
            lambda world: signed(world, resealed(world, b'["alice"]', b'["bobby"]'))),
    Forgery("a token for another role", UNKNOWN,
            lambda world: signed(world, resealed(world, b'"dynacart-cart"', b'"dynacart-view"'))),
    Forgery("a token that lasts for ever", UNKNOWN,
            lambda world: signed(world, resealed(world, b'"expires": 1', b'"expires": 9'))),
    Forgery("a request of another's, signed anew", DENIED, lambda world: signed(world, owner=BOB), sent=BOB),
    Forgery("a scope of another region", SIGNATURE, lambda world: signed(world, region="eu-west-1")),
    Forgery("a scope of another service", SIGNATURE, lambda world: signed(world, service="iam")),
    Forgery("a scope of another day", INCOMPLETE, lambda world: edited(
        world, _AUTHORIZATION, signed(world)["X-Amz-Date"][:8], "20200101", 1)),
    Forgery("a header less under the signature", SIGNATURE,
            lambda world: edited(world, _AUTHORIZATION, ";x-amz-target", "")),
    Forgery("a header more than was signed", SIGNATURE,
            lambda world: {**signed(world), "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD"}),
    Forgery("another algorithm", INCOMPLETE,
            lambda world: edited(world, _AUTHORIZATION, "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1")),
    Forgery("no signature at all in the header", INCOMPLETE, lambda world: {
        **signed(world), _AUTHORIZATION: signed(world)[_AUTHORIZATION].partition(", Signature=")[0]}),
    Forgery("a signature of zeros", SIGNATURE, lambda world: {
        **signed(world), _AUTHORIZATION: signed(world)[_AUTHORIZATION].partition("Signature=")[0]
        + "Signature=" + "0" * 64}),
]
