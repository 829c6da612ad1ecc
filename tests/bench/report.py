"""The results as a table to read, and as JSON."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version

from tests.bench.figures import Figure
from tests.bench.rows import Result

HEADS = ("what", "ours", "theirs", "ratio", "limit", "verdict")
WITH = ("textual", "boto3", "ministack")


def machine() -> str:
    """What this was measured on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in WITH)
    return (f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {libraries}, "
            f"load {os.getloadavg()[0]:.1f}")


def cells(result: Result) -> tuple[str, ...]:
    """A result as a row of the table."""
    row, ratio = result.row, result.ratio
    limit = "" if row.limit is None else f"{row.limit:g} {'x' if row.by_ratio else row.unit}"
    theirs = f"{_figure(result.theirs)} {row.theirs}" if result.theirs else row.theirs
    return (row.what, f"{_figure(result.ours)} {row.unit}" if result.ours else "-", theirs or "-",
            "-" if ratio is None else _figure(ratio), limit or "-", result.verdict or "-")


def table(results: Sequence[Result]) -> str:
    """A table that Markdown takes for one, too."""
    lines = [HEADS, *map(cells, results)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]

    def text(line: Sequence[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"

    return "\n".join([text(HEADS), "|" + "|".join("-" * (width + 2) for width in widths) + "|",
                      *map(text, lines[1:])])


def as_json(results: Sequence[Result], where: str) -> Mapping[str, object]:
    """All there is to know, for programs."""
    return {"machine": where, "rows": [{
        **asdict(result.row), "compared_with": result.row.theirs,
        "ours": _json(result.ours), "theirs": _json(result.theirs), "ratio": _json(result.ratio),
        "met": result.met, "verdict": result.verdict,
    } for result in results]}


def _json(figure: Figure | None) -> Mapping[str, object] | None:
    if figure is None:
        return None
    return {"median": figure.middle, "quartiles": [figure.low, figure.high], "count": figure.count}


def _figure(figure: Figure) -> str:
    """The median, and the quartiles where they differ."""
    if figure.low == figure.high:
        return _number(figure.middle)
    return f"{_number(figure.middle)} ({_number(figure.low)}-{_number(figure.high)})"


def _number(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
