"""How a line stands: a glyph, a word and a colour; glyph and word say it all without the colour."""


from typing import NamedTuple

from tui.cart.cart import Cart, State
from tui.cart.model import LineKey, Product


class Mark(NamedTuple):
    """What the last column of a line shows; `tone` is a component class of the tables."""

    glyph: str
    word: str
    tone: str
    means: str
    """One sentence for the help, without a full stop."""


SAVED = Mark("✓", "saved", "rows--muted", "DynamoDB holds the line as you see it")
SAVING = Mark("…", "saving", "rows--busy", "Your edit is on its way")
WAITING = Mark("~", "waiting", "rows--ask", "Your edit waits for the network; it is sent again by itself")
CONFLICT = Mark("!", "conflict", "rows--ask", "Changed elsewhere as well: yours to decide")
DENIED = Mark("✗", "denied", "rows--bad", "IAM refused your edit, it was taken back; ! says why")
FAILED = Mark("✗", "failed", "rows--bad", "Your edit could not be done, it was taken back; ! says why")
LAST_SEEN = Mark("◦", "earlier", "rows--muted", "As it was when you last looked; DynamoDB is being asked")
CHANGED = Mark("*", "changed", "rows--ask", "Changed elsewhere meanwhile; r clears the mark")
SOLD_OUT = Mark("○", "sold out", "rows--muted", "Saved, and not available in the catalog at present")
ALL = (SAVED, SAVING, WAITING, CONFLICT, DENIED, FAILED, LAST_SEEN, CHANGED, SOLD_OUT)

_BY_STATE = {State.PENDING: SAVING, State.CONFLICT: CONFLICT, State.DENIED: DENIED,
             State.RECALLED: LAST_SEEN, State.ELSEWHERE: CHANGED}


def mark(cart: Cart, key: LineKey, product: Product | None) -> Mark:
    """The mark of one line of `cart`."""
    state = cart.state(key)
    if state is State.UNAVAILABLE:
        return WAITING if cart.queue.of(key) else FAILED
    if state is State.SAVED:
        return SOLD_OUT if product and not product.available else SAVED
    return _BY_STATE[state]
