"""Requests by hand: who is not believed learns why, in AWS's words, and nothing is done for them."""

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.sandbox.guard.calls import CART, key
from tests.sandbox.guard.conftest import World

GET = json.dumps({"TableName": CART, "Key": key("alice"), "ProjectionExpression": "qty"}).encode()
TARGET = "DynamoDB_20120810.GetItem"
Answer = tuple[int, dict[str, str], bytes]


def send(
    world: World, body: bytes, headers: dict[str, str], *, method: str = "POST", path: str = "/",
    repeated: tuple[str, str] | None = None,
) -> Answer:
    """One request as it stands."""
    connection = HTTPConnection(world.endpoint.removeprefix("http://"), timeout=10)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        connection.putheader(name, value)
    if repeated:
        connection.putheader(*repeated)
    connection.endheaders(body)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content


def sign(world: World, *, body: bytes = GET, service: str = "dynamodb") -> dict[str, str]:
    """The headers alice would send."""
    given = world.credentials("alice")
    keys = Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    headers = {"X-Amz-Target": TARGET} if service == "dynamodb" else {}
    request = AWSRequest("POST", f"{world.endpoint}/", headers=headers, data=body)
    SigV4Auth(keys, service, "us-east-1").add_auth(request)
    return {"Host": world.endpoint.removeprefix("http://"), **dict(request.headers.items())}


def error(answer: Answer) -> tuple[int, str, str]:
    status, headers, body = answer
    value: dict[str, Any] = json.loads(body)
    assert headers["content-type"] == "application/x-amz-json-1.0"
    assert headers["x-amzn-requestid"]
    return status, value["__type"].rpartition("#")[2], value.get("message") or value["Message"]


def test_by_hand_it_works(world: World) -> None:
    status, headers, body = send(world, GET, sign(world))
    assert (status, json.loads(body)) == (200, {"Item": {"qty": {"N": "4"}}})
    assert headers["x-amz-crc32"].isdigit()


def test_unsigned(world: World) -> None:
    headers = {"Host": "x", "X-Amz-Target": TARGET}
    assert error(send(world, GET, headers)) == (
        400, "MissingAuthenticationTokenException", "Request is missing Authentication Token")


def test_tampered_body(world: World) -> None:
    status, code, message = error(send(world, GET.replace(b"alice", b"bobby"), sign(world)))
    assert (status, code) == (400, "InvalidSignatureException")
    assert message.startswith("The request signature we calculated does not match the signature you prov")


def test_tampered_target(world: World) -> None:
    headers = {**sign(world), "X-Amz-Target": "DynamoDB_20120810.DeleteItem"}
    assert error(send(world, GET, headers))[1] == "InvalidSignatureException"


@pytest.mark.parametrize("change", ["key", "token", "no token", "another's token"])
def test_keys_that_nobody_gave_out(world: World, change: str) -> None:
    headers = sign(world)
    token = headers.pop("X-Amz-Security-Token")
    if change == "key":
        known = world.credentials("alice")["AccessKeyId"]
        headers["Authorization"] = headers["Authorization"].replace(known, "ASIA" + "A" * 16)
    if change != "no token":
        others = world.credentials("bob")["SessionToken"]
        headers["X-Amz-Security-Token"] = {
            "key": token, "token": token[:-1], "another's token": others}[change]
    code = "InvalidSignatureException" if change == "no token" else "UnrecognizedClientException"
    assert error(send(world, GET, headers))[1] == code


def test_one_person_s_key_with_another_s_secret(world: World) -> None:
    alice, bob = world.credentials("alice"), world.credentials("bob")
    keys = Credentials(bob["AccessKeyId"], alice["SecretAccessKey"], bob["SessionToken"])
    request = AWSRequest("POST", f"{world.endpoint}/", headers={"X-Amz-Target": TARGET}, data=GET)
    SigV4Auth(keys, "dynamodb", "us-east-1").add_auth(request)
    headers = {"Host": world.endpoint.removeprefix("http://"), **dict(request.headers.items())}
    assert error(send(world, GET, headers))[1] == "InvalidSignatureException"


