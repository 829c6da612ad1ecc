"""`dynacart import` and `export`: lines from a file and to one."""

import argparse

from tui.cart.model import CART, LISTS

FORMATS = ("csv", "json")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register both commands."""
    into = subparsers.add_parser(
        "import", help="make the lines of a list as a file says",
        description="Each row names a SKU, how many, and perhaps a note; lines that the file does not name "
                    "stay. Nothing is written unless every row can be. What is already as the file says is "
                    "left alone, so that the same command goes on where it was stopped.")
    into.add_argument("file", metavar="FILE", help="a CSV or JSON file, or - for standard input")
    into.add_argument("--format", choices=FORMATS, default="",
                      help="what the file is (default: by its name's end, else csv)")
    into.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    into.add_argument("--skip-bad", action="store_true", help="leave out rows that are wrong, and say which")
    _list(into)
    into.add_argument("--json", action="store_true", help="print one line of JSON")
    into.set_defaults(run=_import, lasts=True)
    out = subparsers.add_parser(
        "export", help="print the lines of a list as CSV or JSON",
        description="Prints what `dynacart import` reads, with names and prices beside it. In CSV, what a "
                    "spreadsheet would run as a formula begins with an apostrophe; import takes it away.")
    out.add_argument("--format", choices=FORMATS, default="csv", help="csv (default) or json")
    out.add_argument("--owner", metavar="ID", default="", help="whose cart to export, by owner id")
    _list(out)
    out.set_defaults(run=_export, json=False)


def _list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--list", metavar="NAME", choices=LISTS, default=CART,
                        help=f"which list: {' or '.join(LISTS)} (default: {CART})")


def _import(args: argparse.Namespace) -> int:
    from tui.cli.cart_import import run

    return run(args)


def _export(args: argparse.Namespace) -> int:
    from tui.cli.cart_export import run

    return run(args)
