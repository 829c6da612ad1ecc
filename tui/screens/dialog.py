"""What asks or tells something on top of the cart, or of the sign-in."""

from typing import TypeVar

from textual.screen import ModalScreen

from tui.screens.placed import Placed

T = TypeVar("T")


class Dialog(Placed, ModalScreen[T], inherit_bindings=False):
    """Dismissed with what the person said, None where they left it; styled by styles/dialogs.tcss."""
