"""`dynacart add`, `set`, `remove`, `move` and `note`: one edit each, the same edits as the editor's."""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from tui.cart import intents
from tui.cart.carry import carry_out
from tui.cart.edits import Edit
from tui.cart.ids import stamp
from tui.cart.intents import Refused
from tui.cart.model import Line, LineKey, note_flaw, sku_flaw
from tui.cart.outcomes import Denied, Listed, Saved, Unavailable
from tui.cart.rebase import Clash
from tui.cli.output import OK, data_json, fail, say
from tui.cli.outside import open_outside, tell
from tui.problem import Kind, Problem
from tui.services import Live
from tui.text import plain

Change = Callable[["Editing"], Edit | Refused | Denied | Unavailable]


@dataclass(frozen=True, slots=True)
class Editing:
    """One command under way: what was asked for, of which line."""

    args: argparse.Namespace
    services: Live
    owner: str
    key: LineKey

    def line(self, key: LineKey) -> Line | Denied | Unavailable | None:
        """A line as it is now."""
        store = self.services.store(self.owner)
        return Unavailable(store) if isinstance(store, Problem) else store.line(key)

    def carry_out(self, edit: Edit) -> Saved | Clash | Denied | Unavailable:
        """Write `edit`, come what may."""
        return carry_out(edit, lambda each: self.services.write(self.owner, each), time.sleep)


def run(args: argparse.Namespace) -> int:
    """Make the edit; nothing that somebody else wrote meanwhile is overwritten."""
    if flaw := sku_flaw(args.sku) or note_flaw(getattr(args, "note", None) or ""):
        return _refuse(args, flaw)
    outside = open_outside(args)
    if isinstance(outside, int):
        return outside
    editing = Editing(args, outside.services, outside.person.owner_id, LineKey(args.list, args.sku))
    edit = _CHANGES[args.edit](editing)
    if isinstance(edit, Refused):
        return _refuse(args, edit.why)
    if isinstance(edit, Denied | Unavailable):
        return tell(edit, as_json=args.json)
    outcome = editing.carry_out(edit)
    if isinstance(outcome, Saved) and args.edit == "add":
        outcome = _with_note(editing, outcome)
    return _report(editing, outcome)


def _add(editing: Editing) -> Edit | Refused | Denied | Unavailable:
    """So many more. That a line is there already shows when it is written."""
    args = editing.args
    edit = intents.add(None, editing.key, args.qty, stamp(), args.note or "")
    if isinstance(edit, Refused):
        return edit
    answer = editing.services.products([args.sku])
    if not isinstance(answer, Listed):
        return answer
    if not answer.products:
        return Refused(f"there is no {args.sku} in the catalog")
    if not answer.products[0].available:
        return Refused(f"{args.sku} is not available")
    return edit


def _with_note(editing: Editing, added: Saved) -> Saved | Clash | Denied | Unavailable:
    """A line that was there keeps its note when more is added; a note that was asked for follows then."""
    line, note = added.lines.get(editing.key), editing.args.note
    if line is None or note is None or line.note == note:
        return added
    edit = intents.set_note(line, editing.key, note, stamp())
    return added if isinstance(edit, Refused) else editing.carry_out(edit)


def _set(editing: Editing) -> Edit | Refused | Denied | Unavailable:
    return _upon_line(editing, lambda line: intents.set_to(line, editing.key, editing.args.qty, stamp()))


def _note(editing: Editing) -> Edit | Refused | Denied | Unavailable:
    return _upon_line(editing, lambda line: intents.set_note(line, editing.key, editing.args.text, stamp()))


def _remove(editing: Editing) -> Edit | Refused | Denied | Unavailable:
    return _upon_line(editing, lambda line: intents.remove(line, editing.key, stamp()))


def _move(editing: Editing) -> Edit | Refused | Denied | Unavailable:
    there = editing.line(LineKey(editing.args.to, editing.key.sku))
    if isinstance(there, Denied | Unavailable):
        return there
    return _upon_line(editing, lambda line: intents.move(line, there, editing.key, editing.args.to, stamp()))


_CHANGES: dict[str, Change] = {"add": _add, "set": _set, "remove": _remove, "move": _move, "note": _note}


def _upon_line(
    editing: Editing, intend: Callable[[Line | None], Edit | Refused],
) -> Edit | Refused | Denied | Unavailable:
    line = editing.line(editing.key)
    return line if isinstance(line, Denied | Unavailable) else intend(line)


def _report(editing: Editing, outcome: Saved | Clash | Denied | Unavailable) -> int:
    args = editing.args
    match outcome:
        case Saved(lines):
            key = LineKey(getattr(args, "to", args.list), args.sku)
            return _done(editing, key, lines.get(key))
        case Clash(_, theirs):
            return _clash(editing, theirs)
        case Unavailable(problem, unsure=True):
            todo = "Whether it was written is not known; look with `dynacart list`."
            return fail(replace(problem, todo=todo), as_json=args.json)
    return tell(outcome, as_json=args.json)


def _done(editing: Editing, key: LineKey, line: Line | None) -> int:
    say(f"{key.list} has {line.qty} of {key.sku}." if line else f"{key.sku} is not in {key.list} any more.")
    if editing.args.json:
        data_json({"owner": editing.owner, "list": key.list, "line": _as_json(line)})
    return OK


def _clash(editing: Editing, theirs: Line | None) -> int:
    sku, name = editing.key.sku, editing.key.list
    now = f"{name} has {theirs.qty} of it" if theirs else f"it is not in {name} any more"
    note = f", with the note {plain(theirs.note)!r}" if theirs and theirs.note else ""
    say(f"dynacart: {sku} was changed elsewhere meanwhile: {now}{note}. Nothing was overwritten.")
    if editing.args.json:
        data_json({"error": "conflict", "owner": editing.owner, "list": name, "line": _as_json(theirs)})
    return int(Kind.CONFLICT)


def _refuse(args: argparse.Namespace, why: str) -> int:
    return fail(Problem(Kind.USAGE, f"{why[0].upper()}{why[1:]}"), as_json=args.json)


def _as_json(line: Line | None) -> dict[str, object] | None:
    if line is None:
        return None
    return {"sku": line.key.sku, "qty": line.qty, "note": line.note, "rev": line.rev,
            "updated_at": line.updated_at}
