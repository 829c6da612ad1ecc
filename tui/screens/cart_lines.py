"""The lines of the cart on its screen, and what they come to: with ten thousand of them, in slices."""

from collections.abc import Callable, Collection, Iterable, Sequence

from tui.cart.intents import Stamp
from tui.cart.model import LISTS, Line, LineKey
from tui.screens.cart_view import CartView
from tui.slices import Slices, Steps, parts


class CartLines(CartView):
    """A cart whose lines are painted as they change."""

    def __init__(self, *, profile_name: str, stamp: Callable[[], Stamp], owner: str = "") -> None:
        super().__init__(profile_name=profile_name, stamp=stamp, owner=owner)
        self.work = Slices(self.run_worker)
        """What has to be done of what came from outside, in the order it came."""
        self.search = Slices(self.run_worker)
        self._found: Collection[LineKey] = ()
        """What the filter has let through, where there is one."""

    def touch(self, touched: Iterable[LineKey]) -> None:
        """Paint what a change touched: single rows where the list keeps its lines, else all of it."""
        moved = self.search.busy
        for key in touched:
            line = self.desk.cart.line(key)
            shown = line is not None and self.matches(line)
            moved = moved or (key.list == self.list_name and shown != self._has(key))
            self.tally.put(key, line, self.prices.products.get(key.sku))
            if key.list == self.list_name:
                if not moved:
                    self.table.refresh_line_of(key)
                if self.catalog is not None:
                    self.catalog.refresh_product(key.sku)
        if moved:
            self.paint_lines()
        self.paint_bars()

    def paint_all(self) -> None:
        """Everything again: another cart, other prices."""
        cart = self.desk.cart
        self.paint_lines()
        self.work.add(self.paint_sums([key for name in LISTS for key in cart.shown.keys(name)]))
        if self.work.busy:
            self.paint_bars()

    def paint_sums(self, keys: Sequence[LineKey]) -> Steps:
        """The totals, once these lines have been reckoned anew."""
        yield from self.reckon(keys)
        self.paint_bars()

    def reckon(self, keys: Sequence[LineKey]) -> Steps:
        """What these lines come to goes into the sums of their lists."""
        desk = self.desk
        for part in parts(keys):
            if desk is not self.desk:
                return
            for key in part:
                self.tally.put(key, desk.cart.line(key), self.prices.products.get(key.sku))
            yield

    def paint_lines(self, cursor: LineKey | None = None) -> None:
        """The lines of the list on the table, or why there are none."""
        keys = self.desk.cart.shown.keys(self.list_name)
        self.search.instead(self._find(keys, cursor) if self.query_text else iter(()))
        if not self.query_text:
            self._show(keys, keys, cursor)

    def _has(self, key: LineKey) -> bool:
        """Whether the line was there when the lines were last painted."""
        return key in (self._found if self.query_text else self.tally)

    def _find(self, keys: Sequence[LineKey], cursor: LineKey | None) -> Steps:
        """Those that the filter lets through, to the table."""
        found: dict[LineKey, None] = {}
        for part in parts(keys):
            found.update((key, None) for key in part
                         if (line := self.desk.cart.line(key)) and self.matches(line))
            yield
        self._found = found
        self._show([*found], keys, cursor)
        self.paint_bars()

    def _show(self, found: list[LineKey], keys: Sequence[LineKey], cursor: LineKey | None) -> None:
        cursor = cursor or self.table.selected
        self.table.show_lines(found, cursor if cursor and self.desk.cart.line(cursor) else None)
        self.paint_panel(bool(found), bool(keys))

    def matches(self, line: Line) -> bool:
        """Whether the filter lets the line through: every word of it is somewhere in the line."""
        if not self.query_text:
            return True
        product = self.prices.products.get(line.key.sku)
        where = f"{line.key.sku} {line.note} {product.name if product else ''} " \
                f"{product.category if product else ''}".casefold()
        return all(word in where for word in self.query_text.casefold().split())
