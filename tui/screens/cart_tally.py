"""The sums of each list, kept up line by line, so that one edit costs the same with ten thousand lines."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from tui.cart.model import Line, LineKey, Product
from tui.cart.summary import Summary, line_total

_Share = tuple[int, Decimal | None, str]
"""Units, what they come to, its currency. A bare tuple: Python's garbage collector looks at it but once."""


@dataclass(slots=True, eq=False)
class Tally:
    """What each line adds to the sums of its list."""

    _shares: dict[LineKey, _Share] = field(default_factory=dict)
    _lines: Counter[str] = field(default_factory=Counter)
    _units: Counter[str] = field(default_factory=Counter)
    _unpriced: Counter[str] = field(default_factory=Counter)
    _priced: Counter[tuple[str, str]] = field(default_factory=Counter)
    _amounts: defaultdict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def __contains__(self, key: LineKey) -> bool:
        return key in self._shares

    def put(self, key: LineKey, line: Line | None, product: Product | None) -> None:
        """The line of `key` is now `line` (None: there is none)."""
        old = self._shares.get(key)
        new = None if line is None else (
            line.qty, line_total(line, product), product.currency if product else "")
        if new == old:
            return
        if old is not None:
            del self._shares[key]
            self._count(key, old, -1)
        if new is not None:
            self._shares[key] = new
            self._count(key, new, 1)

    def of(self, name: str) -> Summary:
        """The sums of one list."""
        totals = {currency: amount for (listed, currency), amount in sorted(self._amounts.items())
                  if listed == name and self._priced[listed, currency]}
        return Summary(self._lines[name], self._units[name], totals, self._unpriced[name])

    def _count(self, key: LineKey, share: _Share, sign: int) -> None:
        units, amount, currency = share
        self._lines[key.list] += sign
        self._units[key.list] += sign * units
        if amount is None:
            self._unpriced[key.list] += sign
        else:
            self._priced[key.list, currency] += sign
            self._amounts[key.list, currency] += sign * amount
