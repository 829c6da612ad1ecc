"""From DynamoDB's items to lines and products.

Whatever a table holds, reading it never fails: what is no line or product is told as such and left alone.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tui.cart.model import LISTS, NOTE_MAX, PAST, Line, LineKey, Product, qty_flaw, sku_flaw
from tui.cart.outcomes import Unreadable
from tui.text import plain

Item = Mapping[str, Any]
"""Attribute values by name, in DynamoDB's notation: {"qty": {"N": "2"}}."""

REV_MAX = 128
TIME_MAX = 64
PAST_MAX = 1024
"""Characters; what is longer, or no text, tells nothing, and an edit in doubt then asks."""
_NUMBER = re.compile(r"-?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_PRICE_LIMIT = Decimal(10) ** 12
_PRICE_PLACES = 8
"""Prices within these bounds multiply and add up exactly in `decimal`'s 28 digits."""
_NOTHING = {"S": ""}


def sort_key(key: LineKey) -> str:
    """The sort key of a line."""
    return f"{key.list}#{key.sku}"


def line(item: Item) -> Line | Unreadable:
    """The line an item of the cart table is, or why it is none."""
    sk = _text(item.get("sk"), 1024)
    if sk is None:
        return Unreadable("", "its sort key is not text")
    name, _, sku = sk.partition("#")
    qty = _number(item.get("qty"))
    rev = _text(item.get("rev"), REV_MAX)
    note = _text(item.get("note", _NOTHING), NOTE_MAX)
    added_at = _text(item.get("added_at", _NOTHING), TIME_MAX)
    updated_at = _text(item.get("updated_at", _NOTHING), TIME_MAX)
    if name not in LISTS:
        return Unreadable(sk, "it belongs to no known list")
    if flaw := sku_flaw(sku):
        return Unreadable(sk, flaw)
    if qty is None or qty != qty.to_integral_value() or qty_flaw(int(qty)):
        return Unreadable(sk, "its quantity is not a whole number from 1 to 999")
    if not rev:
        return Unreadable(sk, "it has no revision")
    if note is None or added_at is None or updated_at is None:
        return Unreadable(sk, "its note or times are not text of the usual length")
    past = (_text(item.get("past", _NOTHING), PAST_MAX) or "").split()
    return Line(LineKey(name, sku), int(qty), rev, note, added_at, updated_at, tuple(past[:PAST]))


def product(item: Item) -> Product | None:
    """The product an item of the catalog table is, its texts safe to show; None if it is none."""
    sku = _text(item.get("sku"), 1024)
    name, category = _text(item.get("name"), 1000), _text(item.get("category"), 1000)
    description = _text(item.get("description", _NOTHING), 100_000)
    price, currency = _number(item.get("price")), _text(item.get("currency"), 3)
    available = _available(item)
    if not (sku and name and category and currency) or sku_flaw(sku) or not _CURRENCY.fullmatch(currency):
        return None
    if price is None or not _is_price(price) or description is None or available is None:
        return None
    shown, shelf = plain(name), plain(category)
    if not (shown and shelf):
        return None
    return Product(sku, shown, shelf, price, currency, plain(description, 1000), available)


def stock(item: Item) -> tuple[str, bool] | None:
    """The SKU of an item of the catalog table and whether it is to be had; None if these cannot be read."""
    sku, available = _text(item.get("sku"), 1024), _available(item)
    return None if not sku or sku_flaw(sku) or available is None else (sku, available)


def category(item: Item) -> str:
    """The category that an item of the list of categories names by its SKU, "" if it names none."""
    sku = _text(item.get("sku"), 1024) or ""
    return sku[1:] if sku.startswith("#") else ""


def _text(value: object, limit: int) -> str | None:
    """A string attribute; None for any other type, for more than `limit` characters and for broken UTF-16."""
    text = value.get("S") if isinstance(value, dict) else None
    if not isinstance(text, str) or len(text) > limit:
        return None
    try:
        text.encode()
    except UnicodeEncodeError:
        return None
    return text


def _available(item: Item) -> bool | None:
    value = item.get("available", {"BOOL": True})
    available = value.get("BOOL") if isinstance(value, dict) else None
    return available if isinstance(available, bool) else None


def _number(value: object) -> Decimal | None:
    """A number attribute of a size anyone can have meant, exactly; None for anything else."""
    text = value.get("N") if isinstance(value, dict) else None
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text)
    return number if abs(number) < _PRICE_LIMIT else None


def _is_price(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return number >= 0 and isinstance(exponent, int) and exponent >= -_PRICE_PLACES
