"""The ratios as a picture: a bar a row, its quartiles, and where its limit is."""

from collections.abc import Iterator, Sequence
from html import escape

from tests.bench.rows import Result

WIDTH, LABELS, LINE = 1000, 420, 22
MOST = 2.5
"""The ratio at the right edge; what is longer is cut off there."""
MET, NOT_MET, FREE, LIMIT = "#4c8f5d", "#c0503f", "#7a8599", "#20242c"


def svg(results: Sequence[Result], where: str) -> str:
    """One picture of all rows that have a ratio."""
    shown = [result for result in results if result.ratio]
    height = LINE * (len(shown) + 3)
    bars = "\n".join(part for number, result in enumerate(shown, 2) for part in _bar(LINE * number, result))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif"
 font-size="12"><title>dynacart beside what it is measured against</title>
<rect width="{WIDTH}" height="{height}" fill="white"/>
<text x="8" y="16" font-size="14">Ours to theirs; less is better. | is the limit.</text>
<line x1="{_x(1)}" x2="{_x(1)}" y1="{LINE}" y2="{height - LINE}" stroke="{FREE}" stroke-dasharray="3"/>
<text x="{_x(1)}" y="16" text-anchor="middle" fill="{FREE}">1</text>
{bars}
<text x="8" y="{height - 6}" font-size="10" fill="{FREE}">{escape(where)}</text>
</svg>
"""


def _bar(y: int, result: Result) -> Iterator[str]:
    """Name, bar, quartiles, limit and number of one row; `y` is where its line begins."""
    ratio = result.ratio
    assert ratio
    colour = {True: MET, False: NOT_MET, None: FREE}[result.met]
    middle, end = y + LINE / 2, _x(ratio.middle)
    yield f'<text x="{LABELS - 8}" y="{y + 15}" text-anchor="end">{escape(result.row.what)}</text>'
    yield f'<rect x="{LABELS}" y="{y + 4}" width="{end - LABELS:.1f}" height="{LINE - 8}" fill="{colour}"/>'
    yield (f'<line x1="{_x(ratio.low):.1f}" x2="{_x(ratio.high):.1f}" y1="{middle}" y2="{middle}" '
           f'stroke="{LIMIT}" stroke-opacity="0.6"/>')
    if result.row.by_ratio and result.row.limit is not None:
        at, bottom = _x(result.row.limit), y + LINE - 1
        yield f'<line x1="{at}" x2="{at}" y1="{y + 1}" y2="{bottom}" stroke="{LIMIT}" stroke-width="2"/>'
    past = max(end, _x(ratio.high), _x(result.row.limit or 0) if result.row.by_ratio else 0) + 6
    more = f"{ratio.middle:.2f}" + (" →" if ratio.middle > MOST else "")
    yield f'<text x="{past:.1f}" y="{y + 15}" fill="{colour}">{more}</text>'


def _x(ratio: float) -> float:
    """Where a ratio is, from the left."""
    return LABELS + min(ratio, MOST) / MOST * (WIDTH - LABELS - 60)
