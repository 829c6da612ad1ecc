"""The catalog beside the cart (or in its place on a narrow terminal): search as you type, Enter adds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.cart.model import Product
from tui.widgets.bars import GUTTER, Bar
from tui.widgets.columns import Column, money, steady
from tui.widgets.counted import Counted
from tui.widgets.entry import Entry
from tui.widgets.rows import Cell, Rows

_STOCK = ""
"""The last column has no heading: it says how many are in the list, or that none are to be had."""
LOADING = "Reading the catalog…"


@lru_cache(maxsize=8)
def columns(width: int) -> tuple[Column, ...]:
    """The columns that `width` cells have room for; the name takes what is left."""
    rest = [Column("SKU", 11), Column("Category", 10), Column("Price", 9, 1, right=True), Column(_STOCK, 11)]
    for spare in ("Category", "SKU"):
        if _left(width, rest) < 18:
            rest = [column for column in rest if column.name != spare]
    return (Column("Catalog", max(1, _left(width, rest)), 0), *rest)


def _left(width: int, rest: list[Column]) -> int:
    return width - GUTTER - sum(column.gap + column.width for column in rest)


class Goods(Counted):
    """The products that match the search."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,plus,equals_sign", "take", "add", show=False),
        Binding("slash,tab", "search", "search", show=False),
    ]

    @dataclass
    class Taken(Message):
        """The person wants one of the product under the cursor."""

    @dataclass
    class Search(Message):
        """The person wants to change the search."""

    def __init__(self, in_list: Callable[[str], int], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._in_list = in_list
        self._products: Sequence[Product] = ()

    @property
    def selected(self) -> Product | None:
        """The product under the cursor."""
        return self._products[self.cursor] if self._products else None

    def show_products(self, products: Sequence[Product], cursor: int) -> None:
        """Show these."""
        self._products = products
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

    def action_take(self) -> None:
        """One of it."""
        self.post_message(self.Taken())

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
            pieces.append((column.fit(text), muted or tone))
        return pieces

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


class Catalog(Vertical):
    """Search, products and a line about the one under the cursor."""

    @dataclass
    class Wanted(Message):
        """So many of a product are to be added."""

        product: Product
        qty: int

    def __init__(self, in_list: Callable[[str], int]) -> None:
        super().__init__(id="catalog")
        self._in_list = in_list
        self._all: list[tuple[str, Product]] = []
        self._said = LOADING
        self.search = Entry(id="search", placeholder="name, SKU or category")

    def compose(self) -> ComposeResult:
        """The parts."""
        with Horizontal(id="search-line"):
            yield Static("add ", id="search-label", markup=False)
            yield self.search
        yield Goods(self._in_list, id="goods")
        yield Bar(id="about")

    @property
    def goods(self) -> Goods:
        """The table of products."""
        return self.query_one(Goods)

    def on_mount(self) -> None:
        """Begin with the search."""
        self.search.focus()
        self.say(self._said)
        self.find()

    def stock(self, products: Sequence[Product]) -> None:
        """These are all the products there are."""
        self._all = [(f"{product.name} {product.sku} {product.category}".casefold(), product)
                     for product in products]
        self.say("")
        self.find()

    def say(self, text: str) -> None:
        """Why there is nothing to choose from; "" when there is."""
        self._said = text
        if self.is_mounted:
            self.describe()

    def find(self) -> None:
        """Show what matches the search."""
        wanted = self.search.value.casefold().split()
        found = [product for text, product in self._all if all(word in text for word in wanted)]
        self.goods.show_products(found, 0)
        self.describe()

    def refresh_product(self, sku: str) -> None:
        """How many of it are in the list has changed."""
        self.goods.refresh_product(sku)

    def clear(self) -> bool:
        """Empty the search; False when it was empty."""
        had = bool(self.search.value)
        self.search.value = ""
        self.search.focus()
        return had

    @on(Entry.Changed)
    def _searched(self, event: Entry.Changed) -> None:
        event.stop()
        self.find()

    @on(Entry.Below)
    def _to_goods(self, event: Entry.Below) -> None:
        event.stop()
        self.goods.focus()

    @on(Goods.Search)
    def _to_search(self) -> None:
        self.search.focus()

    @on(Entry.Submitted)
    @on(Goods.Taken)
    def _take_one(self, event: Message) -> None:
        event.stop()
        self._want(1)

    @on(Counted.Typed)
    def _take_many(self, event: Counted.Typed) -> None:
        event.stop()
        self._want(event.number)

    @on(Rows.Moved)
    @on(Counted.Typing)
    def _moved(self, event: Message) -> None:
        event.stop()
        self.describe()

    def _want(self, qty: int) -> None:
        if product := self.goods.selected:
            self.post_message(self.Wanted(product, qty))

    def describe(self) -> None:
        """A line about the product under the cursor, or why there is none."""
        product = self.goods.selected
        if self._said or product is None:
            text = self._said or "Nothing in the catalog matches."
        else:
            about = (product.sku, product.category, product.description)
            text = " · ".join(steady(part) for part in about if part)
        self.query_one("#about", Bar).show(Content(text))
