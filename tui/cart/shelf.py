"""The catalog as last read, on disk: to choose from at once, and without a network.

Its prices are shown with their age, and nothing that is written depends on them. Where the file cannot be
read there is no copy, and a file that is none is replaced, as with `lastseen`.
"""

import os
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from tui.cart.database import connect, transaction
from tui.cart.lastseen import product_of, product_row
from tui.cart.model import Product

FILE = "catalog.db"
FRESH = 300.0
"""Seconds for which the catalog is not read again unasked."""
PRODUCTS_MAX = 50_000
BYTES_MAX = 64 * 1024 * 1024
_VERSION = 1
_SCHEMA = """
CREATE TABLE products (place INTEGER PRIMARY KEY, sku TEXT, name TEXT, category TEXT, price TEXT,
    currency TEXT, description TEXT, available INTEGER);
CREATE TABLE seen (at REAL, unreadable INTEGER)
"""
_SELECT = """
SELECT sku, name, category, price, currency, description, available FROM products ORDER BY place LIMIT ?
"""


class Shelved(NamedTuple):
    """The catalog as it was `at` some time (Unix seconds); `at` is None where nothing is known of it."""

    products: tuple[Product, ...] = ()
    at: float | None = None
    unreadable: int = 0
    """How many items of the catalog were no products."""

    def fresh(self, now: float) -> bool:
        """Whether it need not be read again unasked."""
        return self.at is not None and now - self.at < FRESH


def ago(seconds: float) -> str:
    """How long ago something was, in one number."""
    for length, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= length:
            return f"{int(seconds // length):,} {unit} ago"
    return "just now"


class Shelf:
    """The copy in `folder`, which exists. No method raises; each may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()

    def recall(self, now: float) -> Shelved:
        """The catalog as last read before `now`, as far as it can still be read."""
        try:
            with self._lock:
                if os.lstat(self._path).st_size > BYTES_MAX:
                    return Shelved()
                with closing(connect(self._path, _SCHEMA, _VERSION)) as db:
                    found = db.execute("SELECT at, unreadable FROM seen").fetchone()
                    rows = db.execute(_SELECT, (PRODUCTS_MAX,))
                    products = tuple(filter(None, (product_of(*row) for row in rows)))
        except (OSError, sqlite3.OperationalError):
            return Shelved()  # busy, out of reach or not there
        except sqlite3.Error:
            self.forget()
            return Shelved()
        match found:
            case (float(at), int(unreadable)) if 0 < at <= now:
                return Shelved(products, at, unreadable)
        return Shelved()

    def keep(self, products: Sequence[Product], at: float, unreadable: int = 0) -> None:
        """This is the whole catalog, as it was `at` that time."""
        try:
            with self._lock, closing(connect(self._path, _SCHEMA, _VERSION)) as db, transaction(db, "OFF"):
                db.execute("DELETE FROM products")
                db.execute("DELETE FROM seen")
                if len(products) <= PRODUCTS_MAX:
                    db.executemany("INSERT INTO products VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
                                   map(product_row, products))
                    db.execute("INSERT INTO seen VALUES (?, ?)", (at, unreadable))
        except (OSError, sqlite3.OperationalError):
            pass  # the copy stays as old as it is
        except sqlite3.Error:
            self.forget()

    def forget(self) -> None:
        """There is no copy any more."""
        try:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        except OSError:
            pass
