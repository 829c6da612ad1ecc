"""A second opinion on the policies that ship, and random requests it can judge without reading them.

Written from the IAM and DynamoDB guides alone, sharing nothing with `tui.sandbox`: a request is made from a
plan, what IAM hears of it is derived from the plan and not from the request, and the evaluation knows no more
operators than these policies use.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Heard = Mapping[str, Sequence[str]]
"""Condition keys by name, as IAM hears them; absent ones are not there."""

LINE = ("qty", "note", "rev", "past", "added_at", "updated_at")
FOREIGN = ("price", "secret", "Qty", "expires")
CART, CATALOG, INDEX = "dynacart-cart", "dynacart-catalog", "by_category"
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/"


def allows(document: Mapping[str, Any], action: str, resource: str, heard: Heard) -> bool:
    """Whether some statement allows it and none denies it."""
    about = [each for each in document["Statement"] if _speaks(each, action, resource, heard)]
    return bool(about) and all(each["Effect"] == "Allow" for each in about)


def _speaks(statement: Mapping[str, Any], action: str, resource: str, heard: Heard) -> bool:
    if action not in _many(statement["Action"]) or resource not in _many(statement["Resource"]):
        return False
    return all(_holds(operator, key, _many(wanted), heard)
               for operator, keys in statement.get("Condition", {}).items() for key, wanted in keys.items())


def _holds(operator: str, key: str, wanted: Sequence[str], heard: Heard) -> bool:
    have = heard.get(key, [])
    if operator == "Null":
        return (not have) == (wanted == ["true"])
    fits = [value in [_named(text, heard) for text in wanted] for value in have]
    match operator:
        case "ForAllValues:StringEquals":
            return all(fits)
        case "StringEqualsIfExists":
            return not have or fits == [True]
        case "StringEquals":
            return fits == [True]
    raise AssertionError(f"{operator} is in none of these policies")


def _named(text: str, heard: Heard) -> str | None:
    """The text with its variable's value in its place, None where it has none."""
    found = re.fullmatch(r"\$\{(.+)\}", text)
    if not found:
        return text
    values = heard.get(found[1], [])
    return values[0] if len(values) == 1 else None


def _many(value: Any) -> Sequence[str]:  # noqa: ANN401 - any JSON
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True)
class Item:
    """One thing IAM is asked about."""

    action: str
    resource: str
    heard: Heard


@dataclass(frozen=True)
class Plan:
    """A request, and what IAM hears of it."""

    operation: str
    body: Mapping[str, Any]
    items: Sequence[Item]


