"""Edits as text and back: what the journal keeps of them."""

import json
from dataclasses import fields
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo
from tui.cart.model import LISTS, Line, LineKey, note_flaw, qty_flaw, sku_flaw

_KINDS = {kind.__name__: kind for kind in (Add, ChangeBy, SetTo, SetNote, Remove, Move)}
_NAMES: dict[type, tuple[str, ...]] = {
    LineKey: LineKey._fields,
    **{kind: tuple(each.name for each in fields(kind)) for kind in (*_KINDS.values(), Line)},
}
_hints: dict[type, dict[str, Any]] = {}


def to_text(edit: Edit) -> str:
    """One JSON object that holds all there is to the edit."""
    return json.dumps({"edit": type(edit).__name__, **_parts(edit)})


def _parts(made: Any) -> dict[str, object]:  # noqa: ANN401 - an edit, or a line or key of it
    return {name: _parts(value) if type(value := getattr(made, name)) in _NAMES else value
            for name in _NAMES[type(made)]}


def from_text(text: object) -> Edit | None:
    """The edit of `to_text`; None for anything else, and for an edit that nobody could have made."""
    try:
        document = json.loads(text) if isinstance(text, str) else None
        return _read(_KINDS[document.pop("edit")], document) if isinstance(document, dict) else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _read(kind: type[Any], data: object) -> Any:  # noqa: ANN401 - of that kind
    if not isinstance(data, dict):
        raise TypeError
    if set(data) != set(_NAMES[kind]):
        raise KeyError  # of another version: it may mean more than we know
    hints = _hints.get(kind) or _hints.setdefault(kind, get_type_hints(kind))
    made = kind(**{name: _value(hints[name], data[name]) for name in _NAMES[kind]})
    if flaw := _flaw(made):
        raise ValueError(flaw)
    return made


def _value(hint: Any, value: object) -> object:  # noqa: ANN401 - a type, or None, or a union of both
    if isinstance(hint, UnionType):
        hint = None if value is None else get_args(hint)[0]
    if hint in _NAMES:
        return _read(hint, value)
    if get_origin(hint) is tuple and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    if value is None if hint is None else type(value) is hint:
        return value
    raise TypeError


def _flaw(made: object) -> str:
    match made:
        case LineKey(list=name, sku=sku):
            return sku_flaw(sku) or ("" if name in LISTS else "no such list")
        case Line(qty=qty, note=note) | Add(qty=qty, note=note):
            return qty_flaw(qty) or note_flaw(note)
        case SetTo(qty=qty):
            return qty_flaw(qty)
        case SetNote(note=note):
            return note_flaw(note)
    return ""
