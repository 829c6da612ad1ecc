"""Whether a write may have taken effect though no answer came.

After a request that got no answer or a 5xx, a write "may have succeeded or failed"
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html).
"""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ChecksumError, ClientError, HTTPClientError, IncompleteReadError, SSLError
from botocore.parsers import ResponseParserError

_UNANSWERED = (HTTPClientError, SSLError, IncompleteReadError, ChecksumError, ResponseParserError)
"""The request may have been sent. Connections that were never made are errors of other classes."""
_UNDER_WAY = ("TransactionInProgressException", "IdempotentParameterMismatchException")
"""Answers that tell of an earlier request for the same transaction."""


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
