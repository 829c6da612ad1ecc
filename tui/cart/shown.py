"""The lines as the person sees them, each list in the order they were added: kept so, not sorted anew."""

from bisect import bisect_left, insort

from tui.cart.model import Line, LineKey


class Shown:
    """Lines by their keys; a change takes about as long with ten lines as with ten thousand."""

    def __init__(self) -> None:
        self._lines: dict[LineKey, Line] = {}
        self._orders: dict[str, list[tuple[str, LineKey]]] = {}
        """When each line of a list was added, and its key."""

    def get(self, key: LineKey) -> Line | None:
        """The line, None where there is none."""
        return self._lines.get(key)

    def put(self, key: LineKey, line: Line | None) -> None:
        """The line of `key` is now `line` (None: there is none)."""
        old = self._lines.get(key)
        if line is not None:
            self._lines[key] = line
        elif old is not None:
            del self._lines[key]
        if old and line and old.added_at == line.added_at:
            return
        order = self._orders.setdefault(key.list, [])
        if old is not None:
            del order[bisect_left(order, (old.added_at, key))]
        if line is not None:
            insort(order, (line.added_at, key))

    def keys(self, name: str) -> list[LineKey]:
        """The keys of one list, in order."""
        return [key for _, key in self._orders.get(name, ())]
