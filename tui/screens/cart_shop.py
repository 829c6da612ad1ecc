"""The catalog of the cart's screen: what there is to buy, of when that is, and what is taken from it."""

from typing import TYPE_CHECKING

from textual import on

from tui.cart import intents
from tui.cart.model import LISTS, QTY_MIN, LineKey, Product
from tui.cart.outcomes import Denied, Listed, Unavailable
from tui.cart.search import Index
from tui.cart.shelf import Shelved, ago
from tui.screens import cart_words as words
from tui.screens.cart_edits import CartEdits
from tui.screens.cart_link import CatalogCame, ShelfCame
from tui.slices import Steps, parts

if TYPE_CHECKING:
    from tui.widgets.catalog import Catalog


class CartShop(CartEdits):
    """A cart with a shop beside it, which is read when it is first looked at, and not again while fresh."""

    shelf = Shelved()
    goods = Index()
    _looked = _reading_goods = _goods_missed = False

    def want_goods(self) -> None:
        """The catalog is about to be looked at: take the copy on disk, and read it again if that is old."""
        if not self._looked:
            self._looked = True
            self.link.shelved()
        elif not self.shelf.fresh(self.clock()):
            self._read_goods()

    def do_add(self) -> None:
        """Open the catalog."""
        if self.catalog is None:
            from tui.widgets.catalog import Catalog

            self.catalog = Catalog(self._in_list, self._age)
            self.query_one("#middle").mount(self.catalog)
            if len(self.goods):
                self.catalog.stock(self.goods)
        else:
            self.catalog.search.focus()
        self.want_goods()
        self.expects = self.catalog.search
        self.catalog_open = True

    def _ask_anew(self) -> None:
        """The catalog as well, once it has been looked at."""
        super()._ask_anew()
        if self._looked and self.person is not None:
            self._read_goods()

    def show_product(self, product: Product) -> None:
        """All about a product, and so many of it into the list that is shown."""
        from tui.screens.product import ProductScreen

        product = self.prices.products.get(product.sku, product)
        counts = [(name, self._count(name, product.sku)) for name in LISTS]
        why_not = self.why_not_taken(product)

        def taken(qty: int | None) -> None:
            if qty:
                self._take(product, qty)

        self.app.push_screen(ProductScreen(product, counts, self.list_name, why_not, self._age()), taken)

    def why_not_in_shop(self, name: str) -> str:
        """Why a key of the catalog can do nothing now; "" when it can."""
        catalog = self.catalog
        product = catalog.goods.selected if catalog and catalog.is_mounted else None
        match name:
            case "categories" if not self.goods.categories:
                return self._none_yet("there are no categories")
            case "take" | "more" | "less" | "details" | "digits" | "below" if product is None:
                return self._none_yet("there is no product here")
            case "take" | "more" | "digits" if product is not None:
                return self.why_not_taken(product)
            case "less" if product is not None and not self._in_list(product.sku):
                return f"there is no {self.prices.name(product.sku)} in {self.list_name}"
            case "less":
                return self.why_forbidden("less")
        return ""

    def _none_yet(self, why: str) -> str:
        return "the catalog is not there yet" if self._reading_goods and not len(self.goods) else why

    def why_not_taken(self, product: Product) -> str:
        """Why a product cannot be put into the list that is shown; "" where it can."""
        if not product.available:
            return f"{self.prices.name(product.sku)} is sold out"
        return self.why_forbidden("add") or ("" if self.desk.known else "the cart is not open yet")

    def on_catalog_wanted(self, event: "Catalog.Wanted") -> None:
        """So many of a product, or so many fewer."""
        if why := self.why_not_in_shop("take" if event.qty > 0 else "less"):
            self.say(why, "warning")
        elif event.product and event.qty > 0:
            self.put_in(event.product, event.qty)
        elif event.product:
            self._take_away(event.product, -event.qty)

    def on_catalog_asked(self, event: "Catalog.Asked") -> None:
        """All about a product."""
        if event.product:
            self.show_product(event.product)
        else:
            self.say(self.why_not_in_shop("details"), "warning")

    def on_catalog_described(self) -> None:
        """Other keys may be of use now."""
        self.paint_notice()

    def on_catalog_narrow(self) -> None:
        """Choose a category."""
        from tui.screens.categories import CategoriesScreen

        catalog = self.catalog
        if why := self.why_not_in_shop("categories"):
            self.say(why, "warning")
        if why or catalog is None:
            return
        categories = dict(sorted(self.goods.categories.items()))

        def chosen(number: int | None) -> None:
            if number is not None:
                catalog.narrow(list(categories)[number - 1] if number else None)

        self.app.push_screen(CategoriesScreen(categories, catalog.category), chosen)

    def _take(self, product: Product, qty: int) -> None:
        """Unless it has come out meanwhile that this may not be."""
        if why := self.why_not_taken(product):
            self.say(why, "warning")
        else:
            self.put_in(product, qty)

    def _take_away(self, product: Product, qty: int) -> None:
        key = LineKey(self.list_name, product.sku)
        line, name = self.desk.cart.line(key), self.prices.name(product.sku)
        if line is None:
            return
        if line.qty - qty < QTY_MIN:
            way = f"{self.key('back')}, then {self.key('remove')} removes the line"
            self.say(f"{words.too_few(line.qty)}; {way}", "warning")
        else:
            self.submit(intents.change_by(line, key, -qty, self.stamp()),
                        f"{qty} x {name} fewer in {self.list_name}")

    def _read_goods(self) -> None:
        if not self._reading_goods:
            self._reading_goods = True
            self.link.catalog(self.goods)

    def _retry_now(self) -> None:
        super()._retry_now()
        if self._goods_missed and self.person is not None:
            self._read_goods()

    @on(ShelfCame)
    def _shelf_came(self, event: ShelfCame) -> None:
        if event.copy.at is not None and self.shelf.at is None:
            self.work.add(self._recall(event.copy, event.index))
        if not (self.shelf.fresh(self.clock()) or event.copy.fresh(self.clock())):
            self._read_goods()

    @on(CatalogCame)
    def _catalog_came(self, event: CatalogCame) -> None:
        self._reading_goods = False
        self._goods_missed = isinstance(event.answer, Unavailable)
        match event.answer:
            case Listed(products):
                self.work.add(self._learn(Shelved(products, self.clock()), event.index))
            case Denied(denial):
                self._stock(Shelved(), event.index)
                self._tell(f"IAM does not let you read the catalog: {words.reason(denial)}.")
            case Unavailable(problem):
                self._tell(words.reason(problem) if len(self.goods) else
                           f"{words.reason(problem)}. {problem.todo}")
                self._stopped(problem)

    def _recall(self, shelf: Shelved, goods: Index) -> Steps:
        """What is known already is newer than the copy."""
        for part in parts(shelf.products):
            self.prices.recall(each for each in part if each.sku not in self.prices.products)
            yield
        self._stock(shelf, goods)

    def _learn(self, shelf: Shelved, goods: Index) -> Steps:
        for part in parts(shelf.products):
            self.prices.learn(part)
            yield
        self._stock(shelf, goods)

    def _stock(self, shelf: Shelved, goods: Index) -> None:
        new = 0 if goods is self.goods else len(goods)
        self.shelf, self.goods = shelf, goods
        if self.catalog is not None:
            self.catalog.stock(self.goods)
        self.work.add(self._repaint(new))

    def _repaint(self, come: int) -> Steps:
        """With `come` new products."""
        yield
        self.paint_all()
        self.call_after_refresh(self.came, come)

    def _tell(self, text: str) -> None:
        if self.catalog is not None:
            self.catalog.say(text)

    def _age(self) -> str:
        """Of when the prices are."""
        return f"prices as of {ago(self.clock() - self.shelf.at)}" if self.shelf.at is not None else ""

    def _in_list(self, sku: str) -> int:
        return self._count(self.list_name, sku)

    def _count(self, name: str, sku: str) -> int:
        line = self.desk.cart.line(LineKey(name, sku))
        return line.qty if line else 0
