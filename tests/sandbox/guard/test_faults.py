"""Trouble on demand: what it does, to whom, and who may ask for it."""

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
import requests
from botocore.exceptions import ConnectionClosedError

from tests.sandbox.guard.calls import failure, of, setting
from tests.sandbox.guard.conftest import CONTROL_TOKEN, World
from tui.sandbox.aws import Aws
from tui.sandbox.wire import Scope

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

LINE = of("alice", "FAULTS-1")
QTY: Any = {"ProjectionExpression": "qty"}


def ask(world: World, wanted: object = None, token: str = CONTROL_TOKEN) -> requests.Response:
    """POST the wanted faults, or GET the present ones."""
    url, headers = f"{world.endpoint}/_sandbox/faults", {"X-Sandbox-Token": token}
    with requests.Session() as session:
        if wanted is None:
            return session.get(url, headers=headers, timeout=10)
        return session.post(url, headers=headers, data=json.dumps(wanted), timeout=10)


def test_throttling_passes(world: World, alice: "DynamoDBClient", admin: "DynamoDBClient") -> None:
    assert ask(world, {"throttle": 2}).status_code == 200
    admin.get_item(**LINE)
    for _ in range(2):
        answer = failure(alice.update_item, **LINE, **setting(1, "x"))
        assert (answer["Code"], answer["Status"]) == ("ProvisionedThroughputExceededException", 400)
    assert "Item" not in alice.get_item(**LINE, **QTY)


def test_an_error_of_the_server_s_passes(world: World, alice: "DynamoDBClient") -> None:
    ask(world, {"error5xx": 1})
    answer = failure(alice.update_item, **LINE, **setting(1, "x"))
    assert (answer["Code"], answer["Status"]) == ("InternalServerError", 500)
    assert "Item" not in alice.get_item(**LINE, **QTY)


def test_a_lost_answer_is_to_a_write_that_was_done(
    world: World, alice: "DynamoDBClient", caplog: pytest.LogCaptureFixture,
) -> None:
    ask(world, {"lose": 1})
    alice.get_item(**LINE, **QTY)
    with pytest.raises(ConnectionClosedError):
        alice.update_item(**LINE, **setting(7, "lost"))
    assert alice.get_item(**LINE, **QTY)["Item"] == {"qty": {"N": "7"}}
    assert not [record for record in caplog.records if record.name.startswith("tui.sandbox")]
    alice.delete_item(**LINE)


def test_a_refused_write_has_no_answer_to_lose(world: World, alice: "DynamoDBClient") -> None:
    ask(world, {"lose": 1})
    assert failure(alice.update_item, **LINE, **setting(7, "x", seen="no"))["Status"] == 400
    assert failure(alice.update_item, **of("bob"), **setting(7, "x"))["Status"] == 400
    assert ask(world).json()["lose"] == 1


def test_sessions_end_at_a_word(world: World) -> None:
    old: Any = world.client("alice")
    old.get_item(**LINE, **QTY)
    ask(world, {"expire_sessions": True})
    assert failure(old.get_item, **LINE, **QTY)["Code"] == "ExpiredTokenException"
    world.end_sessions()
    world.client("alice").get_item(**LINE, **QTY)


def test_answers_come_late(world: World, alice: "DynamoDBClient") -> None:
    ask(world, {"latency_ms": 60})
    before = time.perf_counter()
    alice.get_item(**LINE, **QTY)
    assert time.perf_counter() - before >= 0.06


async def test_the_latency_is_slept_before_anything_is_done(world: World) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    aws = Aws(data_dir=world.folder, issuer=world.issuer.url, keep=False, latency_ms=250, sleep=sleep)
    scope: Scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await asyncio.wait_for(aws(scope, receive, send), 5)
    assert slept == [0.25]
    assert sent[0]["status"] == 403


def test_only_who_has_the_token_may_ask(world: World) -> None:
    for token in ("", "guess", CONTROL_TOKEN + "x"):
        assert ask(world, {"throttle": 1}, token).status_code == 403
        assert ask(world, None, token).status_code == 403
    assert ask(world).json() == {"latency_ms": 0, "throttle": 0, "error5xx": 0, "lose": 0}


async def test_without_a_token_nobody_may(world: World) -> None:
    aws = Aws(data_dir=world.folder, issuer=world.issuer.url, keep=False)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"x-sandbox-token", b"")]
    await aws({"type": "http", "method": "GET", "path": "/_sandbox/faults", "query_string": b"",
               "headers": headers}, receive, send)
    assert sent[0]["status"] == 403


@pytest.mark.parametrize("wanted", [
    7, [], "x", {"odd": 1}, {"throttle": -1}, {"throttle": "1"}, {"throttle": True}, {"lose": 1e6},
    {"lose": 10**7},
])
def test_what_makes_no_sense_changes_nothing(world: World, wanted: object) -> None:
    assert ask(world, wanted).status_code == 422
    assert ask(world).json() == {"latency_ms": 0, "throttle": 0, "error5xx": 0, "lose": 0}
