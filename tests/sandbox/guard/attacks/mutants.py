"""Policies with one thing broken in them."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

Document = dict[str, Any]
Mutant = tuple[str, Document]

STRANGE: dict[str, list[str]] = {
    "dynamodb:LeadingKeys": ["bob"],
    "dynamodb:Attributes": ["price", "secret"],
    "dynamodb:Select": ["COUNT", "ALL_ATTRIBUTES"],
    "dynamodb:ReturnValues": ["ALL_NEW"],
    "saml:namequalifier": ["another"],
    "saml:sub_type": ["transient"],
    "cognito-identity.amazonaws.com:amr": ["unauthenticated"],
}
"""What a condition must not let through, by its key."""
SUBJECT, AUDIENCE = "bob", "other"
"""Likewise for the keys that are named after the provider."""


def mutants(document: Document) -> Iterator[Mutant]:
    """Each with a name that says what is broken."""
    yield "an older version", {**document, "Version": "2008-10-17"}
    for number, statement in enumerate(document["Statement"]):
        sid = statement["Sid"]
        for what, broken in _statements(statement):
            changed = deepcopy(document)
            changed["Statement"][number:number + 1] = [] if broken is None else [broken]
            if changed["Statement"]:
                yield f"{sid}: {what}", changed


def _statements(statement: Document) -> Iterator[tuple[str, Document | None]]:
    yield "gone", None
    yield "denies", {**statement, "Effect": "Deny"}
    yield from _actions(statement)
    if "Resource" in statement:
        parts = statement["Resource"].split(":", 5)
        wide = ":".join((*parts[:3], "*", "*", parts[5]))
        yield "any resource", {**statement, "Resource": "*"}
        yield "any account", {**statement, "Resource": wide}
    if "Principal" in statement:
        yield "any principal", {**statement, "Principal": "*"}
    for what, condition in _conditions(statement.get("Condition", {})):
        yield what, {**statement, "Condition": condition}


def _actions(statement: Document) -> Iterator[tuple[str, Document]]:
    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
    yield "any action", {**statement, "Action": f"{actions[0].partition(':')[0]}:*"}
    for action in actions:
        if len(actions) > 1:
            yield f"without {action}", {**statement, "Action": [each for each in actions if each != action]}


def _conditions(condition: Document) -> Iterator[tuple[str, Document]]:
    for operator, keys in condition.items():
        yield f"without {operator}", {name: each for name, each in condition.items() if name != operator}
        for name in _operators(operator):
            others = {each: value for each, value in condition.items() if each != operator}
            yield f"{operator} is {name}", {**others, name: {**others.get(name, {}), **keys}}
        for key, values in keys.items():
            yield f"{operator} without {key}", {
                **condition, operator: {each: value for each, value in keys.items() if each != key}}
            for what, broken in _values(key, values):
                yield f"{operator} of {key} {what}", {**condition, operator: {**keys, key: broken}}


def _operators(operator: str) -> Iterator[str]:
    if operator.endswith("IfExists"):
        yield operator.removesuffix("IfExists")
    if operator.startswith("ForAllValues:"):
        yield operator.replace("ForAllValues", "ForAnyValue")


def _values(key: str, values: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401 - any JSON
    if values in ("true", "false"):
        yield "turned round", {"true": "false", "false": "true"}[values]
        return
    listed = values if isinstance(values, list) else [values]
    for value in listed if len(listed) > 1 else ():
        yield f"without {value}", [each for each in listed if each != value]
    suffix = key.rpartition(":")[2]
    for strange in STRANGE.get(key) or [AUDIENCE if suffix in ("aud", "app_id") else SUBJECT]:
        yield f"with {strange}", [*listed, strange]
