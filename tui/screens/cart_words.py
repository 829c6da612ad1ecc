"""The sentences of the cart's screen: what an edit does, and what stands in the way."""

import time
from collections.abc import Callable, Iterable, Sequence

from tui.cart import model
from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo
from tui.cart.model import Line
from tui.cart.rebase import Clash
from tui.cart.summary import Summary
from tui.money import money
from tui.problem import Denial, Problem
from tui.screens.cart_desk import Desk, Failure
from tui.screens.cart_prices import Prices
from tui.widgets.columns import steady

Naming = Callable[[str], str]
"""From a SKU to what to call the product."""
Key = Callable[[str], str]
"""From an action to what to call its key."""


def many(count: int, one: str, more: str = "") -> str:
    """1 line, 2 lines."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def clock(at: float) -> str:
    """A time of day, in the person's own time zone; `at` in Unix seconds."""
    return time.strftime("%H:%M", time.localtime(at))


def deed(edit: Edit, name: Naming) -> str:
    """What an edit does, as in "IAM refused to ..."."""
    what = name(edit.key.sku)
    match edit:
        case Add(qty=qty):
            return f"add {qty} x {what}"
        case ChangeBy(by=by):
            return f"{'add' if by > 0 else 'take away'} {abs(by)} x {what}"
        case SetTo(qty=qty):
            return f"set {what} to {qty}"
        case SetNote(note=note):
            return f"{'write' if note else 'take away'} the note on {what}"
        case Remove():
            return f"remove {what}"
        case Move(to=to):
            return f"move {what} to {to.list}"


def reason(why: Denial | Problem) -> str:
    """Why something did not happen, in a few words."""
    if isinstance(why, Denial):
        return f"{steady(why.action) or 'this'} is not allowed"
    return steady(why.what)


def headline(failure: Failure, name: Naming) -> str:
    """What did not happen, as the title of its report."""
    start = "IAM refused to" if isinstance(failure.why, Denial) else "Could not"
    return f"{start} {deed(failure.edit, name)}"


def unreadable(owner: str, foreign: bool) -> str:
    """What to call a cart that may not be read, as the title of its report."""
    return f"IAM does not let you read {steady(owner, 40) + chr(39) + 's' if foreign else 'your'} cart"


def owner_flaw(owner: str) -> str:
    """Why `owner` cannot be an owner id that somebody types, "" if it can."""
    if flaw := model.owner_flaw(owner):
        return flaw
    return "" if owner.isprintable() else "an owner id holds no control characters"


def refusal(failure: Failure, name: Naming, key: Key) -> str:
    """One sentence about an edit that was taken back."""
    why = "" if isinstance(failure.why, Denial) else f": {steady(failure.why.what)}"
    said = f"{headline(failure, name)}{why}"
    return f"{said}{'' if said.endswith('…') else '.'} Press {key('why')} to see why."


def standing(read_only: Denial | None, key: Key) -> list[tuple[str, str]]:
    """That the cart can only be read, where that is so: (tone, sentence)."""
    sentence = f"✗ You may read this cart and not change it. Press {key('why')} to see why."
    return [("warning", sentence)] if read_only else []


def too_few(qty: int) -> str:
    """Why no more can be taken away from a line of `qty`, a clause."""
    return "this is the last one" if qty == model.QTY_MIN else f"there are only {qty}"


def forbidden(why: Denial, key: Key) -> str:
    """Why a key can do nothing for somebody without the right to it."""
    return f"{reason(why)} to you; {key('why')} says why, {key('reload')} asks again"


