"""Screens of a terminal as one animated SVG, which a README shows without a player. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import accumulate

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.text import Text

WIDTH, HEIGHT = 8.4, 17.0
"""Of a cell, in pixels; a character of a monospaced font of 14 px is 8.4 wide."""
MARGIN = 12.0
GROUND, FOREGROUND, ACCENT = "#14161b", "#d7dae2", "#e8b46c"


@dataclass(frozen=True, slots=True)
class Frame:
    """One screen: its lines with escape sequences, what is said of it, and how many seconds it stays."""

    lines: tuple[str, ...]
    caption: str
    seconds: float


@dataclass
class _Drawn:
    """Shapes and looks that frames share, each drawn once."""

    rows: dict[str, int] = field(default_factory=dict)
    looks: dict[str, int] = field(default_factory=dict)

    def row(self, line: str) -> int:
        """The number of a line."""
        return self.rows.setdefault("".join(self._runs(line)), len(self.rows))

    def _runs(self, line: str) -> Iterator[str]:
        """Backgrounds first, as they are wider than the letters on them."""
        letters, column = [], 0
        for text, style, _ in Text.from_ansi(line).render(Console(color_system="truecolor"), end=""):
            width, (ink, ground) = cell_len(text), _colours(style or Style())
            if ground != GROUND:
                yield (f'<rect x="{column * WIDTH:g}" width="{width * WIDTH:g}" height="{HEIGHT:g}" '
                       f'fill="{ground}"/>')
            shown = text.strip()
            if shown:
                at = column + cell_len(text) - cell_len(text.lstrip())
                letters.append(f'<text class="{self._look(style or Style(), ink)}" x="{at * WIDTH:g}" y="13" '
                               f'textLength="{cell_len(shown) * WIDTH:g}">{escape(shown)}</text>')
            column += width
        yield from letters

    def _look(self, style: Style, ink: str) -> str:
        how = f"fill:{ink}" + (";font-weight:bold" if style.bold else "") \
            + (";font-style:italic" if style.italic else "") \
            + (";text-decoration:underline" if style.underline else "")
        return f"s{self.looks.setdefault(how, len(self.looks))}"


def _colours(style: Style) -> tuple[str, str]:
    """Ink and ground."""
    ink = style.color.get_truecolor().hex if style.color and not style.color.is_default else FOREGROUND
    ground = style.bgcolor.get_truecolor().hex if style.bgcolor and not style.bgcolor.is_default else GROUND
    return (ground, ink) if style.reverse else (ink, ground)


def svg(frames: Sequence[Frame], columns: int) -> str:
    """The animation, which goes round; who wants no motion sees its last screen."""
    drawn = _Drawn()
    rows = len(frames[0].lines)
    shown = [_frame(number, frame, drawn) for number, frame in enumerate(frames)]
    width, height = columns * WIDTH + 2 * MARGIN, (rows + 2) * HEIGHT + 2 * MARGIN
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}">',
        "<style>", *_css(frames, drawn.looks), "</style>",
        f'<rect width="{width:g}" height="{height:g}" rx="8" fill="{GROUND}"/>',
        "<defs>", *(f'<g id="r{number}">{row}</g>' for row, number in drawn.rows.items()), "</defs>",
        f'<g transform="translate({MARGIN:g} {MARGIN:g})">', *shown, "</g>", "</svg>", ""])


def _frame(number: int, frame: Frame, drawn: _Drawn) -> str:
    used = "".join(f'<use href="#r{drawn.row(line)}" y="{row * HEIGHT:g}"/>'
                   for row, line in enumerate(frame.lines) if line.strip())
    below = (len(frame.lines) + 1.7) * HEIGHT
    return (f'<g class="f f{number}">{used}<text class="caption" y="{below:g}">{escape(frame.caption)}</text>'
            "</g>")


def _css(frames: Sequence[Frame], looks: Iterable[str]) -> Iterator[str]:
    ends = [*accumulate(frame.seconds for frame in frames)]
    whole, last = ends[-1], len(frames) - 1
    yield "text { font: 14px 'Fira Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace; white-space: pre; }"
    yield f".caption {{ fill: {ACCENT}; }}"
    yield f".f {{ visibility: hidden; animation: {whole:g}s step-end infinite; }}"
    for number, (frame, end) in enumerate(zip(frames, ends, strict=True)):
        start, until = (end - frame.seconds) / whole * 100, end / whole * 100
        yield (f"@keyframes f{number} {{ 0% {{ visibility: {'hidden' if start else 'visible'}; }} "
               f"{start:.3f}% {{ visibility: visible; }} {until:.3f}% {{ visibility: hidden; }} }} "
               f".f{number} {{ animation-name: f{number}; }}")
    yield ("@media (prefers-reduced-motion) "
           f"{{ .f {{ animation: none; }} .f{last} {{ visibility: visible; }} }}")
    yield from (f".s{number} {{ {how}; }}" for number, how in enumerate(looks))
