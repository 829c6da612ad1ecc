"""What the sandbox's account holds when it opens: tables, provider, roles, a catalog, and lines in carts.

Tables, provider and roles are those of the template that ships, deployed with the issuer of the day. A table
that exists already keeps what it holds.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files

from tui import infra
from tui.cart.ids import uuid7
from tui.infra.policies import ROLES, Role
from tui.sandbox.deploy import deploy
from tui.sandbox.engine import Engine
from tui.sandbox.people import (
    ACCOUNT,
    CART_TABLE,
    CATALOG_TABLE,
    CLIENT_ID,
    INDEX,
    REGION,
    Person,
)
from tui.sandbox.stack import Stack

Item = dict[str, dict[str, str | bool]]
"""An item in DynamoDB's own notation."""

CATEGORY_OF_CATEGORIES = "#"
"""The partition of the index that lists the categories."""
DAY = 86_400.0
_BATCH = 25

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
_KINDS = ("basket", "bowl", "brush", "candle", "jar", "jug", "lamp", "mug", "plate", "spoon", "tin", "towel",
          "tray")
_STUFFS = ("Ash", "Brass", "Copper", "Enamel", "Felt", "Glass", "Linen", "Oak", "Pewter", "Tin", "Willow")


async def seed(engine: Engine, *, issuer: str, people: Sequence[Person], clock: Callable[[], float],
               products: int = 0) -> None:
    """Make the account what it should be; raises EngineError where the engine will not have it."""
    before = (await engine.dynamodb("ListTables"))["TableNames"]
    await deploy(engine, stack(issuer, people))
    if CATALOG_TABLE not in before:
        await _fill(engine, CATALOG_TABLE, _catalog(products))
    if CART_TABLE not in before:
        await _fill(engine, CART_TABLE, (line for person in people for line in _lines(person.name, clock())))


def stack(issuer: str, people: Sequence[Person]) -> Stack:
    """The template that ships, for this account, issuer and people."""
    named: dict[Role, list[str]] = {role: [p.name for p in people if p.role == role] for role in ROLES}
    return Stack(infra.template(), {
        "ProviderKind": "oidc", "Issuer": issuer, "ClientIds": [CLIENT_ID],
        "CartSubjects": named["cart"], "ViewerSubjects": named["viewer"],
        "CartTableName": CART_TABLE, "CatalogTableName": CATALOG_TABLE, "CatalogIndexName": INDEX,
    }, ACCOUNT, REGION)


async def _fill(engine: Engine, table: str, items: Iterable[Item]) -> None:
    puts = [{"PutRequest": {"Item": item}} for item in items]
    for start in range(0, len(puts), _BATCH):
        await engine.dynamodb("BatchWriteItem", RequestItems={table: puts[start:start + _BATCH]})


def _catalog(more: int = 0) -> Iterable[Item]:
    """The products, `more` made-up ones, and one item a category that names it (sku `#<category>`)."""
    products = json.loads((files("tui.sandbox") / "catalog.json").read_text("utf-8"))
    products += map(_made_up, range(1, more + 1))
    for product in products:
        numbers = {"price": {"N": product.pop("price")}, "available": {"BOOL": product.pop("available")}}
        yield {**{name: {"S": text} for name, text in product.items()}, **numbers}
    for category in sorted({product["category"] for product in products}):
        texts = {"sku": f"#{category}", "category": CATEGORY_OF_CATEGORIES, "name": category}
        yield {name: {"S": text} for name, text in texts.items()}


def _made_up(number: int) -> dict[str, str | bool]:
    """A product that nobody would sell, the same one each time for a number; every tenth is sold out."""
    kind, stuff = _KINDS[number % len(_KINDS)], _STUFFS[number // len(_KINDS) % len(_STUFFS)]
    return {"sku": f"LOT-{number:05}", "name": f"{stuff} {kind}, no. {number}",
            "category": f"Odd lots {number % 20 + 1:02}", "price": f"{number % 90 + 1}.{number % 100:02}",
            "currency": "EUR", "description": f"Lot {number} of a cleared warehouse.",
            "available": number % 10 != 0}


def _lines(owner: str, now: float) -> Iterable[Item]:
    """The first lines of `owner`, one written each day until yesterday."""
    lines = _CARTS.get(owner, ())
    for age, (place, sku, quantity, note) in zip(range(len(lines), 0, -1), lines, strict=True):
        at = now - age * DAY
        stamp = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        texts = {"pk": owner, "sk": f"{place}#{sku}", "rev": uuid7(partial(float, at)), "added_at": stamp,
                 "updated_at": stamp, **({"note": note} if note else {})}
        yield {**{name: {"S": text} for name, text in texts.items()}, "qty": {"N": str(quantity)}}
