"""CSV (RFC 4180), as spreadsheets write and read it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from tui.cart.rows import Rows

FIELD_MAX = 10_000
"""Characters of a field: far more than any that may be in a line, and little enough to find an open quote."""
COLUMNS = ("sku", "qty", "note", "name", "price", "currency")
"""What export writes; import reads the first three."""
_READ = COLUMNS[:3]
_ALIKE = {"quantity": "qty", "notes": "note"}
_DELIMITERS = (",", ";", "\t")
_FORMULA = re.compile(r"'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet may take for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""


def read(text: str) -> Rows:
    """The rows under a heading that names `sku` and `qty`, and `note` if the file speaks of notes.

    The delimiter is the comma, semicolon or tab by which the heading does. An apostrophe that keeps a
    spreadsheet from reading a formula is taken away.
    """
    found, lines, before = Rows(), io.StringIO(text, newline=""), 0
    head = next(lines, "")
    if re.fullmatch(r"sep=.\s*", head):
        head, before = next(lines, ""), 1
    for delimiter in _DELIMITERS:
        names = _names(head, delimiter)
        if "sku" in names and "qty" in names:
            return _rows(found, names, _cells(lines, delimiter), before + 1)
    return found.flaw(before + 1, "the heading has to name the columns sku and qty, each once")


def write(rows: Iterable[Mapping[str, object]]) -> str:
    """A heading and the rows, all COLUMNS each; what may be taken for a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_guarded(row[name]) for name in COLUMNS])
    return out.getvalue()


def _rows(
    found: Rows, names: Sequence[str], cells: Iterator[tuple[int, list[str] | str]], before: int,
) -> Rows:
    found.ignored = tuple(name for name in names if name not in COLUMNS and name)
    for place, row in cells:
        if isinstance(row, str):
            found.flaw(before + place, f"this is not CSV, and nothing after it was read: {row}")
        elif len(row) > len(names) and any(row[len(names):]):
            found.flaw(before + place, f"there are {len(row)} cells under {len(names)} headings")
        elif any(map(str.strip, row)):
            whole = zip_longest(names, row[:len(names)], fillvalue="")
            found.take(before + place, {name: _bare(cell) for name, cell in whole if name in _READ})
    return found


def _cells(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each row with the number of the line where it begins; the last may be what is wrong instead."""
    csv.field_size_limit(FIELD_MAX)
    reader, place = csv.reader(lines, delimiter=delimiter, strict=True), 1
    try:
        for row in reader:
            yield place, row
            place = reader.line_num + 1
    except csv.Error as error:
        yield place, str(error)


def _names(head: str, delimiter: str) -> list[str]:
    """The columns of a heading; none where it is broken, or names one twice."""
    _, names = next(_cells([head], delimiter), (1, ""))
    found = [_ALIKE.get(each, each) for each in (name.strip().casefold() for name in names)]
    return found if isinstance(names, list) and all(found.count(name) == 1 for name in _READ[:2]) and (
        found.count("note") <= 1) else []


def _guarded(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
