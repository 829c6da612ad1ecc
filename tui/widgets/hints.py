"""The keys of a screen on its last line: as many as fit whole, dim where they can do nothing now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

_GAP = 2


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and what it does: `keys` as Textual spells them, `shown` as a person reads the first of them."""

    keys: str
    shown: str
    label: str
    action: str
    rank: int
    """Where room is short, a lower rank stays longer."""

    @property
    def width(self) -> int:
        """Columns it takes."""
        return len(self.shown) + 1 + len(self.label)

    def binding(self) -> Binding:
        """The key itself."""
        return Binding(self.keys, self.action, self.label, show=False)

    def content(self, *, blocked: bool) -> Content:
        """As it is shown; a click does what the key does."""
        off = "$foreground 40%"
        key, label = (off, off) if blocked else ("bold $accent", "$foreground 70%")
        text = Content.assemble((self.shown, key), " ", (self.label, label))
        return text.stylize(Style.from_meta({"@click": f"screen.{self.action}"}))


class Hints(Static):
    """One line of hints; `blocked` tells which actions can do nothing now."""

    def __init__(self, hints: Sequence[Hint], blocked: Callable[[str], bool], *,
                 id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, markup=False)
        self._hints, self._blocked = hints, blocked
        self.auto_links = False

    def on_resize(self) -> None:
        """More or fewer may fit now."""
        self.renew()

    def renew(self) -> None:
        """Ask again what is blocked."""
        shown = fitting(self._hints, self.size.width, self._blocked)
        texts = [hint.content(blocked=self._blocked(hint.action)) for hint in shown]
        self.update(Content(" " * _GAP).join(texts), layout=False)


def fitting(hints: Sequence[Hint], width: int, blocked: Callable[[str], bool]) -> list[Hint]:
    """Those that fit into `width` columns, in their order; where room is short, blocked ones go first."""
    kept: list[Hint] = []
    room = width + _GAP
    for hint in sorted(hints, key=lambda hint: (blocked(hint.action), hint.rank)):
        room -= hint.width + _GAP
        if room < 0:
            break
        kept.append(hint)
    return [hint for hint in hints if hint in kept]
