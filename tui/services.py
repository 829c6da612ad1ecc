"""What editor and commands ask of the outside world: sign-in, cart and catalog, behind one small interface.

Every method blocks, may be called on any thread, and answers with a value; none raises for what can be
expected to go wrong. The libraries behind it (boto3, Authlib) are imported at the first call that needs them.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from tui.cart.cart import Attempt
from tui.cart.outcomes import CatalogRead, Outcome, Read, Stock
from tui.cart.permission import Permission
from tui.credentials.model import Person
from tui.problem import Denial, Problem

if TYPE_CHECKING:

    from tui.cart.journal import Journal
    from tui.cart.lastseen import LastSeen
    from tui.cart.shelf import Shelved
    from tui.identity.steps import Outcome as Poll
    from tui.identity.steps import Step
    from tui.identity.tokens import Tokens

__all__ = ["Person", "Services"]


class Services(Protocol):
    """The outside, as the editor sees it."""

    def open(self) -> Person | Problem:
        """The stored sign-in, made fresh if it needs to be; a SIGN_IN problem where there is none."""
        ...

    def start_sign_in(self) -> "Step | Problem":
        """What the person has to do to sign in; a former attempt is given up."""
        ...

    def poll(self, step: "Step") -> "Poll":
        """Ask once what has come of it."""
        ...

    def answer(self, values: Sequence[str]) -> "Poll":
        """Hand over what the person typed, see `tui.identity.steps.Flow`."""
        ...

    def stop_sign_in(self) -> None:
        """Give up what an attempt holds."""
        ...

    def finish_sign_in(self, tokens: "Tokens") -> Person | Problem | Denial:
        """Check the ID token, exchange it for AWS credentials, store the sign-in."""
        ...

    def refresh(self) -> Person | Problem:
        """Make the credentials fresh if they end soon; cheap when they do not."""
        ...

    def remembered(self) -> Person | None:
        """Who is signed in here by what is stored, which may have ended; asks no network."""
        ...

    def seen(self, owner: str) -> bool:
        """Whether there is a last-seen copy of the cart of `owner`, "" for one's own; asks no network."""
        ...

    def journal(self, owner: str) -> "Journal | Problem":
        """The journal of what the person edits in the cart of `owner`."""
        ...

    def last_seen(self, owner: str) -> "LastSeen | None":
        """The last-seen copy of that cart, where there is a place for one."""
        ...

    def read(self, owner: str, more: Mapping[str, object] | None = None) -> Read:
        """One page of the lines of `owner`, all lists; `more` continues a former page."""
        ...

    def write(self, owner: str, attempt: Attempt) -> Outcome:
        """Send one edit of a line of `owner`."""
        ...

    def products(self, skus: Collection[str]) -> CatalogRead:
        """The products with these SKUs; unknown SKUs are left out."""
        ...

    def stock(self, skus: Collection[str]) -> Stock:
        """Which of these SKUs there are, and whether each is to be had."""
        ...

    def catalog(self) -> CatalogRead:
        """Every product, by category and name; what was read is kept as the copy."""
        ...

    def shelved(self) -> "Shelved":
        """The copy of the catalog, empty where there is none; asks no network."""
        ...

    def permissions(self) -> tuple[Permission, ...] | Problem:
        """What the person may do with their own cart and the catalog; asks, and changes nothing."""
        ...