def test_an_old_request(world: World) -> None:
    headers = sign(world)
    world.clock.ahead = 301
    status, code, message = error(send(world, GET, headers))
    assert (status, code) == (400, "InvalidSignatureException")
    assert message.startswith("Signature expired: ")


def test_an_expired_session(world: World) -> None:
    body = urlencode({"Action": "GetCallerIdentity", "Version": "2011-06-15"}).encode()
    get, ask = sign(world), sign(world, body=body, service="sts")
    world.end_sessions()
    assert error(send(world, GET, get)) == (
        400, "ExpiredTokenException", "The security token included in the request is expired")
    status, _, answer = send(world, body, ask)
    assert status == 403
    assert b"<Code>ExpiredToken</Code>" in answer


def test_a_header_twice(world: World) -> None:
    headers = sign(world)
    status, _, body = send(world, GET, headers, repeated=("X-Amz-Target", TARGET))
    assert (status, body) == (400, b"A header occurs twice.\n")


@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b"null", b'"x"', GET.decode().encode("utf-16"), b"\xef\xbb\xbf" + GET,
    GET[:-1] + b', "TableName": "dynacart-catalog"}',
    GET.replace(b'"alice"', b'"alice", "S": "bob"'),
    GET.replace(b"alice", b"\\ud800"),
    GET.replace(b"alice", b"\xff"),
])
def test_a_body_that_can_be_read_in_two_ways(world: World, body: bytes) -> None:
    status, code, _ = error(send(world, body, sign(world, body=body)))
    assert status == 400
    assert code in ("SerializationException", "ValidationException")


@pytest.mark.parametrize(("action", "version", "service"), [
    ("ListRoles", "2010-05-08", "iam"),
    ("PutRolePolicy", "2010-05-08", "iam"),
    ("CreateOpenIDConnectProvider", "2010-05-08", "iam"),
    ("AssumeRole", "2011-06-15", "sts"),
    ("GetSessionToken", "2011-06-15", "sts"),
])
def test_a_role_does_nothing_but_its_lines(world: World, action: str, version: str, service: str) -> None:
    body = urlencode({"Action": action, "Version": version}).encode()
    status, _, answer = send(world, body, sign(world, body=body, service=service))
    assert status == 403
    assert b"<Code>AccessDenied</Code>" in answer
    who = "assumed-role/dynacart-cart/alice"
    assert f"{who} is not authorized to perform: {service}:{action} ".encode() in answer
    status, _, answer = send(world, body, {"Host": "x"})
    assert status == 403
    assert b"<Code>MissingAuthenticationToken</Code>" in answer


def test_one_action_only_however_often_it_is_named(world: World) -> None:
    body = b"Action=ListRoles&Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
    assert send(world, body, {"Host": "x"})[0] == 403


@pytest.mark.parametrize(("method", "path"), [
    ("GET", "/"), ("PUT", "/"), ("OPTIONS", "/"), ("GET", "/_ministack/health"),
    ("POST", "/_ministack/reset"), ("GET", "/bucket/key"), ("POST", "/?Action=ListRoles"), ("POST", "//"),
    ("POST", "/2015-03-31/functions"),
])
def test_there_is_no_other_way_in(world: World, method: str, path: str) -> None:
    status, headers, _ = send(world, GET, sign(world), method=method, path=path)
    assert status == 404
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("target", [
    "DynamoDBStreams_20120810.ListStreams", "DynamoDB_20120810.", "DynamoDB_20120810.GetItem.x",
    "IAMService.ListRoles", "AWSCognitoIdentityProviderService.ListUserPools", "Lambda.CreateFunction",
])
def test_nor_another_service(world: World, target: str) -> None:
    assert send(world, GET, {**sign(world), "X-Amz-Target": target})[0] == 403


def test_too_large(world: World) -> None:
    body = b" " * (16 * 1024 * 1024 + 1)
    assert send(world, body, {"Host": "x"})[0] == 413
