"""`dynacart export`: a list as CSV or JSON, in the order its lines were added."""

import argparse
import io
import sys

from tui.cart import csv_rows, json_rows
from tui.cart.model import note_flaw
from tui.cli.cart_list import Shown, with_list
from tui.cli.output import data
from tui.text import plain


def run(args: argparse.Namespace) -> int:
    """Print the whole list; where it cannot be read, nothing is printed."""
    return with_list(args, _put_json if args.format == "json" else _put_csv)


def _put_json(cart: Shown) -> None:
    data(json_rows.write(cart.owner, cart.name, _rows(cart)).rstrip("\n"))


def _put_csv(cart: Shown) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # it is for a file
    rows = [{name: _safe(name, value) for name, value in row.items()} for row in _rows(cart)]
    data(csv_rows.write(rows).rstrip("\n"))


def _rows(cart: Shown) -> list[dict[str, object]]:
    return [{name: row[name] for name in csv_rows.COLUMNS} for row in cart.rows]


def _safe(name: str, value: object) -> object:
    """Text for a file that may end on a terminal; a note that is none is made one."""
    if not isinstance(value, str) or (name == "note" and not note_flaw(value)):
        return value
    return plain(value, 500)
