"""Signatures made by botocore are believed; anything about them changed, and they are not."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from tui.sandbox.sigv4 import MISSING, Fault, Refused, Signature, read

KEY, SECRET = "AKIAEXAMPLEEXAMPLE00", "a secret/with+signs"
BODY = b'{"TableName": "cart"}'
TARGET = {"X-Amz-Target": "DynamoDB_20120810.GetItem"}
SCOPE = "20300101/us-east-1/dynamodb/aws4_request"


def signed(
    body: bytes = BODY, *, service: str = "dynamodb", region: str = "us-east-1", token: str | None = None,
    headers: Mapping[str, str] = TARGET,
) -> dict[str, str]:
    """The headers that botocore sends, in lower case."""
    request = AWSRequest("POST", "http://127.0.0.1:4566/", headers=dict(headers), data=body)
    SigV4Auth(Credentials(KEY, SECRET, token), service, region).add_auth(request)
    return {"host": "127.0.0.1:4566", **{name.lower(): value for name, value in request.headers.items()}}


def now() -> float:
    return datetime.now(UTC).timestamp()


def believed(headers: dict[str, str], body: bytes = BODY, at: float | None = None) -> bool | Refused:
    signature = read(headers, "dynamodb", now() if at is None else at)
    return signature.matches(SECRET, headers, body) if isinstance(signature, Signature) else signature


def fault(headers: dict[str, str], at: float | None = None) -> Fault:
    refused = believed(headers, at=at)
    assert isinstance(refused, Refused), refused
    return refused.fault


def test_what_botocore_signs_is_believed() -> None:
    assert believed(signed()) is True
    assert believed(signed(token="a token/with=signs")) is True
    assert believed(signed(headers={"Content-Type": "text/plain", "X-Amz-Odd": "  two   blanks "})) is True


@given(st.binary(max_size=200))
def test_any_body(body: bytes) -> None:
    assert believed(signed(body), body) is True


def test_a_signature_tells_whose_it_is() -> None:
    signature = read(signed(), "dynamodb", now())
    assert isinstance(signature, Signature)
    assert signature.key == KEY


def test_another_secret() -> None:
    headers = signed()
    signature = read(headers, "dynamodb", now())
    assert isinstance(signature, Signature)
    assert not signature.matches("another secret", headers, BODY)


def test_another_body() -> None:
    assert believed(signed(), BODY + b" ") is False


@pytest.mark.parametrize("name", ["host", "x-amz-target", "x-amz-security-token", "content-type"])
def test_another_header(name: str) -> None:
    headers = signed(token="t", headers={**TARGET, "Content-Type": "text/plain"})
    assert believed(headers | {name: headers[name] + "x"}) is False


@pytest.mark.parametrize("name", ["x-amz-target", "x-amz-security-token", "x-amz-content-sha256"])
def test_a_header_added_after_signing(name: str) -> None:
    assert fault({**signed(headers={}), name: "x"}) is Fault.SIGNATURE


def test_a_header_not_signed_by_custom_may_be_added() -> None:
    assert believed({**signed(), "x-amz-user-agent": "aws-sdk-js/3", "user-agent": "x"}) is True


def test_a_signed_header_that_is_missing() -> None:
    headers = signed()
    del headers["x-amz-target"]
    assert fault(headers) is Fault.SIGNATURE


@pytest.mark.parametrize("minutes", [-5, -4.9, 0, 4.9])
def test_clocks_may_differ_a_little(minutes: float) -> None:
    headers = signed()
    made = datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    assert believed(headers, at=made + minutes * 60) is True


@pytest.mark.parametrize(("minutes", "words"), [
    (5.1, "Signature expired: "), (-5.1, "Signature not yet current: ")])
def test_but_not_more_than_five_minutes(minutes: float, words: str) -> None:
    refused = believed(signed(), at=now() + minutes * 60)
    assert isinstance(refused, Refused)
    assert refused.fault is Fault.SIGNATURE
    assert refused.message.startswith(words)


def test_the_date_of_the_scope_is_the_date_of_the_request() -> None:
    headers = signed()
    yesterday = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y%m%d")
    headers["authorization"] = headers["authorization"].replace(headers["x-amz-date"][:8], yesterday)
    assert fault(headers) is Fault.INCOMPLETE


def test_another_service_or_region() -> None:
    assert fault(signed(service="sts")) is Fault.SIGNATURE
    assert fault(signed(region="eu-west-1")) is Fault.SIGNATURE


def test_no_signature_at_all() -> None:
    assert believed({"host": "x"}) == MISSING


@pytest.mark.parametrize("authorization", [
    "", "Bearer x", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=a/b/c", "Basic YTpi",
    f"AWS4-HMAC-SHA256 Credential={KEY}/{SCOPE}, SignedHeaders=host, Signature=",
    f"AWS4-HMAC-SHA256 Credential={KEY}/{SCOPE}, SignedHeaders=, Signature={'a' * 64}",
    f"AWS4-HMAC-SHA256 Credential=/{SCOPE}, SignedHeaders=host, Signature={'a' * 64}",
    f"AWS4-HMAC-SHA256 Credential={KEY}/{SCOPE}, SignedHeaders=host, Signature={'g' * 64}",
    f"AWS4-HMAC-SHA512 Credential={KEY}/{SCOPE}, SignedHeaders=host, Signature={'a' * 64}",
])
def test_half_a_signature(authorization: str) -> None:
    assert fault({**signed(), "authorization": authorization}) is Fault.INCOMPLETE


@pytest.mark.parametrize("date", ["", "yesterday", "2030-01-01T00:00:00Z", "20300101T000000"])
def test_a_date_that_is_none(date: str) -> None:
    assert fault({**signed(), "x-amz-date": date}) is Fault.INCOMPLETE
