"""From rows of a file to the edits that make the lines so; what the file does not name stays as it is."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from tui.cart import intents
from tui.cart.edits import Edit, result
from tui.cart.intents import Refused, Stamp
from tui.cart.model import Line, LineKey
from tui.cart.rows import Row
from tui.record import record


@record
class Wish:
    """A row, and the line it is about as it is now, None where there is none yet."""

    row: Row
    key: LineKey
    line: Line | None

    def met(self, line: Line | None) -> bool:
        """Whether `line` is as the row says."""
        return line is not None and line.qty == self.row.qty and self.row.note in (None, line.note)

    def edits(self, stamp: Callable[[], Stamp]) -> Iterator[Edit]:
        """A new line, or what changes an old one: its quantity and its note are edits of their own."""
        line, key, row = self.line, self.key, self.row
        if line is None:
            yield _sound(intents.add(None, key, row.qty, stamp(), row.note or ""))
            return
        if line.qty != row.qty:
            edit = _sound(intents.set_to(line, key, row.qty, stamp()))
            yield edit
            line = result(edit)[key]
        if line is not None and row.note not in (None, line.note):
            yield _sound(intents.set_note(line, key, row.note or "", stamp()))


def wishes(rows: Sequence[Row], name: str, lines: Mapping[LineKey, Line]) -> list[Wish]:
    """What the rows ask of the list `name`, whose lines are among `lines`."""
    keys = [LineKey(name, row.sku) for row in rows]
    return [Wish(row, key, lines.get(key)) for row, key in zip(rows, keys, strict=True)]


def _sound(intent: Edit | Refused) -> Edit:
    if isinstance(intent, Refused):  # rows are checked when they are read
        raise TypeError(intent.why)
    return intent
