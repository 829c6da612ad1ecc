"""What editor and commands ask of the outside world: sign-in, cart and catalog, behind one small interface.

Every method blocks, may be called on any thread, and answers with a value; none raises for what can be
expected to go wrong. The libraries behind it (boto3, Authlib) are imported at the first call that needs them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tui.cart.edits import Edit
from tui.cart.outcomes import CatalogRead, Outcome, Read
from tui.problem import Denial, Problem

if TYPE_CHECKING:
    from tui.identity.device import DeviceCode
    from tui.identity.device import Outcome as Poll
    from tui.identity.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in. `expires_at` is when the AWS credentials end, Unix seconds."""

    name: str
    owner_id: str
    principal_arn: str
    expires_at: float


class Services(Protocol):
    """The outside, as the editor sees it."""

    def open(self) -> Person | Problem:
        """The stored sign-in, made fresh if it needs to be; a SIGN_IN problem where there is none."""
        ...

    def start_sign_in(self) -> "DeviceCode | Problem":
        """Ask the identity provider for a device code and a user code (RFC 8628 section 3.1)."""
        ...

    def poll(self, code: "DeviceCode") -> "Poll":
        """Ask once whether the person has approved (RFC 8628 section 3.4)."""
        ...

    def finish_sign_in(self, tokens: "Tokens") -> Person | Problem | Denial:
        """Check the ID token, exchange it for AWS credentials, store the sign-in."""
        ...

    def refresh(self) -> Person | Problem:
        """Make the credentials fresh if they end soon; cheap when they do not."""
        ...

    def read(self, owner: str, more: Mapping[str, object] | None = None) -> Read:
        """One page of the lines of `owner`, all lists; `more` continues a former page."""
        ...

    def write(self, owner: str, edit: Edit) -> Outcome:
        """Send one edit of a line of `owner`."""
        ...

    def products(self, skus: Collection[str]) -> CatalogRead:
        """The products with these SKUs; unknown SKUs are left out."""
        ...

    def catalog(self) -> CatalogRead:
        """Every product, by category and name."""
        ...
