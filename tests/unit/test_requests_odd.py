"""Requests that are not what they seem: each is refused, none is guessed at."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_requests import KEY, TABLES
from tui.sandbox.requests import OPERATIONS, Invalid, checks

OF = {"TableName": "cart", "Key": KEY}
QUERY = {"TableName": "cart", "KeyConditionExpression": "pk = :p",
         "ExpressionAttributeValues": {":p": {"S": "a"}}}
EQUAL = {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "a"}]}

ODD: list[tuple[str, dict[str, Any]]] = [
    ("GetItem", {**OF, "Surprise": 1}),
    ("GetItem", {**OF, "UpdateExpression": "SET a = :a"}),
    ("GetItem", {**OF, "TableName": ["cart"]}),
    ("GetItem", {**OF, "TableName": "cart/index/x"}),
    ("GetItem", {**OF, "TableName": "arn:aws:dynamodb:us-east-1:123456789012:table/cart/index/x"}),
    ("GetItem", {**OF, "TableName": "cart\n"}),
    ("GetItem", {**OF, "Key": {"pk": {"S": "alice"}}}),
    ("GetItem", {**OF, "Key": {**KEY, "more": {"S": "x"}}}),
    ("GetItem", {**OF, "Key": {**KEY, "pk": {"S": "alice", "N": "1"}}}),
    ("GetItem", {**OF, "Key": {**KEY, "pk": {"S": ["alice"]}}}),
    ("GetItem", {**OF, "Key": {**KEY, "pk": {}}}),
    ("GetItem", {**OF, "Key": {**KEY, "pk": "alice"}}),
    ("GetItem", {**OF, "Key": {**KEY, "pk": {"BOOL": True}}}),
    ("GetItem", {**OF, "Key": {**KEY, "sk": {"S": "x", "B": "x"}}}),
    ("GetItem", {**OF, "Key": [KEY]}),
    ("GetItem", {"TableName": "numbers", "Key": {"n": {"N": "NaN"}}}),
    ("GetItem", {"TableName": "numbers", "Key": {"n": {"N": "one"}}}),
    ("GetItem", {"TableName": "blobs", "Key": {"b": {"B": "not base64"}}}),
    ("GetItem", {**OF, "ProjectionExpression": ""}),
    ("GetItem", {**OF, "ProjectionExpression": None}),
    ("GetItem", {**OF, "ProjectionExpression": ["qty"]}),
    ("GetItem", {**OF, "AttributesToGet": []}),
    ("GetItem", {**OF, "AttributesToGet": "qty"}),
    ("GetItem", {**OF, "AttributesToGet": [{"S": "qty"}]}),
    ("GetItem", {**OF, "ProjectionExpression": "#q", "ExpressionAttributeNames": {"#q": ["qty"]}}),
    ("GetItem", {**OF, "ProjectionExpression": "#q", "ExpressionAttributeNames": {"#q": ""}}),
    ("GetItem", {**OF, "ProjectionExpression": "#q", "ExpressionAttributeNames": [["#q", "qty"]]}),
    ("GetItem", {**OF, "ReturnConsumedCapacity": "SOME"}),
    ("PutItem", {"TableName": "cart", "Item": {"pk": {"S": "alice"}}}),
    ("PutItem", {"TableName": "cart", "Item": KEY, "Key": KEY}),
    ("UpdateItem", {**OF, "ReturnValues": "EVERYTHING"}),
    ("UpdateItem", {**OF, "ReturnValuesOnConditionCheckFailure": "ALL_NEW"}),
    ("UpdateItem", {**OF, "UpdateExpression": "SET qty = 'x'"}),
    ("UpdateItem", {**OF, "Item": KEY}),
    ("Query", {"TableName": "cart"}),
    ("Query", {**QUERY, "KeyConditions": {"pk": EQUAL}}),
    ("Query", {**QUERY, "KeyConditionExpression": "pk = :p OR pk = :p"}),
    ("Query", {**QUERY, "KeyConditionExpression": "begins_with(pk, :p)"}),
    ("Query", {**QUERY, "ExpressionAttributeValues": {}}),
    ("Query", {**QUERY, "ExpressionAttributeValues": {":p": {"S": "a", "N": "1"}}}),
    ("Query", {**QUERY, "Select": "SPECIFIC_ATTRIBUTES"}),
    ("Query", {**QUERY, "Select": "specific_attributes", "ProjectionExpression": "qty"}),
    ("Query", {**QUERY, "IndexName": "nowhere"}),
    ("Query", {**QUERY, "IndexName": ""}),
    ("Query", {**QUERY, "TableName": "wide", "IndexName": "two", "KeyConditionExpression": "a = :p"}),
    ("Query", {"TableName": "cart", "KeyConditions": {"sk": EQUAL}}),
    ("Query", {"TableName": "cart", "KeyConditions": {"pk": {**EQUAL, "ComparisonOperator": "BEGINS_WITH"}}}),
    ("Query", {"TableName": "cart", "KeyConditions": {
        "pk": {**EQUAL, "AttributeValueList": [{"S": "a"}, {"S": "b"}]}}}),
    ("BatchGetItem", {"RequestItems": {}}),
    ("BatchGetItem", {"RequestItems": {"cart": {"Keys": []}}}),
    ("BatchGetItem", {"RequestItems": {"cart": {"Keys": [KEY], "Key": KEY}}}),
    ("BatchGetItem", {"RequestItems": [{"cart": {"Keys": [KEY]}}]}),
    ("BatchWriteItem", {"RequestItems": {"cart": [{}]}}),
    ("BatchWriteItem", {"RequestItems": {"cart": [
        {"DeleteRequest": {"Key": KEY}, "PutRequest": {"Item": KEY}}]}}),
    ("BatchWriteItem", {"RequestItems": {"cart": [{"DeleteRequest": {"Item": KEY}}]}}),
    ("TransactWriteItems", {"TransactItems": []}),
    ("TransactWriteItems", {"TransactItems": [{}]}),
    ("TransactWriteItems", {"TransactItems": [{"Delete": OF, "ConditionCheck": OF}]}),
    ("TransactWriteItems", {"TransactItems": [{"Get": OF}]}),
    ("TransactWriteItems", {"TransactItems": [{"Delete": {**OF, "UpdateExpression": "SET a = :a"}}]}),
    ("TransactWriteItems", {"TransactItems": [{"Update": {**OF, "AttributeUpdates": {}}}]}),
    ("TransactGetItems", {"TransactItems": [{"Get": {**OF, "AttributesToGet": ["a"]}}]}),
]


@pytest.mark.parametrize(("operation", "body"), ODD)
def test_it_is_refused(operation: str, body: dict[str, Any]) -> None:
    assert isinstance(checks(operation, body, TABLES), Invalid)


members = st.sampled_from([
    "TableName", "Key", "Item", "Keys", "RequestItems", "TransactItems", "Get", "Put", "Update", "Delete",
    "PutRequest", "KeyConditionExpression", "UpdateExpression", "ExpressionAttributeValues", "cart", "pk",
    "sk", "S", ":p"])
values = st.recursive(
    st.sampled_from(["cart", "pk = :p", "SET pk = :p", "a", None, 1]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(members, inner, max_size=4), max_leaves=12)


@given(st.sampled_from(sorted(OPERATIONS)), st.dictionaries(members, values, max_size=5))
def test_any_request_is_read_or_refused(operation: str, body: dict[str, Any]) -> None:
    read = checks(operation, body, TABLES)
    assert isinstance(read, Invalid) or read
