"""Words about what a person has not done yet, one at a time; each goes away once it has been done."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tui.threads import beside


class Tip(NamedTuple):
    """`says`, with keys in braces, is about the first action of `by`, and done by any of them."""

    by: tuple[str, ...]
    says: str


TIPS = (
    Tip(("more", "less", "quantity"), "Try {more} and {less}, or type a quantity"),
    Tip(("add",), "Try {add}: products from the catalog"),
    Tip(("undo",), "Try {undo}: it takes the last edit back"),
    Tip(("help",), "Try {help}: it tells every key"),
    Tip(("palette",), "Try {palette}: it finds every command"),
)
"""In the order they are given; short enough for 40 columns."""


class Tips:
    """What has been done is kept at `path`, an action a line; None gives no tips at all.

    A file that cannot be read, or holds anything else, only means that a tip is given once more.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._done: set[str] | None = None

    def say(self, blocked: Callable[[str], str], key: Callable[[str], str]) -> str:
        """The next tip about something that can be done now; "" where there is none. `key` calls a key."""
        done = self._known()
        open_tips = (tip for tip in TIPS if done.isdisjoint(tip.by) and not blocked(tip.by[0]))
        tip = next(open_tips, None) if self._path else None
        return tip.says.format_map({name: key(name) for name in tip.by}) if tip else ""

    def did(self, action: str) -> None:
        """An action has been carried out."""
        done = self._known()
        if self._path and action not in done and any(action in tip.by for tip in TIPS):
            done.add(action)
            beside(self._keep, "keeping which tips are done")

    def _known(self) -> set[str]:
        if self._done is None:
            self._done = _read(self._path) if self._path else set()
        return self._done

    def _keep(self) -> None:
        """With what other running editors have kept; where that fails, it is said again another time."""
        from tui.credentials.private import replace

        if self._path:
            replace(self._path, "\n".join(sorted(self._known() | _read(self._path))) + "\n")


def _read(path: Path) -> set[str]:
    from tui.credentials.private import read

    text = read(path)
    return set(text.split()) if isinstance(text, str) else set()
