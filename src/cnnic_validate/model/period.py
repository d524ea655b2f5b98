"""Time periods in the spellings of SDMX: years, halves, quarters, months, weeks, days, ranges.

`YYYY`, `YYYY-Sn`, `YYYY-Qn`, `YYYY-MM`, `YYYY-Wnn`, `YYYY-MM-DD` and inclusive ranges
`YYYY-MM/YYYY-MM`. `YYYY-A1` is the reporting year that begins in `YYYY`, by the calendar of the
source; halves and quarters are those of the calendar year.
"""

from __future__ import annotations

import calendar
import datetime
import re
from functools import cache
from typing import NamedTuple

_YEAR = re.compile(r"([0-9]{4})\Z")
_REPORTING_YEAR = re.compile(r"([0-9]{4})-A1\Z")
_PART = re.compile(r"([0-9]{4})-(?:S([12])|Q([1-4]))\Z")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])\Z")
_WEEK = re.compile(r"([0-9]{4})-W([0-5][0-9])\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_RANGE = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])/([0-9]{4})-(0[1-9]|1[0-2])\Z")
_DAYS_OF_A_WEEK = 7
FORMS = "YYYY, YYYY-Sn, YYYY-Qn, YYYY-MM, YYYY-Wnn, YYYY-MM-DD, YYYY-MM/YYYY-MM"


class Period(NamedTuple):
    """A run of whole months, or a week or day; ends included.

    `first` and `last` count months since year 0 (`year * 12 + month - 1`): those of the run, or
    those in which the week or day begins and ends. `first_day` and `last_day` count days as
    `datetime.date.toordinal` does; both are 0 for whole months. Ordered by `last`, then `first`:
    the order in which the periods end. A tuple, for it is part of every key.
    """

    last: int
    first: int
    last_day: int = 0
    first_day: int = 0

    @property
    def months(self) -> int:
        """Length in months; 0 for a week or a day."""
        return 0 if self.last_day else self.last - self.first + 1

    @property
    def days(self) -> int:
        """Length in days of a week or a day; 0 for whole months."""
        return self.last_day - self.first_day + 1 if self.last_day else 0

    @property
    def length(self) -> tuple[int, int]:
        """Length in months and days, of which one is 0."""
        return self.months, self.days

    @property
    def is_point(self) -> bool:
        """Whether a stock can be dated so: by a month, at whose end it is, or by a day."""
        return self.months == 1 or self.days == 1

    @property
    def end(self) -> float:
        """Where it ends, in months since year 0, a month being 1."""
        if not self.last_day:
            return self.last + 1.0
        day = datetime.date.fromordinal(self.last_day)
        return self.last + day.day / calendar.monthrange(day.year, day.month)[1]

    @property
    def previous(self) -> Period:
        """Give the period of the same length that ends where this begins."""
        if not self.last_day:
            return self.shifted(-self.months)
        return _of_days(self.first_day - self.days, self.first_day - 1)

    def shifted(self, months: int) -> Period:
        """Give the period of the same length `months` later (earlier where negative).

        A day is the same day of its month, or that month's last; a week the one of the same number
        in its year, or that year's last, where `months` are years, else that of the same day.
        """
        if not self.last_day:
            return Period(self.last + months, self.first + months)
        first = datetime.date.fromordinal(self.first_day)
        if self.days == 1:
            day = _same_day(first, months).toordinal()
            return _of_days(day, day)
        year, week, _ = first.isocalendar()
        if months % 12 == 0:
            return _week(year + months // 12, min(week, _weeks(year + months // 12)))
        return _week(*_same_day(first, months).isocalendar()[:2])

    def __str__(self) -> str:
        """Give the canonical, shortest form."""
        return _canonical(self)


@cache
def _canonical(period: Period) -> str:
    if period.last_day:
        first = datetime.date.fromordinal(period.first_day)
        year, week, _ = first.isocalendar()
        return first.isoformat() if period.days == 1 else f"{year:04d}-W{week:02d}"
    year, month = divmod(period.first, 12)
    if period.months == 12 and month == 0:
        return f"{year:04d}"
    if period.months == 6 and month % 6 == 0:
        return f"{year:04d}-S{month // 6 + 1}"
    if period.months == 3 and month % 3 == 0:
        return f"{year:04d}-Q{month // 3 + 1}"
    if period.months == 1:
        return _month(period.first)
    return f"{_month(period.first)}/{_month(period.last)}"


def _month(index: int) -> str:
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def _of_days(first: int, last: int) -> Period:
    begins, ends = datetime.date.fromordinal(first), datetime.date.fromordinal(last)
    return Period(ends.year * 12 + ends.month - 1, begins.year * 12 + begins.month - 1, last, first)


def _week(year: int, week: int) -> Period:
    monday = datetime.date.fromisocalendar(year, week, 1).toordinal()
    return _of_days(monday, monday + _DAYS_OF_A_WEEK - 1)


def _weeks(year: int) -> int:
    """Give the number of the last ISO week of a year, in which the 28th of December lies."""
    return datetime.date(year, 12, 28).isocalendar()[1]


def _same_day(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def spelt(period: Period, year_start: int = 1) -> str:
    """Write a period as a source does whose reporting year begins in the month `year_start`."""
    year, month = divmod(period.first, 12)
    if year_start > 1 and period.months == 12 and month == year_start - 1:
        return f"{year:04d}-A1"
    return str(period)


def parse_period(text: str, year_start: int = 1) -> Period | None:
    """Read a period; None where the text is none of the forms or a range runs backwards.

    A readable but longer spelling (``2024-01/2024-12`` for ``2024``) is read; compare `spelt` of
    the result with the text to see whether it was canonical.

    Args:
        text: the period as written.
        year_start: the month in which the reporting year of the source begins, for ``2023-A1``.
    """
    if found := _YEAR.match(text):
        year = int(found[1])
        return Period(year * 12 + 11, year * 12)
    if found := _REPORTING_YEAR.match(text):
        first = int(found[1]) * 12 + year_start - 1
        return Period(first + 11, first)
    if found := _PART.match(text):
        months = 6 if found[2] else 3
        first = int(found[1]) * 12 + (int(found[2] or found[3]) - 1) * months
        return Period(first + months - 1, first)
    if found := _MONTH.match(text):
        month = int(found[1]) * 12 + int(found[2]) - 1
        return Period(month, month)
    if found := _RANGE.match(text):
        first = int(found[1]) * 12 + int(found[2]) - 1
        last = int(found[3]) * 12 + int(found[4]) - 1
        return Period(last, first) if first < last else None
    return _short(text)


def _short(text: str) -> Period | None:
    """Read a week or a day; None for one that no calendar has."""
    try:
        if found := _WEEK.match(text):
            return _week(int(found[1]), int(found[2]))
        if _DAY.match(text):
            day = datetime.date.fromisoformat(text).toordinal()
            return _of_days(day, day)
    except ValueError:
        return None
    return None
