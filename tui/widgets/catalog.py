"""The catalog beside the cart (or in its place on a narrow terminal): search as you type, Enter adds."""

from collections.abc import Callable
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.cart.model import Product
from tui.cart.search import Index
from tui.slices import Slices, Steps
from tui.widgets.bars import GUTTER, Bar, Piece, spread
from tui.widgets.columns import fit, steady
from tui.widgets.counted import Counted
from tui.widgets.entry import Entry
from tui.widgets.goods import Goods
from tui.widgets.keyed import Keyed, bind
from tui.widgets.rows import Rows

LOADING = "Reading the catalog…"
_QUERY_MAX = 100
_CATEGORY_SHOWN = 24


class Catalog(Keyed, Vertical):
    """Search, what of the shop is shown, products, and a line about the one under the cursor."""

    BINDINGS = bind(categories="categories", details="details")

    @dataclass(eq=False, repr=False)
    class Wanted(Message):
        """So many of a product (None: there is none) are to be added, or, below zero, taken away."""

        product: Product | None
        qty: int

    @dataclass(eq=False, repr=False)
    class Asked(Message):
        """The person wants to know all about a product (None: there is none)."""

        product: Product | None

    class Narrow(Message):
        """The person wants to choose a category."""

    class Described(Message):
        """Something else is under the cursor, or a number is being typed."""

    def __init__(self, in_list: Callable[[str], int], age: Callable[[], str]) -> None:
        """`age` says of when the prices are, "" where that is now."""
        super().__init__(id="catalog")
        self._in_list = in_list
        self._age = age
        self._said = LOADING
        self._due = False
        self._search = Slices(self.run_worker)
        self.index = Index()
        self.category: str | None = None
        """The one that is shown alone; None shows all."""
        self.search = Entry(id="search", placeholder="name, SKU or category", max_length=_QUERY_MAX)

    def compose(self) -> ComposeResult:
        """The parts."""
        with Horizontal(id="search-line"):
            yield Static("add ", id="search-label", markup=False)
            yield self.search
        yield Bar(id="shelf")
        yield Goods(self._in_list, id="goods")
        yield Bar(id="about")

    @property
    def place(self) -> str:
        """The place of `tui.keys.PLACES` that the keys go to."""
        if not self.is_mounted or not self.goods.has_focus:
            return "search"
        return "goods" if self.goods.entry is None else "so_many"

    @property
    def goods(self) -> Goods:
        """The table of products."""
        return self.query_one(Goods)

    def on_mount(self) -> None:
        """Begin with the search."""
        self.search.focus()
        self.find()

    def stock(self, index: Index) -> None:
        """These are all the products there are; the cursor stays on its product."""
        selected = self.goods.selected if self.is_mounted else None
        self.index, self._said = index, ""
        if self.category not in index.categories:
            self.category = None
        if self.is_mounted:
            self.find(selected)

    def say(self, text: str) -> None:
        """Why there is nothing to choose from, or why what there is may be out of date."""
        self._said = text
        if self.is_mounted:
            self.describe()

    def narrow(self, category: str | None) -> None:
        """Show one category alone, or all."""
        self.category = category
        self.find()

    def find(self, stay: Product | None = None) -> None:
        """Show what matches, from the best on, or with the cursor on the product it stood on."""
        self._due = False
        self._search.instead(self._find(stay))

    def _find(self, stay: Product | None) -> Steps:
        query = self.search.value
        found = yield from self.index.finding(query, self.category)
        cursor = next((at for at, each in enumerate(found) if each.sku == stay.sku), 0) if stay else 0
        self.goods.show_products(found, cursor, query)
        self.describe()

    def refresh_product(self, sku: str) -> None:
        """How many of it are in the list has changed."""
        self.goods.refresh_product(sku)

    def clear(self) -> bool:
        """Empty the search, then show all categories again; False when there was nothing to undo."""
        had = bool(self.search.value or self.category is not None)
        if not self.search.value:
            self.category = None
        self.search.value = ""
        self.find()
        self.search.focus()
        return had

    def action_categories(self) -> None:
        """Choose a category."""
        self.post_message(self.Narrow())

    async def action_details(self) -> None:
        """All about the product under the cursor."""
        await self._caught_up()
        self.post_message(self.Asked(self.goods.selected))

    async def _caught_up(self) -> None:
        """Wait for what matches by now; the keys that come meanwhile come through here, and wait as well."""
        self._find_if_due()
        await self._search.rest()

    @on(Entry.Changed)
    def _searched(self, event: Entry.Changed) -> None:
        """The letter is painted first; letters that come faster than that are searched for together."""
        event.stop()
        if not self._due:
            self._due = True
            self.call_after_refresh(self._find_if_due)

    def _find_if_due(self) -> None:
        if self._due:
            self.find()

    @on(Entry.Below)
    async def _to_goods(self, event: Entry.Below) -> None:
        event.stop()
        self.screen.set_focus(self.goods)
        await self._caught_up()

    @on(Goods.Search)
    def _to_search(self) -> None:
        self.search.focus()

    @on(Entry.Submitted)
    async def _take_best(self, event: Entry.Submitted) -> None:
        event.stop()
        await self._want(1)

    @on(Goods.Taken)
    async def _take_one(self, event: Goods.Taken) -> None:
        event.stop()
        await self._want(event.qty)

    @on(Counted.Typed)
    async def _take_many(self, event: Counted.Typed) -> None:
        event.stop()
        await self._want(event.number)

    @on(Rows.Moved)
    @on(Rows.Resized)
    def _moved(self, event: Message) -> None:
        event.stop()
        self.describe()

    async def _want(self, qty: int) -> None:
        await self._caught_up()
        self.post_message(self.Wanted(self.goods.selected, qty))

    def describe(self) -> None:
        """What is shown and of when it is; and the product under the cursor, or why there is none."""
        product = self.goods.selected
        if product is None:
            text = self._said or "Nothing in the catalog matches."
        else:
            about = ("" if product.available else "sold out, cannot be added",
                     product.sku, product.category, product.description)
            text = " · ".join(steady(part) for part in about if part)
        self.query_one("#about", Bar).show(Content(text))
        self.query_one("#shelf", Bar).show(self._shelf())
        self.post_message(self.Described())

    def _shelf(self) -> Content:
        """The category, how many products are shown, and the age of their prices."""
        if not len(self.index):
            return Content("")
        category = self.category
        total = len(self.index) if category is None else self.index.categories[category]
        name = "all" if category is None else fit(steady(category), _CATEGORY_SHOWN).rstrip()
        shown = f"{total:,}" if self.goods.count == total else f"{self.goods.count:,} of {total:,}"
        age = " · ".join(filter(None, (self._said, self._age())))
        width = self.goods.painted_width or self.size.width
        key = self.keymap.name("categories", typing=True)
        left: list[Piece] = [" " * GUTTER, (f"{key} ", "bold $accent"),
                             (name, "" if category is None else "bold"), (f" {shown}", "$muted")]
        return spread(left, [(age, "$warning" if self._said else "$muted")], width)
