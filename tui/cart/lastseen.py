"""The last-seen copy: a cart, with names and prices, as DynamoDB last told it, to open the editor on at once.

Nothing depends on it: where it cannot be read or written there is none, a file that is none is replaced, and
no write waits for the disk. Commands read single lines of it, and let it follow what they have made of them.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from tui.cart.database import connect, transaction
from tui.cart.model import LISTS, Line, LineKey, Product, note_flaw, qty_flaw, sku_flaw

FILE = "last-seen.db"
_VERSION = 1
_SCHEMA = """
CREATE TABLE lines (list TEXT, sku TEXT, qty INTEGER, rev TEXT, note TEXT, added_at TEXT, updated_at TEXT,
    past TEXT, PRIMARY KEY (list, sku)) WITHOUT ROWID;
CREATE TABLE products (sku TEXT PRIMARY KEY, name TEXT, category TEXT, price TEXT, currency TEXT,
    description TEXT, available INTEGER) WITHOUT ROWID;
CREATE TABLE seen (at REAL)
"""
_TROUBLE = (OSError, sqlite3.Error)


class Copy(NamedTuple):
    """What was last seen, and when (Unix seconds); `at` is None where nothing was."""

    lines: tuple[Line, ...] = ()
    products: tuple[Product, ...] = ()
    at: float | None = None


class LastSeen:
    """The copy in `folder`, which exists. No method raises; each may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()

    def recall(self) -> Copy:
        """What was last seen, as far as it can still be read."""
        try:
            with self._lock, closing(connect(self._path, _SCHEMA, _VERSION)) as db:
                found = db.execute("SELECT at FROM seen").fetchone()
                if not found:
                    return Copy()  # lines that commands have left are no cart
                lines = (_line(*row) for row in db.execute("SELECT * FROM lines"))
                products = (product_of(*row) for row in db.execute("SELECT * FROM products"))
                at = found[0] if isinstance(found[0], float) else None
                return Copy(tuple(filter(None, lines)), tuple(filter(None, products)), at)
        except (OSError, sqlite3.OperationalError):
            pass  # busy, or out of reach: it may be there the next time
        except sqlite3.Error:
            self.forget()
        return Copy()

    def line(self, key: LineKey) -> Line | None:
        """The line as it was last told, however long ago that is; None where nothing is known of it."""
        if not self._path.exists():
            return None
        try:
            with self._lock, closing(connect(self._path, _SCHEMA, _VERSION)) as db:
                where = (key.list, key.sku)
                found = db.execute("SELECT * FROM lines WHERE list = ? AND sku = ?", where).fetchone()
                return _line(*found) if found else None
        except _TROUBLE:
            return None

    def keep(
        self, lines: Mapping[LineKey, Line | None], products: Iterable[Product], at: float,
    ) -> None:
        """Remember these lines (None: there is none any more) and products, as they were `at` that time."""
        goods = [product_row(product) for product in products]

        def keep(db: sqlite3.Connection) -> None:
            if not db.execute("SELECT at FROM seen").fetchone():
                db.execute("DELETE FROM lines")
            _put(db, lines)
            db.executemany("REPLACE INTO products VALUES (?, ?, ?, ?, ?, ?, ?)", goods)
            db.execute("DELETE FROM seen")
            db.execute("INSERT INTO seen VALUES (?)", (at,))

        self._change(keep)

    def follow(self, lines: Mapping[LineKey, Line | None]) -> None:
        """These lines are so now; all else in the copy is as old as it was."""
        self._change(lambda db: _put(db, lines))

    def _change(self, change: Callable[[sqlite3.Connection], None]) -> None:
        """Where that fails, the copy stays as old as it is."""
        with (suppress(*_TROUBLE), self._lock, closing(connect(self._path, _SCHEMA, _VERSION)) as db,
              transaction(db, "OFF")):
            change(db)

    def forget(self) -> None:
        """There is no copy any more."""
        try:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        except OSError:
            pass


def _put(db: sqlite3.Connection, lines: Mapping[LineKey, Line | None]) -> None:
    db.executemany("DELETE FROM lines WHERE list = ? AND sku = ?", [(key.list, key.sku) for key in lines])
    db.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                   [_row(line) for line in lines.values() if line is not None])


def _row(line: Line) -> tuple[object, ...]:
    return (line.key.list, line.key.sku, line.qty, line.rev, line.note, line.added_at, line.updated_at,
            " ".join(line.past))


def _line(*row: object) -> Line | None:
    """The line of a row; None where the file was written by other hands."""
    match row:
        case (str(name), str(sku), int(qty), str(rev), str(note), str(added_at), str(updated_at), str(past)):
            if name in LISTS and rev and not (sku_flaw(sku) or qty_flaw(qty) or note_flaw(note)):
                key = LineKey(name, sku)
                return Line(key, qty, rev, note, added_at, updated_at, tuple(past.split()))
    return None


def product_row(product: Product) -> tuple[object, ...]:
    """A product as a row of the copy."""
    return (product.sku, product.name, product.category, str(product.price), product.currency,
            product.description, int(product.available))


def product_of(*row: object) -> Product | None:
    """The product of a row; None where the file was written by other hands."""
    match row:
        case (str(sku), str(name), str(category), str(price), str(currency), str(about), int(available)):
            try:
                amount = Decimal(price)
            except InvalidOperation:
                return None
            if amount.is_finite() and amount >= 0 and not sku_flaw(sku):
                return Product(sku, name, category, amount, currency, about, bool(available))
    return None
