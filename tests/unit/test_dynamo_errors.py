"""Everything a call can raise, as one sentence that says what, where and what to do."""

from typing import Any

import pytest
from botocore import exceptions as raised
from botocore.parsers import ResponseParserError

from tests.unit.table import TEA, line
from tests.unit.wire import URL
from tui.cart.edits import Remove
from tui.cart.outcomes import Denied, Unavailable
from tui.dynamo.ask import ERRORS
from tui.dynamo.call import Call
from tui.dynamo.conditions import failed, other_reason
from tui.dynamo.doubt import may_have_happened
from tui.dynamo.errors import failure
from tui.problem import Denial, Kind, Problem

CALL = Call("carts", "cart_table", "eu-west-1", URL, index="by_category", actions=("dynamodb:Query",),
            owner="a", me="a")
NOW = 1_800_000_000.0


def service(code: str, message: str = "because", status: int = 400, **more: object) -> raised.ClientError:
    response: Any = {"Error": {"Code": code, "Message": message},
                     "ResponseMetadata": {"HTTPStatusCode": status, "RequestId": "REQ1"}, **more}
    return raised.ClientError(response, "UpdateItem")


def problem(error: Exception) -> Problem:
    outcome = failure(error, CALL, NOW)
    assert isinstance(outcome, Unavailable)
    return outcome.problem


@pytest.mark.parametrize(("error", "kind", "words"), [
    (service("ProvisionedThroughputExceededException"), Kind.UNAVAILABLE, "slow down"),
    (service("ThrottlingException"), Kind.UNAVAILABLE, "slow down"),
    (service("RequestLimitExceeded"), Kind.UNAVAILABLE, "slow down"),
    (service("TransactionConflictException"), Kind.UNAVAILABLE, "Another write"),
    (service("TransactionInProgressException"), Kind.UNAVAILABLE, "Another write"),
    (service("ReplicatedWriteConflictException", status=409), Kind.UNAVAILABLE, "Another write"),
    (service("IdempotentParameterMismatchException"), Kind.UNAVAILABLE, "still remembers"),
    (service("InternalServerError", status=500), Kind.UNAVAILABLE, "HTTP 500"),
    (service("ServiceUnavailable", status=503), Kind.UNAVAILABLE, "HTTP 503"),
    (service("", "", status=502), Kind.UNAVAILABLE, "HTTP 502"),
    (service("Whatever", status=429), Kind.UNAVAILABLE, "HTTP 429"),
    (service("ExpiredTokenException"), Kind.SIGN_IN, "have expired"),
    (service("UnrecognizedClientException"), Kind.SIGN_IN, "does not know"),
    (service("MissingAuthenticationToken"), Kind.SIGN_IN, "does not know"),
    (service("InvalidSignatureException", "Signature expired: 2020 is now earlier than 2026"), Kind.SIGN_IN,
     "did not accept the signature: Signature expired"),
    (service("ResourceNotFoundException"), Kind.USAGE, "There is no table carts"),
    (service("ValidationException", "The table does not have the specified index: x"), Kind.USAGE,
     "no index by_category"),
    (service("ValidationException", "The provided key element does not match the schema"), Kind.USAGE,
     "other keys"),
    (service("ValidationException", "ExpressionAttributeValues must not be empty"), Kind.BUG, "not take"),
    (service("SomethingNew", "out of the blue"), Kind.BUG, "out of the blue"),
    (service("", ""), Kind.BUG, "400"),
    (raised.EndpointConnectionError(endpoint_url=URL), Kind.UNAVAILABLE, "cannot be reached"),
    (raised.ConnectTimeoutError(endpoint_url=URL), Kind.UNAVAILABLE, "cannot be reached"),
    (raised.ReadTimeoutError(endpoint_url=URL), Kind.UNAVAILABLE, "did not answer in time"),
    (raised.ConnectionClosedError(endpoint_url=URL), Kind.UNAVAILABLE, "broke"),
    (raised.HTTPClientError(error="x"), Kind.UNAVAILABLE, "broke"),
    (raised.ProxyConnectionError(proxy_url="http://proxy:8080"), Kind.UNAVAILABLE, "proxy"),
    (raised.SSLError(endpoint_url=URL, error=OSError("no")), Kind.UNAVAILABLE, "not secure"),
    (ResponseParserError("<html>"), Kind.UNAVAILABLE, "not one of DynamoDB"),
    (raised.NoCredentialsError(), Kind.SIGN_IN, "There are no"),
    (raised.CredentialRetrievalError(provider="x", error_msg="y"), Kind.SIGN_IN, "There are no"),
    (raised.ChecksumError(checksum_type="crc32", expected_checksum="1", actual_checksum="2"),
     Kind.UNAVAILABLE, "failed"),
])
def test_every_error_is_a_sentence_with_a_place(error: Exception, kind: Kind, words: str) -> None:
    assert isinstance(error, ERRORS)
    found = problem(error)
    assert (found.kind, words in found.what) == (kind, True), found
    assert found.where == f"table carts, index by_category, region eu-west-1, {URL}"
    assert found.what.isprintable()
    assert found.todo or kind is Kind.BUG


