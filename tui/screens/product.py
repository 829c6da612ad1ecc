"""All about one product, and adding it."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui.cart.model import QTY_MAX, QTY_MIN, Product
from tui.money import money
from tui.screens.page import Page
from tui.text import plain
from tui.widgets.bars import beside
from tui.widgets.columns import steady
from tui.widgets.keyed import bind, key_of

_INDENT = 14
_ABOUT_MAX = 4000


class ProductScreen(Page[int | None]):
    """Dismissed with how many to add, or None. `why_not` is why none can be added, "" where they can."""

    BINDINGS = bind(details="dismiss(None)", take="add", add="add", more="more(1)", less="more(-1)",
                    correct="shorten")
    PLACE = "product"
    WIDTH = 66
    AROUND = 6

    def __init__(self, product: Product, counts: Sequence[tuple[str, int]], list_name: str, why_not: str,
                 age: str) -> None:
        super().__init__()
        self._product = product
        self._counts = counts
        self._list = list_name
        self._why_not = why_not
        self._age = age
        self._typed = ""
        self.qty = QTY_MIN
        """How many are to be added."""

    def content(self, width: int) -> Content:
        """Name, price, whether it is to be had, and the rest."""
        product = self._product
        price = money(product.price, product.currency)
        have = " · ".join(f"{count} in {name}" for name, count in self._counts if count)
        facts = [
            ("price", f"{price} · {self._age}" if self._age else price),
            ("available", "yes" if product.available else "no, it is sold out and cannot be added"),
            ("you have", have or "none yet"),
            ("category", steady(product.category)), ("SKU", steady(product.sku)),
        ]
        lines = [*Content.styled(steady(product.name), "bold").wrap(max(2, width)), Content("")]
        lines += [line for name, text in facts for line in beside((name, "$muted"), text, width, _INDENT)]
        if about := plain(product.description, _ABOUT_MAX):
            lines += [Content(""), *Content(about).wrap(max(2, width))]
        return Content("\n").join(lines)

    def below(self) -> ComposeResult:
        """How many, and what they come to."""
        yield Static(self._amount(), id="amount", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Digits make the quantity."""
        key = key_of(event)
        if self.keymap.action(self.PLACE, key) == "digits" and not self._why_not:
            event.stop()
            typed = (self._typed + key).lstrip("0")
            if len(typed) <= len(str(QTY_MAX)):
                self._amount_is(int(typed or QTY_MIN), typed)

    def why_not(self, name: str) -> str:
        """Where none can be added, so says the line above the keys."""
        return self._why_not if name in ("take", "add", "more", "less") else ""

    def action_add(self) -> None:
        """So many."""
        if not self._why_not:
            self.dismiss(self.qty)

    def action_more(self, by: int) -> None:
        """One more or fewer to add."""
        self._amount_is(max(QTY_MIN, min(QTY_MAX, self.qty + by)))

    def action_shorten(self) -> None:
        """Take the last digit away."""
        self._amount_is(int(self._typed[:-1] or QTY_MIN), self._typed[:-1])

    def _amount_is(self, qty: int, typed: str = "") -> None:
        self.qty, self._typed = qty, typed
        self.query_one("#amount", Static).update(self._amount())

    def _amount(self) -> Content:
        if self._why_not:
            return Content.styled(f"✗ {self._why_not}", "$warning")
        total = money(self._product.price * self.qty, self._product.currency)
        return Content.assemble("add ", (f"[{self.qty:>3}▏]", "bold"), f" to {self._list} · {total}")
