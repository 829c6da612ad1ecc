"""What is measured on: one sandbox, people who are signed in, carts of any size, answers as late as asked."""

import itertools
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.terminal import Terminal
from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import TABLE, administrator, sign_in
from tui.cart.ids import uuid7
from tui.cli.sandbox_process import Ready, SandboxProcess
from tui.config import Profile, load
from tui.credentials.model import AwsCredentials
from tui.credentials.session import Session

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

CATALOG = "dynacart-catalog"
CONFIRMED = "✓ saved".encode()
"""How the editor marks a line that DynamoDB has confirmed."""
_BATCH = 25


class NotMeasuredError(Exception):
    """Something cannot be had on this machine; the message says what."""


@dataclass(frozen=True)
class Options:
    """How much is measured."""

    rounds: int = 10
    lines: int = 10_000
    idle: float = 60.0


@dataclass(frozen=True)
class Somebody:
    """Somebody who is signed in: their configuration, and what the editor keeps on disk for them."""

    name: str
    config: Path

    @cached_property
    def profile(self) -> Profile:
        found = load(self.config)
        assert isinstance(found, Profile)
        return found

    @property
    def keys(self) -> AwsCredentials:
        """Their stored credentials, fresh ones if need be."""
        session = Session.open(self.profile)
        assert isinstance(session, Session)
        keys = session.current()
        assert isinstance(keys, AwsCredentials)
        return keys

    @property
    def env(self) -> Mapping[str, str]:
        """The same, and the region, as AWS's own tools find them in the environment."""
        keys = self.keys
        return {"AWS_ACCESS_KEY_ID": keys.access_key_id, "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
                "AWS_SESSION_TOKEN": keys.session_token, "AWS_DEFAULT_REGION": self.profile.region}

    @property
    def words(self) -> Sequence[str]:
        """What starts dynacart for them, after `python`."""
        return ("-m", "tui", "--config", str(self.config))

    def editor(self, *words: str) -> Terminal:
        """The editor in a terminal."""
        return Terminal(*self.words, *words)

    def see(self) -> None:
        """Open the editor once, so that it keeps a last-seen copy; then quit."""
        with self.editor() as terminal:
            terminal.until(CONFIRMED)
            terminal.quiet(1.5)
            terminal.quit()

    def forget(self) -> None:
        """No copy and no journal is kept."""
        shutil.rmtree(self.profile.data_dir / "state", ignore_errors=True)


@dataclass(frozen=True)
class Stage:
    """A sandbox and its people."""

    sandbox: Sandbox
    folder: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    @cached_property
    def admin(self) -> "DynamoDBClient":
        return administrator(self.sandbox)

    def someone(self, name: str = "alice") -> Somebody:
        """Signed in, with nothing kept on disk yet."""
        return Somebody(name, sign_in(self.sandbox, self.folder / f"{next(self._numbers)}", name))

    @contextmanager
    def late(self, milliseconds: int) -> Iterator[None]:
        """AWS answers so much later until this ends, as with `dynacart sandbox --latency`."""
        assert self.sandbox.control.spoil_aws(latency_ms=milliseconds) is None
        try:
            yield
        finally:
            assert self.sandbox.control.spoil_aws(latency_ms=0) is None

    def sell(self, lines: int) -> None:
        """The catalog has the products that carts are filled with."""
        self._all(CATALOG, ({"PutRequest": {"Item": {
            "sku": {"S": sku}, "name": {"S": f"Product number {number}"}, "category": {"S": "bench"},
            "price": {"N": "9.50"}, "currency": {"S": "EUR"}, "available": {"BOOL": True}}}}
            for number, sku in enumerate(skus(lines))))

    def fill(self, owner: str, lines: int) -> None:
        """The cart of `owner` has so many lines, and nothing else."""
        self.empty(owner)
        self._all(TABLE, ({"PutRequest": {"Item": {
            "pk": {"S": owner}, "sk": {"S": f"cart#{sku}"}, "qty": {"N": str(number % 9 + 1)},
            "rev": {"S": uuid7()}, "added_at": {"S": "2026-01-01T00:00:00Z"},
            "updated_at": {"S": "2026-01-01T00:00:00Z"}}}} for number, sku in enumerate(skus(lines))))

    def shopper(self, name: str, lines: int) -> Somebody:
        """Somebody with so many lines, which their editor has shown before."""
        self.sell(lines)
        self.fill(name, lines)
        who = self.someone(name)
        who.see()
        return who

    def empty(self, owner: str) -> None:
        """The cart of `owner` has no line."""
        pages = self.admin.get_paginator("query").paginate(
            TableName=TABLE, KeyConditionExpression="pk = :pk", ProjectionExpression="pk, sk",
            ExpressionAttributeValues={":pk": {"S": owner}})
        self._all(TABLE, [{"DeleteRequest": {"Key": item}} for page in pages for item in page["Items"]])

    def _all(self, table: str, requests: Iterable[Mapping[str, Any]]) -> None:
        each = iter(requests)
        while some := list(itertools.islice(each, _BATCH)):
            self.admin.batch_write_item(RequestItems={table: some})  # type: ignore[dict-item]


@contextmanager
def staged() -> Iterator[Stage]:
    """A stage, until it is left."""
    with tempfile.TemporaryDirectory() as folder, SandboxProcess() as process:
        ready = process.ready()
        assert isinstance(ready, Ready), ready
        yield Stage(Sandbox.of(ready), Path(folder))


def skus(lines: int) -> list[str]:
    """SKUs that only the bench has."""
    return [f"BENCH-{number:05}" for number in range(lines)]
