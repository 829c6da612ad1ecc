"""From what a call raises to an outcome: one sentence that says what, where and what to do.

Error codes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
)
from botocore.parsers import ResponseParserError

from tui.cart.outcomes import Denied, Unavailable
from tui.dynamo.call import Call
from tui.dynamo.conditions import other_reason
from tui.dynamo.denial import parse
from tui.dynamo.doubt import status
from tui.dynamo.explanation import explain
from tui.problem import Denial, Kind, Problem
from tui.text import plain

_LATER = "Try again in a moment."
_CREDENTIALS = (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError)
_DENIED = ("AccessDeniedException", "AccessDenied")
_SLOW_DOWN = (Kind.UNAVAILABLE, "DynamoDB asks to slow down", _LATER)
_CONTENDED = (Kind.UNAVAILABLE, "Another write of the same line is under way", _LATER)
_EXPIRED = (Kind.SIGN_IN, "The AWS credentials have expired", "Sign in again.")
_STRANGE = (Kind.SIGN_IN, "AWS does not know these credentials", "Sign in again.")
_MISSING = (Kind.SIGN_IN, "There are no AWS credentials to sign with", "Sign in again.")
_UNSIGNED = (Kind.SIGN_IN, "AWS did not accept the signature",
             "Check this machine's clock, then sign in again.")
_CODES = {
    "ProvisionedThroughputExceededException": _SLOW_DOWN,
    "ProvisionedThroughputExceeded": _SLOW_DOWN,
    "ThrottlingException": _SLOW_DOWN,
    "ThrottlingError": _SLOW_DOWN,
    "Throttling": _SLOW_DOWN,
    "RequestLimitExceeded": _SLOW_DOWN,
    "TooManyRequestsException": _SLOW_DOWN,
    "LimitExceededException": _SLOW_DOWN,
    "TransactionConflictException": _CONTENDED,
    "TransactionConflict": _CONTENDED,
    "TransactionInProgressException": _CONTENDED,
    "ReplicatedWriteConflictException": _CONTENDED,
    "IdempotentParameterMismatchException": (
        Kind.UNAVAILABLE, "DynamoDB still remembers another form of this move", "Try again in ten minutes."),
    "ExpiredTokenException": _EXPIRED,
    "ExpiredToken": _EXPIRED,
    "UnrecognizedClientException": _STRANGE,
    "InvalidClientTokenId": _STRANGE,
    "MissingAuthenticationTokenException": _STRANGE,
    "MissingAuthenticationToken": _STRANGE,
    "IncompleteSignatureException": _UNSIGNED,
    "IncompleteSignature": _UNSIGNED,
    "InvalidSignatureException": _UNSIGNED,
    "SignatureDoesNotMatch": _UNSIGNED,
    "RequestExpired": _UNSIGNED,
    "RequestTimeTooSkewed": _UNSIGNED,
}
_CLASSES = (
    (ProxyConnectionError, "The proxy cannot be reached", "Check HTTPS_PROXY and NO_PROXY."),
    (SSLError, "The connection is not secure",
     "Behind a proxy that inspects TLS, set AWS_CA_BUNDLE to its certificate."),
    (EndpointConnectionError, "DynamoDB cannot be reached", "Check the network, then try again."),
    (ConnectTimeoutError, "DynamoDB cannot be reached", "Check the network, then try again."),
    (ReadTimeoutError, "DynamoDB did not answer in time", _LATER),
    (HTTPClientError, "The connection to DynamoDB broke", _LATER),
    (ResponseParserError, "The answer is not one of DynamoDB",
     "Check the endpoint, and whether a proxy or a sign-in page stands in between."),
    (Exception, "The call of DynamoDB failed", _LATER),
)
"""Errors without an answer by class, the first that fits."""


def failure(error: Exception, call: Call, now: float) -> Denied | Unavailable:
    """What became of a call that raised `error`, one of `ask.ERRORS`, at `now` (Unix seconds)."""
    if isinstance(error, ClientError):
        return _refused({**error.response, **_cause(error)}, call, now)
    if isinstance(error, _CREDENTIALS):
        found = getattr(error, "problem", None)
        if isinstance(found, Denial):
            return Denied(found)
        return Unavailable(found if isinstance(found, Problem) else _problem(call, *_MISSING))
    what, todo = next((what, todo) for kind, what, todo in _CLASSES if isinstance(error, kind))
    detail = f"{what}: {error}" if isinstance(error, ProxyConnectionError | SSLError) else what
    return Unavailable(_problem(call, Kind.UNAVAILABLE, detail, todo, type(error).__name__))


def garbled(call: Call) -> Unavailable:
    """An answer that is not DynamoDB's, such as a sign-in page of the network."""
    _, what, todo = next(row for row in _CLASSES if row[0] is ResponseParserError)
    return Unavailable(_problem(call, Kind.UNAVAILABLE, what, todo))


def throttled(call: Call) -> Unavailable:
    """DynamoDB leaves out some of what was asked for, again and again."""
    return Unavailable(_problem(call, *_SLOW_DOWN))


def _cause(error: ClientError) -> dict[str, Any]:
    """The error that cancelled a transaction, in place of the cancellation."""
    reason = other_reason(error)
    return {"Error": reason} if reason else {}


def _refused(response: Mapping[str, Any], call: Call, now: float) -> Denied | Unavailable:
    error = response.get("Error", {})
    name, said = str(error.get("Code", "")), str(error.get("Message", ""))
    if name in _DENIED:
        at = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        request_id = str(response.get("ResponseMetadata", {}).get("RequestId", ""))
        return Denied(explain(parse(said, code=name, request_id=request_id, at=at), call))
    number = status(response)
    known = _CODES.get(name) or _misconfigured(name, said, call)
    if known:
        kind, what, todo = known
        what = f"{what}: {said}" if known is _UNSIGNED else what
    elif number >= 500 or number in (408, 429):
        kind, what, todo = Kind.UNAVAILABLE, f"DynamoDB has an error of its own, HTTP {number}", _LATER
    else:
        kind, what, todo = Kind.BUG, f"DynamoDB does not take the request: {said or name or number}", ""
    return Unavailable(_problem(call, kind, what, todo, name))


def _misconfigured(name: str, said: str, call: Call) -> tuple[Kind, str, str] | None:
    if name == "ResourceNotFoundException":
        return (Kind.USAGE, f"There is no table {call.table}",
                f"Check `{call.setting}`, `region` and `endpoints` in your profile.")
    if name != "ValidationException":
        return None
    if "specified index" in said:
        return (Kind.USAGE, f"The table {call.table} has no index {call.index}",
                "Check `catalog_index` in your profile.")
    if "schema" in said or "missed key" in said.lower():
        return Kind.USAGE, f"The table {call.table} has other keys: {said}", "Check the profile."
    return None


def _problem(call: Call, kind: Kind, what: str, todo: str = "", name: str = "") -> Problem:
    return Problem(kind, plain(what, 500), plain(call.place, 500), todo, plain(name))
