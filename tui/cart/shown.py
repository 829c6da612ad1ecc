"""The lines as the person sees them, each list in the order they were added: kept so, not sorted anew."""

from bisect import bisect_left

from tui.cart.model import LISTS, Line, LineKey


class Shown:
    """Lines by their keys; a change takes about as long with ten lines as with ten thousand."""

    def __init__(self) -> None:
        self._lines: dict[LineKey, Line] = {}
        self._times: dict[str, list[tuple[str, LineKey]]] = {name: [] for name in LISTS}
        """When each line of a list was added, and its key."""
        self._keys: dict[str, list[LineKey]] = {name: [] for name in LISTS}
        """The keys alone, in the same order."""

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
        times, keys = self._times[key.list], self._keys[key.list]
        if old is not None:
            place = bisect_left(times, (old.added_at, key))
            del times[place], keys[place]
        if line is not None:
            place = bisect_left(times, (line.added_at, key))
            times.insert(place, (line.added_at, key))
            keys.insert(place, key)

    def keys(self, name: str) -> list[LineKey]:
        """The keys of one list, in order."""
        return self._keys[name].copy()

    def count(self, name: str) -> int:
        """How many lines there are in one list."""
        return len(self._keys[name])
