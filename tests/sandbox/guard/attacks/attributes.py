"""Attributes that are nobody's to write, read or ask about, such as a price, under any name, anywhere."""

from tests.sandbox.guard.attacks.rows import (
    BOB,
    CART,
    ME,
    Row,
    aliases,
    equals,
    invalid,
    of,
    project,
    query,
    setting,
    transact,
    values,
)

_LIST = "which attribute a path within a list or map names in dynamodb:Attributes; its first"

WRITES = [
    Row("write a price", "UpdateItem", {**of(ME), **setting("SET price = :q")}),
    Row("write a price beside a quantity", "UpdateItem", {**of(ME), **setting("SET qty = :q, price = :q")}),
    Row("write a price under a placeholder", "UpdateItem",
        {**of(ME), **setting("SET #qty = :q"), **aliases(qty="price")}),
    Row("write within a price", "UpdateItem", {**of(ME), **setting("SET price.amount = :q")}, silent=_LIST),
    Row("write into a list of prices", "UpdateItem",
        {**of(ME), **setting("SET prices[0] = :q")}, silent=_LIST),
    Row("write within an attribute by placeholders", "UpdateItem",
        {**of(ME), **setting("SET #a.#b = :q"), **aliases(a="price", b="qty")}, silent=_LIST),
    Row("write an attribute whose name holds a dot", "UpdateItem",
        {**of(ME), **setting("SET #a = :q"), **aliases(a="qty.price")}),
    Row("write a quantity in capitals", "UpdateItem", {**of(ME), **setting("SET QTY = :q")}),
    Row("write a quantity with a blank", "UpdateItem",
        {**of(ME), **setting("SET #a = :q"), **aliases(a="qty ")}),
    Row("write an attribute that looks alike", "UpdateItem",
        {**of(ME), **setting("SET #a = :q"), **aliases(a="qt\u0443")}),
    Row("add to a price", "UpdateItem", {**of(ME), **setting("ADD price :q")}),
    Row("remove a price", "UpdateItem", {**of(ME), "UpdateExpression": "REMOVE price"}),
    Row("delete from a set", "UpdateItem", {
        **of(ME), "UpdateExpression": "DELETE tags :t", "ExpressionAttributeValues": {":t": {"SS": ["a"]}}}),
    Row("write a price in small letters of a keyword", "UpdateItem", {**of(ME), **setting("set price=:q")}),
    Row("write a price after a removal", "UpdateItem", {**of(ME), **setting("REMOVE note SET price = :q")}),
    Row("write a price the old way", "UpdateItem",
        {**of(ME), "AttributeUpdates": {"price": {"Value": {"N": "0"}, "Action": "PUT"}}}),
    Row("write when a line ends", "UpdateItem", {**of(ME), **setting("SET expires = :q")}),
    Row("write a price in a transaction", "TransactWriteItems",
        transact({"Update": {**of(ME), **setting("SET price = :q")}}), blames="UpdateItem"),
    Row("write a price behind a sound write", "TransactWriteItems", transact(
        {"Update": {**of(ME), **setting()}}, {"Update": {**of(ME, "ATTACK-3"), **setting("SET price = :q")}}),
        blames="UpdateItem"),
    Row("copy what may not be read", "UpdateItem", {**of(ME), "UpdateExpression": "SET note = secret"}),
    Row("copy it if it is there", "UpdateItem", {
        **of(ME), **setting("SET qty = if_not_exists(price, :q)")}),
    Row("copy a list into a note", "UpdateItem",
        {**of(ME), **setting("SET note = list_append(secret, :q)")}),
    Row("count up from a price", "UpdateItem", {**of(ME), **setting("SET qty = price + :q")}),
]

_CONDITIONS = {
    "is": "secret = :q", "is not": "secret <> :q", "is more": "secret > :q",
    "is there": "attribute_exists(secret)", "is not there": "attribute_not_exists(secret)",
    "begins": "begins_with(secret, :q)", "holds": "contains(secret, :q)", "is so long": "size(secret) > :q",
    "is of a type": "attribute_type(secret, :q)",
    "is between": "secret BETWEEN :q AND :q", "is one of": "secret IN (:q)", "is not so": "NOT secret = :q",
    "holds within": "secret.inner = :q", "holds at a place": "secret[0] = :q",
    "is what another is": "qty = secret", "is or it is true": "qty > :q OR secret = :q",
}
ORACLES = [
    *(Row(f"ask by an update whether a hidden attribute {what}", "UpdateItem",
          {**of(ME), **setting(ConditionExpression=condition)}) for what, condition in _CONDITIONS.items()),
    *(Row(f"ask by a filter whether a hidden attribute {what}", "Query",
          query(ME, FilterExpression=condition, **values(p=ME, q="x")))
      for what, condition in list(_CONDITIONS.items())[:9]),
    Row("ask by a deletion about a hidden attribute", "DeleteItem",
        {**of(ME), "ConditionExpression": "secret > :q", **values(q=1)}),
    Row("ask the old way about a hidden attribute", "DeleteItem",
        {**of(ME), "Expected": {"secret": {"Exists": False}}}),
    Row("filter the old way by a hidden attribute", "Query", {
        "TableName": CART, "AttributesToGet": ["qty"], "KeyConditions": {"pk": equals(ME)},
        "QueryFilter": {"secret": equals("x")}}),
    Row("ask about a hidden attribute under a placeholder", "UpdateItem",
        {**of(ME), **setting(ConditionExpression="#s = :q"), **aliases(s="secret")}),
    Row("ask about a hidden attribute in a transaction", "TransactWriteItems",
        transact({"Update": {**of(ME), **setting(ConditionExpression="secret = :q")}}), blames="UpdateItem"),
    Row("ask by a filter about another's lines", "Query",
        query(BOB, FilterExpression="contains(note, :q)", **values(p=BOB, q="x"))),
]

READS = [
    Row("read a hidden attribute", "GetItem", {**of(ME), **project("qty, secret")}),
    Row("read a hidden attribute under a placeholder", "GetItem",
        {**of(ME), **project("#q"), **aliases(q="secret")}),
    Row("read within a hidden attribute", "GetItem", {**of(ME), **project("secret.inner")}, silent=_LIST),
    Row("read a place of a hidden attribute", "GetItem", {**of(ME), **project("secret[0]")}, silent=_LIST),
    Row("read a hidden attribute the old way", "GetItem", {**of(ME), "AttributesToGet": ["qty", "secret"]}),
    Row("list a hidden attribute", "Query", {**query(ME), **project("qty, secret")}),
    Row("read a hidden attribute in a transaction", "TransactGetItems",
        transact({"Get": {**of(ME), **project("secret")}}), blames="GetItem"),
    Row("read within one's own note", "GetItem", {**of(ME), **project("note.inner")}, "done", "done",
        silent=_LIST),
    invalid("read a placeholder that is not defined", "GetItem", {**of(ME), **project("#x")}),
    invalid("read nothing", "GetItem", {**of(ME), **project("")}),
    invalid("read by a function", "GetItem", {**of(ME), **project("size(secret)")}),
    invalid("read with a comment in it", "GetItem", {**of(ME), **project("qty /* , secret */")}),
    invalid("write by a function there is not", "UpdateItem", {**of(ME), **setting("SET qty = exec(:q)")}),
    invalid("a placeholder for nothing", "GetItem", {**of(ME), **project("#x"), **aliases(x="")}),
]

ROWS = [*WRITES, *ORACLES, *READS]
