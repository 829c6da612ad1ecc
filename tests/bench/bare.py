"""The bare DataTable that the editor is measured against: the same columns, nothing else."""

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Footer, Header


class Bare(App[None]):
    """`+` updates the quantity cell of the row of the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [("plus", "more", "more"), ("q", "quit", "quit")]

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


if __name__ == "__main__":
    Bare(int(sys.argv[1])).run()
