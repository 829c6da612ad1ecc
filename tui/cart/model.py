"""Lines and products: what a cart is made of, and the limits of each."""

import unicodedata
from decimal import Decimal
from typing import NamedTuple

from tui.record import record

CART = "cart"
SAVED = "saved"
LISTS = (CART, SAVED)

QTY_MIN = 1
QTY_MAX = 999
NOTE_MAX = 500
"""Characters."""
SKU_MAX = 64
"""Characters."""
OWNER_MAX = 2048
"""Bytes."""
PAST = 16
"""How many edits before the last one a line remembers: what others may write while an answer is lost."""


class LineKey(NamedTuple):
    """Which line of a person's cart: DynamoDB's sort key `<list>#<sku>`, in parts."""

    list: str
    sku: str


@record
class Line:
    """One product in one list. `rev` is the id of the edit that last wrote it; times are ISO 8601 UTC.

    `past` tells of the edits that wrote the line before, newest first, PAST at the most (see `tail`). By it
    an edit whose answer was lost finds out whether it had been written, whoever wrote the line since.
    """

    key: LineKey
    qty: int
    rev: str
    note: str = ""
    added_at: str = ""
    updated_at: str = ""
    past: tuple[str, ...] = ()

    @property
    def lineage(self) -> tuple[str, ...]:
        """The `past` of the line once another edit has written it."""
        return (tail(self.rev), *self.past)[:PAST]

    def wrote(self, edit_id: str) -> bool:
        """Whether the edit is among those that are known to have written the line."""
        return edit_id == self.rev or tail(edit_id) in self.past


@record
class Product:
    """One entry of the catalog; the only source of names and prices."""

    sku: str
    name: str
    category: str
    price: Decimal
    currency: str
    description: str = ""
    available: bool = True


def tail(edit_id: str) -> str:
    """The last 12 characters of an edit's id: of a UUIDv7, 48 random bits, enough to tell edits apart."""
    return "".join(edit_id.split())[-12:]


def owner_flaw(owner: str) -> str:
    """Why `owner` cannot be an owner id, "" if it can: it is a partition key, 1 to 2048 bytes of UTF-8."""
    try:
        fits = 1 <= len(owner.encode()) <= OWNER_MAX
    except UnicodeEncodeError:
        fits = False
    return "" if fits else f"an owner id is text of 1 to {OWNER_MAX} bytes"


def sku_flaw(sku: str) -> str:
    """Why `sku` cannot name a product ("" if it can): it becomes part of a sort key, `#` separates."""
    if not sku:
        return "a SKU cannot be empty"
    if len(sku) > SKU_MAX:
        return f"a SKU has at most {SKU_MAX} characters"
    if "#" in sku or not sku.isprintable() or sku != sku.strip():
        return "a SKU holds no #, no control characters and no blanks around it"
    return ""


def qty_flaw(qty: int) -> str:
    """Why `qty` cannot be a line's quantity, "" if it can."""
    if QTY_MIN <= qty <= QTY_MAX:
        return ""
    return f"a quantity is between {QTY_MIN} and {QTY_MAX}"


def note_flaw(note: str) -> str:
    """Why `note` cannot be a line's note, "" if it can."""
    if len(note) > NOTE_MAX:
        return f"a note has at most {NOTE_MAX} characters"
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in note):
        return "a note is one line of text, without control characters"
    return ""
