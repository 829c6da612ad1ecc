"""From a DynamoDB request to what IAM is asked: every action, resource and condition key."""

import pytest

from tui.sandbox.members import Keys
from tui.sandbox.requests import OPERATIONS, UNSAID, Check, Invalid, checks
from tui.sandbox.templates import Context

TABLES = {
    "cart": Keys(("pk", "sk")),
    "catalog": Keys(("sku",), {"by_category": ("category",)}),
    "numbers": Keys(("n",)),
    "blobs": Keys(("b",)),
    "wide": Keys(("pk",), {"two": ("a", "b")}),
}
ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/"
KEY = {"pk": {"S": "alice"}, "sk": {"S": "cart#X"}}


def asked(operation: str, body: object) -> tuple[Check, ...]:
    read = checks(operation, body, TABLES)
    assert not isinstance(read, Invalid), read
    return read


def only(operation: str, **body: object) -> Check:
    (check,) = asked(operation, body)
    return check


def keys(check: Check) -> Context:
    """Its condition keys without the service's name; those that are absent left out."""
    assert check.context.keys() == UNSAID.keys()
    return {key.removeprefix("dynamodb:"): values for key, values in check.context.items() if values}


def refused(operation: str, **body: object) -> str:
    read = checks(operation, body, TABLES)
    assert isinstance(read, Invalid), read
    return read.message


def test_get_item() -> None:
    check = only("GetItem", TableName="cart", Key=KEY, ProjectionExpression="#q, note.x",
                 ExpressionAttributeNames={"#q": "qty"}, ReturnConsumedCapacity="TOTAL", ConsistentRead=True)
    assert (check.action, check.resource) == ("dynamodb:GetItem", ARN + "cart")
    assert keys(check) == {
        "leadingkeys": ("alice",), "firstpartitionkeyvalues": ("alice",),
        "attributes": ("note", "pk", "qty", "sk"), "select": ("SPECIFIC_ATTRIBUTES",),
        "returnconsumedcapacity": ("TOTAL",)}


def test_a_read_without_a_projection_selects_everything() -> None:
    assert keys(only("GetItem", TableName="cart", Key=KEY))["select"] == ("ALL_ATTRIBUTES",)
    assert keys(only("Scan", TableName="cart"))["select"] == ("ALL_ATTRIBUTES",)
    assert keys(only("Scan", TableName="catalog", IndexName="by_category"))["select"] == (
        "ALL_PROJECTED_ATTRIBUTES",)


def test_the_old_ways_to_name_attributes_count_too() -> None:
    condition = {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "alice"}]}
    query = only("Query", TableName="cart", KeyConditions={"pk": condition}, QueryFilter={"price": condition},
                 AttributesToGet=["secret"], ExclusiveStartKey={"pk": {"S": "alice"}, "odd": {"S": "x"}})
    assert keys(query)["attributes"] == ("odd", "pk", "price", "secret")
    assert keys(query)["leadingkeys"] == ("alice",)
    assert keys(query)["select"] == ("SPECIFIC_ATTRIBUTES",)
    update = only("UpdateItem", TableName="cart", Key=KEY, Expected={"a": {}}, AttributeUpdates={"b": {}})
    assert keys(update)["attributes"] == ("a", "b", "pk", "sk")
    scan = only("Scan", TableName="cart", ScanFilter={"c": {}}, FilterExpression="d = :d")
    assert keys(scan)["attributes"] == ("c", "d")


def test_update_item_names_what_it_writes_reads_and_asks_about() -> None:
    check = only("UpdateItem", TableName="cart", Key=KEY, UpdateExpression="SET qty = :q, note = other",
                 ConditionExpression="rev = :r", ExpressionAttributeValues={})
    assert keys(check)["attributes"] == ("note", "other", "pk", "qty", "rev", "sk")
    assert "returnvalues" not in keys(check)
    assert "select" not in keys(check)


