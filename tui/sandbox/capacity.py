"""What reads consume: the engine counts a query as one item, however many it reads, and a batch not at all.

An eventually consistent read consumes half a unit for each 4 KB begun, a consistent one a whole; a query by
the sum of the sizes of what it reads, a batch by each of its items, one that is not there included; sizes are
those of whole items, whatever is projected:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html and
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html.
"""

import json
from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any

from tui.sandbox import wire
from tui.sandbox.engine import Engine

Item = Mapping[str, Mapping[str, Any]]

_BLOCK = 4096
_PROJECTION = ("ProjectionExpression", "AttributesToGet", "Select", "ReturnConsumedCapacity")


async def told(engine: Engine, operation: str, body: bytes, reply: wire.Reply) -> wire.Reply:
    """The `reply` to a request that was carried out, with what it has consumed where that was asked for."""
    if operation not in ("Query", "BatchGetItem") or b"ReturnConsumedCapacity" not in body:
        return reply
    asked = json.loads(body)
    if reply.status != 200 or asked.get("ReturnConsumedCapacity", "NONE") == "NONE":
        return reply
    answer = json.loads(reply.body)
    if operation == "Query":
        answer["ConsumedCapacity"]["CapacityUnits"] = await _query(engine, asked)
    else:
        answer["ConsumedCapacity"] = [
            {"TableName": table, "CapacityUnits": await _batch(engine, table, part)}
            for table, part in asked["RequestItems"].items()]
    return wire.json_reply(200, json.dumps(answer).encode())


async def _query(engine: Engine, asked: Mapping[str, Any]) -> float:
    whole = await engine.dynamodb("Query", **_unprojected(asked))
    return units(sum(map(size, whole["Items"])), consistent=bool(asked.get("ConsistentRead")))


async def _batch(engine: Engine, table: str, part: Mapping[str, Any]) -> float:
    answer = await engine.dynamodb("BatchGetItem", RequestItems={table: _unprojected(part)})
    found: Iterable[Item] = answer["Responses"][table]
    sizes = [size(item) for item in found]
    sizes += [0] * (len(part["Keys"]) - len(sizes))
    return sum(units(each, consistent=bool(part.get("ConsistentRead"))) for each in sizes)


def _unprojected(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The same read of whole items; the names that only the projection used go with it."""
    rest = {name: value for name, value in asked.items() if name not in _PROJECTION}
    said = json.dumps({name: value for name, value in rest.items() if name.endswith("Expression")})
    names = {name: real for name, real in rest.pop("ExpressionAttributeNames", {}).items() if name in said}
    return {**rest, "ExpressionAttributeNames": names} if names else rest


def units(size: int, *, consistent: bool) -> float:
    """Read units of reading so many bytes, of which there is always a first block."""
    return max(1, ceil(size / _BLOCK)) * (1.0 if consistent else 0.5)


def size(item: Item) -> int:
    """Bytes of an item as DynamoDB counts them; of lists, maps and sets, about."""
    return sum(len(name.encode()) + _value(*next(iter(value.items()))) for name, value in item.items())


def _value(kind: str, value: Any) -> int:  # noqa: ANN401 - as JSON has it
    match kind:
        case "S":
            return len(value.encode())
        case "N":
            return 1 + ceil(len(value.strip("-0.").replace(".", "")) / 2)
        case "BOOL" | "NULL":
            return 1
    return 3 + len(json.dumps(value))
