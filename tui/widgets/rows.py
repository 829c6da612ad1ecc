"""A list of rows with a heading and a cursor, drawn line by line: its cost does not depend on its length."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui import keys
from tui.widgets.columns import fit
from tui.widgets.keyed import Keyed, bind

HEAD = 1
"""Lines the heading takes."""
Cell = tuple[str, str]
"""Text, and what of `look.ROWS` colours it; "" for the row's own colour."""


class Rows(Keyed, ScrollView, can_focus=True, inherit_bindings=False):
    """Base of the tables. A subclass says what stands in a row (`cells`) and above (`heading`)."""

    BINDINGS = bind(**{move: f"move('{move}')" for move in keys.MOVES})
    cursor: reactive[int] = reactive(0, repaint=False)

    @dataclass(eq=False, repr=False)
    class Moved(Message):
        """The cursor stands on another row."""

        rows: "Rows"

        @property
        def control(self) -> "Rows":
            """The list it happened in."""
            return self.rows

    @dataclass(eq=False, repr=False)
    class Resized(Message):
        """The columns may lie elsewhere now."""

        rows: "Rows"

        @property
        def control(self) -> "Rows":
            """The list it happened in."""
            return self.rows

    @dataclass(eq=False, repr=False)
    class Clicked(Message):
        """The row under the cursor was clicked, at column `x`."""

        rows: "Rows"
        x: int

        @property
        def control(self) -> "Rows":
            """The list it happened in."""
            return self.rows

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.count = 0
        self.times = 0
        """The number typed before the key that is being handled; 0 without one."""
        self.painted_width = 0
        """Cells of a row as last painted, 0 before that. Resize events alone do not tell it: none comes where
        somebody asked for a region while the layout was pending."""
        self._styles: dict[tuple[str, bool], Style] = {}
        self._painted: dict[int, tuple[list[Cell], bool]] = {}
        """The rows as last painted, by their places."""

    def heading(self, width: int) -> str:
        """The heading, `width` cells wide."""
        return " " * width

    def cells(self, index: int, width: int, selected: bool) -> list[Cell]:
        """Row `index` as pieces of text that take `width` cells together."""
        return [(fit(f"{index}{' <' * selected}", width), "")]

    def show(self, count: int, cursor: int) -> None:
        """There are `count` rows now, with the cursor on `cursor`: paint them all."""
        self.count = count
        self.virtual_size = Size(0, count + HEAD)
        self.set_reactive(Rows.cursor, max(0, min(cursor, count - 1)))
        self._follow()
        self._painted.clear()
        self.refresh()

    def refresh_row(self, index: int) -> None:
        """Paint one row again, if it can be seen and differs, so that nothing is sent for nothing."""
        if 0 <= index - self.scroll_offset.y < self.page:
            self._refresh_seen([index])

    def refresh_rows(self) -> None:
        """Likewise all that can be seen."""
        first = self.scroll_offset.y
        self._refresh_seen(range(first, min(first + self.page, self.count)))

    def _refresh_seen(self, rows: Iterable[int]) -> None:
        width = self.scrollable_content_region.width
        for index in rows:
            if index >= self.count or self._row(index, width) != self._painted.get(index):
                self.refresh_line(index + HEAD)

    @property
    def page(self) -> int:
        """Rows that can be seen at once."""
        return max(1, self.scrollable_content_region.height - HEAD)

    def validate_cursor(self, cursor: int) -> int:
        """The cursor stays on a row."""
        return max(0, min(cursor, self.count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Two rows change; the rest of the list stays as it is on the terminal."""
        self.refresh_row(old)
        self.refresh_row(new)
        self._follow()
        self.post_message(self.Moved(self))

    def spend(self) -> int:
        """The number typed before the key, for what the key does, and for nothing after it."""
        times, self.times = self.times, 0
        return times

    def action_move(self, where: str) -> None:
        """Move the cursor: up, down, page_up, page_down, first, last; a number typed before is how often."""
        times = self.spend()
        steps = {"up": -1, "down": 1, "page_up": -self.page, "page_down": self.page}
        if where in steps:
            self.cursor += steps[where] * (times or 1)
        else:
            self.cursor = times - 1 if times else 0 if where == "first" else self.count

    def render_line(self, y: int) -> Strip:
        """Line `y` of what can be seen: the heading, a row, or nothing."""
        width = self.scrollable_content_region.width
        if width != self.painted_width:
            self.painted_width = width
            self.post_message(self.Resized(self))
        if y < HEAD:
            return Strip([Segment(self.heading(width), self._style("rows--head", False))], width)
        index = self.scroll_offset.y + y - HEAD
        if index >= self.count:
            return Strip.blank(width, self.rich_style)
        cells, selected = self._painted[index] = self._row(index, width)
        return Strip([Segment(text, self._style(name, selected)) for text, name in cells], width)

    def _row(self, index: int, width: int) -> tuple[list[Cell], bool]:
        """A row as it is now, and whether the cursor stands on it."""
        selected = index == self.cursor
        return self.cells(index, width, selected), selected

    def notify_style_update(self) -> None:
        """Another theme: look the colours up again."""
        self._styles.clear()
        super().notify_style_update()

    def on_resize(self) -> None:
        """The cursor stays in sight."""
        self._follow()

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; one more on the same row is a message."""
        index = self.scroll_offset.y + event.y - HEAD
        if not HEAD <= event.y <= self.page or index >= self.count:
            return
        if index == self.cursor:
            self.post_message(self.Clicked(self, event.x))
        self.cursor = index

    def _follow(self) -> None:
        top = self.scroll_offset.y
        wanted = min(max(top, self.cursor - self.page + 1), self.cursor)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True)

    def _style(self, name: str, selected: bool) -> Style:
        style = self._styles.get((name, selected))
        if style is None:
            names = ["rows--cursor"] * selected + [name] * bool(name)
            tones = [self.app.get_component_styles(each).partial_rich_style for each in names]
            style = self._styles[name, selected] = sum(tones, self.rich_style)
        return style