def test_a_missing_table_says_what_to_check() -> None:
    assert problem(service("ResourceNotFoundException")) == Problem(
        Kind.USAGE, "There is no table carts",
        f"table carts, index by_category, region eu-west-1, {URL}",
        "Check `cart_table`, `region` and `endpoints` in your profile.", "ResourceNotFoundException")


def test_a_skewed_clock_is_hinted_at() -> None:
    assert "clock" in problem(service("InvalidSignatureException")).todo
    assert "AWS_CA_BUNDLE" in problem(raised.SSLError(endpoint_url=URL, error=OSError())).todo


@pytest.mark.parametrize("code", ["AccessDeniedException", "AccessDenied"])
def test_a_refusal_is_a_denial_with_request_id_and_time(code: str) -> None:
    outcome = failure(service(code, "User: x is not authorized to perform: dynamodb:Query"), CALL, NOW)
    assert isinstance(outcome, Denied)
    denial = outcome.denial
    assert (denial.principal, denial.action, denial.code) == ("x", "dynamodb:Query", code)
    assert (denial.request_id, denial.at) == ("REQ1", "2027-01-15T08:00:00Z")
    assert denial.inference


def test_credentials_that_know_better_speak_for_themselves() -> None:
    ours, denial = Problem(Kind.UNAVAILABLE, "The sign-in cannot be renewed now"), Denial("no role for you")
    error = raised.CredentialRetrievalError(provider="x", error_msg="y")
    error.problem = ours  # type: ignore[attr-defined]
    assert failure(error, CALL, NOW) == Unavailable(ours)
    error.problem = denial  # type: ignore[attr-defined]
    assert failure(error, CALL, NOW) == Denied(denial)


def test_what_the_service_says_is_safe_to_show() -> None:
    found = problem(service("Odd\x1b[31m", "one\ntwo\x1b]0;owned\x07 " + "x" * 10_000))
    assert (found.code, found.what.isprintable(), len(found.what) <= 500) == ("Odd", True, True)


def cancellation(*codes: str) -> raised.ClientError:
    return service("TransactionCanceledException", "Transaction cancelled", CancellationReasons=[
        {"Code": code, "Message": f"{code} it was"} for code in codes])


@pytest.mark.parametrize(("code", "kind"), [
    ("TransactionConflict", Kind.UNAVAILABLE), ("ThrottlingError", Kind.UNAVAILABLE),
    ("ProvisionedThroughputExceeded", Kind.UNAVAILABLE), ("ValidationError", Kind.BUG),
    ("ItemCollectionSizeLimitExceeded", Kind.BUG),
])
def test_a_cancelled_transaction_is_what_cancelled_it(code: str, kind: Kind) -> None:
    found = problem(cancellation("ConditionalCheckFailed", code))
    assert (found.kind, found.code) == (kind, code)


def test_a_transaction_may_be_cancelled_by_a_refusal() -> None:
    outcome = failure(cancellation("None", "AccessDenied"), CALL, NOW)
    assert isinstance(outcome, Denied)
    assert outcome.denial.request_id == "REQ1"


@pytest.mark.parametrize("reasons", [None, "x", 3, [], ["x"], [None, None]])
def test_reasons_of_no_known_shape_are_no_reasons(reasons: object) -> None:
    error = service("TransactionCanceledException", CancellationReasons=reasons)
    assert problem(error).kind in (Kind.BUG, Kind.UNAVAILABLE)


def test_only_a_cancelled_transaction_has_reasons() -> None:
    error = service("ThrottlingException", CancellationReasons=[{"Code": "ConditionalCheckFailed"}])
    assert other_reason(error) == {}
    assert failed(Remove("e1", TEA, "t", line()), error) == {}


@pytest.mark.parametrize(("error", "unsure"), [
    (raised.ReadTimeoutError(endpoint_url=URL), True),
    (raised.ConnectionClosedError(endpoint_url=URL), True),
    (ResponseParserError("x"), True),
    (service("InternalServerError", status=500), True),
    (service("TransactionInProgressException"), True),
    (service("IdempotentParameterMismatchException"), True),
    (service("ThrottlingException"), False),
    (service("ConditionalCheckFailedException"), False),
    (raised.EndpointConnectionError(endpoint_url=URL), False),
    (raised.ConnectTimeoutError(endpoint_url=URL), False),
    (raised.ProxyConnectionError(proxy_url="http://proxy"), False),
    (raised.NoCredentialsError(), False),
])
def test_what_may_have_happened_though_it_failed(error: Exception, unsure: bool) -> None:
    assert may_have_happened(error) is unsure
