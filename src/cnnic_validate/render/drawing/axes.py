"""Round numbers and years along an axis, for every picture and the chart of the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

# A label of a year needs this much of an axis, in percent.
_YEAR_PERCENT = 9.0
# Round numbers where halves are round too.
HALVED = (1, 2, 2.5, 5, 10)
# Below so many years the periods themselves are named.
FEW_YEARS = 3


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis with its label: in percent across, in pixels down."""

    at: float
    label: str


def round_step(span: float, about: int, steps: Sequence[float] = (1, 2, 5, 10)) -> float:
    """Give the least round number that covers a span in at most `about` steps.

    Args:
        span: above 0.
        about: the most steps.
        steps: what counts as round, between 1 and 10.
    """
    rough = span / about
    power = 10.0 ** math.floor(math.log10(rough))
    return next(each * power for each in steps if each * power >= rough)


def from_zero(low: float, high: float) -> float:
    """Give where an axis begins: at 0 where the values begin near it, else at the lowest."""
    return 0.0 if 0 <= low < high / 2 else low


def round_ends(
    low: float, high: float, about: int, steps: Sequence[float] = (1, 2, 5, 10)
) -> tuple[float, ...]:
    """Give round numbers around values, in equal steps, from 0 where the values begin near it."""
    low = from_zero(low, high)
    step = round_step(high - low or abs(high) or 1.0, about, steps)
    first, last = math.floor(low / step), math.ceil(high / step)
    return tuple(step * each for each in range(first, max(last, first + 1) + 1))


def decades(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Give the powers of ten around values above 0, at most `most` of them."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    last = max(last, first + 1)
    step = math.ceil((last - first) / (most - 1))
    return tuple(10.0**each for each in range(first, last + step, step))


def plain_number(value: float) -> str:
    """Write a number of an axis: separators of thousands, no zeros at its end."""
    return f"{value:,.10g}"


def years(first: float, last: float) -> tuple[int, ...]:
    """Give years to name along an axis between two months, counted from year 0."""
    span = max(last - first, 1) / 12
    step = next(
        each for each in (1, 2, 5, 10, 20, 50, 100, 1000) if span / each <= 100 / _YEAR_PERCENT
    )
    start, end = math.ceil(first / 12 / step) * step, math.floor(last / 12)
    return tuple(range(start, end + 1, step))
