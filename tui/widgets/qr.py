"""A QR code in half blocks, dark on light in every theme, so that any phone can read it."""

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from tui.record import record

BORDERS = (4, 2)
"""Light modules around the symbol: what ISO/IEC 18004 asks for, and what phones still read."""
_BLOCKS = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}

Matrix = Sequence[Sequence[int]]
"""Rows of modules, 1 is dark."""


@record
class Picture:
    """A QR code as text: `rows` of half blocks, all of one width, quiet zone included."""

    rows: tuple[str, ...]

    @property
    def width(self) -> int:
        """Columns."""
        return len(self.rows[0])


def half_blocks(matrix: Matrix) -> Picture:
    """Two rows of modules a row of text, a lone last one above light."""
    light = [0] * len(matrix[0])
    rows = [*matrix, light] if len(matrix) % 2 else list(matrix)
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return Picture(tuple("".join(_BLOCKS[pair] for pair in zip(*two, strict=True)) for two in pairs))


def fitting(texts: Iterable[str], width: int, height: int) -> Picture | None:
    """The first of `texts` whose code fits into `width` columns and `height` rows; None if none does."""
    import segno

    for text in texts:
        try:
            symbol = segno.make_qr(text, error="l")
        except segno.DataOverflowError:
            continue
        for border in BORDERS:
            columns, lines = symbol.symbol_size(border=border)
            if columns <= width and (lines + 1) // 2 <= height:
                return half_blocks([[int(bool(module)) for module in row]
                                    for row in symbol.matrix_iter(border=border)])
    return None


class QrPane(Container):
    """Shows the best QR code that fits its size, or a sentence. The code's colours are not the theme's."""

    DEFAULT_CSS = """
    QrPane {
        .picture {
            width: auto;
            height: auto;
            color: #000000;
            background: #ffffff;
        }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._texts: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Picture and sentence; one of them is shown."""
        yield _Picture(markup=False, classes="picture")
        yield Static("A larger window has room for a QR code.", markup=False, classes="no-room")

    def encode(self, *texts: str) -> None:
        """Show the first of `texts` whose code fits."""
        self._texts = texts
        self._refit()

    def on_resize(self) -> None:
        """Another code may fit now."""
        self._refit()

    def _refit(self) -> None:
        if not self._texts or not self.size:
            return
        picture = fitting(self._texts, *self.size)
        shown, sentence = self.query_one(".picture", _Picture), self.query_one(".no-room")
        shown.display, sentence.display = picture is not None, picture is None
        shown.update("\n".join(picture.rows) if picture else "")


class _Picture(Static):
    ALLOW_SELECT = False
