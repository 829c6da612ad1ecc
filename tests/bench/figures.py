"""What many measurements of one thing come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Self


@dataclass(frozen=True, slots=True)
class Figure:
    """The median, and the quartiles around it."""

    middle: float
    low: float
    high: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Of at least one value; of one alone, there is no spread."""
        low, _, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else [*values] * 3
        return cls(median(values), low, high, len(values))
