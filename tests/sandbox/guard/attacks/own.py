"""One's own lines: what the application does, and what must not be done even there."""

from tests.sandbox.guard.attacks.rows import (
    CART,
    GONE,
    ME,
    ORDER,
    Row,
    aliases,
    equals,
    invalid,
    key,
    of,
    project,
    query,
    setting,
    transact,
    values,
)

_WHOLE = "SET qty = :q, note = :n, rev = :r, past = :r, added_at = :t, updated_at = :t"
_ALL = {"UpdateExpression": _WHOLE, **values(q=7, n="x", r="r1", t="2026-01-01T00:00:00Z")}
_PROOF = "whether DynamoDB tells apart what a failed condition returns; judged as dynamodb:ReturnValues"

USE = [
    Row("read one's own line", "GetItem", {**of(ME), **project()}, "done", "done"),
    Row("read one's own line through placeholders", "GetItem",
        {**of(ME), **project("#q, #n"), **aliases(q="qty", n="note")}, "done", "done"),
    Row("list one's own lines", "Query", query(ME), "done", "done"),
    Row("list one's own lines that match", "Query",
        query(ME, FilterExpression="qty > :q", **values(p=ME, q=1)), "done", "done"),
    Row("list one's own lines the old way", "Query",
        {"TableName": CART, "KeyConditions": {"pk": equals(ME)}, "AttributesToGet": ["qty"]}, "done", "done"),
    Row("read one's own line in a transaction", "TransactGetItems",
        transact({"Get": {**of(ME), **project()}}), "done", "done"),
    Row("write every attribute of a line", "UpdateItem", {**of(ME), **_ALL}, "done"),
    Row("write a line that is as it was seen", "UpdateItem",
        {**of(ME), **setting(ConditionExpression="rev = :r", **values(q=7, r="r0"))}, "done"),
    Row("write a line that changed meanwhile", "UpdateItem",
        {**of(ME), **setting(ConditionExpression="rev = :r", **values(q=7, r="other"))}, "unmet"),
    Row("write a line that changed, and have it told", "UpdateItem", {
        **of(ME), **setting(ConditionExpression="rev = :r", **values(q=7, r="other")),
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}, "unmet", silent=_PROOF),
    Row("delete one's own line", "DeleteItem", of(ME), "done"),
    Row("delete a line that is not there", "DeleteItem", {**of(ME, GONE), "ConditionExpression": "rev = :r",
                                                           **values(r="x")}, "unmet"),
    Row("move a line", "TransactWriteItems", transact(
        {"Delete": of(ME)},
        {"Update": {**of(ME, GONE), **setting(ConditionExpression="attribute_not_exists(pk)")}}),
        "done", blames="DeleteItem"),
    *(Row(f"write and have {what} returned", "UpdateItem", {**of(ME), **setting(ReturnValues=what)}, "done")
      for what in ("NONE", "ALL_OLD", "UPDATED_OLD", "UPDATED_NEW")),
    Row("delete and have the line returned", "DeleteItem", {**of(ME), "ReturnValues": "ALL_OLD"}, "done"),
]

TOO_MUCH = [
    Row("read one's own line whole", "GetItem", of(ME),
        silent="what dynamodb:Select is for a GetItem without projection; taken for ALL_ATTRIBUTES"),
    Row("list one's own lines whole", "Query", {
        "TableName": CART, "KeyConditionExpression": "pk = :p", **values(p=ME)}),
    Row("list one's own lines with all attributes", "Query", {
        "TableName": CART, "KeyConditionExpression": "pk = :p", "Select": "ALL_ATTRIBUTES", **values(p=ME)}),
    Row("list one's own lines as they are projected", "Query", {
        "TableName": CART, "KeyConditionExpression": "pk = :p", "Select": "ALL_PROJECTED_ATTRIBUTES",
        **values(p=ME)}, silent="whether this value is taken for a table; refused either way"),
    Row("count one's own lines", "Query", {
        "TableName": CART, "KeyConditionExpression": "pk = :p", "Select": "COUNT", **values(p=ME)}),
    Row("read one's own lines in a batch", "BatchGetItem",
        {"RequestItems": {CART: {"Keys": [key(ME)], **project()}}}),
    Row("write and have the new line returned", "UpdateItem", {**of(ME), **setting(ReturnValues="ALL_NEW")}),
    Row("delete and have the new line returned", "DeleteItem", {**of(ME), "ReturnValues": "ALL_NEW"},
        silent=ORDER),
    Row("put a line over one's own", "PutItem", {"TableName": CART, "Item": {**key(ME), "qty": {"N": "7"}}}),
    Row("put a line with a price", "PutItem",
        {"TableName": CART, "Item": {**key(ME, GONE), "price": {"N": "0"}}}),
    Row("put one's own line in a batch", "BatchWriteItem",
        {"RequestItems": {CART: [{"PutRequest": {"Item": {**key(ME), "price": {"N": "0"}}}}]}}),
    Row("delete one's own line in a batch", "BatchWriteItem",
        {"RequestItems": {CART: [{"DeleteRequest": {"Key": key(ME)}}]}}),
    Row("put one's own line in a transaction", "TransactWriteItems",
        transact({"Put": {"TableName": CART, "Item": {**key(ME), "price": {"N": "0"}}}}), blames="PutItem"),
    Row("check one's own line in a transaction", "TransactWriteItems", transact(
        {"ConditionCheck": {**of(ME), "ConditionExpression": "attribute_exists(pk)"}}),
        blames="ConditionCheckItem"),
    Row("read one's own line whole in a transaction", "TransactGetItems", transact({"Get": of(ME)}),
        blames="GetItem", silent="what dynamodb:Select is for a Get without projection; as for GetItem"),
    invalid("specific attributes without any", "Query", {
        "TableName": CART, "KeyConditionExpression": "pk = :p", "Select": "SPECIFIC_ATTRIBUTES",
        **values(p=ME)}),
    invalid("a way of returning that is none", "UpdateItem",
            {**of(ME), **setting(ReturnValues="EVERYTHING")}),
    invalid("a failed condition that returns the new", "UpdateItem",
            {**of(ME), **setting(), "ReturnValuesOnConditionCheckFailure": "ALL_NEW"}),
    invalid("a member that no request has", "GetItem", {**of(ME), **project(), "Override": True}),
    invalid("write another key into one's own line", "UpdateItem",
            {**of(ME), **setting("SET pk = :p", **values(p="bob"))}),
    invalid("write another sort key the old way", "UpdateItem",
            {**of(ME), "AttributeUpdates": {"sk": {"Value": {"S": "x"}}}}),
    invalid("remove the key of one's own line", "UpdateItem", {**of(ME), "UpdateExpression": "REMOVE pk"}),
    invalid("write a key in a transaction", "TransactWriteItems", transact(
        {"Update": {**of(ME), **setting("SET #k = :p", **aliases(k="pk"), **values(p="bob"))}})),
]

ROWS = [*USE, *TOO_MUCH]
