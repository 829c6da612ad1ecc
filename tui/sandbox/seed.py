"""What the sandbox's account holds when it opens: tables, provider, roles, a catalog, and lines in carts.

Created through the engine's own API, as an administrator would. What exists already is left alone, but for
the provider and the policies: these follow the files of `tui.infra` and the issuer of the day.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files

from tui import infra
from tui.cart.ids import uuid7
from tui.sandbox.engine import Engine
from tui.sandbox.people import (
    ACCOUNT,
    CART_TABLE,
    CATALOG_TABLE,
    CLIENT_ID,
    INDEX,
    REGION,
    Person,
    Role,
    role_arn,
)

Item = dict[str, dict[str, str | bool]]
"""An item in DynamoDB's own notation."""

CATEGORY_OF_CATEGORIES = "#"
"""The partition of the index that lists the categories."""
DAY = 86_400.0
_BATCH = 25
_THUMBPRINT = "0" * 40
"""IAM wants one; nothing is verified with it, neither here nor by AWS any more."""

_CARTS: Mapping[str, Sequence[tuple[str, str, int, str]]] = {
    "alice": (
        ("cart", "COF-ETH-250", 2, ""),
        ("cart", "TEA-MAT-030", 1, "for Noor's birthday"),
        ("cart", "BAK-CRO-001", 4, "Saturday, before nine"),
        ("cart", "CHE-COM-250", 1, ""),
        ("cart", "PAN-OLI-750", 1, ""),
        ("cart", "FRU-LEM-500", 3, "leaves on, please"),
        ("saved", "KIT-GRI-038", 1, "when it is back"),
        ("saved", "BOO-FER-001", 1, ""),
    ),
    "bob": (
        ("cart", "COF-ESP-1K", 1, ""),
        ("cart", "CHO-D70-100", 6, ""),
        ("cart", "KIT-KNI-210", 1, "engrave: B. O."),
        ("saved", "KIT-POT-500", 1, ""),
    ),
    "viewer": (
        ("cart", "TEA-EAR-100", 1, ""),
        ("cart", "BAK-SOU-800", 2, "sliced"),
        ("cart", "STA-NOT-A5", 3, ""),
    ),
}
"""List, SKU, quantity and note of everybody's first lines."""


async def seed(engine: Engine, *, issuer: str, people: Sequence[Person], clock: Callable[[], float]) -> None:
    """Make the account what it should be; raises EngineError where the engine will not have it."""
    provider = await _provider(engine, issuer)
    for role in sorted({person.role for person in people}):
        await _role(engine, role, issuer, provider, [person.name for person in people if person.role == role])
    tables = (await engine.dynamodb("ListTables"))["TableNames"]
    if CATALOG_TABLE not in tables:
        await _create(engine, CATALOG_TABLE, ("sku",), index=("category", "name"))
        await _fill(engine, CATALOG_TABLE, _catalog())
    if CART_TABLE not in tables:
        await _create(engine, CART_TABLE, ("pk", "sk"))
        await _fill(engine, CART_TABLE, (line for person in people for line in _lines(person.name, clock())))


async def _provider(engine: Engine, issuer: str) -> str:
    """The ARN of the registered issuer; registered here if need be."""
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{infra.provider_name(issuer).rstrip('/')}"
    if await engine.iam("GetOpenIDConnectProvider", OpenIDConnectProviderArn=arn) is None:
        await engine.iam("CreateOpenIDConnectProvider", **{
            "Url": issuer, "ClientIDList.member.1": CLIENT_ID, "ThumbprintList.member.1": _THUMBPRINT})
    return arn


async def _role(engine: Engine, role: Role, issuer: str, provider: str, subjects: Sequence[str]) -> None:
    name = role_arn(role).rpartition("/")[2]
    trust = json.dumps(
        infra.trust(provider_arn=provider, issuer=issuer, client_id=CLIENT_ID, subjects=subjects))
    if await engine.iam("GetRole", RoleName=name) is None:
        await engine.iam("CreateRole", RoleName=name, AssumeRolePolicyDocument=trust)
    else:
        await engine.iam("UpdateAssumeRolePolicy", RoleName=name, PolicyDocument=trust)
    tables = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/"
    document = infra.permissions(role, issuer=issuer, cart_table_arn=tables + CART_TABLE,
                                 catalog_table_arn=tables + CATALOG_TABLE, index=INDEX)
    await engine.iam("PutRolePolicy", RoleName=name, PolicyName=name, PolicyDocument=json.dumps(document))


async def _create(engine: Engine, table: str, keys: Sequence[str], index: Sequence[str] = ()) -> None:
    indexes = {"GlobalSecondaryIndexes": [
        {"IndexName": INDEX, "KeySchema": _schema(index), "Projection": {"ProjectionType": "ALL"}}]}
    await engine.dynamodb(
        "CreateTable", TableName=table, BillingMode="PAY_PER_REQUEST", KeySchema=_schema(keys),
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in (*keys, *index)],
        **(indexes if index else {}),
    )


def _schema(keys: Sequence[str]) -> list[dict[str, str]]:
    kinds = ("HASH", "RANGE")
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(keys, kinds, strict=False)]


async def _fill(engine: Engine, table: str, items: Iterable[Item]) -> None:
    puts = [{"PutRequest": {"Item": item}} for item in items]
    for start in range(0, len(puts), _BATCH):
        await engine.dynamodb("BatchWriteItem", RequestItems={table: puts[start:start + _BATCH]})


def _catalog() -> Iterable[Item]:
    """The products, and one item a category that names it (sku `#<category>`)."""
    products = json.loads((files("tui.sandbox") / "catalog.json").read_text("utf-8"))
    for product in products:
        numbers = {"price": {"N": product.pop("price")}, "available": {"BOOL": product.pop("available")}}
        yield {**{name: {"S": text} for name, text in product.items()}, **numbers}
    for category in sorted({product["category"] for product in products}):
        texts = {"sku": f"#{category}", "category": CATEGORY_OF_CATEGORIES, "name": category}
        yield {name: {"S": text} for name, text in texts.items()}


def _lines(owner: str, now: float) -> Iterable[Item]:
    """The first lines of `owner`, one written each day until yesterday."""
    lines = _CARTS.get(owner, ())
    for age, (place, sku, quantity, note) in zip(range(len(lines), 0, -1), lines, strict=True):
        at = now - age * DAY
        stamp = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        texts = {"pk": owner, "sk": f"{place}#{sku}", "rev": uuid7(partial(float, at)), "added_at": stamp,
                 "updated_at": stamp, **({"note": note} if note else {})}
        yield {**{name: {"S": text} for name, text in texts.items()}, "qty": {"N": str(quantity)}}
