"""What writes do to a table, by the parameters they were sent with: DynamoDB in little, and nobody else's.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.chaos.proxy import Wire

Item = dict[str, Any]
"""Attribute values by name, without the keys."""
_UPDATE = re.compile(r"SET (?P<set>#\w+ = :\w+(?:, #\w+ = :\w+)*)(?: REMOVE (?P<remove>#\w+(?:, #\w+)*))?")


@dataclass(frozen=True)
class Step:
    """One line of the table before and after a write; None is no line. `sk` is its sort key."""

    sk: str
    before: Item | None
    after: Item | None

    @property
    def rev(self) -> str:
        """The id that the write has left, "" where it has left no line."""
        return _rev(self.after)


class Replay:
    """A table of one owner that is told the writes that another one has carried out, in their order."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self.items = dict(items)

    def steps(self, wire: Wire) -> list[Step]:
        """Carry out a write; AssertionError where its condition does not hold, so that the order is wrong."""
        steps = [self._step(operation, parameters) for operation, parameters in _parts(wire)]
        for step in steps:
            if step.after is None:
                del self.items[step.sk]
            else:
                self.items[step.sk] = step.after
        return steps

    def _step(self, operation: str, asked: Mapping[str, Any]) -> Step:
        sk = asked["Key"]["sk"]["S"]
        before = self.items.get(sk)
        match asked["ConditionExpression"]:
            case "attribute_not_exists(#pk)":
                assert before is None, f"{sk} was there already: {asked}"
            case "#rev = :seen":
                seen = asked["ExpressionAttributeValues"][":seen"]["S"]
                assert _rev(before) == seen, f"{sk} was at {_rev(before)}, not at {seen}"
            case other:
                raise AssertionError(f"there is no condition {other}")
        return Step(sk, before, None if operation == "DeleteItem" else _updated(before or {}, asked))


def revs(wire: Wire) -> list[str]:
    """The ids that a write leaves on lines."""
    values = [part.get("ExpressionAttributeValues", {}) for _, part in _parts(wire)]
    return [each[":rev"]["S"] for each in values if ":rev" in each]


def _parts(wire: Wire) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The single writes of a write."""
    if wire.operation != "TransactWriteItems":
        yield wire.operation, wire.parameters
        return
    for part in wire.parameters["TransactItems"]:
        [(name, parameters)] = part.items()
        yield f"{name}Item", parameters


def _updated(item: Item, asked: Mapping[str, Any]) -> Item:
    found = _UPDATE.fullmatch(asked["UpdateExpression"])
    assert found, asked["UpdateExpression"]
    names, values = asked["ExpressionAttributeNames"], asked["ExpressionAttributeValues"]
    pairs = [pair.split(" = ") for pair in found["set"].split(", ")]
    gone = {names[name] for name in (found["remove"] or "").split(", ") if name}
    return {**{name: value for name, value in item.items() if name not in gone},
            **{names[name]: values[value] for name, value in pairs}}


def _rev(item: Item | None) -> str:
    return str(item["rev"]["S"]) if item else ""
