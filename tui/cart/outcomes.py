"""What became of a write or a read: values, never exceptions."""

from collections.abc import Mapping

from tui.cart.model import Line, LineKey, Product
from tui.problem import Denial, Problem
from tui.record import record


@record
class Saved:
    """DynamoDB holds it: each touched line as it is now, None where there is no line."""

    lines: Mapping[LineKey, Line | None]


@record
class Conflict:
    """The condition failed: each touched line as it really is, None where there is no line.

    `unsure`: an earlier attempt at this very edit got no answer, so it may have been written before.
    """

    current: Mapping[LineKey, Line | None]
    unsure: bool = False


@record
class Denied:
    """IAM refused it; nothing was written (or shown)."""

    denial: Denial


@record
class Unavailable:
    """It could not be done, or its result is unknown. Worth retrying where `problem.kind` is UNAVAILABLE.

    `unsure`: no answer came to a write, so it may have been carried out; sending the same edit again is safe.
    """

    problem: Problem
    unsure: bool = False


Outcome = Saved | Conflict | Denied | Unavailable


@record
class Unreadable:
    """An item of the cart table that is not a line: its sort key (as it is) and what is wrong."""

    sk: str
    why: str


@record
class Loaded:
    """One page of a person's lines, all lists together. `more` continues the read, None at the end."""

    lines: tuple[Line, ...]
    unreadable: tuple[Unreadable, ...] = ()
    more: Mapping[str, object] | None = None


Read = Loaded | Denied | Unavailable


@record
class Listed:
    """Products of the catalog; `unreadable` counts items of the catalog table that are no products."""

    products: tuple[Product, ...]
    unreadable: int = 0


CatalogRead = Listed | Denied | Unavailable
Stock = Mapping[str, bool] | Denied | Unavailable
"""Whether each SKU there is can be had."""
