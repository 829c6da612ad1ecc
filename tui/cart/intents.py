"""From what the person wants to an edit, or to the reason why it cannot be one.

`line` is the line as the person sees it (None: there is none); editor and command line both start here.
"""

from typing import NamedTuple

from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo
from tui.cart.model import LISTS, Line, LineKey, note_flaw, qty_flaw, sku_flaw
from tui.record import record


class Stamp(NamedTuple):
    """A new edit's id (UUIDv7) and time (ISO 8601 UTC)."""

    id: str
    at: str


@record
class Refused:
    """An intention that cannot become an edit: why, in a clause without a full stop."""

    why: str


def add(line: Line | None, key: LineKey, qty: int, stamp: Stamp, note: str = "") -> Edit | Refused:
    """So many of a product; a line that is already there gets so many more and keeps its note."""
    if line is not None:
        return change_by(line, key, qty, stamp)
    if flaw := sku_flaw(key.sku) or qty_flaw(qty) or note_flaw(note):
        return Refused(flaw)
    return Add(stamp.id, key, qty, stamp.at, note)


def change_by(line: Line | None, key: LineKey, by: int, stamp: Stamp) -> Edit | Refused:
    """More or fewer of a line; the last one goes by `remove` alone."""
    if line is None:
        return _absent(key)
    if flaw := qty_flaw(line.qty + by):
        return Refused(flaw)
    return ChangeBy(stamp.id, key, by, stamp.at, line)


def set_to(line: Line | None, key: LineKey, qty: int, stamp: Stamp) -> Edit | Refused:
    """Exactly so many of a line."""
    if line is None:
        return _absent(key)
    if flaw := qty_flaw(qty):
        return Refused(flaw)
    return SetTo(stamp.id, key, qty, stamp.at, line)


def set_note(line: Line | None, key: LineKey, note: str, stamp: Stamp) -> Edit | Refused:
    """This note on a line; "" takes it away."""
    if line is None:
        return _absent(key)
    if flaw := note_flaw(note):
        return Refused(flaw)
    return SetNote(stamp.id, key, note, stamp.at, line)


def remove(line: Line | None, key: LineKey, stamp: Stamp) -> Edit | Refused:
    """The line goes."""
    return _absent(key) if line is None else Remove(stamp.id, key, stamp.at, line)


def move(line: Line | None, there: Line | None, key: LineKey, to: str, stamp: Stamp) -> Edit | Refused:
    """The line goes to another list; onto a line already `there`, the quantities add up."""
    if line is None:
        return _absent(key)
    if to not in LISTS:
        return Refused(f"there is no list {to!r}, only {' and '.join(LISTS)}")
    if key.list == to:
        return Refused(f"{key.sku} is already in {to}")
    if there and (flaw := qty_flaw(there.qty + line.qty)):
        return Refused(f"{to} has {there.qty} of {key.sku} already and {flaw}")
    return Move(stamp.id, key, LineKey(to, key.sku), stamp.at, line, there)


def _absent(key: LineKey) -> Refused:
    return Refused(f"{key.sku} is not in {key.list}")
