"""What one edit takes from the key to the answer, beside boto3 alone that makes the very same write.

Ours is all of it but the painting: the edit is made, kept in the journal, which a thread brings onto the
disk, sent, judged, and taken out of the journal. The call alone is told besides. Theirs is one call of a
client whose parameters are ready-made.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from tests.bench.experiment import Experiment, Side
from tests.bench.rows import Row
from tests.bench.stage import Options, Somebody, Stage, skus
from tests.sandbox.shop import TABLE
from tui.cart import intents
from tui.cart.cart import Attempt, Cart
from tui.cart.edits import ChangeBy, result
from tui.cart.ids import stamp
from tui.cart.journal import Journal
from tui.cart.model import CART, Line, LineKey
from tui.cart.outcomes import Loaded, Saved
from tui.dynamo import expressions
from tui.live import Live

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

TIMES = 20
"""Edits that one measurement is the median of."""
KEPT, OURS, THEIRS = (LineKey(CART, sku) for sku in skus(3))


def client_of(who: Somebody) -> "DynamoDBClient":
    """boto3, as anybody would make it."""
    import boto3

    keys = who.keys
    return boto3.client(
        "dynamodb", who.profile.region, endpoint_url=who.profile.endpoint("dynamodb"),
        aws_access_key_id=keys.access_key_id, aws_secret_access_key=keys.secret_access_key,
        aws_session_token=keys.session_token)


def more(line: Line | None) -> ChangeBy:
    """One more, or one fewer: as the quantity allows."""
    edit = intents.change_by(line, line.key, 1 if line.qty < 500 else -1, stamp()) if line else None
    assert isinstance(edit, ChangeBy)
    return edit


@dataclass
class _Hand:
    """Edits one line again and again, each upon what the one before has left; nothing is kept."""

    line: Line

    def seconds(self, send: Callable[[ChangeBy], Callable[[], object]]) -> float:
        """What the median call takes. `send` prepares it, which takes no time here."""
        took = []
        for _ in range(TIMES):
            edit = more(self.line)
            call = send(edit)
            begun = time.perf_counter()
            call()
            took.append(time.perf_counter() - begun)
            line = result(edit)[edit.key]
            assert line is not None
            self.line = line
        return median(took)


def _safe(cart: Cart, services: Live) -> float:
    """The same with all that is done for an edit, in seconds."""
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        cart.accept(more(cart.line(KEPT)))
        [attempt] = cart.ready()
        outcome = cart.send(attempt, partial(services.write, ""))
        cart.settle(attempt.edit, outcome)
        took.append(time.perf_counter() - begun)
        assert isinstance(outcome, Saved)
    return median(took)


def _ours(late: int, cart: Cart, hand: _Hand, services: Live) -> Mapping[str, float]:
    def send(edit: ChangeBy) -> Callable[[], object]:
        return partial(services.write, "", Attempt(edit, unsure=False))

    return {f"edit-call-{late}": hand.seconds(send) * 1000, f"edit-{late}": _safe(cart, services) * 1000}


def _theirs(late: int, hand: _Hand, client: "DynamoDBClient", owner: str) -> Mapping[str, float]:
    def send(edit: ChangeBy) -> Callable[[], object]:
        return partial(client.update_item, **expressions.write(edit, TABLE, owner, tell=True).parameters)

    return dict.fromkeys((f"edit-call-{late}", f"edit-{late}"), hand.seconds(send) * 1000)


def _edit(late: int) -> Experiment:
    where = f"{late} ms away" if late else "loopback"
    rows = [Row(f"edit-call-{late}", f"one edit, the call alone, {where}", "ms", "raw boto3", 1.1),
            Row(f"edit-{late}", f"one edit, from key to answer, {where}", "ms", "raw boto3", 1.1)]

    @contextmanager
    def prepare(stage: Stage, _options: Options) -> Iterator[tuple[Side, Side]]:
        stage.fill("alice", 3)
        who = stage.someone()
        services = Live(who.profile)
        services.open()
        read, journal = services.read(""), services.journal(who.name)
        assert isinstance(read, Loaded)
        assert isinstance(journal, Journal)
        with closing(journal), closing(client_of(who)) as client, stage.late(late):
            journal.hurry()
            cart = Cart(stamp, journal)
            cart.load(read.lines)
            ours, theirs = (_Hand(line) for line in read.lines if line.key in (OURS, THEIRS))
            yield partial(_ours, late, cart, ours, services), partial(_theirs, late, theirs, client, who.name)

    return Experiment(rows, prepare)


EXPERIMENTS = [_edit(late) for late in (0, 20, 100)]
