"""The driver: rounds of edits on a bad network, with kills and new starts, and then peace and the proof."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.chaos.account import Account
from tests.chaos.client import KEYS, SKUS
from tests.chaos.crew import Client, Command, Ended
from tests.chaos.diary import entries
from tests.chaos.faults import Fault, Faults
from tests.chaos.proxy import Proxy
from tests.chaos.wire import Item
from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import TABLE, administrator, sign_in

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

OWNER = "alice"
BAD: Mapping[Fault, float] = {
    Fault.CUT: 0.05, Fault.LOST: 0.07, Fault.TWICE: 0.07, Fault.LATE: 0.05, Fault.ERROR_BEFORE: 0.03,
    Fault.ERROR_AFTER: 0.05, Fault.THROTTLED: 0.04,
}
SHARING = (("a", "one"), ("b", "one"), ("c", "two"))
"""Clients, and whose journal is whose."""
FIVE = tuple((name, name) for name in "abcde")
"""Five with a journal each."""
KILLS = (0, 1, 1, 2)


@dataclass
class Stage:
    """The clients before the sandbox, with the network in between."""

    proxy: Proxy
    admin: "DynamoDBClient"
    clients: Sequence[Client]
    random: Random
    start: Mapping[str, Item] = field(init=False)
    ended: list[Ended] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.start = self.table()

    def table(self) -> dict[str, Item]:
        """The lines of the table by sort key, as the administrator reads them."""
        found = self.admin.query(TableName=TABLE, ConsistentRead=True, KeyConditionExpression="pk = :pk",
                                 ExpressionAttributeValues={":pk": {"S": OWNER}})["Items"]
        return {item["sk"]["S"]: {name: item[name] for name in item if name not in ("pk", "sk")}
                for item in found}

    def begin(self) -> None:
        """Start every client."""
        for client in self.clients:
            client.start()
        for client in self.clients:
            client.wait()

    def round(self, kills: int, commands: float) -> None:
        """A few edits a client, perhaps a command, and some of the clients die at it."""
        self.happened["rounds"] += 1
        for client in self.clients:
            client.order("edits", self.random.randint(3, 8), self.random.randrange(1 << 30))
        command = self._command() if self.random.random() < commands else None
        victims = self.random.sample(self.clients, kills)
        for victim in victims:
            victim.does_within(self.random.random() * victim.pace)
            victim.kill()
            victim.start()
        for client in self.clients:
            client.wait()
        if command:
            self.ended.append(command.end())
        self.happened.update(kills=kills, commands=int(command is not None))

    def rest(self) -> None:
        """The network works, everybody starts once more, and sends all there is to send."""
        self.proxy.faults.rates = {}
        for client in self.clients:
            client.stop()
        for client in self.clients:
            client.start()
            client.wait()
            client.order("drain", self.random.randrange(1 << 30))
            client.wait()
            client.stop()

    def prove(self) -> Account:
        """AssertionError unless every edit is accounted for; the account."""
        for client in self.clients:
            assert not client.said, f"client {client.name} complains: {client.said}"
            assert not left(client.config.parent), f"the journal of {client.name} still holds edits"
        account = Account(self.start)
        for client in self.clients:
            account.read(entries(client.diary))
        for ended in self.ended:
            account.take(ended, self.proxy.asked)
        account.check(self.proxy.history, self.table())
        return account

    def _command(self) -> Command:
        """Some command of the cart, beside the first client and on its journal."""
        key, number = self.random.choice(KEYS), self.happened["commands"] + 1
        words = self.random.choice((
            ("add", key.sku, f"{number % 5 + 1}"), ("set", key.sku, f"{number % 90 + 1}"),
            ("note", key.sku, f"command {number}"), ("remove", key.sku),
            ("move", key.sku, "saved" if key.list == "cart" else "cart")))
        return Command.start(number, self.clients[0].config, self.proxy, *words, "--list", key.list)


@contextmanager
def stage(
    sandbox: Sandbox, folder: Path, seed: int, *,
    crew: Sequence[tuple[str, str]] = SHARING, rates: Mapping[Fault, float] = BAD, without: str = "",
) -> Iterator[Stage]:
    """`crew` before `sandbox`, started; whatever happens, no process is left."""
    places = dict.fromkeys(place for _, place in crew)
    configs = {place: sign_in(sandbox, folder / place, OWNER) for place in places}
    with ExitStack() as stack:
        admin = stack.enter_context(closing(administrator(sandbox)))
        proxy = stack.enter_context(Proxy(sandbox.aws_endpoint, Faults(Random(seed), rates)))
        clients = [Client(name, configs[place], proxy, without) for name, place in crew]
        for client in clients:
            stack.callback(client.end)
        made = Stage(proxy, admin, clients, Random(seed + 1))
        made.begin()
        yield made


def play(made: Stage, rounds: int, kills: Sequence[int] = KILLS, commands: float = 0.5) -> Account:
    """So many rounds, with a command beside so many of them, and the proof."""
    for _ in range(rounds):
        made.round(made.random.choice(kills), commands)
    made.rest()
    return made.prove()


def press(made: Stage, times: int) -> Account:
    """Each client adds 1 to the same line `times` times; the proof, and the sum.

    A line holds 999 at the most, so that halfway one of them takes off what has been added.
    """
    half, sku = times // 2, SKUS[0]
    many = half * len(made.clients)
    for by, number, clients in ((1, half, made.clients), (-many, 1, made.clients[:1]),
                                (1, times - half, made.clients)):
        for client in clients:
            client.order("press", number, by, sku)
        for client in clients:
            client.wait()
    made.rest()
    account = made.prove()
    before, after = (int(table[f"cart#{sku}"]["qty"]["N"]) for table in (made.start, made.table()))
    assert after == before + times * len(made.clients) - many, f"{before} has become {after}"
    return account


def left(folder: Path) -> int:
    """How many edits the journals under `folder` hold."""
    total = 0
    for path in folder.glob("data/state/carts/*/journal.db"):
        with closing(sqlite3.connect(path)) as db:
            total += db.execute("SELECT count(*) FROM pending").fetchone()[0]
    return total
