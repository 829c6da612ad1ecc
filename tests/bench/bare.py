"""The bare DataTable that the editor is measured against: the same columns, a page to open, nothing else."""

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import DataTable, Footer, Header, Static


class Page(ModalScreen[None]):
    """A text over the table, as long as the help."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss(None)", "close")]

    def compose(self) -> ComposeResult:
        """The text, and its keys."""
        with Vertical(), VerticalScroll():
            yield Static("\n".join(f"line {n} of the page" for n in range(90)))
            yield Footer()


class Bare(App[None]):
    """`+` updates the quantity cell of the row of the cursor; `?` opens a page."""

    CSS = "Page Vertical { width: 94; height: auto; max-height: 100%; }"
    BINDINGS: ClassVar[list[BindingType]] = [("plus", "more", "more"), ("q", "quit", "quit"),
                                             ("question_mark", "page", "page")]

    def __init__(self, count: int) -> None:
        super().__init__()
        self.animation_level = "none"
        self._count = count

    def compose(self) -> ComposeResult:
        """Header, table, footer."""
        yield Header()
        yield DataTable[str](cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        for name in ("Product", "SKU", "Price", "Qty", "Total", "State"):
            table.add_column(name, key=name)
        for n in range(self._count):
            cells = (f"Product number {n}", f"SKU-{n:05}", "9.50", str(n % 9 + 1), "9.50", "saved")
            table.add_row(*cells, key=str(n))
        table.focus()

    def action_more(self) -> None:
        """One more."""
        table = self.query_one(DataTable)
        key = table.coordinate_to_cell_key(table.cursor_coordinate).row_key
        table.update_cell(key, "Qty", str(int(table.get_cell(key, "Qty")) + 1))

    def action_page(self) -> None:
        """The page."""
        self.push_screen(Page())


if __name__ == "__main__":
    Bare(int(sys.argv[1])).run()
