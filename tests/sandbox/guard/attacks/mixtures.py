"""One's own lines and others' in one request; the catalog; indexes; tables by other names; administration."""

from tests.sandbox.guard.attacks.rows import (
    BOB,
    CART,
    CATALOG,
    INDEX,
    ME,
    TABLE,
    Body,
    Row,
    invalid,
    key,
    of,
    project,
    query,
    setting,
    transact,
    values,
)

_TRUE = "attribute_exists(pk)"
_SKU = {"sku": {"S": "TEA-SEN-100"}}
_PRODUCT: Body = {"TableName": CATALOG, "Key": _SKU}
_SHELF: Body = {"TableName": CATALOG, "IndexName": INDEX, "KeyConditionExpression": "category = :c",
                **values(c="Tea")}
_ON = TABLE + CATALOG

MIXED = [
    Row("one's own and another's, read", "TransactGetItems", transact(
        {"Get": {**of(ME), **project()}}, {"Get": {**of(BOB), **project()}}), blames="GetItem"),
    Row("another's and one's own, read", "TransactGetItems", transact(
        {"Get": {**of(BOB), **project()}}, {"Get": {**of(ME), **project()}}), blames="GetItem"),
    Row("one's own and another's in a batch", "BatchGetItem",
        {"RequestItems": {CART: {"Keys": [key(ME), key(BOB)], **project()}}}),
    Row("products and another's line in a batch", "BatchGetItem",
        {"RequestItems": {CATALOG: {"Keys": [_SKU]}, CART: {"Keys": [key(BOB)]}}}),
    Row("a product and one's own line", "TransactGetItems", transact(
        {"Get": _PRODUCT}, {"Get": {**of(ME), **project()}}), "done", "done"),
    Row("one's own updated, another's deleted", "TransactWriteItems", transact(
        {"Update": {**of(ME), **setting()}}, {"Delete": of(BOB)}), blames="DeleteItem", first="UpdateItem"),
    Row("one's own deleted, another's updated", "TransactWriteItems", transact(
        {"Delete": of(ME)}, {"Update": {**of(BOB), **setting()}}), blames="UpdateItem", first="DeleteItem"),
    Row("one's own line moved to another's cart", "TransactWriteItems", transact(
        {"Update": {**of(BOB, "ATTACK-9"), **setting()}}, {"Delete": of(ME)}), blames="UpdateItem"),
    Row("one's own updated if another has a line", "TransactWriteItems", transact(
        {"Update": {**of(ME), **setting()}},
        {"ConditionCheck": {**of(BOB), "ConditionExpression": _TRUE}}),
        blames="ConditionCheckItem", first="UpdateItem"),
    Row("one's own updated if a product is cheap", "TransactWriteItems", transact(
        {"Update": {**of(ME), **setting()}},
        {"ConditionCheck": {**_PRODUCT, "ConditionExpression": "price < :q", **values(q=1)}}),
        blames="ConditionCheckItem", first="UpdateItem", on=_ON),
    Row("one's own updated, a price put", "TransactWriteItems", transact(
        {"Update": {**of(ME), **setting()}},
        {"Put": {"TableName": CATALOG, "Item": {**_SKU, "price": {"N": "0"}}}}),
        blames="PutItem", first="UpdateItem", on=_ON),
    Row("two own lines, the second told whole", "TransactWriteItems", transact(
        {"Delete": of(BOB)},
        {"Update": {**of(ME), **setting(), "ConditionExpression": "rev = :q",
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}}), blames="DeleteItem"),
    invalid("two actions in one member", "TransactWriteItems", transact(
        {"Update": {**of(ME), **setting()}, "Delete": of(BOB)})),
    invalid("a member that returns values", "TransactWriteItems", transact(
        {"Update": {**of(ME), **setting(), "ReturnValues": "ALL_NEW"}})),
    invalid("puts and deletions in one member", "BatchWriteItem", {"RequestItems": {CART: [
        {"PutRequest": {"Item": key(ME)}, "DeleteRequest": {"Key": key(BOB)}}]}}),
]
CATALOG_ROWS = [
    Row("read a product", "GetItem", _PRODUCT, "done", "done", on=_ON),
    Row("read products", "BatchGetItem",
        {"RequestItems": {CATALOG: {"Keys": [_SKU]}}}, "done", "done", on=_ON),
    Row("read a category", "Query", _SHELF, "done", "done", on=f"{_ON}/index/{INDEX}"),
    Row("query products by SKU", "Query", {
        "TableName": CATALOG, "KeyConditionExpression": "sku = :s", **values(s="TEA-SEN-100")}, on=_ON),
    Row("scan the catalog", "Scan", {"TableName": CATALOG}, on=_ON),
    Row("scan the index", "Scan", {"TableName": CATALOG, "IndexName": INDEX}, on=f"{_ON}/index/{INDEX}"),
    Row("make a product cheap", "UpdateItem", {**_PRODUCT, **setting("SET price = :q")}, on=_ON),
    Row("delete a product", "DeleteItem", _PRODUCT, on=_ON),
    Row("put a product", "PutItem", {"TableName": CATALOG, "Item": {**_SKU, "price": {"N": "0"}}}, on=_ON),
    Row("put products", "BatchWriteItem",
        {"RequestItems": {CATALOG: [{"PutRequest": {"Item": {**_SKU, "price": {"N": "0"}}}}]}}, on=_ON),
    Row("select products", "ExecuteStatement", {"Statement": f'SELECT * FROM "{CATALOG}"'},
        blames="PartiQLSelect", on=_ON),
]

