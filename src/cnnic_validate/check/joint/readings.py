"""Figures and intervals as findings hold them: in the unit of the print, rounded outward."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from cnnic_validate.model.clash import Bounds, Reading
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.naming import named
from cnnic_validate.model.statistics import Figure, PrintedNumber, Statistics, power_of_ten

# An end further off than so many printed units is open for any reader.
_BEYOND = 10**15


def bounds_in_print(interval: Interval, number: PrintedNumber, digits: int = 1) -> Bounds:
    """Give the ends of an interval in the unit in which a figure is printed, rounded outward.

    Args:
        interval: in units of the indicator.
        number: gives the printed scale and decimals.
        digits: decimals beyond the printed ones.
    """
    places = max(0, number.decimals + digits)
    scale = power_of_ten(places - number.unit_mult)
    reach = _BEYOND * number.unit
    low, high = interval.low, interval.high
    return (
        None if low is None or abs(low) > reach else decimal(math.floor(low * scale), places),
        None if high is None or abs(high) > reach else decimal(math.ceil(high * scale), places),
    )


def decimal(whole: int, places: int) -> Decimal:
    """Give `whole` / 10^places exactly, without zeros at its end beyond the point."""
    while places and whole % 10 == 0:
        whole, places = whole // 10, places - 1
    return Decimal(f"{whole}E-{places}")


def nearest_decimal(value: Fraction, places: int) -> Decimal:
    """Give a number to so many decimals."""
    return decimal(round(value * 10**places), places)


def relative_width(figure: Figure) -> float:
    """Give the width of what a print means relative to its value; infinite where it is open."""
    low, high = figure.hard.low, figure.hard.high
    if low is None or high is None:
        return math.inf
    size = max(abs(low), abs(high))
    return float((high - low) / size) if size else 0.0


def reading_of(figure: Figure, statistics: Statistics) -> Reading:
    """Give a figure as a finding holds it."""
    return Reading(
        figure.place,
        named(figure.quantity, statistics),
        figure.printed,
        figure.printed_unit,
        bounds_in_print(figure.hard, figure.number),
    )
