"""Requests and answers of AWS's JSON and query protocols, between ASGI and the guard.

Answers take the shapes botocore parses: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html and
.../aws-query-protocol.html.
"""

import base64
import json
import secrets
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import field
from typing import Any, Literal
from uuid import uuid4
from xml.sax.saxutils import escape

from tui.record import record
from tui.sandbox.sigv4 import Fault, Refused

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Service = Literal["dynamodb", "iam", "sts"]

LARGEST = 16 * 1024 * 1024
"""Bytes; DynamoDB's limit for a batch."""
_NAMESPACES = {
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/", "sts": "https://sts.amazonaws.com/doc/2011-06-15/"}
_FAULTS: Mapping[Fault, tuple[str, str]] = {
    Fault.MISSING: ("MissingAuthenticationTokenException", "MissingAuthenticationToken"),
    Fault.INCOMPLETE: ("IncompleteSignatureException", "IncompleteSignature"),
    Fault.UNKNOWN: ("UnrecognizedClientException", "InvalidClientTokenId"),
    Fault.SIGNATURE: ("InvalidSignatureException", "SignatureDoesNotMatch"),
    Fault.EXPIRED: ("ExpiredTokenException", "ExpiredToken"),
}
"""The code of each fault in the JSON protocol (HTTP 400) and in the query protocol (HTTP 403)."""


@record
class Call:
    """One HTTP request, read whole. Header names are in lower case, each occurring once."""

    method: str
    path: str
    query: bytes
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@record
class Reply:
    """One HTTP answer."""

    status: int
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)


async def receive_call(scope: Scope, receive: Receive) -> Call | Reply:
    """The request, or the answer to one that is too large, broken off or says a header twice."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if len(headers) != len(scope["headers"]):
        return Reply(400, b"A header occurs twice.\n")
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return Reply(400)
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST:
            return Reply(413)
    return Call(scope["method"], scope["path"], scope["query_string"], headers, bytes(body))


async def send_reply(reply: Reply, send: Send, *, lost: bool = False) -> None:
    """Send the answer; if it is to be `lost`, half of it: the server closes what is left unfinished."""
    headers = {"content-length": str(len(reply.body)), **reply.headers}
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": raw})
    body = reply.body[:len(reply.body) // 2] if lost else reply.body
    await send({"type": "http.response.body", "body": body, "more_body": lost})


def json_reply(status: int, body: bytes) -> Reply:
    """An answer of DynamoDB's, checksum and request id included."""
    return Reply(status, body, {
        "content-type": "application/x-amz-json-1.0",
        "x-amzn-requestid": base64.b32encode(secrets.token_bytes(35)).decode()[:52],
        "x-amz-crc32": str(zlib.crc32(body)),
    })


def json_error(code: str, message: str, status: int = 400) -> Reply:
    """DynamoDB saying no."""
    member = "Message" if code == "AccessDeniedException" else "message"
    error = {"__type": f"com.amazon.coral.service#{code}", member: message}
    return json_reply(status, json.dumps(error).encode())


def query_reply(service: str, action: str, result: str) -> Reply:
    """An answer of STS's or IAM's; `result` is XML already."""
    request = str(uuid4())
    body = (f'<{action}Response xmlns="{_NAMESPACES[service]}"><{action}Result>{result}</{action}Result>'
            f"<ResponseMetadata><RequestId>{request}</RequestId></ResponseMetadata></{action}Response>")
    return Reply(200, body.encode(), {"content-type": "text/xml", "x-amzn-requestid": request})


def xml_reply(status: int, body: bytes) -> Reply:
    """An answer of the query protocol that is made already."""
    return Reply(status, body, {"content-type": "text/xml", "x-amzn-requestid": str(uuid4())})


def query_error(service: str, code: str, message: str, status: int = 400) -> Reply:
    """STS or IAM saying no."""
    request, side = str(uuid4()), "Sender" if status < 500 else "Receiver"
    body = (f'<ErrorResponse xmlns="{_NAMESPACES[service]}"><Error><Type>{side}</Type><Code>{code}</Code>'
            f"<Message>{escape(message)}</Message></Error><RequestId>{request}</RequestId></ErrorResponse>")
    return Reply(status, body.encode(), {"content-type": "text/xml", "x-amzn-requestid": request})


def not_believed(service: Service, refused: Refused) -> Reply:
    """The answer to a caller whose signature or session will not do."""
    json_code, query_code = _FAULTS[refused.fault]
    if service == "dynamodb":
        return json_error(json_code, refused.message)
    return query_error(service, query_code, refused.message, 403)


def denied(service: Service, message: str) -> Reply:
    """The answer to a caller who is believed and may not."""
    if service == "dynamodb":
        return json_error("AccessDeniedException", message)
    return query_error(service, "AccessDenied", message, 403)


def failed(service: str) -> Reply:
    """The answer where something broke on this side of the wire."""
    if service == "dynamodb":
        return json_error("InternalServerError", "Internal server error", 500)
    return query_error(service, "InternalFailure", "An internal error has occurred.", 500)