class Planner:
    """Makes random requests; the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    def plan(self) -> Plan:
        """One more request."""
        makers = (self._get, self._get, self._query, self._query, self._update, self._update, self._delete,
                  self._delete, self._put, self._scan, self._batch_get, self._transact_get,
                  self._transact_write, self._shelf)
        return self._dice.choice(makers)()

    def _often(self, usual: Any, *others: Any) -> Any:  # noqa: ANN401 - whatever is to be chosen
        return usual if self._dice.random() < 0.7 else self._dice.choice(others)

    def _owner(self) -> str:
        return str(self._often("alice", "bob", "Alice", "alice ", "ali", "*", "${sub}"))

    def _table(self) -> tuple[str, str]:
        """A name as it is sent, and the ARN it means."""
        name = self._often(CART, CART, "orders")
        return self._dice.choice((name, ARN + name)), ARN + name

    def _names(self, least: int = 1) -> list[str]:
        names = self._dice.sample(LINE, self._dice.randint(least, 4))
        return names + ([self._dice.choice(FOREIGN)] if self._dice.random() < 0.2 else [])

    def _paths(self, names: Sequence[str], aliases: dict[str, str]) -> list[str]:
        """How an expression calls them: plain or by placeholder, some with a path within."""
        paths = []
        for name in names:
            shown = name
            if self._dice.random() < 0.5:
                shown = f"#n{len(aliases)}"
                aliases[shown] = name
            paths.append(shown + self._often("", ".inner", "[3]", ".a[0].b"))
        return paths

    def _read(self) -> tuple[dict[str, Any], dict[str, Sequence[str]]]:
        """Projection and Select of a read, and what IAM hears of them."""
        names, aliases = self._names(), dict[str, str]()
        style = self._often("projected", "whole", "the old way")
        if style == "whole":
            return {}, {"dynamodb:Select": ["ALL_ATTRIBUTES"]}
        heard: dict[str, Sequence[str]] = {
            "dynamodb:Attributes": names, "dynamodb:Select": ["SPECIFIC_ATTRIBUTES"]}
        if style == "the old way":
            return {"AttributesToGet": names}, heard
        body = {"ProjectionExpression": ", ".join(self._paths(names, aliases))}
        return {**body, **({"ExpressionAttributeNames": aliases} if aliases else {})}, heard

    def _keyed(self, owner: str) -> tuple[dict[str, Any], dict[str, Sequence[str]]]:
        return ({"pk": {"S": owner}, "sk": {"S": "cart#X"}},
                {"dynamodb:LeadingKeys": [owner], "dynamodb:Attributes": ["pk", "sk"]})

    def _item(self, action: str, resource: str, *heard: Heard) -> Item:
        """What is heard in several places of one request is heard together; so is who asks."""
        keys: dict[str, Sequence[str]] = {"idp.example.com/shop:sub": ["alice"]}
        for each in heard:
            for key, values in each.items():
                keys[key] = [*keys.get(key, ()), *values]
        table = resource.partition("/")[2]
        if table != CART:  # nobody here knows what its keys are
            keys.pop("dynamodb:LeadingKeys", None)
        return Item(f"dynamodb:{action}", resource, keys)

    def _got(self) -> tuple[dict[str, Any], Item]:
        (name, arn), (key, first), (read, second) = self._table(), self._keyed(self._owner()), self._read()
        return {"TableName": name, "Key": key, **read}, self._item("GetItem", arn, first, second)

    def _get(self) -> Plan:
        body, item = self._got()
        return Plan("GetItem", body, [item])

    def _query(self) -> Plan:
        (name, arn), owner, (read, heard) = self._table(), self._owner(), self._read()
        body: dict[str, Any] = {"TableName": name, **read}
        named = ["pk"]
        if "AttributesToGet" in read:
            body["KeyConditions"] = {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": owner}]}}
        else:
            body["KeyConditionExpression"] = "pk = :p"
            body["ExpressionAttributeValues"] = {":p": {"S": owner}}
            if self._dice.random() < 0.4:
                filtered = self._often("qty", *FOREIGN)
                body["FilterExpression"] = f"attribute_exists({filtered})"
                named.append(filtered)
        keys = {"dynamodb:LeadingKeys": [owner], "dynamodb:Attributes": named}
        return Plan("Query", body, [self._item("Query", arn, keys, heard)])

    def _written(self, action: str, within: bool = False) -> tuple[dict[str, Any], list[Item]]:
        """A write and what IAM hears of it, once for each way in which it may return the line."""
        (name, arn), (key, heard) = self._table(), self._keyed(self._owner())
        body: dict[str, Any] = {"TableName": name, "Key": key}
        aliases: dict[str, str] = {}
        named: list[str] = []
        if action == "UpdateItem":
            names = self._names()
            targets = (f"{path} = :v" for path in self._paths(names, aliases))
            body["UpdateExpression"] = f"SET {', '.join(targets)}"
            body["ExpressionAttributeValues"] = {":v": {"S": "x"}}
            named += names
        if self._dice.random() < 0.5:
            asked = self._often("rev", "pk", *FOREIGN)
            body["ConditionExpression"] = f"attribute_exists({self._paths([asked], aliases)[0]})"
            named.append(asked)
        if aliases:
            body["ExpressionAttributeNames"] = aliases
        heard = {**heard, "dynamodb:Attributes": [*heard["dynamodb:Attributes"], *named]}
        returned = self._returned(body, within)
        return body, [self._item(action, arn, heard, each) for each in returned]

    def _returned(self, body: dict[str, Any], within: bool) -> list[Heard]:
        ways: list[Heard] = [{}]
        if not within and (way := self._often("", "NONE", "ALL_OLD", "UPDATED_NEW", "ALL_NEW")):
            body["ReturnValues"] = way
            ways = [{"dynamodb:ReturnValues": [way]}]
        if "ConditionExpression" in body and self._dice.random() < 0.5:
            body["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
            ways.append({"dynamodb:ReturnValues": ["ALL_OLD"]})
        return ways

    def _update(self) -> Plan:
        body, items = self._written("UpdateItem")
        return Plan("UpdateItem", body, items)

    def _delete(self) -> Plan:
        body, items = self._written("DeleteItem")
        return Plan("DeleteItem", body, items)

    def _put(self) -> Plan:
        (name, arn), (key, heard) = self._table(), self._keyed(self._owner())
        return Plan("PutItem", {"TableName": name, "Item": key}, [self._item("PutItem", arn, heard)])

    def _scan(self) -> Plan:
        (name, arn), (read, heard) = self._table(), self._read()
        return Plan("Scan", {"TableName": name, **read}, [self._item("Scan", arn, heard)])

    def _batch_get(self) -> Plan:
        table, (read, heard) = self._often(CATALOG, CART), self._read()
        if table == CATALOG:
            body = {"Keys": [{"sku": {"S": "A"}}, {"sku": {"S": "B"}}], **read}
            items = [self._item("BatchGetItem", ARN + table, heard)]
        else:
            key, keys = self._keyed("alice")
            body, items = {"Keys": [key], **read}, [self._item("BatchGetItem", ARN + table, keys, heard)]
        return Plan("BatchGetItem", {"RequestItems": {table: body}}, items)

    def _transact_get(self) -> Plan:
        pairs = [self._modern() for _ in range(self._dice.randint(1, 3))]
        return Plan("TransactGetItems", {"TransactItems": [{"Get": body} for body, _ in pairs]},
                    [item for _, item in pairs])

    def _modern(self) -> tuple[dict[str, Any], Item]:
        """A Get of a transaction, which knows no old ways."""
        while True:
            body, item = self._got()
            if "AttributesToGet" not in body:
                return body, item

    def _transact_write(self) -> Plan:
        kinds = {"Update": "UpdateItem", "Delete": "DeleteItem"}
        members, items = list[dict[str, Any]](), list[Item]()
        for kind in self._dice.choices(list(kinds), k=self._dice.randint(1, 3)):
            body, asked = self._written(kinds[kind], within=True)
            members.append({kind: body})
            items += asked
        return Plan("TransactWriteItems", {"TransactItems": members}, items)

    def _shelf(self) -> Plan:
        index = self._often(INDEX, "")
        body: dict[str, Any] = {"TableName": CATALOG, **({"IndexName": index} if index else {})}
        field = "category" if index else "sku"
        body["KeyConditionExpression"] = f"{field} = :c"
        body["ExpressionAttributeValues"] = {":c": {"S": "Tea"}}
        resource = f"{ARN}{CATALOG}/index/{index}" if index else ARN + CATALOG
        return Plan("Query", body, [self._item("Query", resource)])


def plans(count: int, seed: int) -> Iterator[Plan]:
    """So many random requests."""
    planner = Planner(seed)
    return (planner.plan() for _ in range(count))
