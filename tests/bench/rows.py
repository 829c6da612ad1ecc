"""The rows of the table: what is measured, against what, within which limit, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from tests.bench.figures import Figure


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is measured. `theirs` is what it is compared with, "" for nothing.

    `what` may name the `lines` and the `idle` seconds that are asked for.
    `limit` is the most that the ratio may be; where there is nothing to compare with, or where it is
    `absolute`, the most that is measured itself. None where nothing is promised.
    """

    name: str
    what: str
    unit: str
    theirs: str = ""
    limit: float | None = None
    absolute: bool = False

    @property
    def by_ratio(self) -> bool:
        """Whether the limit is about the ratio."""
        return bool(self.theirs) and not self.absolute


@dataclass(frozen=True, slots=True)
class Result:
    """A row and its figures. `why` says why one of them is missing."""

    row: Row
    ours: Figure | None = None
    theirs: Figure | None = None
    ratio: Figure | None = None
    why: str = ""

    @classmethod
    def of(cls, row: Row, ours: Sequence[float], theirs: Sequence[float], why: str = "") -> Self:
        """From all rounds. The ratio is that of each round's two measurements, made one after the other."""
        pairs = [mine / other for mine, other in zip(ours, theirs, strict=False) if other > 0]
        mine, other, ratio = (Figure.of(values) if values else None for values in (ours, theirs, pairs))
        return cls(row, mine, other, ratio, why)

    @property
    def measure(self) -> float | None:
        """What the limit is about."""
        figure = self.ratio if self.row.by_ratio else self.ours
        return figure.middle if figure else None

    @property
    def met(self) -> bool | None:
        """Whether it is within the limit; None where there is no limit, or nothing was measured."""
        if self.row.limit is None or self.measure is None:
            return None
        return self.measure <= self.row.limit

    @property
    def verdict(self) -> str:
        """The same in words: by how much a limit is missed."""
        if self.row.limit is not None and self.measure is None:
            return f"not measured: {self.why or 'there is nothing to compare with'}"
        if self.measure is None or self.row.limit is None:
            return self.why
        if self.met:
            return "met"
        over = self.measure - self.row.limit
        if not self.row.by_ratio:
            return f"not met, by {max(round(over, 2), 0.01):g} {self.row.unit}"
        percent = 100 * over / self.row.limit
        return f"not met, by {percent:.0f} %" if percent >= 1 else "not met, by less than 1 %"
