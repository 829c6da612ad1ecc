"""What a row of the table is, and the requests most of them are made of.

In a body, `@me` stands for the sender's own owner id.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tui.sandbox.people import ACCOUNT, REGION

Body = dict[str, Any]
Verdict = Literal["done", "unmet", "denied", "invalid"]
"""Carried out; authorised, but its condition does not hold; refused by IAM; makes no sense to DynamoDB."""

CART, CATALOG, INDEX = "dynacart-cart", "dynacart-catalog", "by_category"
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/"
ME, BOB = "@me", "bob"
SKU, GONE = "ATTACK-1", "ATTACK-2"
"""Lines that everybody who attacks and bob have, and that nobody has."""
MARK = "seven-herons"
"""Stands in bob's lines and in attributes that are nobody's; no answer may hold it."""
NAMES = "sk, qty, note, rev, past, added_at, updated_at"


@dataclass(frozen=True, slots=True)
class Row:
    """One request and its verdicts. A role without policies is denied whatever is not invalid."""

    name: str
    operation: str
    body: Body | bytes
    cart: Verdict = "denied"
    viewer: Verdict = "denied"
    blames: str = ""
    """The action a refusal names; "" for the operation itself."""
    first: str = ""
    """The action on the cart that a viewer's refusal names, where that is another."""
    on: str = TABLE + CART
    """The resource a refusal names."""
    silent: str = ""
    """What the reference does not say, where the verdict is our cautious reading."""

    def sent(self, who: str) -> bytes:
        """The body as `who` sends it."""
        if isinstance(self.body, bytes):
            return self.body.replace(b"@me", who.encode())
        return json.dumps(self.body).replace(ME, who).encode()

    def verdict(self, role: str) -> Verdict:
        """What has to come of it for `cart`, `viewer` and `bare`, a role without policies."""
        if role == "bare":
            return "invalid" if self.cart == self.viewer == "invalid" else "denied"
        return self.cart if role == "cart" else self.viewer

    def blamed(self, role: str) -> tuple[str, str]:
        """The action and the resource that a refusal names."""
        if role == "viewer" and self.first:
            return f"dynamodb:{self.first}", TABLE + CART
        return f"dynamodb:{self.blames or self.operation}", self.on


ORDER = "whether DynamoDB finds a request invalid before it asks IAM"


def invalid(name: str, operation: str, body: Body | bytes, silent: str = ORDER) -> Row:
    """A request that is refused for making no sense, to whoever sends it."""
    return Row(name, operation, body, "invalid", "invalid", silent=silent)


def key(owner: str, sku: str = SKU) -> Body:
    return {"pk": {"S": owner}, "sk": {"S": f"cart#{sku}"}}


def of(owner: str, sku: str = SKU, table: str = CART) -> Body:
    """TableName and Key of a line."""
    return {"TableName": table, "Key": key(owner, sku)}


def values(**named: object) -> Body:
    """ExpressionAttributeValues: texts as S, numbers as N."""
    return {"ExpressionAttributeValues": {
        f":{name}": {"N": str(value)} if isinstance(value, int) else {"S": value}
        for name, value in named.items()}}


def aliases(**named: str) -> Body:
    """ExpressionAttributeNames."""
    return {"ExpressionAttributeNames": {f"#{name}": value for name, value in named.items()}}


def project(names: str = NAMES) -> Body:
    return {"ProjectionExpression": names}


def query(owner: str, condition: str = "pk = :p", **more: object) -> Body:
    """A query for all lines of `owner`, projected."""
    return {"TableName": CART, "KeyConditionExpression": condition, "Select": "SPECIFIC_ATTRIBUTES",
            **project(), **values(p=owner), **more}


def setting(expression: str = "SET qty = :q", **more: object) -> Body:
    """An update whose value `:q` is 7."""
    return {"UpdateExpression": expression, **values(q=7), **more}


def equals(value: str) -> Body:
    """A condition as they were before there were expressions."""
    return {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": value}]}


def transact(*members: Body) -> Body:
    return {"TransactItems": list(members)}


def partiql(statement: str, *parameters: str) -> Body:
    given = [{"S": each} for each in parameters]
    return {"Statement": statement, **({"Parameters": given} if given else {})}


def tried(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows, if no two have the same name."""
    names = [row.name for row in rows]
    assert len(set(names)) == len(names), sorted(name for name in names if names.count(name) > 1)
    return rows
