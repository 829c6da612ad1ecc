"""Requests as an attacker sends them: the body as it is, signed with whatever keys, over one connection."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.sandbox.guard.conftest import World
from tui.sandbox.people import REGION

_INVALID = ("ValidationException", "SerializationException")
_UNMET = "ConditionalCheckFailed"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def code(self) -> str:
        """The error code, "" where there is none."""
        return str(json.loads(self.body).get("__type", "")).rpartition("#")[2]

    @property
    def message(self) -> str:
        said: dict[str, Any] = json.loads(self.body)
        return str(said.get("message") or said.get("Message") or "")

    @property
    def verdict(self) -> str:
        """As in the table; the code itself where it is another."""
        if self.status == 200:
            return "done"
        reasons = {each["Code"] for each in json.loads(self.body).get("CancellationReasons", ())} - {"None"}
        if self.code.startswith(_UNMET) or reasons == {_UNMET}:
            return "unmet"
        return "denied" if self.code == "AccessDeniedException" else (
            "invalid" if self.code in _INVALID else self.code)


@dataclass
class Sender:
    """Somebody with keys; None for nobody in particular."""

    world: World
    owner: str
    principal: str
    keys: Credentials | None
    _connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self._connection = HTTPConnection(self.world.endpoint.removeprefix("http://"), timeout=10)

    def send(self, operation: str, body: bytes) -> Answer:
        headers = {"X-Amz-Target": f"DynamoDB_20120810.{operation}"}
        if self.keys:
            request = AWSRequest("POST", f"{self.world.endpoint}/", headers=headers, data=body)
            SigV4Auth(self.keys, "dynamodb", REGION).add_auth(request)
            headers = dict(request.headers.items())
        return self.post(body, headers)

    def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send body and headers as they are."""
        self._connection.request("POST", "/", body, dict(headers))
        answer = self._connection.getresponse()
        return Answer(answer.status, answer.read())

    def __enter__(self) -> "Sender":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def keys_of(given: Any) -> Credentials:  # noqa: ANN401 - what STS gave
    return Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
