"""The table of lines: product, SKU, price, quantity, total and how each line stands."""

from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from tui.cart.model import Line, LineKey, Product
from tui.money import money, wider
from tui.widgets.bars import GUTTER
from tui.widgets.columns import Column, fit, steady
from tui.widgets.counted import Counted
from tui.widgets.marks import Mark
from tui.widgets.rows import Cell

_PRODUCT, _NOTE, _SKU, _PRICE = "Product", "Note", "SKU", "Price"
_QTY, _TOTAL, _STATE = "Qty  ", "Total", "State"
SKU_SHOWN = 11
"""Cells of a SKU that have room on any terminal."""
_NAME_MIN, _NAME_MAX, _NOTE_MIN = 14, 32, 12


class Gap(Enum):
    """Why a line has no product; the value stands in place of its price."""

    AWAITED = "…"
    UNREAD = "?"
    ABSENT = "-"


class LineRow(NamedTuple):
    """What one row shows."""

    line: Line
    product: Product | Gap
    mark: Mark


@lru_cache(maxsize=8)
def columns(width: int) -> tuple[Column, ...]:
    """The columns that `width` cells have room for; the product's name takes what is left."""
    wide, more = width >= 100, wider()
    rest = [Column(_SKU, 12 if wide else SKU_SHOWN),
            Column(_PRICE, (11 if wide else 9) + more, 1, right=True), Column(_QTY, 7, 2, right=True),
            Column(_TOTAL, (12 if wide else 10) + more, 1, right=True), Column(_STATE, 10)]
    for spare in (_SKU, _PRICE, _TOTAL):
        if _left(width, rest) < _NAME_MIN:
            rest = [column for column in rest if column.name != spare]
    if _left(width, rest) < _NAME_MIN:
        rest[-1] = Column("", 1, 1)
    name = max(1, _left(width, rest))
    if name >= _NAME_MAX + 2 + _NOTE_MIN:
        return (Column(_PRODUCT, _NAME_MAX, 0), Column(_NOTE, name - _NAME_MAX - 2), *rest)
    return (Column(_PRODUCT, name, 0), *rest)


def _left(width: int, rest: list[Column]) -> int:
    return width - GUTTER - sum(column.gap + column.width for column in rest)


class LinesTable(Counted):
    """The lines of one list, in the order given; asks `facts` about each line it paints."""

    def __init__(self, facts: Callable[[LineKey], LineRow | None], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._facts = facts
        self._order: list[LineKey] = []

    @property
    def selected(self) -> LineKey | None:
        """The line under the cursor."""
        return self._order[self.cursor] if self._order else None

    @property
    def amounts_end(self) -> int:
        """The column after the line totals, where the sum of the list is to end."""
        shown = columns(self.painted_width or self.screen.size.width - self.styles.scrollbar_size_vertical)
        return GUTTER + sum(column.gap + column.width for column in shown[:-1])

    def show_lines(self, order: list[LineKey], cursor: LineKey | None) -> None:
        """Show these lines; the cursor stays on its line, or in its place where the line is gone."""
        place = self.cursor
        if cursor is not None and order[place:place + 1] != [cursor]:
            with suppress(ValueError):
                place = order.index(cursor)
        same, self._order = order == self._order, order
        if same and place == self.cursor:
            self.refresh_rows()
        else:
            self.show(len(order), place)

    def refresh_line_of(self, key: LineKey) -> None:
        """Paint one line again, if it is to be seen."""
        first = self.scroll_offset.y
        with suppress(ValueError):
            self.refresh_row(first + self._order[first:first + self.page].index(key))

    def part_at(self, x: int) -> str:
        """What of the selected row stands at column `x`: "less", "quantity", "more", "state" or ""."""
        row = self._facts(self._order[self.cursor]) if self._order else None
        start = GUTTER
        for column in columns(self.scrollable_content_region.width):
            start += column.gap
            if row is not None and start <= x < start + column.width:
                return self._part(column, row.line.qty, x - start)
            start += column.width
        return ""

    def _part(self, column: Column, qty: int, inside: int) -> str:
        if column.name == _QTY and self.entry is None:
            digits = len(str(qty))
            return "less" if inside < column.width - 2 - digits else "more" if inside > 4 else "quantity"
        return "state" if column.name in (_STATE, "") else ""

    def heading(self, width: int) -> str:
        """The names of the columns."""
        return " " * GUTTER + "".join(column.fit(column.name) for column in columns(width))

    def cells(self, index: int, width: int, selected: bool) -> list[Cell]:
        """One line."""
        row = self._facts(self._order[index])
        if row is None:
            return [(" " * width, "")]
        pieces: list[Cell] = [("▌ " if selected else "  ", "rows--accent")]
        for column in columns(width):
            text, tone = self._cell(column, row, selected)
            pieces.append((column.fit(text), tone))
        return pieces

    def _cell(self, column: Column, row: LineRow, selected: bool) -> Cell:
        line = row.line
        if column.name == _PRODUCT:
            return _name(row, column.width)
        if column.name == _NOTE:
            return steady(line.note), "rows--muted"
        if column.name == _SKU:
            return steady(line.key.sku), "rows--muted"
        if column.name == _QTY:
            return self._quantity(line.qty, selected), ""
        if column.name == _PRICE:
            return _amount(row, 1), "rows--muted"
        if column.name == _TOTAL:
            return _amount(row, line.qty), ""
        return f"{row.mark.glyph} {row.mark.word}" if column.name else row.mark.glyph, row.mark.tone

    def _quantity(self, qty: int, selected: bool) -> str:
        if not selected:
            return f"{qty:>5}  "
        return f"{f'- {qty}':>5} +" if self.entry is None else f"[{self.entry:>3}▏]"


def _name(row: LineRow, width: int) -> Cell:
    product = row.product
    if isinstance(product, Gap):
        return ("not in the catalog" if product is Gap.ABSENT else steady(row.line.key.sku)), "rows--muted"
    name = steady(product.name)
    return (f"{fit(name, width - 2).rstrip()} ✎" if row.line.note else name), ""


def _amount(row: LineRow, times: int) -> str:
    product = row.product
    return product.value if isinstance(product, Gap) else money(product.price * times, product.currency)
