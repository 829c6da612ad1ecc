"""The members of DynamoDB requests: of the right type, known, and named in IAM's words."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal, InvalidOperation

from tui.record import record
from tui.sandbox import expressions
from tui.sandbox.people import ACCOUNT, REGION

Body = Mapping[str, object]

_TABLE_ARN = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/"
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,255}")
_ARN = re.compile(r"arn:[a-z-]+:dynamodb:[a-z0-9-]+:[0-9]{12}:table/([A-Za-z0-9_.-]{1,255})")

_EXPRESSIONS: Mapping[str, expressions.Slot] = {
    "ProjectionExpression": "projection", "ConditionExpression": "condition", "FilterExpression": "condition",
    "KeyConditionExpression": "key", "UpdateExpression": "update",
}
_MAPS = (
    "Key", "Item", "ExclusiveStartKey", "Expected", "AttributeUpdates", "KeyConditions", "QueryFilter",
    "ScanFilter",
)


class InvalidError(ValueError):
    """The request cannot be understood; the message is fit for a ValidationException."""


@record
class Keys:
    """The key attributes of a table, partition key first, and the partition key of each of its indexes."""

    table: tuple[str, ...]
    indexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """More than one name for an index whose partition key has several attributes."""


def table_of(name: object) -> tuple[str, str]:
    """The name ("" for a table of somebody else's) and the ARN of the table a request calls `name`."""
    if isinstance(name, str) and _NAME.fullmatch(name):
        return name, _TABLE_ARN + name
    if isinstance(name, str) and (arn := _ARN.fullmatch(name)):
        return arn[1] if name == _TABLE_ARN + arn[1] else "", name
    raise InvalidError("1 validation error detected: Value at 'tableName' failed to satisfy constraint: "
                       "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")


def mapping(value: object, known: frozenset[str] | None = None) -> Body:
    """`value` as an object whose members are all among `known`."""
    if not isinstance(value, dict):
        raise InvalidError("1 validation error detected: an object is expected")
    if known is not None and (strange := value.keys() - known):
        raise InvalidError(f"1 validation error detected: {min(strange)!r} is not a member of this request")
    return value


def listed(value: object) -> list[object]:
    """`value` as a list of at least one."""
    if not isinstance(value, list) or not value:
        raise InvalidError("1 validation error detected: Member must have length greater than or equal to 1")
    return value


def text(body: Body, member: str, among: tuple[str, ...] = ()) -> str | None:
    """The string `member`, None if it is not there."""
    if member not in body:
        return None
    value = body[member]
    if not isinstance(value, str) or (among and value not in among):
        raise InvalidError(f"1 validation error detected: Value at '{member}' failed to satisfy constraint: "
                           f"Member must satisfy enum value set: [{', '.join(among)}]")
    return value


def expression(body: Body, member: str) -> expressions.Expression | None:
    """The expression `member`, taken apart; None if it is not there."""
    written = text(body, member)
    if written is None:
        return None
    aliases: dict[str, str] = {}
    for alias, name in mapping(body.get("ExpressionAttributeNames", {})).items():
        if not isinstance(name, str) or not name:
            raise InvalidError("ExpressionAttributeNames must only contain non-empty strings")
        aliases[alias] = name
    try:
        return expressions.read(written, _EXPRESSIONS[member], aliases)
    except expressions.ExpressionError as error:
        raise InvalidError(f"Invalid {member}: {error}") from None


def names(body: Body) -> set[str]:
    """Every attribute the request names, whichever way: `dynamodb:Attributes`."""
    found: set[str] = set()
    for member in _EXPRESSIONS:
        if (read := expression(body, member)) is not None:
            found |= read.names()
    for member in _MAPS:
        if member in body:
            found |= mapping(body[member]).keys()
    if "AttributesToGet" in body:
        for name in listed(body["AttributesToGet"]):
            if not isinstance(name, str):
                raise InvalidError("AttributesToGet must only contain strings")
            found.add(name)
    return found


def leading(attributes: Body, keys: Keys | None, *, exact: bool) -> str | None:
    """The partition key's value in a Key (`exact`) or an Item; None where the table does not exist."""
    if keys is None:
        return None
    if (attributes.keys() != set(keys.table)) if exact else not (attributes.keys() >= set(keys.table)):
        raise InvalidError("The provided key element does not match the schema")
    values = [scalar(attributes[name]) for name in keys.table]
    return values[0]


def scalar(value: object) -> str:
    """A key value as IAM compares it: strings as they are, numbers and binaries in one way of writing."""
    if isinstance(value, dict) and len(value) == 1:
        kind, written = next(iter(value.items()))
        if kind == "S" and isinstance(written, str):
            return written
        try:
            if kind == "N" and isinstance(written, str) and Decimal(written).is_finite():
                return f"{Decimal(written).normalize():f}"
            if kind == "B" and isinstance(written, str):
                return base64.b64encode(base64.b64decode(written, validate=True)).decode()
        except (InvalidOperation, binascii.Error):
            pass
    raise InvalidError("The provided key element does not match the schema")


def check_targets(body: Body, keys: Keys | None) -> None:
    """Refuse an update that writes a key attribute."""
    updated = set(mapping(body.get("AttributeUpdates", {})))
    if (update := expression(body, "UpdateExpression")) is not None:
        updated |= update.targets()
    for name in keys.table if keys else ():
        if name in updated:
            raise InvalidError("One or more parameter values were invalid: Cannot update attribute "
                               f"{name}. This attribute is part of the key")
