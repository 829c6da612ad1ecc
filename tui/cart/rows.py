"""Rows of a file that says how lines are to be: what import reads and export writes, whatever the format."""

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tui.cart.model import note_flaw, qty_flaw, sku_flaw
from tui.record import record

FORMATS = ("csv", "json")
SIZE_MAX = 64 * 1024 * 1024
"""Bytes of a file; 10,000 lines with the longest notes take less than a tenth of that."""
_WHOLE = re.compile(r"[0-9]{1,9}")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@record
class Row:
    """How a line is to be, and on which line of the file that stands. `note` None: the file does not say."""

    place: int
    sku: str
    qty: int
    note: str | None = None


@record
class Flaw:
    """What is wrong on one line of the file, in a clause without a full stop. `sku` is as it stands there."""

    place: int
    why: str
    sku: str = ""


@dataclass(slots=True)
class Rows:
    """All that a file says, in its order; `ignored` names what else it holds, such as other columns."""

    rows: list[Row] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    ignored: tuple[str, ...] = ()
    _first: dict[str, int] = field(default_factory=dict)

    def take(self, place: int, cells: Mapping[str, object]) -> None:
        """One row: `sku`, `qty` and perhaps `note`, as the format has them."""
        sku, qty, note = cells.get("sku"), _number(cells.get("qty")), cells.get("note", "")
        name = sku.strip() if isinstance(sku, str) else ""
        flaws = []
        if flaw := sku_flaw(name) if isinstance(sku, str) else "a SKU is text":
            flaws.append(flaw)
        elif name in self._first:
            flaws.append(f"{name} stands on line {self._first[name]} already")
        if flaw := "a quantity is a whole number" if qty is None else qty_flaw(qty):
            flaws.append(flaw)
        if flaw := note_flaw(note) if isinstance(note, str) else "a note is text":
            flaws.append(flaw)
        self._first.setdefault(name, place)
        if flaws or qty is None:
            self.flaws.append(Flaw(place, ", and ".join(flaws), name))
        else:
            self.rows.append(Row(place, name, qty, str(note) if "note" in cells else None))

    def flaw(self, place: int, why: str) -> "Rows":
        """Something that makes no row."""
        self.flaws.append(Flaw(place, why))
        return self


def text_of(content: bytes) -> str | Flaw:
    """UTF-8, or what its first bytes say (spreadsheets write UTF-16, too); line ends as they are."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    if len(content) > SIZE_MAX:
        return Flaw(1, f"the file is larger than {SIZE_MAX // 1024 ** 2} MiB")
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        place = content[:error.start].decode(encoding, "replace").count("\n") + 1
        return Flaw(place, f"this is not {encoding.upper()}; save the file as UTF-8")


def spans(places: Iterable[int]) -> str:
    """Line numbers as a person writes them: 2-4, 7."""
    runs: list[tuple[int, int]] = []
    for place in sorted(set(places)):
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _number(value: object) -> int | None:
    if isinstance(value, str):
        return int(value.strip()) if _WHOLE.fullmatch(value.strip()) else None
    return value if type(value) is int else None
