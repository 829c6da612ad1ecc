"""`dynacart catalog`: the products of the shop, or those that match."""

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.cart.model import Product
    from tui.cart.outcomes import CatalogRead
    from tui.live import Live

_TOLD = 60.0
"""Seconds from which on the age of a copy is told."""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `catalog`."""
    parser = subparsers.add_parser(
        "catalog", help="show the products there are",
        description="Shows every product, or those whose name, SKU or category hold each word of QUERY. What "
                    "was read less than five minutes ago is not read again, and without a network what was "
                    "read last is shown; the age of its prices is told.")
    parser.add_argument("query", metavar="QUERY", nargs="*", help="words to look for")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--refresh", action="store_true", help="read the catalog again in any case")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what matches, by category and name."""
    from tui.cart.outcomes import Listed
    from tui.cli.output import OK, data_json, say
    from tui.cli.outside import outside, tell

    with outside(args) as found:
        if isinstance(found, int):
            return found
        catalog = _catalog(found.services, refresh=args.refresh)
    if not isinstance(catalog, Listed):
        return tell(catalog, as_json=args.json)
    products = matching(catalog.products, args.query)
    if args.json:
        data_json({"products": [_as_json(product) for product in products], "unreadable": catalog.unreadable})
    elif products:
        _print(products)
    else:
        say("Nothing in the catalog matches." if args.query else "The catalog is empty.")
    if catalog.unreadable:
        say(f"{catalog.unreadable} of the catalog's items are no products and are left out.")
    return OK


def _catalog(services: "Live", *, refresh: bool) -> "CatalogRead":
    """The catalog, from the copy where that is fresh or all there is; whoever gets that is told its age."""
    import time

    from tui.cart.outcomes import Listed, Unavailable
    from tui.cart.shelf import ago
    from tui.cli.output import say
    from tui.problem import Kind

    copy, now = services.shelved(), time.time()
    if refresh or copy.at is None:
        return services.catalog()
    why, age = "", now - copy.at
    if not copy.fresh(now):
        answer = services.catalog()
        if not isinstance(answer, Unavailable) or answer.problem.kind is not Kind.UNAVAILABLE:
            return answer
        why = f"{answer.problem.what}. "
    if why or age >= _TOLD:
        say(f"{why}These are the prices as of {ago(age)}; --refresh reads them again.")
    return Listed(copy.products, copy.unreadable)


def matching(products: "Iterable[Product]", words: Sequence[str]) -> "list[Product]":
    """The products whose name, SKU or category hold every word, in whatever case."""
    wanted = [word.casefold() for text in words for word in text.split()]

    def matches(product: "Product") -> bool:
        text = f"{product.name}\n{product.sku}\n{product.category}".casefold()
        return all(word in text for word in wanted)

    return list(filter(matches, products))


def _as_json(product: "Product") -> dict[str, object]:
    """Money is text, exactly as in the table."""
    return {"sku": product.sku, "name": product.name, "category": product.category,
            "price": f"{product.price:f}", "currency": product.currency,
            "description": product.description, "available": product.available}


def _print(products: "Sequence[Product]") -> None:
    from tui.cli.output import data
    from tui.cli.table import lines
    from tui.money import money

    rows = [(product.sku, product.name, product.category, money(product.price, product.currency),
             "" if product.available else "not available") for product in products]
    for text in lines(("SKU", "Name", "Category", "Price", ""), rows, ("Price",)):
        data(text)