@pytest.mark.parametrize(("options", "expected"), [
    ({}, [None]),
    ({"ReturnValues": "NONE"}, ["NONE"]),
    ({"ReturnValues": "ALL_NEW"}, ["ALL_NEW"]),
    ({"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}, [None, "ALL_OLD"]),
    ({"ReturnValuesOnConditionCheckFailure": "NONE"}, [None]),
    ({"ReturnValues": "NONE", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}, ["NONE", "ALL_OLD"]),
    ({"ReturnValues": "ALL_OLD", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}, ["ALL_OLD"]),
])
def test_all_ways_of_returning_are_judged(options: dict[str, str], expected: list[str | None]) -> None:
    body = {"TableName": "cart", "Key": KEY, **options}
    found = [keys(check).get("returnvalues") for check in asked("DeleteItem", body)]
    assert found == [None if one is None else (one,) for one in expected]


def test_put_item_names_all_of_the_item() -> None:
    check = only("PutItem", TableName="cart", Item={**KEY, "price": {"N": "0"}})
    assert keys(check)["attributes"] == ("pk", "price", "sk")
    assert keys(check)["leadingkeys"] == ("alice",)


def test_query() -> None:
    check = only("Query", TableName="cart", KeyConditionExpression="pk = :p AND begins_with(sk, :l)",
                 ExpressionAttributeValues={":p": {"S": "bob"}, ":l": {"S": "cart#"}},
                 Select="SPECIFIC_ATTRIBUTES", ProjectionExpression="sk, qty", FilterExpression="price > :l")
    assert (check.action, check.resource) == ("dynamodb:Query", ARN + "cart")
    assert keys(check) == {
        "leadingkeys": ("bob",), "firstpartitionkeyvalues": ("bob",), "select": ("SPECIFIC_ATTRIBUTES",),
        "attributes": ("pk", "price", "qty", "sk")}


def test_query_of_an_index_has_its_own_resource_and_partition_key() -> None:
    check = only("Query", TableName=ARN + "catalog", IndexName="by_category",
                 KeyConditionExpression="category = :c", ExpressionAttributeValues={":c": {"S": "#"}})
    assert check.resource == ARN + "catalog/index/by_category"
    assert keys(check)["leadingkeys"] == ("#",)


def test_a_scan_has_no_leading_key() -> None:
    assert "leadingkeys" not in keys(only("Scan", TableName="cart"))


def test_a_batch_is_judged_item_by_item() -> None:
    body = {"RequestItems": {
        "cart": {"Keys": [KEY, {**KEY, "pk": {"S": "bob"}}], "ProjectionExpression": "qty"},
        "catalog": {"Keys": [{"sku": {"S": "A"}}]},
    }}
    found = [(check.action, check.resource, keys(check)["leadingkeys"], keys(check)["select"])
             for check in asked("BatchGetItem", body)]
    assert found == [
        ("dynamodb:BatchGetItem", ARN + "cart", ("alice",), ("SPECIFIC_ATTRIBUTES",)),
        ("dynamodb:BatchGetItem", ARN + "cart", ("bob",), ("SPECIFIC_ATTRIBUTES",)),
        ("dynamodb:BatchGetItem", ARN + "catalog", ("A",), ("ALL_ATTRIBUTES",)),
    ]


def test_batch_write() -> None:
    body = {"RequestItems": {"cart": [
        {"PutRequest": {"Item": {**KEY, "x": {"S": ""}}}},
        {"DeleteRequest": {"Key": {**KEY, "pk": {"S": "bob"}}}},
    ]}}
    put, delete = asked("BatchWriteItem", body)
    assert put.action == delete.action == "dynamodb:BatchWriteItem"
    assert keys(put)["attributes"] == ("pk", "sk", "x")
    assert keys(delete)["leadingkeys"] == ("bob",)


def test_a_transaction_is_judged_as_the_actions_it_is_made_of() -> None:
    of = {"TableName": "cart", "Key": KEY}
    body = {"ClientRequestToken": "t", "TransactItems": [
        {"Delete": {**of, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}},
        {"Update": {**of, "UpdateExpression": "SET qty = :q"}},
        {"ConditionCheck": {**of, "ConditionExpression": "attribute_exists(price)"}},
        {"Put": {"TableName": "cart", "Item": KEY}},
    ]}
    found = asked("TransactWriteItems", body)
    assert [check.action.removeprefix("dynamodb:") for check in found] == [
        "DeleteItem", "DeleteItem", "UpdateItem", "ConditionCheckItem", "PutItem"]
    assert {keys(check)["enclosingoperation"] for check in found} == {("TransactWriteItems",)}
    assert keys(found[1])["returnvalues"] == ("ALL_OLD",)
    assert "price" in keys(found[3])["attributes"]
    get = only("TransactGetItems", TransactItems=[{"Get": of}])
    assert get.action == "dynamodb:GetItem"
    assert keys(get)["enclosingoperation"] == ("TransactGetItems",)
    assert keys(get)["select"] == ("ALL_ATTRIBUTES",)


@pytest.mark.parametrize(("table", "key", "expected"), [
    ("numbers", {"n": {"N": "1.50"}}, "1.5"),
    ("numbers", {"n": {"N": "15E-1"}}, "1.5"),
    ("numbers", {"n": {"N": "1E+2"}}, "100"),
    ("blobs", {"b": {"B": "/w=="}}, "/w=="),
    ("catalog", {"sku": {"S": ""}}, ""),
])
def test_a_leading_key_is_written_in_one_way(table: str, key: object, expected: str) -> None:
    assert keys(only("GetItem", TableName=table, Key=key))["leadingkeys"] == (expected,)


def test_a_table_that_does_not_exist_has_no_leading_key() -> None:
    check = only("GetItem", TableName="nowhere", Key={"x": {"S": "alice"}})
    assert check.resource == ARN + "nowhere"
    assert "leadingkeys" not in keys(check)


def test_a_table_of_another_account_is_that_account_s() -> None:
    foreign = "arn:aws:dynamodb:us-east-1:999999999999:table/cart"
    check = only("GetItem", TableName=foreign, Key=KEY)
    assert check.resource == foreign
    assert "leadingkeys" not in keys(check)


def test_what_updates_a_key_is_refused() -> None:
    written = "Cannot update attribute pk"
    for name, aliases in (("pk", {}), ("#a", {"#a": "pk"})):
        update = {"TableName": "cart", "Key": KEY, "UpdateExpression": f"SET qty = :q, {name} = :b",
                  "ExpressionAttributeNames": aliases}
        assert written in refused("UpdateItem", **update)
        assert written in refused("TransactWriteItems", TransactItems=[{"Update": update}])
    assert written in refused("UpdateItem", TableName="cart", Key=KEY, AttributeUpdates={"pk": {}})


def test_every_operation_refuses_what_is_no_object() -> None:
    for operation in OPERATIONS:
        odd: tuple[object, ...] = (None, [], "x", 7, {})
        for body in odd:
            assert isinstance(checks(operation, body, TABLES), Invalid), (operation, body)
