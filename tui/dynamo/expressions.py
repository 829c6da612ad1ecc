"""From edits and reads to request parameters.

Attribute names are always placeholders, as many are reserved words. Reads are always projected, and writes
ask for nothing back that IAM may refuse (`dynamodb:Attributes`, `Select`, `ReturnValues`).
"""

import uuid
from collections.abc import Collection, Mapping
from typing import Any, Literal, cast

from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo, result
from tui.cart.model import Line, LineKey
from tui.dynamo.items import sort_key
from tui.record import record

Parameters = dict[str, Any]

LINE = ("sk", "qty", "note", "rev", "past", "added_at", "updated_at")
PRODUCT = ("sku", "name", "category", "price", "currency", "description", "available")
STOCK = ("sku", "available")


@record
class Request:
    """One call: the client's method, its parameters and the actions IAM decides upon."""

    method: Literal["update_item", "delete_item", "transact_write_items"]
    actions: tuple[str, ...]
    parameters: Parameters


def write(edit: Edit, table: str, owner: str, *, tell: bool) -> Request:
    """The one call that carries out `edit`; `tell`: a failed condition comes with the line as it is."""
    match edit:
        case Remove():
            delete = _delete(table, owner, edit.seen, tell)
            return Request("delete_item", ("dynamodb:DeleteItem",), {**delete, "ReturnValues": "NONE"})
        case Move():
            return Request("transact_write_items", ("dynamodb:DeleteItem", "dynamodb:UpdateItem"), {
                "TransactItems": [{"Delete": _delete(table, owner, edit.seen, tell)},
                                  {"Update": _update(edit, table, owner, tell)}],
                "ClientRequestToken": _token(edit),
            })
        case _:
            update = _update(edit, table, owner, tell)
            return Request("update_item", ("dynamodb:UpdateItem",), {**update, "ReturnValues": "NONE"})


def lines(table: str, owner: str, more: Mapping[str, object] | None) -> Parameters:
    """Query: a page of the owner's lines."""
    parameters = {
        **_projected(LINE),
        "TableName": table,
        "Select": "SPECIFIC_ATTRIBUTES",
        "ConsistentRead": True,
        "KeyConditionExpression": "#pk = :owner",
        "ExpressionAttributeValues": {":owner": {"S": owner}},
    }
    parameters["ExpressionAttributeNames"]["#pk"] = "pk"
    return {**parameters, "ExclusiveStartKey": more} if more else parameters


def line(table: str, owner: str, key: LineKey) -> Parameters:
    """GetItem: one line as it is now."""
    return {**_projected(LINE), "TableName": table, "Key": _key(owner, key), "ConsistentRead": True}


def products(table: str, skus: Collection[str], names: tuple[str, ...] = PRODUCT) -> Parameters:
    """BatchGetItem: these products, 100 at the most; `names` are the attributes to be told."""
    return {"RequestItems": {table: {**_projected(names), "Keys": [{"sku": {"S": sku}} for sku in skus]}}}


def category(table: str, index: str, name: str, more: Mapping[str, object] | None) -> Parameters:
    """Query of the index: a page of one category, by name."""
    parameters = {
        **_projected(PRODUCT),
        "TableName": table,
        "IndexName": index,
        "Select": "SPECIFIC_ATTRIBUTES",
        "KeyConditionExpression": "#category = :category",
        "ExpressionAttributeValues": {":category": {"S": name}},
    }
    return {**parameters, "ExclusiveStartKey": more} if more else parameters


def _projected(names: Collection[str]) -> Parameters:
    return {"ProjectionExpression": ", ".join(f"#{name}" for name in names),
            "ExpressionAttributeNames": {f"#{name}": name for name in names}}


def _key(owner: str, key: LineKey) -> Parameters:
    return {"pk": {"S": owner}, "sk": {"S": sort_key(key)}}


def _delete(table: str, owner: str, seen: Line, tell: bool) -> Parameters:
    return {"TableName": table, "Key": _key(owner, seen.key), **_condition(seen, {}, {}), **_telling(tell)}


def _update(edit: Add | ChangeBy | SetTo | SetNote | Move, table: str, owner: str, tell: bool) -> Parameters:
    """SET (and REMOVE) what the edit changes of its line, which for a move is the line it arrives at."""
    before = edit.there if isinstance(edit, Move) else None if isinstance(edit, Add) else edit.seen
    key = edit.to if isinstance(edit, Move) else edit.key
    new = _attributes(cast(Line, result(edit)[key]))
    old = _attributes(before) if before else {}
    changed = {name: value for name, value in new.items() if old.get(name) != value}
    gone = [name for name in old if name not in new]
    expression = "SET " + ", ".join(f"#{name} = :{name}" for name in changed)
    if gone:
        expression += " REMOVE " + ", ".join(f"#{name}" for name in gone)
    names = {f"#{name}": name for name in (*changed, *gone)}
    values = {f":{name}": value for name, value in changed.items()}
    return {"TableName": table, "Key": _key(owner, key), "UpdateExpression": expression,
            **_condition(before, names, values), **_telling(tell)}


def _attributes(line: Line) -> dict[str, Parameters]:
    """What a write may set of a line; what is empty is absent."""
    texts = {"note": line.note, "rev": line.rev, "past": " ".join(line.past),
             "added_at": line.added_at, "updated_at": line.updated_at}
    return {"qty": {"N": str(line.qty)}, **{name: {"S": text} for name, text in texts.items() if text}}


def _condition(seen: Line | None, names: dict[str, str], values: Parameters) -> Parameters:
    """The line must be as it was seen, with that rev or absent; `names` and `values` are the update's own."""
    if seen is None:
        return {"ConditionExpression": "attribute_not_exists(#pk)",
                "ExpressionAttributeNames": {**names, "#pk": "pk"}, "ExpressionAttributeValues": values}
    return {"ConditionExpression": "#rev = :seen", "ExpressionAttributeNames": {**names, "#rev": "rev"},
            "ExpressionAttributeValues": {**values, ":seen": {"S": seen.rev}}}


def _telling(tell: bool) -> Parameters:
    return {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"} if tell else {}


def _token(edit: Move) -> str:
    """The ClientRequestToken (at most 36 characters): the same for the same move upon the same lines.

    A move that was rebased is another request, and one token for two requests is refused for ten minutes
    with IdempotentParameterMismatchException (API reference, TransactWriteItems).
    """
    upon = (edit.id, edit.seen.rev, edit.there.rev if edit.there else "")
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "\n".join(upon)))