_ELSEWHERE = {
    "account": "arn:aws:dynamodb:us-east-1:999999999999:table/",
    "region": "arn:aws:dynamodb:eu-west-1:123456789012:table/",
    "partition": "arn:aws-cn:dynamodb:us-east-1:123456789012:table/",
}
OTHER_NAMES = [
    invalid("an index the cart does not have", "Query", query(ME, IndexName="by_rev")),
    invalid("an index the catalog does not have", "Query", {**_SHELF, "IndexName": "by_price"}),
    invalid("an index with a path in its name", "Query", {**_SHELF, "IndexName": f"{INDEX}/../x"}),
    Row("one's own line by the table's ARN", "GetItem",
        {**of(ME, table=TABLE + CART), **project()}, "done", "done"),
    Row("another's line by the table's ARN", "GetItem", {**of(BOB, table=TABLE + CART), **project()}),
    Row("write another's line by the table's ARN", "UpdateItem",
        {**of(BOB, table=TABLE + CART), **setting()}),
    *(row for what, start in _ELSEWHERE.items() for row in (
        Row(f"read one's own line in another {what}", "GetItem",
            {**of(ME, table=start + CART), **project()}, on=start + CART),
        Row(f"write one's own line in another {what}", "UpdateItem",
            {**of(ME, table=start + CART), **setting()}, on=start + CART),
        Row(f"read a product of another {what}", "GetItem",
            {**_PRODUCT, "TableName": start + CATALOG}, on=start + CATALOG),
        Row(f"read a category of another {what}", "Query",
            {**_SHELF, "TableName": start + CATALOG}, on=f"{start}{CATALOG}/index/{INDEX}"))),
    Row("a table whose name is in capitals", "GetItem", {**of(ME, table=CART.upper()), **project()},
        on=TABLE + CART.upper()),
    Row("a table whose name begins alike", "GetItem", {**of(ME, table=CART + "-old"), **project()},
        on=f"{TABLE}{CART}-old"),
    *(invalid(f"a table called {name!r}", "GetItem", {**of(ME, table=name), **project()}) for name in (
        f"{CART}/index/x", f"../{CART}", f"{CART}\n", "*", "", TABLE + "*", "arn:aws:s3:::dynacart-cart")),
]

_OWN_TABLE: Body = {"TableName": CART}
_ON_THE_TABLE: dict[str, Body] = {
    "DescribeTable": _OWN_TABLE, "DeleteTable": _OWN_TABLE,
    "UpdateTable": {**_OWN_TABLE, "BillingMode": "PROVISIONED"},
    "CreateBackup": {**_OWN_TABLE, "BackupName": "mine"}, "DescribeTimeToLive": _OWN_TABLE,
    "UpdateTimeToLive": {**_OWN_TABLE, "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "qty"}},
    "UpdateContinuousBackups": {
        **_OWN_TABLE, "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": False}},
    "EnableKinesisStreamingDestination": {**_OWN_TABLE, "StreamArn": "arn:aws:kinesis:us-east-1:1:stream/x"},
}
_ON_NO_TABLE: dict[str, Body] = {
    "ListTables": {}, "ListBackups": {}, "DescribeLimits": {},
    "PutResourcePolicy": {"ResourceArn": TABLE + CART, "Policy": "{}"},
    "RestoreTableToPointInTime": {"SourceTableName": CART, "TargetTableName": "mine"},
    "ExportTableToPointInTime": {"TableArn": TABLE + CART, "S3Bucket": "mine"},
    "TagResource": {"ResourceArn": TABLE + CART, "Tags": []},
}
ADMINISTRATION = [
    *(Row(f"call {operation}", operation, body) for operation, body in _ON_THE_TABLE.items()),
    *(Row(f"call {operation}", operation, body, on=f"{TABLE}*",
          silent="which resource a refusal of an operation names that is not read here; any")
      for operation, body in _ON_NO_TABLE.items()),
]

ROWS = [*MIXED, *CATALOG_ROWS, *OTHER_NAMES, *ADMINISTRATION]
