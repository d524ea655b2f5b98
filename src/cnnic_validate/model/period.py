"""Time periods: `YYYY`, `YYYY-Qn`, `YYYY-MM` and inclusive ranges `YYYY-MM/YYYY-MM`."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

_YEAR = re.compile(r"([0-9]{4})\Z")
_QUARTER = re.compile(r"([0-9]{4})-Q([1-4])\Z")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])\Z")
_RANGE = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])/([0-9]{4})-(0[1-9]|1[0-2])\Z")


class Period(NamedTuple):
    """A run of whole months, ends included.

    `first` and `last` count months since year 0 (`year * 12 + month - 1`). Ordered by `last`, then
    `first`: the order in which the periods end. A tuple, for it is part of every key.
    """

    last: int
    first: int

    @property
    def months(self) -> int:
        """Length in months."""
        return self.last - self.first + 1

    def shifted(self, months: int) -> Period:
        """Give the period of the same length `months` later (earlier where negative)."""
        return Period(self.last + months, self.first + months)

    def __str__(self) -> str:
        """Give the canonical, shortest form."""
        return _canonical(self)


@cache
def _canonical(period: Period) -> str:
    year, month = divmod(period.first, 12)
    if period.months == 12 and month == 0:
        return f"{year:04d}"
    if period.months == 3 and month % 3 == 0:
        return f"{year:04d}-Q{month // 3 + 1}"
    if period.months == 1:
        return _month(period.first)
    return f"{_month(period.first)}/{_month(period.last)}"


def _month(index: int) -> str:
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def parse_period(text: str) -> Period | None:
    """Read a period; None where the text is none of the four forms or a range runs backwards.

    A readable but longer spelling (``2024-01/2024-12`` for ``2024``) is read; compare ``str`` of
    the result with the text to see whether it was canonical.
    """
    if found := _YEAR.match(text):
        year = int(found[1])
        return Period(year * 12 + 11, year * 12)
    if found := _QUARTER.match(text):
        first = int(found[1]) * 12 + (int(found[2]) - 1) * 3
        return Period(first + 2, first)
    if found := _MONTH.match(text):
        month = int(found[1]) * 12 + int(found[2]) - 1
        return Period(month, month)
    if found := _RANGE.match(text):
        first = int(found[1]) * 12 + int(found[2]) - 1
        last = int(found[3]) * 12 + int(found[4]) - 1
        return Period(last, first) if first < last else None
    return None
