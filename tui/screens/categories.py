"""Choosing one category of the catalog, or all."""

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from tui.screens.dialog import Dialog
from tui.widgets.columns import Column, steady
from tui.widgets.keyed import bind
from tui.widgets.rows import HEAD, Cell, Rows

_AROUND = 4
"""Lines that the margins and the keys take."""


class CategoryRows(Rows):
    """All, and then each category, with how many products it has."""

    BINDINGS = bind(take="choose")

    def __init__(self, categories: Mapping[str, int]) -> None:
        super().__init__()
        self._rows = [("All categories", sum(categories.values())),
                      *((steady(name) or "(without a name)", count) for name, count in categories.items())]

    def heading(self, width: int) -> str:
        """The names of the columns."""
        return "".join(text for text, _ in self._pieces("Category", "Products", width))

    def cells(self, index: int, width: int, selected: bool) -> list[Cell]:
        """One category."""
        name, count = self._rows[index]
        mark = "▌ " if selected else "  "
        return [(mark, "rows--accent"), *self._pieces(name, f"{count:,}", width - 2)]

    def action_choose(self) -> None:
        """This one."""
        self.screen.dismiss(self.cursor)

    @on(Rows.Clicked)
    def _clicked(self) -> None:
        self.action_choose()

    @staticmethod
    def _pieces(name: str, count: str, width: int) -> list[Cell]:
        return [(Column("", max(1, width - 10), 0).fit(name), ""),
                (Column("", 9, 1, right=True).fit(count), "")]


class CategoriesScreen(Dialog[int | None]):
    """Dismissed with the number of the category, 0 for all, or None where the person leaves it as it is."""

    BINDINGS = bind(close="dismiss(None)", categories="dismiss(None)", help="help")
    PLACE = "categories"

    def __init__(self, categories: Mapping[str, int], current: str | None) -> None:
        super().__init__()
        self._count = len(categories) + 1
        self._start = 0 if current is None else [*categories, current].index(current) + 1
        self.rows = CategoryRows(categories)

    def compose(self) -> ComposeResult:
        """The list, and its keys."""
        with Vertical(classes="dialog"):
            yield self.rows
            yield self.footer()

    def on_mount(self) -> None:
        """Begin with the one that is shown."""
        self.rows.show(self._count, self._start)
        self.rows.focus()

    def on_resize(self) -> None:
        """As long as the list is, or as there is room."""
        self.rows.styles.height = max(HEAD + 1, min(self._count + HEAD, self.size.height - _AROUND))
