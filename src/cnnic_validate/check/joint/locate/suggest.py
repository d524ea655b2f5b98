"""Texts that may have been meant in a suspect cell, by odds, inside what the others admit."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from cnnic_validate.check.joint.prove.box import float_ends
from cnnic_validate.figures import PERCENT, POINTS, intervals_of
from cnnic_validate.figures.typos import UNEXPLAINED, Meant, meant, spelt_like
from cnnic_validate.model.clash import Slip
from cnnic_validate.model.interval import ANYTHING, Interval
from cnnic_validate.model.period import Period
from cnnic_validate.model.statistics import Figure, Measure, PrintedNumber, Statistics

# The share of cells into which the figure of another period was copied, among all slips.
_COPIED = 0.03
# A wrong text that no slip explains may lie anywhere; an admissible interval catches few of them.
NO_SLIP = UNEXPLAINED / 50
# Intervals that share an end only: possible, but hardly.
_TOUCHING = 1e-6
# How much less likely a text is whose decimals are not those of its column.
_UNUSUAL = 0.05
# More than floats can be off by.
_FLOATS = 1e-9


@dataclass(frozen=True, slots=True)
class SuggestedText:
    """A text that may have been meant: the interval it would have, and its prior odds.

    Of a slip in the unit the text is the printed one and `power` the power of ten by which the unit
    differs; of a copy `period` is the period whose figure was copied, and the text is lost.
    """

    text: str
    slip: Slip
    interval: Interval
    odds: float
    decimals: int = 0
    power: int = 0
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """How figures stand beside each other.

    `decimals` counts the decimals of a source's figures of one measure in one unit; `periods` has
    the figures of one indicator, breakdown and measure.
    """

    decimals: Mapping[tuple[str, Measure, str], Counter[int]]
    periods: Mapping[tuple[str, str, Measure], Sequence[Figure]]


def columns_of(figures: Iterable[Figure]) -> Columns:
    """Index figures by the columns that they stand in."""
    decimals: dict[tuple[str, Measure, str], Counter[int]] = defaultdict(Counter)
    periods: dict[tuple[str, str, Measure], list[Figure]] = defaultdict(list)
    for figure in figures:
        decimals[_unit_column(figure)][figure.number.decimals] += 1
        periods[_period_column(figure)].append(figure)
    return Columns(decimals, periods)


def _unit_column(figure: Figure) -> tuple[str, Measure, str]:
    return figure.source, figure.quantity.measure, figure.printed_unit


def _period_column(figure: Figure) -> tuple[str, str, Measure]:
    quantity = figure.quantity
    return quantity.indicator, quantity.breakdown, quantity.measure


def texts_within(
    figure: Figure, admissible: Interval, statistics: Statistics, columns: Columns
) -> list[SuggestedText]:
    """Give the texts one slip away whose interval meets the admissible one, most probable first.

    Args:
        figure: the suspect.
        admissible: the true values that the other figures leave.
        statistics: the definitions.
        columns: the other figures: they show how many decimals are usual beside it.
    """
    usual = _usual_decimals(figure, columns)
    found = [
        replace(each, odds=each.odds * share * (1.0 if each.decimals == usual else _UNUSUAL))
        for each in _texts(figure, admissible, statistics)
        if (share := _share(each.interval, admissible)) > 0
    ]
    return sorted(found, key=lambda each: -each.odds)


def _usual_decimals(figure: Figure, columns: Columns) -> int:
    counted = columns.decimals[_unit_column(figure)].copy()
    counted[figure.number.decimals] -= 1
    decimals, count = counted.most_common(1)[0]
    return decimals if count > 0 else figure.number.decimals


def _share(interval: Interval, admissible: Interval) -> float:
    """Give the part of the admissible values that would be printed so; more than 0 where any."""
    meet = interval.intersect(admissible)
    if meet.is_empty:
        return 0.0
    width = _width(admissible)
    if width is None or width == 0:
        return 1.0
    inner = _width(meet)
    return max(_TOUCHING, 1.0 if inner is None else float(inner / width))


def _width(interval: Interval) -> Fraction | None:
    if interval.low is None or interval.high is None:
        return None
    return interval.high - interval.low


def _texts(figure: Figure, admissible: Interval, statistics: Statistics) -> Iterator[SuggestedText]:
    known: set[tuple[str, int]] = set()
    near = _near(figure.number, admissible)
    close = [each for each in meant(figure.number) if near(each)]
    for each in sorted(close, key=lambda each: -each.probability):
        number = each.number(figure.number)
        # Percents have no scale to mistake.
        if each.slip == Slip.UNIT and _is_percent(number):
            continue
        text = (
            figure.printed
            if each.slip == Slip.UNIT
            else spelt_like(figure.printed, each, figure.number)
        )
        if (text, each.power) not in known:
            known.add((text, each.power))
            interval = _interval_of(figure, number, statistics)
            yield SuggestedText(
                text, each.slip, interval, each.probability, each.decimals, each.power
            )


def _near(printed: PrintedNumber, admissible: Interval) -> Callable[[Meant], bool]:
    """Give a test that lets pass every number whose interval may meet the admissible one.

    A quick one, in floats: most of the hundreds of numbers one slip away are far off. A qualifier
    widens by half of the value at most.
    """
    low, high = float_ends(admissible)
    if printed.qualifier == "at_most":
        high = math.inf
    share = 0.51 if printed.qualifier else _FLOATS

    def near(each: Meant) -> bool:
        value, unit = each.about(printed)
        reach = 1.01 * unit + share * abs(value)
        return value + reach >= low and value - reach <= high

    return near


def _interval_of(figure: Figure, number: PrintedNumber, statistics: Statistics) -> Interval:
    """Give the hard interval that a figure would have with another number."""
    indicator = statistics.indicators[figure.quantity.indicator]
    source = statistics.sources.get(figure.source)
    rounding = source.rounding if source else "nearest"
    hard, _ = intervals_of(number, None, indicator, figure.quantity.measure, rounding)
    return hard


def _is_percent(number: PrintedNumber) -> bool:
    """Whether a number is printed in percent or percentage points."""
    return number.unit_measure in {PERCENT, POINTS}


def copied_from(figure: Figure, columns: Columns) -> Figure | None:
    """Give a figure of another period with the same number, which may have been copied.

    It stands in the same document, or is of the period before: other equal numbers are chance.
    """
    own = figure.quantity.time_period
    others = [
        each for each in columns.periods[_period_column(figure)] if each.quantity.time_period != own
    ]
    before = max(
        (each.quantity.time_period for each in others if each.quantity.time_period < own),
        default=None,
    )
    value = figure.number.value
    same = (
        each
        for each in others
        if (each.source == figure.source or each.quantity.time_period == before)
        and each.number.value == value
    )
    return min(same, key=lambda each: abs(each.quantity.time_period.last - own.last), default=None)


def copy_text(other: Figure) -> SuggestedText:
    """Say that the figure of another period was copied: what was meant cannot be recovered."""
    period = other.quantity.time_period
    return SuggestedText("", Slip.COPY, ANYTHING, _COPIED, period=period)
