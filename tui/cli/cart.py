"""`dynacart list`, `add`, `set`, `remove`, `move` and `note`: the cart on the command line."""

import argparse
import re

from tui.cart.model import CART, LISTS


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the six commands."""
    shown = subparsers.add_parser("list", help="show the lines of a list")
    shown.add_argument("--owner", metavar="ID", default="", help="whose cart to show, by owner id")
    shown.add_argument("--plain", action="store_true",
                       help="a sentence a line instead of columns, for listening to")
    _common(shown)
    shown.set_defaults(run=_list)
    add = _editing(subparsers, "add", "add a product, or more of it")
    add.add_argument("qty", metavar="QTY", type=_quantity, nargs="?", default=1, help="how many (default: 1)")
    add.add_argument("--note", metavar="TEXT", default=None, help="a note on the line")
    exact = _editing(subparsers, "set", "set how many of a line")
    exact.add_argument("qty", metavar="QTY", type=_quantity, help="how many")
    _editing(subparsers, "remove", "remove a line")
    move = _editing(subparsers, "move", "move a line to another list")
    move.add_argument("to", metavar="LIST", choices=LISTS, help=f"where to: {' or '.join(LISTS)}")
    note = _editing(subparsers, "note", "write a note on a line")
    note.add_argument("text", metavar="TEXT", help="the note; '' takes it away")


def _editing(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, purpose: str,
) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(name, help=purpose)
    parser.add_argument("sku", metavar="SKU", help="which product, by its SKU")
    _common(parser)
    parser.set_defaults(run=_edit, edit=name)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--list", metavar="NAME", choices=LISTS, default=CART,
                        help=f"which list: {' or '.join(LISTS)} (default: {CART})")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")


def _quantity(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise argparse.ArgumentTypeError("must be a whole number")
    return int(text)


def _list(args: argparse.Namespace) -> int:
    from tui.cli.cart_list import run

    return run(args)


def _edit(args: argparse.Namespace) -> int:
    from tui.cli.cart_edit import run

    return run(args)
