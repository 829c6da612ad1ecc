"""The sentences of the cart's screen: what an edit does, and what stands in the way."""

import time
from collections.abc import Callable, Iterable

from tui.cart.edits import Add, ChangeBy, Edit, Move, Remove, SetNote, SetTo
from tui.cart.rebase import Clash
from tui.cart.summary import Summary
from tui.problem import Denial, Problem
from tui.screens.cart_desk import Desk, Failure
from tui.screens.cart_prices import Prices
from tui.widgets.columns import money, steady

OWNER_MAX = 2048
Naming = Callable[[str], str]
"""From a SKU to what to call the product."""


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
    """Why `owner` cannot be an owner id, "" if it can: DynamoDB takes partition keys of 1 to 2048 bytes."""
    if not owner or len(owner.encode()) > OWNER_MAX:
        return f"an owner id has 1 to {OWNER_MAX} bytes"
    return "" if owner.isprintable() else "an owner id holds no control characters"


def refusal(failure: Failure, name: Naming) -> str:
    """One sentence about an edit that was taken back."""
    why = "" if isinstance(failure.why, Denial) else f": {steady(failure.why.what)}"
    return f"{headline(failure, name)}{why}. Press ! to see why."


def standing(read_only: Denial | None) -> list[tuple[str, str]]:
    """That the cart can only be read, where that is so: (tone, sentence)."""
    sentence = "✗ You may read this cart and not change it. Press ! to see why."
    return [("warning", sentence)] if read_only else []


def forbidden(why: Denial) -> str:
    """Why a key can do nothing for somebody without the right to it."""
    return f"{reason(why)} to you; ! says why, r asks again"


def banners(desk: Desk, prices: Prices, sign_in: Problem | None) -> list[tuple[str, str]]:
    """Everything in the way right now, the gravest first: (tone, sentence)."""
    found: list[tuple[str, str]] = []
    if failure := desk.failure():
        found.append(("error", f"✗ {refusal(failure, prices.name)}"))
    if clashes := desk.cart.clashes():
        what = prices.name(clashes[0].edit.key.sku)
        also = f" ({len(clashes)} conflicts)" if len(clashes) > 1 else ""
        found.append(("warning", f"! {what} was changed elsewhere meanwhile{also}. Press c to decide."))
    if held := desk.held:
        wait = "edit waits" if len(held) == 1 else "edits wait"
        found.append(("warning", f"~ {steady(held[0].what)}: {len(held)} {wait}, r retries now."))
    if sign_in is not None:
        found.append(("warning", f"~ The sign-in could not be renewed: {steady(sign_in.what)}."))
    if desk.unreadable:
        are = "item of the table is no line and is" if desk.unreadable == 1 \
            else "items of the table are no lines and are"
        found.append(("warning", f"~ {desk.unreadable} {are} left out."))
    if prices.trouble is not None:
        found.append(("warning", f"~ Prices are missing: {reason(prices.trouble)}; r tries again."))
    return found


def contents(summary: Summary, shown: int, pending: int, *, awaited: bool, reading: bool) -> list[str]:
    """How much a list holds and what is on its way, the most telling first; `shown` lines pass the filter."""
    parts = ["" if shown == summary.lines else f"{shown:,} of "]
    parts[0] += many(summary.lines, "line")
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


def leaving(desks: Iterable[Desk]) -> tuple[str, list[str]]:
    """What quitting now would mean for edits that are not saved: a headline, and a sentence for each kind."""
    entries = [entry for desk in desks for entry in desk.cart.queue.entries]
    clashes = sum(isinstance(entry.held, Clash) for entry in entries)
    held = sum(isinstance(entry.held, Problem) for entry in entries)
    rest = len(entries) - clashes - held
    facts = [(rest, "on the way, may still be saved"), (held, "waiting for the network, would be lost"),
             (clashes, "waiting for your decision, would be lost")]
    verb = "is" if len(entries) == 1 else "are"
    return f"{many(len(entries), 'edit')} {verb} not saved yet", [f"{n} {text}" for n, text in facts if n]
