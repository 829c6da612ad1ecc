"""Other people's rows: by every operation, by ids that look like one's own, and by no key at all."""

from tests.sandbox.guard.attacks.rows import (
    BOB,
    CART,
    ME,
    SKU,
    TABLE,
    Body,
    Row,
    equals,
    invalid,
    key,
    of,
    partiql,
    project,
    query,
    setting,
    transact,
    values,
)

_TRUE = "attribute_exists(pk)"
_FALSE = "attribute_exists(pk) AND attribute_not_exists(pk)"
_NEW: Body = {**key(BOB), "qty": {"N": "1"}}

READS = [
    Row("read another's line", "GetItem", {**of(BOB), **project()}),
    Row("read another's line whole", "GetItem", of(BOB)),
    Row("read another's line the old way", "GetItem", {**of(BOB), "AttributesToGet": ["qty", "note"]}),
    Row("read one attribute of another's line", "GetItem", {**of(BOB), **project("qty")}),
    Row("read another's key only", "GetItem", {**of(BOB), **project("pk")}),
    Row("read another's line consistently", "GetItem", {**of(BOB), **project(), "ConsistentRead": True}),
    Row("read another's line for its price in units", "GetItem",
        {**of(BOB), **project(), "ReturnConsumedCapacity": "TOTAL"}),
    Row("list another's lines", "Query", query(BOB)),
    Row("list another's lines backwards", "Query", query(BOB, ScanIndexForward=False)),
    Row("list one of another's lines", "Query", query(BOB, Limit=1)),
    Row("list another's lines the old way", "Query",
        {"TableName": CART, "KeyConditions": {"pk": equals(BOB)}, "AttributesToGet": ["qty"]}),
    Row("list another's lines by a prefix", "Query",
        query(BOB, "pk = :p AND begins_with(sk, :s)", **values(p=BOB, s="cart#"))),
    Row("list another's lines between two", "Query",
        query(BOB, "pk = :p AND sk BETWEEN :a AND :b", **values(p=BOB, a="a", b="z"))),
    Row("list another's lines from within brackets", "Query", query(BOB, "pk=:p")),
    Row("count another's lines", "Query", {
        "TableName": CART, "KeyConditionExpression": "pk = :p", "Select": "COUNT", **values(p=BOB)}),
    Row("count another's lines that match", "Query",
        query(BOB, FilterExpression="qty > :q", **values(p=BOB, q=1))),
    invalid("go on in another's list after one's own line", "Query",
            query(BOB, ExclusiveStartKey=key(ME))),
    invalid("go on in one's own list after another's line", "Query",
            query(ME, ExclusiveStartKey=key(BOB))),
    invalid("go on in one's own list after no line", "Query", query(ME, ExclusiveStartKey={})),
    Row("go on in another's list", "Query", query(BOB, ExclusiveStartKey=key(BOB, "A"))),
    Row("go on in one's own list", "Query", query(ME, ExclusiveStartKey=key(ME, "A")), "done", "done"),
    Row("read several of another's lines", "BatchGetItem", {"RequestItems": {CART: {"Keys": [key(BOB)]}}}),
    Row("read another's line in a transaction", "TransactGetItems",
        transact({"Get": {**of(BOB), **project()}}), blames="GetItem"),
    Row("scan everybody", "Scan", {"TableName": CART}),
    Row("scan everybody, projected", "Scan",
        {"TableName": CART, "Select": "SPECIFIC_ATTRIBUTES", **project()}),
    Row("scan for one's own lines", "Scan", {
        "TableName": CART, **project(), "FilterExpression": "pk = :p", **values(p=ME)}),
    Row("scan a part of the table", "Scan", {"TableName": CART, "Segment": 0, "TotalSegments": 4}),
    Row("scan from one's own line on", "Scan", {"TableName": CART, "ExclusiveStartKey": key(ME)}),
    Row("scan the old way", "Scan", {"TableName": CART, "ScanFilter": {"pk": equals(BOB)}}),
    Row("count everybody", "Scan", {"TableName": CART, "Select": "COUNT"}),
]

