"""The last line: what the keys of a place do, as many as fit whole, dim where they can do nothing now."""

from collections.abc import Callable, Sequence

from textual.content import Content

from tui.keymap import Keymap
from tui.keys import PLACES, Use
from tui.widgets.bars import Bar, press
from tui.widgets.keyed import keymap_of

_GAP = 2
Hints = tuple[tuple[Use, str], ...]
"""Uses, and what to press."""
Blocked = Callable[[str], str]
"""Why an action can do nothing now; "" when it can."""


def nothing_blocked(_action: str) -> str:
    """Every key does something."""
    return ""


class Footer(Bar):
    """Shows one place at a time; a click on a piece is its key."""

    def __init__(self, place: str, blocked: Blocked = nothing_blocked, *, id: str | None = None,  # noqa: A002
                 classes: str = "") -> None:
        super().__init__(id=id)
        self.add_class(*classes.split())
        self._place, self._blocked = place, blocked
        self._fits: tuple[str, int, Hints] = ("", 0, ())
        self._dim: tuple[bool, ...] | None = None

    def tell(self, place: str = "", width: int = 0) -> None:
        """Show this place from now on, or look again what is blocked; `width` where it has none yet."""
        self._place = place or self._place
        width = width or self.content_size.width
        if self._fits[:2] != (self._place, width):
            self._fits = (self._place, width, fitting(self._place, keymap_of(self.app), width))
            self._dim = None
        hints = self._fits[2]
        dim = tuple(bool(self._blocked(use.action)) for use, _ in hints)
        if dim != self._dim:
            self._dim = dim
            self.show(line(hints, dim))

    def note(self, text: str) -> None:
        """Say something in place of the keys."""
        self._dim = None
        self.show(Content(text))

    def on_resize(self) -> None:
        """More or fewer may fit now."""
        self.tell()


def line(hints: Hints, dim: Sequence[bool]) -> Content:
    """The hints beside each other."""
    return Content(" " * _GAP).join(_piece(*hint, dim=faint) for hint, faint in zip(hints, dim, strict=True))


def fitting(place: str, keymap: Keymap, width: int) -> Hints:
    """The uses that fit into `width` columns, with what to press, from the first on."""
    shown: list[tuple[Use, str]] = []
    room = width + _GAP
    for use in PLACES[place].uses:
        if use.label:
            keys = keymap.hint(use, typing=PLACES[place].typing)
            room -= len(keys) + 1 + len(use.label) + _GAP
            if room < 0:
                break
            shown.append((use, keys))
    return tuple(shown)


def _piece(use: Use, keys: str, *, dim: bool) -> Content:
    key, label = ("$faint", "$faint") if dim else ("bold $accent", "$muted")
    return Content.assemble((keys, key), " ", (use.label, label)).stylize(press(use.action))
