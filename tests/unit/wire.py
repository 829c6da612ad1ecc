"""DynamoDB's side of the wire, scripted: a real boto3 client whose HTTP requests are answered here.

    wire = Wire({"Items": []}, Error("ThrottlingException"), ReadTimeoutError(endpoint_url="..."))
    wire.client      # everything but the socket is botocore's own: parsing, errors, events
    wire.sent        # (operation, parameters) of each HTTP request
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

URL = "https://dynamodb.eu-west-1.amazonaws.com"
REQUEST_ID = "REQ1"


@dataclass(frozen=True)
class Error:
    """An error response; `more` are further members of its body."""

    code: str
    message: str = "because"
    status: int = 400
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, object]:
        kind = f"com.amazonaws.dynamodb.v20120810#{self.code}"
        return {"__type": kind, "message": self.message, **self.more}


def cancelled(*reasons: Mapping[str, object]) -> Error:
    """A transaction that was cancelled, one reason an item."""
    return Error("TransactionCanceledException", more={"CancellationReasons": reasons})


@dataclass(frozen=True)
class Raw:
    """A response of any bytes, and of anybody's."""

    content: bytes
    status: int = 200
    request_id: str = REQUEST_ID


class Wire:
    """Answers each request with the next of `script`: a body, an Error, Raw, or an exception to raise."""

    def __init__(self, *script: object) -> None:
        self.script = list(script)
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.client = _client()
        _current.append(self)

    def answer(self, request: AWSPreparedRequest) -> AWSResponse:
        headers = cast(Mapping[str, bytes | str], request.headers)
        operation = headers["X-Amz-Target"]
        name = (operation.decode() if isinstance(operation, bytes) else operation).partition(".")[2]
        self.sent.append((name, json.loads(cast(bytes, request.body))))
        answer = self.script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Raw):
            return _response(answer.status, answer.content, answer.request_id)
        if isinstance(answer, Error):
            return _response(answer.status, json.dumps(answer.body).encode())
        return _response(200, json.dumps(answer).encode())


_current: list[Wire] = []
"""The last is the one in use; the client is shared, as making one takes long."""


@cache
def _client() -> "DynamoDBClient":
    session = boto3.Session("AKID", "secret", "token", region_name="eu-west-1")
    client = session.client("dynamodb", endpoint_url=URL, config=Config(
        retries={"mode": "standard", "total_max_attempts": 1}))
    client.meta.events.register("before-send.dynamodb", cast(Callable[..., None], _answer))
    return client


def _answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
    return _current[-1].answer(request)


@dataclass
class _Body:
    content: bytes

    def stream(self) -> Iterator[bytes]:
        yield self.content


def _response(status: int, content: bytes, request_id: str = REQUEST_ID) -> AWSResponse:
    headers = HTTPHeaders()
    if request_id:
        headers["x-amzn-RequestId"] = request_id
    return AWSResponse(URL, status, headers, _Body(content))
