"""Number to intervals of true values: what a printed number, with its words, can mean.

The table is that of docs/decisions/0003-interval-widths.md. With u the printed unit, s the place of
the last non-zero digit, v the absolute value and h = min(u/2, 2.5 % of v), relative margins in
percent of v:

========== ====================================== ===========================
qualifier  hard interval                          soft interval
========== ====================================== ===========================
none       v ± u/2                                the same
nearly     [v - min(max(s, 10 %), 20 %), v + h]   [v - max(s/2, 5 %), v]
over       [v - h, v + min(max(s, 25 %), 50 %)]   [v, v + max(s, 10 %)]
at_least   [v - h, ∞)                             [v, v + max(s, 25 %)]
at_most    (-∞, v + h]                            [v - max(s, 25 %), v]
about      v ± min(max(s, 5 %), 20 %)             v ± max(u, 1 %)
========== ====================================== ===========================

"between 100 and 200" is [100, 200] in both, as wide as its ends are rounded. Percents and
percentage points have no relative margins: the hard margin is m = min(max(2u, s), 10),
h is u/2 and the soft margins keep their absolute part. All ends are exact and part of the interval.
"""

from __future__ import annotations

from fractions import Fraction

from cnnic_validate.model.interval import ANYTHING, Interval
from cnnic_validate.model.statistics import (
    Indicator,
    Measure,
    PrintedNumber,
    Rounding,
    power_of_ten,
)

_POINTS = Fraction(10)


def intervals(
    number: PrintedNumber,
    *,
    decimals: int | None,
    rounding: Rounding,
    quantum: Fraction | None,
    domain: Interval,
    percent: bool,
) -> tuple[Interval, Interval]:
    """Give the hard and the soft interval of a printed number, in units.

    Args:
        number: what the parser read.
        decimals: the author's own decimals where coarser than printed; None takes the printed ones.
        rounding: how the source rounds; it moves plain numbers only. `random:b` and `perturbed:k`
            are of counts: of what has no quantum they say nothing.
        quantum: the smallest step of the indicator; a plain number printed to it and rounded to the
            nearest is exact. None: no such step.
        domain: both intervals are cut at it; a cut that leaves nothing gives an empty interval.
        percent: whether the unit is percent or percentage points.

    Returns:
        (hard, soft); soft lies inside hard, and is hard where the domain leaves nothing of it.
    """
    hard, soft = _intervals(number, decimals, rounding, quantum, percent=percent)
    hard = _whole(hard.intersect(domain), quantum)
    inside = _whole(soft.intersect(hard), quantum)
    return hard, hard if inside.is_empty else inside


def _intervals(
    number: PrintedNumber,
    decimals: int | None,
    rounding: Rounding,
    quantum: Fraction | None,
    *,
    percent: bool,
) -> tuple[Interval, Interval]:
    """Give the hard and the soft interval before they are cut at the domain."""
    used = number.decimals if decimals is None else decimals
    unit = power_of_ten(number.unit_mult - used)
    value = abs(number.value)
    if number.upper:
        half = unit / 2 if quantum is None or unit > quantum else Fraction(0)
        both = Interval(number.value - half, number.upper_value + half)
        return both, both
    if number.qualifier:
        hard, soft = _qualified(
            number.qualifier, value, unit, _last_place(number, unit), percent=percent
        )
    else:
        hard = soft = _plain(value, unit, rounding, quantum)
    if number.obs_value.startswith("-"):
        return _mirrored(hard), _mirrored(soft)
    return hard, soft


def _whole(interval: Interval, quantum: Fraction | None) -> Interval:
    """Narrow an interval to the multiples of a quantum inside it; they alone are true values."""
    if quantum is None:
        return interval
    low, high = interval.low, interval.high
    return Interval(
        None if low is None else -(-low // quantum) * quantum,
        None if high is None else high // quantum * quantum,
    )


def domain_of(indicator: Indicator, measure: Measure) -> Interval:
    """Give the values that a measure can have at all, given the bounds of the indicator's level.

    Growth of what is never negative is at least -100 percent; a change is at most the width of the
    bounds.
    """
    low, high = indicator.bounds.low, indicator.bounds.high
    if measure == "level":
        return indicator.bounds
    if measure == "growth":
        return Interval(Fraction(-100), None) if low is not None and low >= 0 else ANYTHING
    width = None if low is None or high is None else high - low
    return ANYTHING if width is None else Interval(-width, width)


def _plain(
    value: Fraction, unit: Fraction, rounding: Rounding, quantum: Fraction | None
) -> Interval:
    if rounding == "unknown":
        return Interval(value - unit, value + unit)
    if rounding == "truncate":
        # A truncated zero may stand for either sign.
        return Interval(value or -unit, value + unit)
    half = Fraction(0) if quantum is not None and unit <= quantum else unit / 2
    kind, size = rounding_of(rounding)
    if kind == "random" and quantum is not None:
        # Moved to a neighbouring multiple: never by a whole step.
        half = max(size - quantum, Fraction(0)) + (unit / 2 if unit > size else Fraction(0))
    elif kind == "perturbed" and quantum is not None:
        half += size
    return Interval(value - half, value + half)


def rounding_of(rounding: Rounding) -> tuple[str, Fraction]:
    """Give the kind of rounding and its size: `random:5` rounds at random to multiples of 5."""
    kind, _, size = rounding.partition(":")
    return kind, Fraction(size or 0)


def _qualified(
    qualifier: str, value: Fraction, unit: Fraction, last: Fraction, *, percent: bool
) -> tuple[Interval, Interval]:
    """Give hard and soft interval of a positive number with a qualifier."""

    def margin(low: int, high: int) -> Fraction:
        """Give the hard margin, between two percentages of the value."""
        if percent:
            return min(max(2 * unit, last), _POINTS)
        return min(max(last, value * low / 100), value * high / 100)

    def soft(place: Fraction, share: int) -> Fraction:
        return place if percent else max(place, value * share / 100)

    half = unit / 2 if percent else min(unit / 2, value * Fraction(25, 1000))
    if qualifier == "nearly":
        hard = Interval(value - margin(10, 20), value + half)
        return hard, Interval(value - soft(last / 2, 5), value)
    if qualifier == "over":
        hard = Interval(value - half, value + margin(25, 50))
        return hard, Interval(value, value + soft(last, 10))
    if qualifier == "at_least":
        return Interval(value - half, None), Interval(value, value + soft(last, 25))
    if qualifier == "at_most":
        return Interval(None, value + half), Interval(value - soft(last, 25), value)
    wide, narrow = margin(5, 20), soft(unit, 1)
    return Interval(value - wide, value + wide), Interval(value - narrow, value + narrow)


def _last_place(number: PrintedNumber, unit: Fraction) -> Fraction:
    """Give the place of the last non-zero digit, no finer than `unit`; `unit` itself for zero."""
    digits = number.obs_value.lstrip("-").replace(".", "")
    if not digits.strip("0"):
        return unit
    zeros = len(digits) - len(digits.rstrip("0"))
    return max(number.unit * power_of_ten(zeros), unit)


def _mirrored(interval: Interval) -> Interval:
    low, high = interval.low, interval.high
    return Interval(None if high is None else -high, None if low is None else -low)
