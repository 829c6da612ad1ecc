"""`dynacart add`, `set`, `remove`, `move` and `note`: one edit each, the same edits as the editor's.

What changes one line is written at once upon the line as it was last seen on this machine, as in the editor.
Should it be another by now, DynamoDB tells it with the failed condition, and the edit is made anew upon that.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace

from tui.cart import intents
from tui.cart.cart import Cart
from tui.cart.edits import Edit, result
from tui.cart.ids import stamp
from tui.cart.intents import Refused
from tui.cart.model import Line, LineKey, note_flaw, sku_flaw
from tui.cart.outcomes import Denied, Listed, Unavailable
from tui.cart.rebase import Clash
from tui.cli import pending
from tui.cli.output import OK, data_json, fail, say
from tui.cli.outside import outside, tell
from tui.live import Live
from tui.problem import Denial, Kind, Problem
from tui.text import plain

Change = Callable[["Editing"], Edit | Refused | Denied | Unavailable]
Intend = Callable[[Line | None], Edit | Refused]


@dataclass(slots=True)
class Editing:
    """One command under way: what was asked for, of which line."""

    args: argparse.Namespace
    services: Live
    owner: str
    key: LineKey
    cart: Cart
    anew: Intend | None = None
    """Makes the edit upon the line as it is, while it stands upon the line as last seen."""

    def line(self, key: LineKey) -> Line | Denied | Unavailable | None:
        """A line as it is now."""
        store = self.services.store(self.owner)
        found = Unavailable(store) if isinstance(store, Problem) else store.line(key)
        if isinstance(found, Line):
            self.cart.load([found], whole=False)
        return found

    def last_seen(self) -> Line | None:
        """The line as it was last told here."""
        copy = self.services.last_seen(self.owner)
        return self.cart.line(self.key) or (copy.line(self.key) if copy else None)

    def keep(self) -> None:
        """What has become of the line is what was last seen of it."""
        if copy := self.services.last_seen(self.owner):
            copy.follow({key: self.cart.line(key) for key in (self.key, self.arrival)})

    @property
    def arrival(self) -> LineKey:
        """Where the edit leaves the line."""
        return LineKey(getattr(self.args, "to", self.key.list), self.key.sku)


def run(args: argparse.Namespace) -> int:
    """Make the edit; nothing that somebody else wrote meanwhile is overwritten."""
    if flaw := sku_flaw(args.sku) or note_flaw(getattr(args, "note", None) or ""):
        return _refuse(args, flaw)
    with outside(args) as found:
        if isinstance(found, int):
            return found
        key = LineKey(args.list, args.sku)
        return _edit(Editing(args, found.services, found.person.owner_id, key, found.cart))


def _edit(editing: Editing) -> int:
    args, cart = editing.args, editing.cart
    if waiting := cart.queue.of(editing.key) or cart.queue.of(editing.arrival):
        return _behind(args, waiting[0].held)
    edit = _CHANGES[args.edit](editing)
    if isinstance(edit, Denied | Unavailable):
        return tell(edit, as_json=args.json)
    code = _make(editing, edit)
    return _with_note(editing) if code is None and args.edit == "add" else _done(editing, code)


def _make(editing: Editing, intent: Edit | Refused) -> int | None:
    """Carry out one edit to its end; None once DynamoDB has it, else the exit code, with all told."""
    args, cart = editing.args, editing.cart
    accepted = cart.accept(intent)
    if isinstance(intent, Refused) or isinstance(accepted, Refused):
        if cart.trouble:
            return fail(cart.trouble, as_json=args.json)
        return _refuse(args, intent.why if isinstance(intent, Refused) else "")
    pending.send(cart, editing.services)
    entry = cart.queue.find(intent)
    match entry.held if entry else cart.failure(intent.key):
        case None:
            return None
        case Denial() as denial:
            return tell(Denied(denial), as_json=args.json)
        case Clash(unsure=False) as clash:
            cart.withdraw(intent)
            return _anew(editing, clash.theirs) if editing.anew else _clash(editing, clash.theirs)
        case Problem() as problem if not (entry and entry.unsure):
            cart.withdraw(intent)
            todo = "The edit may be sent later: do not repeat it." if cart.trouble else problem.todo
            return fail(replace(problem, todo=todo), as_json=args.json)
        case Problem() as problem:
            todo = "The edit is kept, and the next command makes sure of it: do not repeat it."
            return fail(replace(problem, todo=todo), as_json=args.json)
        case _:
            cart.withdraw(intent)
            what = f"No answer came, and {args.sku} was changed elsewhere since"
            todo = "Whether the edit is part of that is not known; look with `dynacart list`."
            return fail(Problem(Kind.UNAVAILABLE, what, todo=todo), as_json=args.json)


def _add(editing: Editing) -> Edit | Refused | Denied | Unavailable:
    """So many more, upon the line if there is one: a change of it can be told from others, come what may."""
    args = editing.args
    line = editing.line(editing.key)
    if isinstance(line, Denied | Unavailable):
        return line
    edit = intents.add(line, editing.key, args.qty, stamp(), args.note or "")
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


def _with_note(editing: Editing) -> int:
    """A line that was there keeps its note when more is added; a note that was asked for follows then."""
    line, note = editing.cart.line(editing.key), editing.args.note
    if line is None or note is None or line.note == note:
        return _done(editing, None)
    return _done(editing, _make(editing, intents.set_note(line, editing.key, note, stamp())))


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


def _upon_line(editing: Editing, intend: Intend) -> Edit | Refused | Denied | Unavailable:
    """The edit upon the line as last seen, if that is known and the edit changes it, or else as it is."""
    seen = editing.last_seen()
    edit = intend(seen)
    if seen and not isinstance(edit, Refused) and _changes(edit, seen):
        editing.cart.load([seen], whole=False)
        editing.anew = intend
        return edit
    line = editing.line(editing.key)
    return line if isinstance(line, Denied | Unavailable) else intend(line)


def _changes(edit: Edit, seen: Line) -> bool:
    left = result(edit)[seen.key]
    return left is None or (left.qty, left.note) != (seen.qty, seen.note)


def _anew(editing: Editing, line: Line | None) -> int | None:
    """The line was not as last seen: now it is known."""
    intend, editing.anew = editing.anew, None
    return _make(editing, intend(line)) if intend else None


def _done(editing: Editing, code: int | None) -> int:
    """Tell how the line is now, unless an exit `code` says that all has been told."""
    if code is not None:
        return code
    editing.keep()
    key = editing.arrival
    line = editing.cart.line(key)
    say(f"{key.list} has {line.qty} of {key.sku}." if line else f"{key.sku} is not in {key.list} any more.")
    if editing.args.json:
        data_json({"owner": editing.owner, "list": key.list, "line": _as_json(line)})
    return OK


def _behind(args: argparse.Namespace, held: Clash | Problem | None) -> int:
    """Edits of a line go in order, and an earlier one cannot go yet."""
    what = f"An earlier edit of {args.sku} has to be settled first"
    if isinstance(held, Problem):
        return fail(Problem(held.kind, f"{what}: {held.what}", held.where, held.todo, held.code),
                    as_json=args.json)
    return fail(Problem(Kind.CONFLICT, what, todo="Open the editor, and decide there."), as_json=args.json)


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
