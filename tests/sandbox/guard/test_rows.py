"""Everybody sees and changes their own lines; no operation, and no mixture of any, reaches another's."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.guard.calls import CART, LINE, TABLE, contents, denial, key, listing, of, setting

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

BOB = key("bob", "CHO-D70-100")
BOBS = {"TableName": CART, "Key": BOB}
OWN = of("alice")


def test_people_read_their_own_lines(alice: "DynamoDBClient", viewer: "DynamoDBClient") -> None:
    lines = alice.query(**listing("alice"))["Items"]
    assert [line["sk"]["S"] for line in lines][:2] == ["cart#BAK-CRO-001", "cart#CHE-COM-250"]
    assert len(lines) == 6
    assert alice.query(**listing("alice", "saved"))["Count"] == 2
    assert alice.get_item(**OWN, ProjectionExpression="qty")["Item"] == {"qty": {"N": "4"}}
    assert viewer.query(**listing("viewer"))["Count"] == 3


def test_people_change_their_own_lines(alice: "DynamoDBClient") -> None:
    line = of("alice", "ROWS-1")
    alice.update_item(**line, **setting(1, "r1", seen=""))
    alice.update_item(**line, **setting(2, "r2", seen="r1"))
    assert alice.get_item(**line, ProjectionExpression="qty, rev")["Item"] == {
        "qty": {"N": "2"}, "rev": {"S": "r2"}}
    alice.delete_item(**line, ConditionExpression="rev = :s", ExpressionAttributeValues={":s": {"S": "r2"}})
    assert "Item" not in alice.get_item(**line, ProjectionExpression="qty")


EQUALS_BOB = {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "bob"}]}
PARTIQL = f"DELETE FROM \"{CART}\" WHERE pk = 'bob' AND sk = 'cart#CHO-D70-100'"

OTHERS: list[tuple[str, str, dict[str, Any]]] = [
    ("get_item", "GetItem", {**BOBS, "ProjectionExpression": LINE}),
    ("get_item", "GetItem", {**BOBS, "TableName": TABLE + CART, "ProjectionExpression": LINE}),
    ("query", "Query", listing("bob")),
    ("query", "Query", {"TableName": CART, "KeyConditions": {"pk": EQUALS_BOB}, "AttributesToGet": ["qty"]}),
    ("update_item", "UpdateItem", {**BOBS, **setting(9, "x")}),
    ("update_item", "UpdateItem", {**BOBS, **setting(9, "x", seen="never")}),
    ("update_item", "UpdateItem", {**BOBS, "AttributeUpdates": {"qty": {"Value": {"N": "9"}}}}),
    ("delete_item", "DeleteItem", BOBS),
    ("put_item", "PutItem", {"TableName": CART, "Item": {**BOB, "qty": {"N": "9"}}}),
    ("batch_get_item", "BatchGetItem", {"RequestItems": {CART: {"Keys": [BOB]}}}),
    ("batch_write_item", "BatchWriteItem", {"RequestItems": {CART: [{"DeleteRequest": {"Key": BOB}}]}}),
    ("transact_get_items", "GetItem", {"TransactItems": [
        {"Get": {**OWN, "ProjectionExpression": LINE}}, {"Get": {**BOBS, "ProjectionExpression": LINE}}]}),
    ("transact_write_items", "UpdateItem", {"TransactItems": [
        {"Update": {**OWN, **setting(9, "x")}}, {"Update": {**BOBS, **setting(9, "x")}}]}),
    ("transact_write_items", "DeleteItem", {"TransactItems": [
        {"Update": {**OWN, **setting(9, "x")}}, {"Delete": BOBS}]}),
    ("transact_write_items", "ConditionCheckItem", {"TransactItems": [
        {"Update": {**OWN, **setting(9, "x")}},
        {"ConditionCheck": {**BOBS, "ConditionExpression": "attribute_exists(pk)"}}]}),
    ("transact_write_items", "PutItem", {"TransactItems": [{"Put": {"TableName": CART, "Item": BOB}}]}),
    ("scan", "Scan", {"TableName": CART, "ProjectionExpression": LINE}),
    ("execute_statement", "PartiQLDelete", {"Statement": PARTIQL}),
    ("batch_execute_statement", "PartiQLDelete", {"Statements": [{"Statement": PARTIQL}]}),
    ("execute_transaction", "PartiQLDelete", {"TransactStatements": [{"Statement": PARTIQL}]}),
]


@pytest.mark.parametrize(("operation", "action", "request_"), OTHERS)
def test_no_operation_reaches_another_s_line(
    alice: "DynamoDBClient", admin: "DynamoDBClient", operation: str, action: str, request_: dict[str, Any],
) -> None:
    before = contents(admin)
    assert denial(getattr(alice, operation), **request_) == (
        f"User: arn:aws:sts::123456789012:assumed-role/dynacart-cart/alice is not authorized to perform: "
        f"dynamodb:{action} on resource: {TABLE}{CART} because no identity-based policy allows the "
        f"dynamodb:{action} action")
    assert contents(admin) == before


@pytest.mark.parametrize(("operation", "request_"), [
    ("update_item", {**of("viewer", "BAK-SOU-800"), **setting(9, "x")}),
    ("update_item", {**of("viewer", "BAK-SOU-800"), **setting(9, "x", seen="never")}),
    ("delete_item", of("viewer", "BAK-SOU-800")),
    ("transact_write_items", {"TransactItems": [{"Delete": of("viewer", "BAK-SOU-800")}]}),
])
def test_a_viewer_changes_nothing(
    viewer: "DynamoDBClient", admin: "DynamoDBClient", operation: str, request_: dict[str, Any],
) -> None:
    before = contents(admin)
    assert "assumed-role/dynacart-viewer/viewer is not authorized" in denial(
        getattr(viewer, operation), **request_)
    assert contents(admin) == before


def test_the_denial_a_viewer_gets_word_for_word(viewer: "DynamoDBClient") -> None:
    assert denial(viewer.update_item, **of("viewer"), **setting(1, "x")) == (
        "User: arn:aws:sts::123456789012:assumed-role/dynacart-viewer/viewer is not authorized to perform: "
        "dynamodb:UpdateItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table/dynacart-cart "
        "because no identity-based policy allows the dynamodb:UpdateItem action")


def test_bob_s_lines_are_bob_s(bob: "DynamoDBClient") -> None:
    assert bob.query(**listing("bob"))["Count"] == 3
    denial(bob.query, **listing("alice"))


@pytest.mark.parametrize("operation", [
    "list_tables", "describe_limits", "describe_endpoints", "list_backups", "list_exports"])
def test_nobody_in_a_role_administers(alice: "DynamoDBClient", operation: str) -> None:
    assert "not authorized to perform: dynamodb:" in denial(getattr(alice, operation))


@pytest.mark.parametrize(("operation", "request_"), [
    ("describe_table", {"TableName": CART}),
    ("delete_table", {"TableName": CART}),
    ("update_table", {"TableName": CART, "BillingMode": "PAY_PER_REQUEST"}),
    ("update_time_to_live", {
        "TableName": CART, "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "qty"}}),
    ("put_resource_policy", {"ResourceArn": TABLE + CART, "Policy": "{}"}),
    ("create_backup", {"TableName": CART, "BackupName": "mine"}),
])
def test_nor_touches_a_table(alice: "DynamoDBClient", operation: str, request_: dict[str, Any]) -> None:
    assert "not authorized to perform: dynamodb:" in denial(getattr(alice, operation), **request_)


def test_a_name_that_is_a_wildcard_is_nobody_s_but_its_own(
    alice: "DynamoDBClient", admin: "DynamoDBClient",
) -> None:
    admin.put_item(TableName=CART, Item={**key("*"), "qty": {"N": "1"}})
    try:
        assert "because no identity-based policy allows the dynamodb:GetItem action" in denial(
            alice.get_item, **of("*"), ProjectionExpression="qty")
    finally:
        admin.delete_item(**of("*"))
