"""What the tests of the cart share: signed-in people, carts that are put back, commands in this process."""

import json
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from tests.sandbox.conftest import Sandbox
from tests.sandbox.signin import own_config, tokens_of
from tui.cli import main
from tui.config import Profile, load
from tui.credentials.session import Session
from tui.dynamo.store import CartStore
from tui.live import Live
from tui.problem import Problem

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TABLE = "dynacart-cart"


@dataclass
class Shopper:
    """A signed-in person: their configuration, and what the last command said."""

    name: str
    config: Path
    capture: pytest.CaptureFixture[str]
    said: str = ""

    def run(self, *words: str) -> tuple[int, str]:
        """Run a command; its exit code and what it printed on stdout."""
        self.capture.readouterr()
        try:
            code = main(["--config", str(self.config), *words])
        except SystemExit as stopped:
            code = stopped.code if isinstance(stopped.code, int) else 1
        out, self.said = self.capture.readouterr()
        return code, out

    def json(self, *words: str) -> tuple[int, Any]:
        """Likewise with --json, which is one line."""
        code, out = self.run(*words, "--json")
        assert out.count("\n") == 1
        return code, json.loads(out)


@cache
def store_of(config: Path) -> CartStore:
    """The cart of who is signed in there, as the editor reaches it."""
    profile = load(config)
    assert isinstance(profile, Profile)
    live = Live(profile)
    assert not isinstance(live.open(), Problem)
    store = live.store("")
    assert not isinstance(store, Problem)
    return store


def sign_in(sandbox: Sandbox, folder: Path, name: str) -> Path:
    """A configuration under which `name` is signed in."""
    folder.mkdir()
    config = own_config(sandbox, folder)
    profile = load(config)
    assert isinstance(profile, Profile)
    assert isinstance(Session.sign_in(profile, tokens_of(sandbox, profile, name)), Session)
    return config


def administrator(sandbox: Sandbox) -> "DynamoDBClient":
    """A client that may do anything and suffers no faults."""
    keys = ConfigParser()
    keys.read(sandbox.admin)
    mine = keys[keys.sections()[0]]
    return boto3.client("dynamodb", "us-east-1", endpoint_url=sandbox.aws_endpoint,
                        aws_access_key_id=mine["aws_access_key_id"],
                        aws_secret_access_key=mine["aws_secret_access_key"])


@contextmanager
def put_back(admin: "DynamoDBClient", owner: str) -> Iterator[None]:
    """Whatever happens to the cart of `owner`, it is as before in the end."""
    before = _items(admin, owner)
    yield
    for item in _items(admin, owner):
        admin.delete_item(TableName=TABLE, Key={"pk": item["pk"], "sk": item["sk"]})
    for item in before:
        admin.put_item(TableName=TABLE, Item=item)


def _items(admin: "DynamoDBClient", owner: str) -> list[Any]:
    return admin.query(TableName=TABLE, KeyConditionExpression="pk = :pk",
                       ExpressionAttributeValues={":pk": {"S": owner}})["Items"]
