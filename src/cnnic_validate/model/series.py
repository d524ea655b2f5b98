"""A series: the level of one indicator and breakdown over time, as it is known on some day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cnnic_validate.model.exact import decimal_text
from cnnic_validate.model.statistics import (
    Breakdown,
    Exemption,
    Figure,
    Indicator,
    MissingFigure,
    Quantity,
)

Relation = Literal["first", "agrees", "revises", "differs"]


@dataclass(frozen=True, slots=True)
class Vintage:
    """The value of a quantity in one release.

    `figure` is the narrowest of its `prints`; `published` the day of the release, None where it is
    not known. `relation` is to the vintage before: they share a value (`agrees`), they do not and
    are of one agency (`revises`) or of two (`differs`); `first` has none before.
    """

    release: str
    agency: str
    published: datetime.date | None
    figure: Figure
    prints: tuple[Figure, ...]
    relation: Relation


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """A quantity and what is known of it: a row of `series.csv`.

    `vintage` is the one that stands, among all `vintages` in order of publication, and `stood` are
    those that stood before it, one after the other; `breaks` are the codes of the exemptions that
    say that the level cannot be compared with that of the period before, and `marked by the source`
    where the agency does (obs_status B).
    """

    quantity: Quantity
    unit_measure: str
    vintage: Vintage
    vintages: tuple[Vintage, ...]
    breaks: tuple[str, ...] = ()
    stood: tuple[Vintage, ...] = ()

    @property
    def figure(self) -> Figure:
        """The print whose value stands."""
        return self.vintage.figure

    @property
    def n_prints(self) -> int:
        """How many figures print the quantity, in all its vintages."""
        return sum(len(each.prints) for each in self.vintages)

    @property
    def denominator(self) -> str:
        """The period of the denominator as text, empty where there is none or it is not known."""
        period = self.quantity.denominator_period
        return str(period) if period else ""

    @property
    def is_revised(self) -> bool:
        """Whether an agency printed a value here that cannot be its earlier one."""
        return any(each.relation == "revises" for each in self.vintages)


@dataclass(frozen=True, slots=True)
class MissingPoint:
    """A quantity without a value: a row of `series.csv` that says why there is none.

    `figure` is the latest of its `n_prints` prints.
    """

    figure: MissingFigure
    unit_measure: str
    n_prints: int

    @property
    def quantity(self) -> Quantity:
        """What has no value."""
        return self.figure.quantity

    @property
    def denominator(self) -> str:
        """The period of the denominator as text, empty where there is none or it is not known."""
        period = self.quantity.denominator_period
        return str(period) if period else ""


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one indicator and breakdown in order of time.

    `classes` are the classes of the breakdown, none for `total`; `as_of` is the day whose knowledge
    it is, None for all there is; `exemptions` say what the codes of breaks mean; `unread` counts
    the rows of the package that have errors and are no figures.
    """

    indicator: Indicator
    breakdown: str
    classes: tuple[Breakdown, ...]
    as_of: datetime.date | None
    points: tuple[SeriesPoint, ...]
    exemptions: Mapping[str, Exemption]
    unread: int = 0

    @property
    def has_denominators(self) -> bool:
        """Whether the period of a denominator is known, and not always that of the ratio."""
        return any(
            each.denominator and each.denominator != str(each.quantity.time_period)
            for each in self.points
        )


def breaks_between(
    before: SeriesPoint, after: SeriesPoint, series: Iterable[SeriesPoint]
) -> tuple[str, ...]:
    """Give what breaks a series after one of its points and up to a later one, in order of time."""
    first, last = before.quantity.time_period.last, after.quantity.time_period.last
    between = (each for each in series if first < each.quantity.time_period.last <= last)
    return tuple(dict.fromkeys(code for each in between for code in each.breaks))


def steps(series: Sequence[SeriesPoint]) -> list[tuple[SeriesPoint, Quantity]]:
    """Give for each quantity the point before it: the last earlier period of the same length.

    Of several values of that period (of several denominators) it is the last.

    Args:
        series: points of one indicator and breakdown in order of time.
    """
    last: dict[tuple[int, int], SeriesPoint] = {}
    before: dict[tuple[int, int], SeriesPoint | None] = {}
    found: list[tuple[SeriesPoint, Quantity]] = []
    for point in series:
        period = point.quantity.time_period
        if period.length not in last or last[period.length].quantity.time_period != period:
            before[period.length] = last.get(period.length)
        last[period.length] = point
        if was := before[period.length]:
            found.append((was, point.quantity))
    return found


def lines_of(points: Sequence[SeriesPoint]) -> list[list[SeriesPoint]]:
    """Give the points that a plot may join by a line, in order of time.

    A line joins periods of one length, for ten months are no step from one year to the next; it
    crosses no break, and does not join two values of one period (of several denominators).
    """
    lines: list[list[SeriesPoint]] = []
    for length in dict.fromkeys(each.quantity.time_period.length for each in points):
        before: SeriesPoint | None = None
        for point in points:
            period = point.quantity.time_period
            if period.length != length:
                continue
            if (
                before is None
                or before.quantity.time_period == period
                or breaks_between(before, point, points)
            ):
                lines.append([])
            lines[-1].append(point)
            before = point
    return lines


def value_text(figure: Figure) -> str:
    """Write a figure's value in full scale, exact, with the decimals that its print has."""
    places = figure.number.decimals - figure.number.unit_mult
    return decimal_text(figure.number.value, max(0, places))


def end_text(end: Fraction | None) -> str:
    """Write an end of an interval, exact; empty where it is open."""
    return "" if end is None else decimal_text(end)
