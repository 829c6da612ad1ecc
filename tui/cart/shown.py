"""The lines as the person sees them, each list in the order they were added: kept so, not sorted anew."""

from bisect import bisect_left

from tui.cart.model import LISTS, Line, LineKey


class Shown:
    """Lines by their keys; a change takes about as long with ten lines as with ten thousand."""

    def __init__(self) -> None:
        self._lines: dict[LineKey, Line] = {}
        self._keys: dict[str, list[LineKey]] = {name: [] for name in LISTS}

    def get(self, key: LineKey) -> Line | None:
        """The line, None where there is none."""
        return self._lines.get(key)

    def put(self, key: LineKey, line: Line | None) -> None:
        """The line of `key` is now `line` (None: there is none)."""
        old, keys = self._lines.get(key), self._keys[key.list]
        if old and line and old.added_at == line.added_at:
            self._lines[key] = line
            return
        if old is not None:
            del keys[self._place(old)]
            del self._lines[key]
        if line is not None:
            self._lines[key] = line
            keys.insert(self._place(line), key)

    def _place(self, line: Line) -> int:
        """Where the line stands in its list, or is to stand."""
        return bisect_left(self._keys[line.key.list], (line.added_at, line.key), key=self._when)

    def _when(self, key: LineKey) -> tuple[str, LineKey]:
        return self._lines[key].added_at, key

    def keys(self, name: str) -> list[LineKey]:
        """The keys of one list, in order."""
        return self._keys[name].copy()

    def count(self, name: str) -> int:
        """How many lines there are in one list."""
        return len(self._keys[name])
