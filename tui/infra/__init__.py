"""The IAM policies that are the application's only gatekeeper, as the documents IAM takes.

`cart-role.json` lets people read and change their own lines and read the catalog; `viewer-role.json` only
read; `trust.json` says whose tokens may assume such a role. Why they say what they say:

- `dynamodb:LeadingKeys` must be the person's own subject. `ForAllValues` alone would be content with no key
  at all, hence `Null`; so `Scan` is out of the question, and it is not granted either.
- `dynamodb:Attributes` names every attribute of a line, keys and the `rev` of conditions included: no price
  can be written, nor anything else be stored under somebody's key.
- Reads must name what they want (`SPECIFIC_ATTRIBUTES`); DynamoDB would return everything otherwise.
- Lines are written by `UpdateItem` alone: `PutItem` and `BatchWriteItem` replace whole items without a look
  at their attributes. A transaction is judged as the `UpdateItem` and `DeleteItem` it is made of.
- `ReturnValues` may be ALL_OLD, which a policy limited by attributes usually forbids since it returns whole
  items. Here they are the person's own lines, made of nothing but these attributes; and it is what lets a
  failed condition bring the current line along (`ReturnValuesOnConditionCheckFailure`), one round trip an
  edit. ALL_NEW brings nothing the client did not know, so it is left out.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Literal

Role = Literal["cart", "viewer"]
Document = dict[str, Any]
"""A policy document, ready for `json.dumps`."""

INDEX = "by_category"


def permissions(
    role: Role, *, issuer: str, cart_table_arn: str, catalog_table_arn: str, index: str = INDEX,
) -> Document:
    """What `role` may do. `issuer` is the provider's URL, or how IAM calls it: the URL without scheme."""
    return _filled(f"{role}-role.json", {
        "<issuer>": provider_name(issuer), "<cart-table>": cart_table_arn,
        "<catalog-table>": catalog_table_arn, "<catalog-index>": index,
    })


def trust(*, provider_arn: str, issuer: str, client_id: str, subjects: Sequence[str] = ("*",)) -> Document:
    """Who may assume a role: `subjects` of `issuer` (wildcards as in StringLike) signed in to `client_id`."""
    return _filled("trust.json", {
        "<provider>": provider_arn, "<issuer>": provider_name(issuer), "<client-id>": client_id,
        "<subjects>": list(subjects),
    })


def provider_name(issuer: str) -> str:
    """How IAM calls an issuer in ARNs and condition keys."""
    return issuer.partition("://")[2] or issuer


def _filled(name: str, values: Mapping[str, str | list[str]]) -> Document:
    document: Document = _fill(json.loads((files(__name__) / name).read_text("utf-8")), values)
    return document


def _fill(node: Any, values: Mapping[str, str | list[str]]) -> Any:  # noqa: ANN401 - any JSON
    """`node` with its placeholders replaced, within the parsed document: no value adds to its structure."""
    if isinstance(node, dict):
        return {_fill(key, values): _fill(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [_fill(value, values) for value in node]
    for placeholder, value in values.items():
        if isinstance(value, str):
            node = node.replace(placeholder, value)
        elif node == placeholder:
            return value
    return node
