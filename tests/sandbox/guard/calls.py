"""DynamoDB requests as the application makes them, and what comes of refused ones."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

CART = "dynacart-cart"
CATALOG = "dynacart-catalog"
TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/"
LINE = "pk, sk, qty, note, rev, added_at, updated_at"


def key(owner: str, sku: str = "BAK-CRO-001", place: str = "cart") -> dict[str, Any]:
    return {"pk": {"S": owner}, "sk": {"S": f"{place}#{sku}"}}


def of(owner: str, sku: str = "BAK-CRO-001", place: str = "cart") -> dict[str, Any]:
    """TableName and Key of a line."""
    return {"TableName": CART, "Key": key(owner, sku, place)}


def setting(qty: int, rev: str, seen: str | None = None, **more: object) -> dict[str, Any]:
    """An update of quantity and rev; `seen` makes it conditional, `seen=""` on there being no line."""
    values: dict[str, Any] = {":q": {"N": str(qty)}, ":r": {"S": rev}}
    made: dict[str, Any] = {
        "UpdateExpression": "SET #q = :q, rev = :r", "ExpressionAttributeNames": {"#q": "qty"}}
    if seen == "":
        made["ConditionExpression"] = "attribute_not_exists(pk)"
    elif seen:
        made["ConditionExpression"] = "rev = :s"
        values[":s"] = {"S": seen}
    return {**made, "ExpressionAttributeValues": values, **more}


def listing(owner: str, place: str = "cart") -> dict[str, Any]:
    """A query for one list."""
    return {"TableName": CART, "KeyConditionExpression": "pk = :p AND begins_with(sk, :l)",
            "ExpressionAttributeValues": {":p": {"S": owner}, ":l": {"S": f"{place}#"}},
            "Select": "SPECIFIC_ATTRIBUTES", "ProjectionExpression": LINE, "ConsistentRead": True}


def failure(call: Callable[..., object], /, **parameters: object) -> dict[str, Any]:
    """What the service answered to a call that had to fail; `Code`, `Message` and `Status` on top."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    response: Any = caught.value.response
    return {**response, **response["Error"], "Status": response["ResponseMetadata"]["HTTPStatusCode"]}


def denial(call: Callable[..., object], /, **parameters: object) -> str:
    """The message of a call that DynamoDB had to deny."""
    answer = failure(call, **parameters)
    assert (answer["Code"], answer["Status"]) == ("AccessDeniedException", 400), answer
    assert answer["ResponseMetadata"]["RequestId"]
    return str(answer["Message"])


def contents(admin: "DynamoDBClient", table: str = CART) -> list[dict[str, Any]]:
    """Every item of a table, as the administrator sees it."""
    return sorted(admin.scan(TableName=table)["Items"], key=str)
