"""The list of products: what each is called and costs, and how many of it are in the list."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from textual.message import Message

from tui.cart.model import Product
from tui.cart.search import marks
from tui.money import money, wider
from tui.widgets.bars import GUTTER
from tui.widgets.columns import Column, steady
from tui.widgets.counted import Counted
from tui.widgets.keyed import bind
from tui.widgets.rows import Cell

_STOCK = ""
"""The last column has no heading: it says how many are in the list, or that none are to be had."""


@lru_cache(maxsize=8)
def columns(width: int) -> tuple[Column, ...]:
    """The columns that `width` cells have room for; the name takes what is left."""
    rest = [Column("SKU", 11), Column("Category", 10), Column("Price", 9 + wider(), 1, right=True),
            Column(_STOCK, 11)]
    for spare in ("Category", "SKU"):
        if _left(width, rest) < 18:
            rest = [column for column in rest if column.name != spare]
    return (Column("Catalog", max(1, _left(width, rest)), 0), *rest)


def _left(width: int, rest: list[Column]) -> int:
    return width - GUTTER - sum(column.gap + column.width for column in rest)


class Goods(Counted):
    """The products that match the search."""

    BINDINGS = bind(take="take(1)", more="take(1)", less="take(-1)", search="search")
    NUMBER = "so_many"

    @dataclass(eq=False, repr=False)
    class Taken(Message):
        """The person wants so many of the product under the cursor, or, below zero, so many fewer."""

        qty: int

    @dataclass(eq=False, repr=False)
    class Search(Message):
        """The person wants to change the search."""

    def __init__(self, in_list: Callable[[str], int], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._in_list = in_list
        self._products: Sequence[Product] = ()
        self._query = ""

    @property
    def selected(self) -> Product | None:
        """The product under the cursor."""
        return self._products[self.cursor] if self._products else None

    def show_products(self, products: Sequence[Product], cursor: int, query: str = "") -> None:
        """Show these; what `query` has found in them is marked."""
        self._products, self._query = products, query
        self.show(len(products), cursor)

    def refresh_product(self, sku: str) -> None:
        """Paint the row of one product again, if it is to be seen."""
        first = self.scroll_offset.y
        for index, product in enumerate(self._products[first:first + self.page], first):
            if product.sku == sku:
                self.refresh_row(index)

    def action_move(self, where: str) -> None:
        """Up from the first product goes back to the search."""
        if where == "up" and self.cursor == 0:
            self.post_message(self.Search())
        else:
            super().action_move(where)

    def action_take(self, qty: int) -> None:
        """One of it, or one fewer; after a number, so many."""
        self.post_message(self.Taken(qty * (self.spend() or 1)))

    def action_search(self) -> None:
        """Back to the search."""
        self.post_message(self.Search())

    def heading(self, width: int) -> str:
        """The names of the columns."""
        return " " * GUTTER + "".join(column.fit(column.name) for column in columns(width))

    def cells(self, index: int, width: int, selected: bool) -> list[Cell]:
        """One product."""
        product = self._products[index]
        muted = "" if product.available else "rows--muted"
        pieces: list[Cell] = [("▌ " if selected else "  ", "rows--accent")]
        for column in columns(width):
            text, tone = self._cell(column.name, product, selected)
            found = self._found(column.name, product, text)
            pieces += _marked(column.fit(text), muted or tone, {column.gap + index for index in found})
        return pieces

    def _found(self, column: str, product: Product, text: str) -> set[int]:
        """Which characters of the text in a column the search has found."""
        if not self._query or column not in ("Catalog", "SKU"):
            return set()
        other = product.name if column == "SKU" else product.sku
        return marks(self._query, text, f"{steady(other)}\n{steady(product.category)}")

    def _cell(self, column: str, product: Product, selected: bool) -> Cell:
        match column:
            case "SKU":
                return steady(product.sku), "rows--muted"
            case "Category":
                return steady(product.category), "rows--muted"
            case "Price":
                return money(product.price, product.currency), ""
            case "Catalog":
                return steady(product.name), ""
            case _:
                return self._stock(product, selected)

    def _stock(self, product: Product, selected: bool) -> Cell:
        if selected and self.entry is not None:
            return f"[{self.entry:>3}▏]", ""
        if not product.available:
            return "sold out", "rows--muted"
        count = self._in_list(product.sku)
        return (f"{count} in list", "rows--good") if count else ("", "")


def _marked(text: str, tone: str, found: set[int]) -> Iterable[Cell]:
    """`text` in pieces, those of which the search has found the characters in a tone of their own."""
    if not found:
        return [(text, tone)]
    runs = groupby(enumerate(text), lambda each: each[0] in found)
    return [("".join(character for _, character in run), "rows--found" if hit else tone) for hit, run in runs]
