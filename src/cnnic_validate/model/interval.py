"""Closed intervals of true values, ends exact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval; None is an open end at infinity. `low > high` means empty."""

    low: Fraction | None
    high: Fraction | None

    @property
    def is_empty(self) -> bool:
        """Whether no value lies inside."""
        return self.low is not None and self.high is not None and self.low > self.high

    def __contains__(self, value: Fraction) -> bool:
        """Whether `value` lies inside, ends included."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def intersect(self, other: Interval) -> Interval:
        """Give the values in both; empty where there is none."""
        low, high = self.low, self.high
        if low is None or (other.low is not None and other.low > low):
            low = other.low
        if high is None or (other.high is not None and other.high < high):
            high = other.high
        return Interval(low, high)


ANYTHING = Interval(None, None)
