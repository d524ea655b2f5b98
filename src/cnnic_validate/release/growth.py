"""Growth: what is printed of growth and change, and what follows from the levels, as intervals.

A printed growth or change is what its source says, and stands across a break (an agency computes it
on terms of its own). What follows from two levels is the interval of all growths that their true
values allow: `(low / reference high, high / reference low)`; it is withheld across a break, for the
two levels are not of one kind there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from cnnic_validate.model.exact import decimal_text
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.series import (
    SeriesPoint,
    breaks_between,
    end_text,
    steps,
    value_text,
)
from cnnic_validate.model.statistics import Figure, Indicator, Measure, Quantity, Statistics
from cnnic_validate.release.breaks import BREAK
from cnnic_validate.release.rows import NamedCells, csv_file
from cnnic_validate.release.series import MARKED, latest_series

COLUMNS = (
    "indicator",
    "breakdown",
    "time_period",
    "reference_period",
    "measure",
    "origin",
    "value",
    "low",
    "high",
    "unit_measure",
    "withheld",
    "source",
    "figure_id",
    "level_id",
    "reference_level_id",
)
# Of what follows from levels: to one thousandth of a percent or of a point, rounded outwards.
_PLACES = 3
_PRINTED: tuple[Measure, ...] = ("growth", "change")
_GROWS = ("stock", "flow", "mean")
_MOVES = ("ratio", "difference")


def growth_csv(
    figures: Iterable[Figure], points: Iterable[SeriesPoint], statistics: Statistics
) -> str:
    """Write `growth.csv`: by indicator, breakdown and period, what is printed before what follows.

    Args:
        figures: the figures of a package, for the growths and changes that they print.
        points: the levels, in order, as `latest_series` gives them.
        statistics: the definitions.
    """
    printed = latest_series(figures, statistics, measures=_PRINTED)
    rows: list[NamedCells] = [_printed(each, statistics) for each in printed]
    for _, series in groupby(points, key=lambda each: each.quantity[:2]):
        rows += _of_levels(list(series), statistics)
    return csv_file(COLUMNS, sorted(rows, key=_order))


def _order(row: NamedCells) -> tuple[str, bool, str, str, str, str, bool]:
    return (
        row["indicator"],
        row["breakdown"] != "total",
        row["breakdown"],
        row["time_period"],
        row["reference_period"],
        row["measure"],
        row["origin"] != "printed",
    )


def _printed(point: SeriesPoint, statistics: Statistics) -> dict[str, str]:
    figure, quantity = point.figure, point.quantity
    indicator = statistics.indicators[quantity.indicator]
    return {
        **_about(quantity, quantity.reference_period, quantity.measure, indicator),
        "origin": "printed",
        "value": value_text(figure),
        "low": end_text(figure.hard.low),
        "high": end_text(figure.hard.high),
        "source": figure.source,
        "figure_id": figure.id,
    }


def _about(
    quantity: Quantity, reference: object, measure: Measure, indicator: Indicator
) -> dict[str, str]:
    return {
        "indicator": quantity.indicator,
        "breakdown": quantity.breakdown,
        "time_period": str(quantity.time_period),
        "reference_period": str(reference or ""),
        "measure": measure,
        "unit_measure": _unit(measure, indicator),
    }


def _unit(measure: Measure, indicator: Indicator) -> str:
    if measure == "growth":
        return "percent"
    if indicator.unit_measure == "percent":
        return "percentage points"
    return indicator.unit_measure


def _of_levels(series: Sequence[SeriesPoint], statistics: Statistics) -> Iterator[dict[str, str]]:
    """Give a row for each step to the period before, and to the same period a year before."""
    indicator = statistics.indicators[series[0].quantity.indicator]
    if indicator.kind not in (*_GROWS, *_MOVES):
        return
    measure: Measure = "growth" if indicator.kind in _GROWS else "change"
    last = {each.quantity.time_period: each for each in series}
    before = {quantity.time_period: was for was, quantity in steps(series)}
    for period, point in last.items():
        year_before = last.get(period.shifted(-12))
        for reference in dict.fromkeys((before.get(period), year_before)):
            if reference is None:
                continue
            crossed = breaks_between(reference, point, series)
            about = _about(point.quantity, reference.quantity.time_period, measure, indicator)
            found = {} if crossed else _change(point.figure, reference.figure, measure)
            if not found and not crossed:
                continue  # nothing follows: a level may be 0
            yield {
                **about,
                **found,
                "origin": "levels",
                "withheld": " ".join(BREAK if each == MARKED else each for each in crossed),
                "level_id": point.figure.id,
                "reference_level_id": reference.figure.id,
            }


def _change(figure: Figure, reference: Figure, measure: Measure) -> dict[str, str]:
    value, was = figure.number.value, reference.number.value
    if measure == "change":
        allowed = _difference(figure.hard, reference.hard)
        return _cells(value - was, allowed)
    if was <= 0 or reference.hard.low is None or reference.hard.low <= 0:
        return {}
    allowed = _growth(figure.hard, reference.hard)
    return _cells(100 * (value / was - 1), allowed)


def _difference(level: Interval, reference: Interval) -> Interval:
    low = None if level.low is None or reference.high is None else level.low - reference.high
    high = None if level.high is None or reference.low is None else level.high - reference.low
    return Interval(low, high)


def _growth(level: Interval, reference: Interval) -> Interval:
    """Give the growth in percent of a level on a reference that is above 0.

    A level below 0 (natural increase) falls furthest on the smallest reference.
    """
    small, large = reference.low, reference.high
    low = _quotient(level.low, large if level.low is not None and level.low > 0 else small)
    high = _quotient(level.high, small if level.high is not None and level.high > 0 else large)
    return Interval(
        None if low is None else 100 * (low - 1), None if high is None else 100 * (high - 1)
    )


def _quotient(level: Fraction | None, reference: Fraction | None) -> Fraction | None:
    """Divide; an open reference leaves nothing of the level, an open level stays open."""
    if level is None:
        return None
    return Fraction(0) if reference is None else level / reference


def _cells(value: Fraction, allowed: Interval) -> dict[str, str]:
    scale = 10**_PLACES
    low = None if allowed.low is None else Fraction(math.floor(allowed.low * scale), scale)
    high = None if allowed.high is None else Fraction(math.ceil(allowed.high * scale), scale)
    return {
        "value": decimal_text(Fraction(round(value * scale), scale)),
        "low": end_text(low),
        "high": end_text(high),
    }
