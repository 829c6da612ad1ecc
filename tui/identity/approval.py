"""Approving a sign-in without a browser: what the demo hands to the sign-in screen.

Only the sandbox can offer this, since only there is the identity provider ours; everywhere else it is None.
"""

from collections.abc import Callable
from dataclasses import field

from tui.problem import Problem
from tui.record import record


@record
class Approver:
    """Who may be signed in at a key press, and how."""

    people: tuple[str, ...]
    approve: Callable[[str, str], Problem | None] = field(repr=False)
    """Approve the user code (first) as the person (second); blocks for one loopback round trip."""
