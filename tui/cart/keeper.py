"""What keeps pending edits safe: `tui.cart.journal.Journal`, or a stand-in."""

from typing import Protocol

from tui.cart.queue import Changes
from tui.problem import Problem


class Keeper(Protocol):
    """It has every edit before that counts as accepted."""

    def sync(self, changes: Changes) -> Problem | None:
        """Take over what changed, or say why not."""
        ...

    def flush(self) -> Problem | None:
        """Wait until the disk has what was taken over, or say why it has not; on any thread."""
        ...
