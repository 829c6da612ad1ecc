"""What a list comes to: lines, units and money, with prices from the catalog alone."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from tui.cart.model import Line, Product


class Summary(NamedTuple):
    """The sum of a list. `totals` is by currency; `unpriced` counts lines that the catalog does not know."""

    lines: int
    units: int
    totals: Mapping[str, Decimal]
    unpriced: int


def line_total(line: Line, product: Product | None) -> Decimal | None:
    """Price times quantity, exactly; None without a price."""
    return None if product is None else product.price * line.qty


def summarise(lines: Iterable[Line], products: Mapping[str, Product]) -> Summary:
    """Add up `lines` with the prices of `products` (by SKU)."""
    totals: dict[str, Decimal] = {}
    count = units = unpriced = 0
    for line in lines:
        count += 1
        units += line.qty
        product = products.get(line.key.sku)
        if product is None:
            unpriced += 1
        else:
            totals[product.currency] = totals.get(product.currency, Decimal(0)) + product.price * line.qty
    return Summary(count, units, totals, unpriced)
