"""`--cost`: what a run consumed is asked for, added up and told; and nothing changes where nobody asks."""

import argparse
import json
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.unit.peers import Answer, Peer
from tests.unit.signed_in import Clock
from tui.cli import main
from tui.cli.cost import counted
from tui.config import Profile
from tui.credentials.aws import dynamodb
from tui.credentials.session import Session
from tui.dynamo.cost import Consumed, Meter
from tui.live import Live
from tui.problem import Problem

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

KEY: Any = {"pk": {"S": "alice"}, "sk": {"S": "cart#TEA"}}
ONE: dict[str, Any] = {"Items": [], "ConsumedCapacity": {"TableName": "cart", "CapacityUnits": 1.5}}
ID = {"x-amzn-requestid": "A1"}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    """What the client takes for DynamoDB."""
    with Peer({"/": lambda _: Answer(ONE, headers=ID)}) as peer:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", peer.url)
        yield peer


@pytest.fixture
def client(session: Session, table: Peer) -> "Iterator[DynamoDBClient]":
    made = dynamodb(session)
    assert not isinstance(made, Problem)
    with closing(made):
        yield made


def test_reads_and_writes_are_added_up(client: "DynamoDBClient", table: Peer) -> None:
    meter = Meter()
    meter.watch(client)
    client.get_item(TableName="cart", Key=KEY)
    client.update_item(TableName="cart", Key=KEY, UpdateExpression="SET qty = qty")
    many = [{"TableName": "cart", "CapacityUnits": 2.0}, {"TableName": "catalog", "CapacityUnits": 0.5}]
    table.routes["/"] = lambda _: Answer({"ConsumedCapacity": many})
    client.batch_get_item(RequestItems={"cart": {"Keys": [KEY]}})
    client.transact_write_items(TransactItems=[{"Delete": {"TableName": "cart", "Key": KEY}}])
    assert (meter.reads, meter.writes) == (Consumed(2, 2, 4.0), Consumed(2, 2, 4.0))
    assert all(json.loads(asked.body)["ReturnConsumedCapacity"] == "TOTAL" for asked in table.asked)


def test_a_request_that_nobody_counts_is_as_ever(client: "DynamoDBClient", table: Peer) -> None:
    client.get_item(TableName="cart", Key=KEY)
    assert json.loads(table.asked[0].body) == {"TableName": "cart", "Key": KEY}


@pytest.mark.parametrize("answer", [
    Answer({"__type": "ConditionalCheckFailedException"}, 400), Answer({}), Answer(status=500),
    *(Answer({"ConsumedCapacity": {"CapacityUnits": units}}) for units in (-1.0, float("inf"), float("nan"))),
])
def test_what_is_not_told_is_counted_as_that(client: "DynamoDBClient", table: Peer, answer: Answer) -> None:
    table.routes["/"] = lambda _: answer
    meter = Meter()
    meter.watch(client)
    with suppress(ClientError):
        client.get_item(TableName="cart", Key=KEY)
    assert meter.reads == Consumed(1, 0, 0.0)


def test_what_was_consumed_is_told_in_the_end(
    session: Session, profile: Profile, clock: Clock, table: Peer, capsys: pytest.CaptureFixture[str],
) -> None:
    def run(_args: argparse.Namespace) -> int:
        services = Live(profile, clock)
        services.open()
        services.read("")
        table.routes["/"] = lambda _: Answer({"__type": "AccessDeniedException"}, 400, ID)
        services.read("")
        return 4

    assert counted(argparse.Namespace(run=run)) == 4
    assert capsys.readouterr().err == (
        "Consumed: 1.5 read units by 2 requests, 1 of which told nothing; 0 write units by 0 requests.\n")
    assert Live.meter is None


@pytest.mark.parametrize("words", [["--cost", "completion", "bash"], ["completion", "bash", "--cost"]])
def test_it_may_stand_before_and_after_the_command(
    words: list[str], capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(words) == 0
    assert capsys.readouterr().err.endswith(
        "Consumed: 0 read units by 0 requests; 0 write units by 0 requests.\n")
