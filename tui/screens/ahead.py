"""What somebody may want next, imported beside the work: nobody's key waits for it then."""

from importlib import import_module

from tui.threads import beside

LIKELY = (
    "tui.widgets.catalog", "tui.screens.ask", "tui.screens.help", "tui.screens.product",
    "tui.screens.categories", "tui.screens.conflict", "tui.screens.refusal", "tui.screens.refusals",
    "tui.screens.permissions")
"""What the cart's screen imports when it is asked for, the likeliest first."""


def get_ready() -> None:
    """Import it now, on a thread of its own."""
    beside(_import, "ahead")


def _import() -> None:
    for name in LIKELY:
        import_module(name)
