"""Lines are made of the attributes they are made of, and reads say what they want."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.guard.calls import CART, CATALOG, LINE, denial, failure, key, listing, of, setting

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

SECRET = of("alice", "ATTR-1")


@pytest.fixture(autouse=True)
def priced(admin: "DynamoDBClient") -> Iterator[None]:
    """A line of alice's with something in it that she must not see."""
    admin.put_item(TableName=CART, Item={
        **key("alice", "ATTR-1"), "qty": {"N": "1"}, "rev": {"S": "r"}, "price": {"N": "1"}})
    yield
    admin.delete_item(**SECRET)


READS: list[tuple[str, dict[str, Any]]] = [
    ("get_item", SECRET),
    ("get_item", {**SECRET, "ProjectionExpression": "price"}),
    ("get_item", {**SECRET, "ProjectionExpression": "#x", "ExpressionAttributeNames": {"#x": "price"}}),
    ("get_item", {**SECRET, "AttributesToGet": ["price"]}),
    ("query", {**listing("alice"), "ProjectionExpression": "price"}),
    ("query", {**listing("alice"), "FilterExpression": "price = :l"}),
    ("query", {name: value for name, value in listing("alice").items()
               if name not in ("Select", "ProjectionExpression")}),
    ("query", {name: value for name, value in {**listing("alice"), "Select": "ALL_ATTRIBUTES"}.items()
               if name != "ProjectionExpression"}),
    ("transact_get_items", {"TransactItems": [{"Get": SECRET}]}),
    ("transact_get_items", {"TransactItems": [{"Get": {**SECRET, "ProjectionExpression": "price"}}]}),
]


@pytest.mark.parametrize(("operation", "request_"), READS)
def test_what_is_not_a_line_s_cannot_be_read(
    alice: "DynamoDBClient", operation: str, request_: dict[str, Any],
) -> None:
    assert "because no identity-based policy allows" in denial(getattr(alice, operation), **request_)


PRICE = {":v": {"N": "0"}}
WRITES: list[tuple[str, dict[str, Any]]] = [
    ("update_item", {**SECRET, "UpdateExpression": "SET price = :v", "ExpressionAttributeValues": PRICE}),
    ("update_item", {**SECRET, "UpdateExpression": "SET #x = :v", "ExpressionAttributeValues": PRICE,
                     "ExpressionAttributeNames": {"#x": "price"}}),
    ("update_item", {**SECRET, "UpdateExpression": "SET qty = price"}),
    ("update_item", {**SECRET, "UpdateExpression": "REMOVE price"}),
    ("update_item", {**SECRET, "UpdateExpression": "SET qty = :v", "ConditionExpression": "price > :v",
                     "ExpressionAttributeValues": PRICE}),
    ("update_item", {**SECRET, "AttributeUpdates": {"price": {"Value": {"N": "0"}, "Action": "PUT"}}}),
    ("update_item", {**SECRET, **setting(2, "r2", ReturnValues="ALL_NEW")}),
    ("delete_item", {**SECRET, "ConditionExpression": "price > :v", "ExpressionAttributeValues": PRICE}),
    ("delete_item", {**SECRET, "Expected": {"price": {"Exists": False}}}),
    ("transact_write_items", {"TransactItems": [{"Update": {
        **SECRET, "UpdateExpression": "SET price = :v", "ExpressionAttributeValues": PRICE}}]}),
]


@pytest.mark.parametrize(("operation", "request_"), WRITES)
def test_nor_be_written_or_asked_about(
    alice: "DynamoDBClient", admin: "DynamoDBClient", operation: str, request_: dict[str, Any],
) -> None:
    before = admin.get_item(**SECRET)["Item"]
    denial(getattr(alice, operation), **request_)
    assert admin.get_item(**SECRET)["Item"] == before


def test_a_projection_shows_what_it_names(alice: "DynamoDBClient") -> None:
    assert alice.get_item(**SECRET, ProjectionExpression=LINE)["Item"].keys() == {"pk", "sk", "qty", "rev"}


@pytest.mark.parametrize("expression", ["SET pk = :b", "SET #k = :b, qty = :b", "REMOVE sk"])
def test_a_key_is_not_rewritten_not_even_in_a_transaction(alice: "DynamoDBClient", expression: str) -> None:
    update = {**SECRET, "UpdateExpression": expression, "ExpressionAttributeValues": {":b": {"S": "bob"}},
              "ExpressionAttributeNames": {"#k": "pk"}}
    assert "This attribute is part of the key" in failure(alice.update_item, **update)["Message"]
    refused = failure(alice.transact_write_items, TransactItems=[{"Update": update}])
    assert (refused["Code"], refused["Status"]) == ("ValidationException", 400)


def test_the_catalog_is_read_and_never_written(alice: "DynamoDBClient", viewer: "DynamoDBClient") -> None:
    for client in (alice, viewer):
        keys = [{"sku": {"S": sku}} for sku in ("COF-ETH-250", "TEA-SEN-100")]
        found = client.batch_get_item(RequestItems={CATALOG: {"Keys": keys}})["Responses"][CATALOG]
        assert {item["name"]["S"] for item in found} == {"Ethiopia Yirgacheffe, 250 g", "Sencha 煎茶, 100 g"}
        assert client.get_item(TableName=CATALOG, Key=keys[0])["Item"]["price"] == {"N": "9.8"}
        denial(client.scan, TableName=CATALOG)
        denial(client.update_item, TableName=CATALOG, Key=keys[0], UpdateExpression="SET price = :v",
               ExpressionAttributeValues=PRICE)
        denial(client.delete_item, TableName=CATALOG, Key=keys[0])


def test_categories_and_products_are_found_by_the_index(alice: "DynamoDBClient") -> None:
    def names(category: str) -> list[str]:
        answer = alice.query(
            TableName=CATALOG, IndexName="by_category", KeyConditionExpression="category = :c",
            ExpressionAttributeValues={":c": {"S": category}})
        return [item["name"]["S"] for item in answer["Items"]]

    categories = names("#")
    assert len(categories) == 10
    assert categories == sorted(categories)
    assert sum(len(names(category)) for category in categories) == 122
