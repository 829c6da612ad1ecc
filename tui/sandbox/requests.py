"""What a DynamoDB request asks for, in IAM's words: which actions, on which resources, with which keys.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html. A request not
understood to the last member is `Invalid`, never let through. Where AWS documents no answer, the cautious
one is taken: `ReturnValuesOnConditionCheckFailure` is judged as one more `dynamodb:ReturnValues`, as
Example 4 of transaction-apis-iam.html suggests; a read without a projection counts as
`Select = ALL_ATTRIBUTES`; the items of a batch are judged one by one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field

from tui.record import record
from tui.sandbox import members
from tui.sandbox.members import Body, InvalidError, Keys
from tui.sandbox.templates import Context

Tables = Mapping[str, Keys]
"""The tables there are, by name."""

UNSAID: Context = {f"dynamodb:{name}": () for name in (
    "attributes", "enclosingoperation", "firstpartitionkeyvalues", "secondpartitionkeyvalues",
    "thirdpartitionkeyvalues", "fourthpartitionkeyvalues", "fulltablescan", "leadingkeys",
    "returnconsumedcapacity", "returnvalues", "select")}
"""DynamoDB's condition keys, all absent: what a check's context says of those its request does not bring.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
"""

_Reader = Callable[[Body, Tables], Iterator["Check"]]


@record
class Check:
    """One thing that IAM has to allow."""

    action: str
    resource: str
    context: Context = field(default_factory=dict)


@record
class Invalid:
    """The request makes no sense, or none that can be judged; answer with a ValidationException."""

    message: str


def checks(operation: str, body: object, tables: Tables) -> tuple[Check, ...] | Invalid:
    """Everything IAM has to allow for the request, at least one check. `operation` is one of `OPERATIONS`."""
    try:
        return tuple(Check(check.action, check.resource, {**UNSAID, **check.context})
                     for check in _READERS[operation](members.mapping(body), tables))
    except InvalidError as error:
        return Invalid(str(error))


def _known(*lists: str) -> frozenset[str]:
    return frozenset(member for names in lists for member in names.split())


_TABLE = "TableName ReturnConsumedCapacity"
_NAMES = "ExpressionAttributeNames ExpressionAttributeValues"
_PROJECTION = "ProjectionExpression AttributesToGet ConsistentRead ExpressionAttributeNames"
_CONDITION = f"ConditionExpression ReturnValuesOnConditionCheckFailure {_NAMES}"
_WRITE = f"{_TABLE} {_CONDITION} Expected ConditionalOperator ReturnValues ReturnItemCollectionMetrics"
_SEARCH = (f"{_TABLE} {_PROJECTION} {_NAMES} IndexName Select Limit ConditionalOperator FilterExpression "
           "ExclusiveStartKey")

_GET = _known(_TABLE, _PROJECTION, "Key")
_PUT = _known(_WRITE, "Item")
_UPDATE = _known(_WRITE, "Key UpdateExpression AttributeUpdates")
_DELETE = _known(_WRITE, "Key")
_QUERY = _known(_SEARCH, "KeyConditionExpression KeyConditions QueryFilter ScanIndexForward")
_SCAN = _known(_SEARCH, "ScanFilter Segment TotalSegments")
_BATCH_GET = _known("RequestItems ReturnConsumedCapacity")
_BATCH_GET_TABLE = _known(_PROJECTION, "Keys")
_BATCH_WRITE = _BATCH_GET | _known("ReturnItemCollectionMetrics")
_TRANSACT_GET = _known("TransactItems ReturnConsumedCapacity")
_TRANSACT_WRITE = _TRANSACT_GET | _known("ReturnItemCollectionMetrics ClientRequestToken")

_RETURNS = ("NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW")
_SELECTS = ("ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT")


def _item(action: str, body: Body, tables: Tables, table: object, outer: Context) -> Iterator[Check]:
    """The checks of one action on the item that Key or Item names; one for each way of returning it."""
    name, arn = members.table_of(table)
    keys = tables.get(name)
    exact = "Item" not in body
    leading = members.leading(members.mapping(body.get("Key" if exact else "Item")), keys, exact=exact)
    members.check_targets(body, keys)
    context = {**outer, **_partition(leading), "dynamodb:attributes": tuple(sorted(members.names(body)))}
    for returned in _returned(body):
        yield Check(f"dynamodb:{action}", arn, {**context, **returned})


def _partition(leading: str | None) -> Context:
    if leading is None:
        return {}
    return {"dynamodb:leadingkeys": (leading,), "dynamodb:firstpartitionkeyvalues": (leading,)}


def _returned(body: Body) -> list[Context]:
    returned = members.text(body, "ReturnValues", _RETURNS)
    failed = members.text(body, "ReturnValuesOnConditionCheckFailure", _RETURNS[:2])
    contexts: list[Context] = [{} if returned is None else {"dynamodb:returnvalues": (returned,)}]
    if failed == "ALL_OLD" and returned != "ALL_OLD":
        contexts.append({"dynamodb:returnvalues": (failed,)})
    return contexts


def _capacity(body: Body) -> dict[str, tuple[str, ...]]:
    asked = members.text(body, "ReturnConsumedCapacity", ("INDEXES", "TOTAL", "NONE"))
    return {} if asked is None else {"dynamodb:returnconsumedcapacity": (asked,)}


def _select(body: Body) -> Context:
    projected = bool({"ProjectionExpression", "AttributesToGet"} & body.keys())
    select = members.text(body, "Select", _SELECTS)
    if select == "SPECIFIC_ATTRIBUTES" and not projected:
        raise InvalidError("1 validation error detected: Must specify the AttributesToGet or "
                           "ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES")
    index = "ALL_PROJECTED_ATTRIBUTES" if "IndexName" in body else "ALL_ATTRIBUTES"
    return {"dynamodb:select": (select or ("SPECIFIC_ATTRIBUTES" if projected else index),)}


def _write(action: str, known: frozenset[str]) -> _Reader:
    def read(body: Body, tables: Tables) -> Iterator[Check]:
        members.mapping(body, known)
        return _item(action, body, tables, body.get("TableName"), _capacity(body))

    return read


def _get_item(body: Body, tables: Tables) -> Iterator[Check]:
    members.mapping(body, _GET)
    return _item("GetItem", body, tables, body.get("TableName"), {**_capacity(body), **_select(body)})


def _search(action: str, body: Body, tables: Tables) -> Iterator[Check]:
    name, arn = members.table_of(body.get("TableName"))
    keys = tables.get(name)
    index = members.text(body, "IndexName")
    if index is not None:
        if keys and index not in keys.indexes:
            raise InvalidError(f"The table does not have the specified index: {index}")
        members.table_of(index)
        arn += f"/index/{index}"
    leading: Context = {}
    if action == "Query" and keys:
        partition = keys.table[:1] if index is None else keys.indexes[index]
        queried = _queried(body, partition)
        leading = _partition(queried)
        _check_start(body, partition[0], queried)
    attributes = tuple(sorted(members.names(body)))
    context = {**_capacity(body), **_select(body), **leading, "dynamodb:attributes": attributes}
    yield Check(f"dynamodb:{action}", arn, context)


def _queried(body: Body, partition: tuple[str, ...]) -> str:
    """The partition a Query is about."""
    if len(partition) != 1:
        raise InvalidError("Partition keys of several attributes are not supported here")
    condition = members.expression(body, "KeyConditionExpression")
    if (condition is None) is ("KeyConditions" not in body):
        raise InvalidError("Either the KeyConditions or KeyConditionExpression parameter must be specified")
    if condition is None:
        return _legacy_queried(members.mapping(body["KeyConditions"]), partition[0])
    try:
        placeholder = condition.key_value(partition[0])
    except ValueError as error:
        raise InvalidError(str(error)) from None
    return members.scalar(members.mapping(body.get("ExpressionAttributeValues", {})).get(placeholder))


def _check_start(body: Body, attribute: str, queried: str) -> None:
    """A Query goes on within its own partition."""
    if "ExclusiveStartKey" in body:
        start = members.mapping(body["ExclusiveStartKey"])
        if attribute not in start or members.scalar(start[attribute]) != queried:
            raise InvalidError("The provided starting key is outside query boundaries based on provided "
                               "conditions")


def _legacy_queried(conditions: Body, partition: str) -> str:
    condition = members.mapping(conditions.get(partition), _known("ComparisonOperator AttributeValueList"))
    values = members.listed(condition.get("AttributeValueList"))
    if condition.get("ComparisonOperator") != "EQ" or len(values) != 1:
        raise InvalidError(f"Query condition missed key schema element: {partition}")
    return members.scalar(values[0])


def _query(body: Body, tables: Tables) -> Iterator[Check]:
    return _search("Query", members.mapping(body, _QUERY), tables)


def _scan(body: Body, tables: Tables) -> Iterator[Check]:
    return _search("Scan", members.mapping(body, _SCAN), tables)


def _batch_get(body: Body, tables: Tables) -> Iterator[Check]:
    members.mapping(body, _BATCH_GET)
    for table, asked in _tables_of(body):
        request = members.mapping(asked, _BATCH_GET_TABLE)
        shared = {member: value for member, value in request.items() if member != "Keys"}
        outer = {**_capacity(body), **_select(request)}
        for key in members.listed(request.get("Keys")):
            yield from _item("BatchGetItem", {**shared, "Key": key}, tables, table, outer)


def _batch_write(body: Body, tables: Tables) -> Iterator[Check]:
    members.mapping(body, _BATCH_WRITE)
    for table, asked in _tables_of(body):
        for request in members.listed(asked):
            _, inner = _only(request, {"PutRequest": _known("Item"), "DeleteRequest": _known("Key")})
            yield from _item("BatchWriteItem", inner, tables, table, _capacity(body))


def _tables_of(body: Body) -> Iterator[tuple[str, object]]:
    requests = members.mapping(body.get("RequestItems"))
    if not requests:
        raise InvalidError("1 validation error detected: Value at 'RequestItems' failed to satisfy "
                           "constraint: Member must have length greater than or equal to 1")
    yield from requests.items()


_GETS = {"Get": _known("TableName Key ProjectionExpression ExpressionAttributeNames")}
_WRITES = {
    "ConditionCheck": _known("TableName Key", _CONDITION),
    "Put": _known("TableName Item", _CONDITION),
    "Delete": _known("TableName Key", _CONDITION),
    "Update": _known("TableName Key UpdateExpression", _CONDITION),
}
_ACTIONS = {
    "Get": "GetItem", "ConditionCheck": "ConditionCheckItem", "Put": "PutItem", "Delete": "DeleteItem",
    "Update": "UpdateItem",
}


def _transact(operation: str, known: frozenset[str], kinds: Mapping[str, frozenset[str]]) -> _Reader:
    """Transactions are authorised as the actions they are made of (transaction-apis-iam.html)."""

    def read(body: Body, tables: Tables) -> Iterator[Check]:
        members.mapping(body, known)
        for request in members.listed(body.get("TransactItems")):
            kind, inner = _only(request, kinds)
            outer: Context = {**_capacity(body), "dynamodb:enclosingoperation": (operation,)}
            if kind == "Get":
                outer = {**outer, **_select(inner)}
            yield from _item(_ACTIONS[kind], inner, tables, inner.get("TableName"), outer)

    return read


def _only(request: object, kinds: Mapping[str, frozenset[str]]) -> tuple[str, Body]:
    """The one kind of action a member of a batch or transaction holds."""
    holds = members.mapping(request, frozenset(kinds))
    if len(holds) != 1:
        raise InvalidError("1 validation error detected: a member must hold exactly one action")
    kind, inner = next(iter(holds.items()))
    return kind, members.mapping(inner, kinds[kind])


_READERS: Mapping[str, _Reader] = {
    "GetItem": _get_item,
    "PutItem": _write("PutItem", _PUT),
    "UpdateItem": _write("UpdateItem", _UPDATE),
    "DeleteItem": _write("DeleteItem", _DELETE),
    "Query": _query,
    "Scan": _scan,
    "BatchGetItem": _batch_get,
    "BatchWriteItem": _batch_write,
    "TransactGetItems": _transact("TransactGetItems", _TRANSACT_GET, _GETS),
    "TransactWriteItems": _transact("TransactWriteItems", _TRANSACT_WRITE, _WRITES),
}
OPERATIONS = frozenset(_READERS)
"""The operations that can be judged; nobody but the administrator gets any other."""