def banners(desk: Desk, prices: Prices, sign_in: Problem | None, key: Key) -> list[tuple[str, str]]:
    """Everything in the way right now, the gravest first: (tone, sentence)."""
    found: list[tuple[str, str]] = []
    if trouble := desk.cart.trouble:
        place = f" ({steady(trouble.where, 200)})" if trouble.where else ""
        found.append(("error", f"✗ No edit is accepted, none could be kept safe. {steady(trouble.what, 200)}"
                               f"{place}. {trouble.todo}"))
    if failure := desk.failure():
        found.append(("error", f"✗ {refusal(failure, prices.name, key)}"))
    if clashes := desk.cart.clashes():
        what = clash(clashes[0], prices.name(clashes[0].edit.key.sku))
        also = f" ({len(clashes)} conflicts)" if len(clashes) > 1 else ""
        found.append(("warning", f"! {what}{also}. Press {key('decide')} to decide."))
    if held := desk.held:
        wait = f"{desk.unsaved:,} {'edit waits' if desk.unsaved == 1 else 'edits wait'}"
        found.append(("warning", f"~ {steady(held.what)}: {wait}, {key('reload')} retries now."))
    elif desk.stale is not None:
        when = f"This is the cart as last seen at {clock(desk.unconfirmed)}." if desk.unconfirmed else \
            "What is changed elsewhere does not show."
        found.append(("warning", f"~ {steady(desk.stale.what)}. {when} {key('reload')} tries again now."))
    if desk.journal is not None and (left := desk.journal.unreadable):
        waits = "edit of another version of dynacart waits" if left == 1 else \
            "edits of another version of dynacart wait"
        found.append(("warning", f"~ {left} {waits} in {steady(str(desk.journal.path))}."))
    if sign_in is not None:
        found.append(("warning", f"~ The sign-in could not be renewed: {steady(sign_in.what)}."))
    if desk.unreadable:
        are = "item of the table is no line and is" if desk.unreadable == 1 \
            else "items of the table are no lines and are"
        found.append(("warning", f"~ {desk.unreadable} {are} left out."))
    if prices.trouble is not None and not any(reason(prices.trouble) in text for _, text in found):
        found.append(("warning", f"~ Prices are missing: {reason(prices.trouble)}; "
                                 f"{key('reload')} tries again."))
    return found


def contents(
    summary: Summary, shown: int, pending: int, *, awaited: bool, reading: bool, seen_at: float | None = None,
) -> list[str]:
    """How much a list holds and what is on its way, the most telling first; `shown` lines pass the filter."""
    parts = ["" if shown == summary.lines else f"{shown:,} of "]
    parts[0] += many(summary.lines, "line")
    if seen_at is not None:
        parts.append(f"as last seen at {clock(seen_at)}")
    if reading:
        parts.append("reading…")
    if pending:
        parts.append(f"{pending:,} unsaved")
    if summary.unpriced and not awaited:
        parts.append(f"{summary.unpriced:,} unpriced")
    return [*parts, many(summary.units, "unit")]


def amounts(summary: Summary, *, awaited: bool) -> str:
    """What a list costs, by currency; "…" while prices are on their way."""
    known = [money(amount, currency) for currency, amount in summary.totals.items()]
    return " + ".join([*known, "…"] if summary.unpriced and awaited else known)


def clash(question: Clash, what: str) -> str:
    """What a question to the person is about, a clause; `what` names the product."""
    if question.theirs is None:
        if isinstance(question.edit, Add):
            return f"Whether {what} was added before is not known, it is not there now"
        return f"{what} is no longer in {question.edit.key.list}"
    return f"{what} was changed elsewhere meanwhile"


def vanished(lines: Sequence[Line], name: Naming) -> str:
    """What others have taken away."""
    if len(lines) == 1:
        return f"{name(lines[0].key.sku)} was removed from {lines[0].key.list} elsewhere"
    return f"{many(len(lines), 'line')} were removed elsewhere"


def left_behind(desks: Iterable[Desk], me: str) -> str:
    """What becomes of the edits that are not saved when the editor ends; "" where all are.

    `me` is the person's own owner id: edits of other carts wait until these are opened again.
    """
    return " ".join(_left_behind(desk, me) for desk in desks if desk.unsaved)


def _left_behind(desk: Desk, me: str) -> str:
    count, asked = desk.unsaved, len(desk.cart.clashes())
    whose = "" if desk.owner == me else f" of {steady(desk.owner, 40)}'s cart"
    when = f"{steady(desk.owner, 40)}'s cart is opened again" if whose else "dynacart starts again"
    what = f"1 edit{whose} is not saved yet. It is" if count == 1 else \
        f"{count:,} edits{whose} are not saved yet. They are"
    asks = f" You are asked about {many(asked, 'conflict')} then." if asked else ""
    return f"{what} kept, and sent when {when}.{asks}"