WRITES = [
    Row("set another's quantity", "UpdateItem", {**of(BOB), **setting()}),
    Row("add to another's quantity", "UpdateItem", {**of(BOB), **setting("ADD qty :q")}),
    Row("remove another's note", "UpdateItem", {**of(BOB), "UpdateExpression": "REMOVE note"}),
    Row("set another's quantity the old way", "UpdateItem",
        {**of(BOB), "AttributeUpdates": {"qty": {"Value": {"N": "7"}}}}),
    Row("touch another's line without a change", "UpdateItem", of(BOB)),
    Row("make a line of another's", "UpdateItem", {**of(BOB, "ATTACK-9"), **setting()}),
    Row("ask by an update whether another has a line", "UpdateItem",
        {**of(BOB), **setting(ConditionExpression=_TRUE)}),
    Row("ask by an impossible update", "UpdateItem", {**of(BOB), **setting(ConditionExpression=_FALSE)}),
    Row("have a failed update tell another's line", "UpdateItem", {
        **of(BOB), **setting(ConditionExpression=_FALSE), "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}),
    Row("have an update tell another's line", "UpdateItem", {**of(BOB), **setting(ReturnValues="ALL_OLD")}),
    Row("delete another's line", "DeleteItem", of(BOB)),
    Row("delete another's line and have it told", "DeleteItem", {**of(BOB), "ReturnValues": "ALL_OLD"}),
    Row("ask by a deletion whether another has a line", "DeleteItem",
        {**of(BOB, "ATTACK-9"), "ConditionExpression": _TRUE}),
    Row("delete another's line the old way", "DeleteItem",
        {**of(BOB), "Expected": {"qty": {"Exists": True, "Value": {"N": "3"}}}}),
    Row("put a line of another's", "PutItem", {"TableName": CART, "Item": _NEW}),
    Row("put a line of another's where there is none", "PutItem",
        {"TableName": CART, "Item": _NEW, "ConditionExpression": "attribute_not_exists(pk)"}),
    Row("put and have the former line told", "PutItem",
        {"TableName": CART, "Item": _NEW, "ReturnValues": "ALL_OLD"}),
    Row("put lines of another's in a batch", "BatchWriteItem",
        {"RequestItems": {CART: [{"PutRequest": {"Item": _NEW}}]}}),
    Row("delete lines of another's in a batch", "BatchWriteItem",
        {"RequestItems": {CART: [{"DeleteRequest": {"Key": key(BOB)}}]}}),
    Row("update another's line in a transaction", "TransactWriteItems",
        transact({"Update": {**of(BOB), **setting()}}), blames="UpdateItem"),
    Row("delete another's line in a transaction", "TransactWriteItems",
        transact({"Delete": of(BOB)}), blames="DeleteItem"),
    Row("put another's line in a transaction", "TransactWriteItems",
        transact({"Put": {"TableName": CART, "Item": _NEW}}), blames="PutItem"),
    Row("check another's line in a transaction", "TransactWriteItems",
        transact({"ConditionCheck": {**of(BOB), "ConditionExpression": _TRUE}}), blames="ConditionCheckItem"),
]

PARTIQL = [
    Row("select another's lines", "ExecuteStatement",
        partiql(f'SELECT * FROM "{CART}" WHERE pk = ?', BOB), blames="PartiQLSelect"),
    Row("select one's own lines", "ExecuteStatement",
        partiql(f'SELECT sk FROM "{CART}" WHERE pk = ?', ME), blames="PartiQLSelect"),
    Row("insert a line", "ExecuteStatement",
        partiql(f"INSERT INTO \"{CART}\" VALUE {{'pk': 'bob', 'sk': 'x'}}"), blames="PartiQLInsert"),
    Row("update a line in PartiQL", "ExecuteStatement",
        partiql(f'UPDATE "{CART}" SET qty = 7 WHERE pk = ? AND sk = ?', BOB, f"cart#{SKU}"),
        blames="PartiQLUpdate"),
    Row("delete a line in PartiQL", "ExecuteStatement",
        partiql(f'DELETE FROM "{CART}" WHERE pk = ? AND sk = ?', BOB, f"cart#{SKU}"), blames="PartiQLDelete"),
    Row("several statements", "BatchExecuteStatement",
        {"Statements": [partiql(f'SELECT * FROM "{CART}" WHERE pk = ?', BOB)]}, blames="PartiQLSelect"),
    Row("several statements at once", "ExecuteTransaction",
        {"TransactStatements": [partiql(f'SELECT * FROM "{CART}" WHERE pk = ?', BOB)]},
        blames="PartiQLSelect"),
]

_LOOKALIKES = {
    "another case": "Alice", "a blank behind": f"{ME} ", "a prefix": "alic", "a NUL behind": f"{ME}\0",
    "a star": "*", "a star behind": f"{ME}*", "question marks": "?????", "two at once": f"{ME},{BOB}",
    "a policy variable": "${aws:userid}", "the other's in the end": f"{ME}#{BOB}", "a line break": f"{ME}\n",
}
LOOKALIKES = [
    Row(f"{operation} under an id with {what}", operation, {
        **of(owner), **(project() if operation == "GetItem" else setting())})
    for what, owner in _LOOKALIKES.items() for operation in ("GetItem", "UpdateItem")
]

KEYLESS = [
    invalid("read without a key", "GetItem", {"TableName": CART, **project()}),
    invalid("read with an empty key", "GetItem", {"TableName": CART, "Key": {}, **project()}),
    invalid("read with half a key", "GetItem", {"TableName": CART, "Key": {"sk": {"S": "x"}}, **project()}),
    invalid("read with more than a key", "GetItem",
            {"TableName": CART, "Key": {**key(ME), "qty": {"N": "1"}}, **project()}),
    invalid("read with two types in a key", "GetItem",
            {"TableName": CART, "Key": {**key(ME), "pk": {"S": ME, "N": "1"}}, **project()}),
    invalid("read with two keys of one name", "GetItem",
            b'{"TableName": "%s", "Key": {"pk": {"S": "@me"}, "pk": {"S": "bob"}, "sk": {"S": "cart#%s"}}, '
            b'"ProjectionExpression": "qty"}' % (CART.encode(), SKU.encode())),
    invalid("read a list as a key", "GetItem",
            {"TableName": CART, "Key": {**key(ME), "pk": {"L": [{"S": ME}]}}, **project()}),
    Row("read a number as a key", "GetItem",
        {"TableName": CART, "Key": {**key(ME), "pk": {"N": "1"}}, **project()},
        silent="whether keys of the wrong type reach IAM; refused either way"),
    Row("read a binary as a key", "GetItem",
        {"TableName": CART, "Key": {**key(ME), "pk": {"B": "YWxpY2U="}}, **project()},
        silent="how a binary partition key reads in dynamodb:LeadingKeys; never as its text"),
    invalid("list without a condition", "Query", {"TableName": CART, **project()}),
    invalid("list by the sort key alone", "Query", query(ME, "sk = :p")),
    invalid("list all partitions after one", "Query", query(ME, "pk > :p")),
    invalid("list partitions between two", "Query",
            query(ME, "pk BETWEEN :p AND :q", **values(p="a", q="z"))),
    invalid("list partitions by a prefix", "Query", query(ME, "begins_with(pk, :p)")),
    invalid("list one partition or another", "Query", query(ME, "pk = :p OR pk = :q", **values(p=ME, q=BOB))),
    invalid("list all partitions but one", "Query", query(ME, "NOT pk = :p")),
    invalid("list two partitions", "Query", query(ME, "pk = :p AND pk = :q", **values(p=ME, q=BOB))),
    invalid("list partitions in a list", "Query", query(ME, "pk IN (:p, :q)", **values(p=ME, q=BOB))),
    invalid("list by two kinds of condition", "Query", query(ME, KeyConditions={"pk": equals(BOB)})),
    invalid("list the old way by two values", "Query", {"TableName": CART, **project(), "KeyConditions": {
        "pk": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": ME}, {"S": BOB}]}}}),
    invalid("list the old way by all but one", "Query", {"TableName": CART, **project(), "KeyConditions": {
        "pk": {"ComparisonOperator": "NE", "AttributeValueList": [{"S": ME}]}}}),
    invalid("write without a key", "UpdateItem", {"TableName": CART, **setting()}),
    invalid("delete without a key", "DeleteItem", {"TableName": CART}),
    invalid("an empty transaction", "TransactWriteItems", transact()),
    invalid("an empty batch", "BatchGetItem", {"RequestItems": {}}),
    Row("read a table that is not there", "GetItem",
        {**of(ME, table="nowhere"), **project()}, on=TABLE + "nowhere"),
]

ROWS = [*READS, *WRITES, *PARTIQL, *LOOKALIKES, *KEYLESS]
