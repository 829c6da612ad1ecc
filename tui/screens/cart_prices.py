"""Names and prices as far as the catalog has told them, and what is still to be asked."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tui.cart.model import Product
from tui.cart.outcomes import CatalogRead, Denied, Listed, Unavailable
from tui.problem import Denial, Problem
from tui.slices import parts
from tui.widgets.columns import steady
from tui.widgets.lines import Gap


@dataclass(slots=True, eq=False)
class Prices:
    """Products by SKU. `trouble` is why prices are missing that the catalog might know."""

    products: dict[str, Product] = field(default_factory=dict)
    trouble: Denial | Problem | None = None
    news: int = 0
    """How often something new was told of a product."""
    _asked: set[str] = field(default_factory=set)
    _open: set[str] = field(default_factory=set)
    """Asked, and not answered yet."""

    @property
    def waiting(self) -> bool:
        """Whether some prices are on their way."""
        return bool(self._open)

    def missing(self, skus: Iterable[str]) -> set[str]:
        """Those of `skus` that nobody has asked for; they count as asked from now on."""
        wanted = set(skus).difference(self._asked)
        self._asked |= wanted
        self._open |= wanted
        return wanted

    def take(self, skus: Collection[str], answer: CatalogRead) -> Iterator[Sequence[str]]:
        """Take over what the catalog said about `skus`, some at a time, which are given.

        What it did not answer may be asked again.
        """
        match answer:
            case Listed(products):
                self.trouble = None
                found = {product.sku: product for product in products}
                for part in parts([*skus]):
                    self._take(part, found)
                    yield part
                return
            case Denied(denial):
                self.trouble = denial
            case Unavailable(problem):
                self.trouble = problem
        self._open.difference_update(skus)
        self._asked.difference_update(skus)

    def _take(self, skus: Sequence[str], found: Mapping[str, Product]) -> None:
        self._open.difference_update(skus)
        for sku in skus:
            if sku in found:
                self._know(found[sku])
            else:
                self.products.pop(sku, None)

    def recall(self, products: Iterable[Product]) -> None:
        """Products as last seen: they are shown, and still asked for."""
        for product in products:
            self._know(product)

    def learn(self, products: Sequence[Product]) -> None:
        """Products, however they were come by."""
        self.recall(products)
        self._asked.update(product.sku for product in products)

    def _know(self, product: Product) -> None:
        if product != self.products.get(product.sku):
            self.products[product.sku] = product
            self.news += 1

    def forget(self) -> None:
        """Prices may have changed: ask again; the old ones show until then."""
        self._asked.clear()

    def gap(self, sku: str) -> Gap:
        """Why there is no product."""
        if sku in self._open or (self.trouble is None and sku not in self._asked):
            return Gap.AWAITED
        return Gap.ABSENT if sku in self._asked else Gap.UNREAD

    def name(self, sku: str) -> str:
        """What to call the product in a sentence."""
        product = self.products.get(sku)
        return steady(product.name if product else sku, 30)
