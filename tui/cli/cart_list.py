"""`dynacart list`: the lines of one list, with names and prices from the catalog."""

import argparse
from collections.abc import Callable, Mapping
from decimal import Decimal

from tui.cart.model import Line, Product, owner_flaw
from tui.cart.outcomes import Denied, Listed, Loaded, Unavailable
from tui.cart.summary import Summary, line_total, summarise
from tui.cli.output import OK, data, data_json, fail, say
from tui.cli.outside import Outside, outside, tell
from tui.live import Live
from tui.problem import Kind, Problem
from tui.record import record


@record
class Shown:
    """What is printed: lines in the order they were added; `products` by SKU."""

    owner: str
    name: str
    lines: list[Line]
    products: Mapping[str, Product]
    unreadable: int

    @property
    def rows(self) -> list[dict[str, object]]:
        """The lines as values for JSON."""
        return [_line(line, self.products.get(line.key.sku)) for line in self.lines]


def run(args: argparse.Namespace) -> int:
    """Print the list; a list that may not be read is never printed as an empty one."""
    return with_list(args, _print_as(args))


def with_list(args: argparse.Namespace, put: Callable[[Shown], None]) -> int:
    """Read the list that the arguments name and `put` it out; returns the exit code, with all told."""
    if args.owner and (flaw := owner_flaw(args.owner)):
        return fail(Problem(Kind.USAGE, f"{flaw[0].upper()}{flaw[1:]}"), as_json=args.json)
    with outside(args) as found:
        return found if isinstance(found, int) else _show(args, found, put)


def _show(args: argparse.Namespace, outside: Outside, put: Callable[[Shown], None]) -> int:
    owner = args.owner or outside.person.owner_id
    found = read_all(outside.services, owner)
    if isinstance(found, Denied | Unavailable):
        return tell(found, as_json=args.json)
    lines = sorted((line for line in found.lines if line.key.list == args.list),
                   key=lambda line: (line.added_at, line.key))
    products = _products(outside.services, lines)
    cart = Shown(owner, args.list, lines, products, len(found.unreadable))
    put(cart)
    if cart.unreadable:
        say(f"{cart.unreadable} of the cart's items cannot be read and are left out.")
    return OK


def read_all(services: Live, owner: str) -> Loaded | Denied | Unavailable:
    """All pages of the owner's lines as one."""
    whole = services.read(owner)
    while isinstance(whole, Loaded) and whole.more:
        page = services.read(owner, whole.more)
        if not isinstance(page, Loaded):
            return page
        whole = Loaded(whole.lines + page.lines, whole.unreadable + page.unreadable, page.more)
    return whole


def _products(services: Live, lines: list[Line]) -> Mapping[str, Product]:
    """Names and prices; where they cannot be read, that is told and the lines stand without them."""
    answer = services.products({line.key.sku for line in lines}) if lines else Listed(())
    if isinstance(answer, Listed):
        return {product.sku: product for product in answer.products}
    say("Names and prices cannot be read:")
    tell(answer, as_json=False)
    return {}


def _print_as(args: argparse.Namespace) -> Callable[[Shown], None]:
    if args.json:
        return lambda cart: data_json(_as_json(cart))
    return _speak if args.plain else _print


def _as_json(cart: Shown) -> dict[str, object]:
    """`total` is the sum where all prices are in one currency, else null; `totals` has them all."""
    summary = summarise(cart.lines, cart.products)
    amounts = [_fixed(amount) for amount in summary.totals.values()] or ["0"]
    return {
        "owner": cart.owner,
        "list": cart.name,
        "lines": cart.rows,
        "total": amounts[0] if len(amounts) == 1 else None,
        "totals": {currency: _fixed(amount) for currency, amount in summary.totals.items()},
        "unpriced": summary.unpriced,
        "unreadable": cart.unreadable,
    }


def _line(line: Line, product: Product | None) -> dict[str, object]:
    """Money is text, exactly as in the table; without a product there is neither name nor price."""
    return {
        "sku": line.key.sku,
        "name": product and product.name,
        "qty": line.qty,
        "note": line.note,
        "price": product and _fixed(product.price),
        "currency": product and product.currency,
        "rev": line.rev,
        "updated_at": line.updated_at,
    }


def _fixed(amount: Decimal) -> str:
    """Without an exponent."""
    return f"{amount:f}"


def _print(cart: Shown) -> None:
    from tui.cli.table import lines
    from tui.money import money
    from tui.widgets.columns import steady

    rows = []
    for line in cart.lines:
        product = cart.products.get(line.key.sku)
        total = line_total(line, product)
        rows.append((line.key.sku, product.name if product else "(not in the catalog)", str(line.qty),
                     money(product.price, product.currency) if product else "",
                     money(total, product.currency) if product and total is not None else "", line.note))
    for text in lines(("SKU", "Name", "Qty", "Price", "Total", "Note"), rows, ("Qty", "Price", "Total")):
        data(text)
    data(f"{steady(cart.owner)}'s {cart.name}: {_words(summarise(cart.lines, cart.products))}")


def _speak(cart: Shown) -> None:
    """Each line as a sentence that can be listened to; how many there are comes first."""
    from tui.money import money
    from tui.widgets.columns import steady

    data(f"{steady(cart.owner)}'s {cart.name}: {_words(summarise(cart.lines, cart.products))}.")
    for line in cart.lines:
        product = cart.products.get(line.key.sku)
        words = f"{product.name}, {line.key.sku}" if product else f"{line.key.sku}, not in the catalog"
        words += f": {line.qty}"
        total = line_total(line, product)
        if product and total is not None:
            words += f" at {money(product.price, product.currency)}"
            words += f", together {money(total, product.currency)}" if line.qty > 1 else ""
        data(steady(f"{words}. Note: {line.note}." if line.note else f"{words}.", 2000))


def _words(summary: Summary) -> str:
    from tui.money import money

    if not summary.lines:
        return "empty"
    parts = [f"{summary.lines} {'line' if summary.lines == 1 else 'lines'}",
             f"{summary.units} {'unit' if summary.units == 1 else 'units'}",
             *(f"total {money(amount, currency)}" for currency, amount in sorted(summary.totals.items()))]
    if summary.unpriced:
        parts.append(f"{summary.unpriced} without a price")
    return ", ".join(parts)
