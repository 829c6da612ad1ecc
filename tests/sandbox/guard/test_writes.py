"""Conditional writes as the application makes them: what DynamoDB promises, the sandbox keeps."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.guard.calls import CART, CATALOG, LINE, failure, key, listing, of, setting

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

OLD: Any = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
HERE, THERE = of("alice", "WRITES-1"), of("alice", "WRITES-1", "saved")


@pytest.fixture(autouse=True)
def line(admin: "DynamoDBClient") -> Iterator[None]:
    admin.put_item(TableName=CART, Item={**HERE["Key"], "qty": {"N": "2"}, "rev": {"S": "r1"}})
    yield
    admin.delete_item(**HERE)
    admin.delete_item(**THERE)


def now(client: "DynamoDBClient", line: dict[str, Any]) -> dict[str, Any]:
    """Quantity and rev of a line, {} where there is none."""
    item = client.get_item(**line, ProjectionExpression="qty, rev", ConsistentRead=True).get("Item", {})
    return {name: next(iter(value.values())) for name, value in item.items()}


def test_a_failed_condition_brings_the_line_along(alice: "DynamoDBClient") -> None:
    answer = failure(alice.update_item, **HERE, **setting(3, "r2", seen="r0", **OLD))
    assert (answer["Code"], answer["Status"]) == ("ConditionalCheckFailedException", 400)
    assert answer["Item"] == {**HERE["Key"], "qty": {"N": "2"}, "rev": {"S": "r1"}}
    answer = failure(alice.delete_item, **HERE, ConditionExpression="rev = :s",
                     ExpressionAttributeValues={":s": {"S": "r0"}}, **OLD)
    assert answer["Item"]["rev"] == {"S": "r1"}
    assert now(alice, HERE) == {"qty": "2", "rev": "r1"}


def test_nor_does_it_without_being_asked_to_or_where_there_is_none(alice: "DynamoDBClient") -> None:
    assert "Item" not in failure(alice.update_item, **HERE, **setting(3, "r2", seen="r0"))
    assert "Item" not in failure(alice.update_item, **THERE, **setting(3, "r2", seen="r0", **OLD))


def test_adding_twice(alice: "DynamoDBClient") -> None:
    alice.update_item(**THERE, **setting(1, "a", seen="", **OLD))
    assert failure(alice.update_item, **THERE, **setting(1, "b", seen="", **OLD))["Item"]["rev"] == {"S": "a"}


def move(rev: str, seen: str = "r1", token: str | None = None) -> dict[str, Any]:
    values = {":s": {"S": seen}}
    delete = {**HERE, "ConditionExpression": "rev = :s", "ExpressionAttributeValues": values, **OLD}
    made: dict[str, Any] = {
        "TransactItems": [{"Delete": delete}, {"Update": {**THERE, **setting(2, rev, seen="", **OLD)}}]}
    return made if token is None else {**made, "ClientRequestToken": token}


def test_a_move_is_one(alice: "DynamoDBClient") -> None:
    alice.transact_write_items(**move("m1"))
    assert (now(alice, HERE), now(alice, THERE)) == ({}, {"qty": "2", "rev": "m1"})


def test_a_move_that_fails_changes_nothing_and_says_where(alice: "DynamoDBClient") -> None:
    alice.update_item(**THERE, **setting(5, "other"))
    answer = failure(alice.transact_write_items, **move("m1"))
    assert (answer["Code"], answer["Status"]) == ("TransactionCanceledException", 400)
    first, second = answer["CancellationReasons"]
    assert first == {"Code": "None"}
    assert second["Code"] == "ConditionalCheckFailed"
    assert second["Item"] == {**THERE["Key"], "qty": {"N": "5"}, "rev": {"S": "other"}}
    assert now(alice, HERE) == {"qty": "2", "rev": "r1"}


def test_a_move_sent_twice_is_done_once(alice: "DynamoDBClient") -> None:
    alice.transact_write_items(**move("m1", token="the-move"))
    alice.transact_write_items(**move("m1", token="the-move"))
    assert now(alice, THERE) == {"qty": "2", "rev": "m1"}
    answer = failure(alice.transact_write_items, **move("m2", token="the-move"))
    assert answer["Code"] == "IdempotentParameterMismatchException"


def test_two_things_at_once_to_one_line(alice: "DynamoDBClient") -> None:
    update = {"Update": {**HERE, **setting(3, "x")}}
    assert failure(alice.transact_write_items, TransactItems=[update, {"Delete": HERE}])["Code"] == (
        "ValidationException")


def test_a_long_list_comes_in_pages(alice: "DynamoDBClient") -> None:
    seen: list[str] = []
    pages = 0
    for page in alice.get_paginator("query").paginate(**listing("alice"), PaginationConfig={"PageSize": 2}):
        seen += [line["sk"]["S"] for line in page["Items"]]
        pages += 1
    assert seen == sorted(seen)
    assert len(seen) == len(set(seen)) == alice.query(**listing("alice"))["Count"]
    assert pages > 3


def test_a_page_ends_at_a_megabyte(alice: "DynamoDBClient", admin: "DynamoDBClient") -> None:
    keys = [key("alice", f"{number:02}", "page") for number in range(4)]
    for one in keys:
        admin.put_item(TableName=CART, Item={**one, "note": {"S": "x" * 390_000}})
    page = alice.query(**listing("alice", "page"))
    assert page["Count"] < 4
    assert "LastEvaluatedKey" in page
    for one in keys:
        admin.delete_item(TableName=CART, Key=one)


def test_a_hundred_products_at_once_and_no_more(alice: "DynamoDBClient", admin: "DynamoDBClient") -> None:
    keys: Any = admin.scan(TableName=CATALOG, ProjectionExpression="sku", Limit=101)["Items"]
    answer = alice.batch_get_item(RequestItems={CATALOG: {"Keys": keys[:100]}})
    assert len(answer["Responses"][CATALOG]) == 100
    assert answer["UnprocessedKeys"] == {}
    refused = failure(alice.batch_get_item, RequestItems={CATALOG: {"Keys": keys}})
    assert refused["Code"] == "ValidationException"


def test_capacity_is_told_to_who_asks(alice: "DynamoDBClient", admin: "DynamoDBClient") -> None:
    told: Any = {"ReturnConsumedCapacity": "TOTAL"}
    written = alice.update_item(**HERE, **setting(3, "r2", **told))
    assert written["ConsumedCapacity"]["CapacityUnits"] == 1.0
    consumed = alice.query(**listing("alice"), **told)["ConsumedCapacity"]
    assert consumed == {"TableName": CART, "CapacityUnits": 1.0}
    assert "ConsumedCapacity" not in alice.query(**listing("alice"))


def test_reads_consume_by_the_size_of_what_they_read(
    alice: "DynamoDBClient", admin: "DynamoDBClient",
) -> None:
    keys = [key("alice", f"{number}", "heavy") for number in range(3)]
    for one in keys:
        admin.put_item(TableName=CART, Item={**one, "note": {"S": "x" * 3000}, "hidden": {"S": "x" * 3000}})
    told: Any = {"ReturnConsumedCapacity": "TOTAL"}
    asked = {**listing("alice", "heavy"), **told}
    assert alice.query(**asked)["ConsumedCapacity"]["CapacityUnits"] == 5.0, "of 18 KB, projected or not"
    assert alice.query(**{**asked, "ConsistentRead": False})["ConsumedCapacity"]["CapacityUnits"] == 2.5
    for one in keys:
        admin.delete_item(TableName=CART, Key=one)
    skus: Any = admin.scan(TableName=CATALOG, ProjectionExpression="sku", Limit=3)["Items"]
    answer = alice.batch_get_item(
        RequestItems={CATALOG: {"Keys": [*skus, {"sku": {"S": "none such"}}], "ProjectionExpression": "#s",
                                "ExpressionAttributeNames": {"#s": "sku"}}}, **told)
    assert answer["ConsumedCapacity"] == [{"TableName": CATALOG, "CapacityUnits": 2.0}]


def test_what_an_update_returns(alice: "DynamoDBClient") -> None:
    def returned(what: str) -> object:
        return alice.update_item(**HERE, **setting(4, "r9", ReturnValues=what)).get("Attributes")

    assert returned("NONE") is None
    assert returned("UPDATED_NEW") == {"qty": {"N": "4"}, "rev": {"S": "r9"}}
    assert returned("ALL_OLD") == {**HERE["Key"], "qty": {"N": "4"}, "rev": {"S": "r9"}}


def test_notes_in_any_script_come_back_as_they_went(alice: "DynamoDBClient") -> None:
    for note in ("née 煎茶 🫖 \u202e", '"\\{}<>&', "x" * 500):
        values: Any = {":n": {"S": note}}
        alice.update_item(**HERE, UpdateExpression="SET note = :n", ExpressionAttributeValues=values)
        assert alice.get_item(**HERE, ProjectionExpression="note")["Item"]["note"] == {"S": note}


def test_a_harmless_probe_tells_allowed_from_denied(
    alice: "DynamoDBClient", viewer: "DynamoDBClient",
) -> None:
    never = {"ConditionExpression": "attribute_exists(pk) AND attribute_not_exists(pk)"}
    probe = {**of("alice", "PROBE"), **setting(1, "x"), **never}
    assert failure(alice.update_item, **probe)["Code"] == "ConditionalCheckFailedException"
    probe["Key"] = key("viewer", "PROBE")
    assert failure(viewer.update_item, **probe)["Code"] == "AccessDeniedException"


def test_a_line_shows_what_a_projection_names(alice: "DynamoDBClient") -> None:
    item = alice.get_item(**HERE, ProjectionExpression=LINE)["Item"]
    assert json.dumps(item, sort_keys=True) == json.dumps(
        {**HERE["Key"], "qty": {"N": "2"}, "rev": {"S": "r1"}}, sort_keys=True)
