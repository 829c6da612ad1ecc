"""Whether a write may have taken effect though no answer came.

botocore sends a request again by itself; what became of the earlier attempts shows in no error. So each
attempt is watched: after one that got no answer or a 5xx, a write "may have succeeded or failed"
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html).
"""

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ChecksumError, ClientError, HTTPClientError, IncompleteReadError, SSLError
from botocore.parsers import ResponseParserError

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_UNANSWERED = (HTTPClientError, SSLError, IncompleteReadError, ChecksumError, ResponseParserError)
"""The request may have been sent. Connections that were never made are errors of other classes."""
_UNDER_WAY = ("TransactionInProgressException", "IdempotentParameterMismatchException")
"""Answers that tell of an earlier request for the same transaction."""

_call = threading.local()
"""A call and all its attempts stay on one thread."""


def watch(client: "DynamoDBClient") -> None:
    """Watch the attempts of every call of `client` (again and again does no harm)."""
    client.meta.events.register("response-received.dynamodb", _note, unique_id="dynacart-doubt")


def begin() -> None:
    """A call starts on this thread."""
    _call.unsure = False


def after(error: Exception) -> bool:
    """Whether the call that began last and ended in `error` may have taken effect, by any of its attempts."""
    return bool(_call.unsure) or may_have_happened(error)


def may_have_happened(error: Exception) -> bool:
    """Whether a request that ended in `error` may have been carried out."""
    if isinstance(error, ClientError):
        return status(error.response) >= 500 or code(error) in _UNDER_WAY
    return isinstance(error, _UNANSWERED)


def code(error: Exception) -> str:
    """The service's own error code, "" where no service answered."""
    named = error.response.get("Error", {}).get("Code") if isinstance(error, ClientError) else None
    return named if isinstance(named, str) else ""


def status(response: Mapping[str, Any]) -> int:
    """The HTTP status of a response, 0 where there is none."""
    number = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return number if isinstance(number, int) else 0


def _note(parsed_response: Mapping[str, Any] | None, exception: Exception | None, **_: object) -> None:
    """Handle botocore's `response-received`: one attempt ended."""
    if status(parsed_response or {}) >= 500 or (exception is not None and may_have_happened(exception)):
        _call.unsure = True
