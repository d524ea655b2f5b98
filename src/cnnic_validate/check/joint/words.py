"""Quantities, numbers and intervals in plain words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from cnnic_validate.message import joined, say, titled
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.statistics import (
    TOTAL,
    Figure,
    Measure,
    PrintedNumber,
    Quantity,
    Statistics,
    power_of_ten,
)

_BEYOND = 10**15
_MEASURES: Mapping[Measure, str] = {
    "growth": say("growth of {words} on {reference}"),
    "change": say("change of {words} on {reference}"),
}


def quantity_words(quantity: Quantity, statistics: Statistics) -> str:
    """Name a quantity for a person: title, breakdown, period, measure."""
    indicator = statistics.indicators.get(quantity.indicator)
    breakdowns = statistics.breakdowns
    name = titled(indicator.title_en, indicator.title_zh) if indicator else quantity.indicator
    if quantity.breakdown != TOTAL:
        codes = quantity.breakdown.split("+")
        titles = [
            titled(known.title_en, known.title_zh) if (known := breakdowns.get(code)) else code
            for code in codes
        ]
        name = say("{name} ({classes})", name=name, classes=joined(", ", titles))
    words = say("{name} {period}", name=name, period=quantity.time_period)
    if quantity.measure != "level":
        words = say(
            _MEASURES[quantity.measure],
            words=words,
            reference=quantity.reference_period,
        )
    return words


def number_in_print(value: Fraction, number: PrintedNumber, *, digits: int = 1, up: bool) -> str:
    """Write a value in the unit in which a figure is printed, rounded outward.

    Args:
        value: in units of the indicator.
        number: gives the printed scale and decimals.
        digits: decimals beyond the printed ones.
        up: round up (the upper end of an interval) or down.
    """
    scaled = value / power_of_ten(number.unit_mult)
    places = max(0, number.decimals + digits)
    steps = scaled * 10**places
    whole = math.ceil(steps) if up else math.floor(steps)
    return plain(Fraction(whole, 10**places), places)


def plain(value: Fraction, places: int) -> str:
    """Write a decimal number with thousands separators and no trailing zeros beyond the point."""
    sign = "-" if value < 0 else ""
    digits = f"{round(abs(value) * 10**places):0{places + 1}d}"
    whole, decimals = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    return f"{sign}{int(whole):,}" + (f".{decimals}" if decimals else "")


def interval_in_print(interval: Interval, number: PrintedNumber) -> str:
    """Write an interval in the unit in which a figure is printed."""
    low, high = interval.low, interval.high
    open_low = low is None or abs(low) > _BEYOND * number.unit
    open_high = high is None or abs(high) > _BEYOND * number.unit
    if open_low and open_high:
        return say("any value")
    if high is None or open_high:
        return say(
            "at least {end}",
            end=number_in_print(low or Fraction(0), number, up=False),
        )
    if low is None or open_low:
        return say("at most {end}", end=number_in_print(high, number, up=True))
    ends = (number_in_print(low, number, up=False), number_in_print(high, number, up=True))
    return ends[0] if ends[0] == ends[1] else say("{low} to {high}", low=ends[0], high=ends[1])


def ends_in_print(interval: Interval, number: PrintedNumber) -> tuple[str, str]:
    """Write the ends of an interval in the unit in which a figure is printed; empty: open."""
    low, high = interval.low, interval.high
    return (
        "" if low is None else number_in_print(low, number, up=False),
        "" if high is None else number_in_print(high, number, up=True),
    )


def figure_words(figure: Figure, statistics: Statistics) -> str:
    """Say what a figure is and what its print means."""
    name = quantity_words(figure.quantity, statistics)
    unit = "" if figure.printed_unit in {"", "percent", "%"} else f" ({figure.printed_unit})"
    meaning = interval_in_print(figure.hard, figure.number)
    return say(
        "{name} printed {printed}{unit}, that is {meaning}",
        name=name,
        printed=figure.printed,
        unit=unit,
        meaning=meaning,
    )
