"""The products of the catalog in the palette."""

from functools import partial

from textual.command import Hit, Hits, Provider
from textual.content import Content

from tui.cart.search import marks
from tui.money import money
from tui.screens.cart import CartScreen
from tui.slices import in_slices
from tui.widgets.columns import steady

SHOWN = 20
"""Products of one search, the best."""
_BEST = 0.5
"""Commands of the editor come before products."""


class Products(Provider):
    """What matches; choosing one tells all about it, from where it is added."""

    async def startup(self) -> None:
        """The catalog is about to be looked at."""
        if isinstance(self.screen, CartScreen):
            self.screen.want_goods()

    async def search(self, query: str) -> Hits:
        """The best products, the best first."""
        screen = self.screen
        if not isinstance(screen, CartScreen) or not query.strip():
            return
        best = await in_slices(screen.goods.finding(query))
        for place, product in enumerate(best[:SHOWN]):
            name = steady(product.name)
            price = money(product.price, product.currency) if product.available else "sold out"
            found = marks(query, name, f"{product.sku}\n{product.category}")
            shown = Content.assemble(*(
                (character, "bold underline") if index in found else character
                for index, character in enumerate(name)), (f"  {price} · {steady(product.sku)}", "$muted"))
            yield Hit(_BEST / (place + 1), shown, partial(screen.show_product, product), text=name)
