"""Edits: one intention of the person each, and what it makes of a line.

`id` is the edit's own UUIDv7, which becomes the line's `rev`; `seen` is the line as the person saw it, whose
`rev` the write is conditional on; `at` is ISO 8601 UTC. An edit that is sent again keeps its id.
"""

from collections.abc import Mapping
from dataclasses import replace

from tui.cart.model import QTY_MAX, QTY_MIN, Line, LineKey
from tui.record import record


@record
class Add:
    """A new line. Condition: the line is absent. `added_at` is `at`, except for a line that comes back."""

    id: str
    key: LineKey
    qty: int
    at: str
    note: str = ""
    added_at: str = ""


@record
class ChangeBy:
    """More or fewer of a line. Commutes with other changes of the quantity."""

    id: str
    key: LineKey
    by: int
    at: str
    seen: Line


@record
class SetTo:
    """This quantity, whatever it was."""

    id: str
    key: LineKey
    qty: int
    at: str
    seen: Line


@record
class SetNote:
    """This note; "" takes the note away."""

    id: str
    key: LineKey
    note: str
    at: str
    seen: Line


@record
class Remove:
    """The line goes."""

    id: str
    key: LineKey
    at: str
    seen: Line


@record
class Move:
    """The line goes to another list; onto a line already `there`, the quantities are added.

    A note of the line there stays; only where there is none, the note goes along.
    """

    id: str
    key: LineKey
    to: LineKey
    at: str
    seen: Line
    there: Line | None = None


Edit = Add | ChangeBy | SetTo | SetNote | Remove | Move


def keys(edit: Edit) -> tuple[LineKey, ...]:
    """The lines the edit touches."""
    return (edit.key, edit.to) if isinstance(edit, Move) else (edit.key,)


def seen(edit: Edit) -> Mapping[LineKey, Line | None]:
    """Each touched line as the person saw it; what the write is conditional on."""
    match edit:
        case Add():
            return {edit.key: None}
        case Move():
            return {edit.key: edit.seen, edit.to: edit.there}
        case _:
            return {edit.key: edit.seen}


def unseen(edit: Edit) -> Edit:
    """The same edit, of lines as no table holds them: its condition fails, so that it is judged anew.

    An add needs none of that: a line that is there fails it.
    """
    match edit:
        case Add():
            return edit
        case Move(there=there):
            return replace(edit, seen=replace(edit.seen, rev=""), there=there and replace(there, rev=""))
        case _:
            return replace(edit, seen=replace(edit.seen, rev=""))


def result(edit: Edit) -> Mapping[LineKey, Line | None]:
    """Each touched line once the edit has been written upon what was seen; None where no line is left."""
    match edit:
        case Add():
            return {edit.key: Line(edit.key, edit.qty, edit.id, edit.note, edit.added_at or edit.at, edit.at)}
        case ChangeBy():
            return {edit.key: _written(edit, qty=edit.seen.qty + edit.by)}
        case SetTo():
            return {edit.key: _written(edit, qty=edit.qty)}
        case SetNote():
            return {edit.key: _written(edit, note=edit.note)}
        case Remove():
            return {edit.key: None}
        case Move():
            return {edit.key: None, edit.to: _moved(edit)}


def _written(edit: ChangeBy | SetTo | SetNote, qty: int | None = None, note: str | None = None) -> Line:
    line = edit.seen
    return replace(line, qty=line.qty if qty is None else _clamp(qty),
                   note=line.note if note is None else note,
                   rev=edit.id, updated_at=edit.at, past=line.lineage)


def _moved(edit: Move) -> Line:
    if edit.there is None:
        return replace(edit.seen, key=edit.to, rev=edit.id, updated_at=edit.at, past=edit.seen.lineage)
    return replace(edit.there, qty=_clamp(edit.there.qty + edit.seen.qty),
                   note=edit.there.note or edit.seen.note,
                   rev=edit.id, updated_at=edit.at, past=edit.there.lineage)


def _clamp(qty: int) -> int:
    return max(QTY_MIN, min(QTY_MAX, qty))
