"""What a run consumes of DynamoDB, by its own account: asked for with every request while somebody counts.

`ReturnConsumedCapacity` (API reference); IAM may be made to refuse it (`dynamodb:ReturnConsumedCapacity`), so
nobody asks unless the person does. A request that is answered with an error may have consumed units, too:
those DynamoDB does not tell.
"""

import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

READS = ("Query", "GetItem", "BatchGetItem")
"""The operations that consume read units; all others of ours consume write units."""


@dataclass(slots=True)
class Consumed:
    """Requests of one kind as they were sent, how many of them told, and the capacity units they told."""

    requests: int = 0
    told: int = 0
    units: float = 0.0

    def __sub__(self, before: "Consumed") -> "Consumed":
        """What has come since."""
        return Consumed(self.requests - before.requests, self.told - before.told, self.units - before.units)


class Meter:
    """Counts what clients send and are told. Its handlers may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reads, self._writes = Consumed(), Consumed()

    @property
    def reads(self) -> Consumed:
        """So far, by reads."""
        with self._lock:
            return self._reads - Consumed()

    @property
    def writes(self) -> Consumed:
        """So far, by writes."""
        with self._lock:
            return self._writes - Consumed()

    def watch(self, client: "DynamoDBClient") -> None:
        """Count all that `client` does from now on."""
        events = client.meta.events
        events.register("before-parameter-build.dynamodb", _ask)
        events.register("before-send.dynamodb", self._sent)
        events.register("after-call.dynamodb", self._told)

    def _sent(self, event_name: str, **_: object) -> None:
        """Once for each time that a request goes out."""
        with self._lock:
            self._of(event_name.rpartition(".")[2]).requests += 1

    def _told(self, parsed: dict[str, Any], event_name: str, **_: object) -> None:
        told = parsed.get("ConsumedCapacity")
        units = [_units(each) for each in (told if isinstance(told, list) else [told])]
        with self._lock:
            kind = self._of(event_name.rpartition(".")[2])
            known = [each for each in units if each is not None]
            kind.told += bool(known)
            kind.units += sum(known)

    def _of(self, operation: str) -> Consumed:
        return self._reads if operation in READS else self._writes


def _ask(params: dict[str, Any], **_: object) -> None:
    """The parameters are the client's own copy."""
    params["ReturnConsumedCapacity"] = "TOTAL"


def _units(told: object) -> float | None:
    """What one table's share came to, None where it is no such number."""
    units = told.get("CapacityUnits") if isinstance(told, dict) else None
    return float(units) if isinstance(units, int | float) and math.isfinite(units) and units >= 0 else None
