"""Numbers as a page shows them: in a scale that is short, exact, with what their print can mean."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from cnnic_validate.model.exact import decimal_text
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.statistics import Figure, Indicator, power_of_ten
from cnnic_validate.render.layout import Style
from cnnic_validate.render.series import SCALES, grouped

# Units that are written behind the number like a sign.
_SIGNS = {"percent": "%", "per_mille": "‰"}
# Growth is told to this many decimals at the most: what lies behind is noise to a reader.
_MOST_DECIMALS = 2
# By so much an interval may become wider where its ends are rounded outward.
_MOST_WIDENED = Fraction(11, 10)


@dataclass(frozen=True, slots=True)
class Measure:
    """How the numbers of an indicator are shown: divided by 10^`power`, with `unit` in words.

    `sign` stands directly behind a number (`%`), `unit` in the head of a table, `whole` behind a
    number in full scale.
    """

    power: int
    unit: str
    sign: str = ""
    whole: str = ""

    def value(self, figure: Figure) -> str:
        """Write the value of a figure with the decimals that its print has."""
        number = figure.number
        places = max(0, number.decimals - number.unit_mult + self.power)
        return self._text(number.value, places)

    def end(self, end: Fraction) -> str:
        """Write an end of an interval, exact."""
        return self._text(end, 0)

    def with_unit(self, text: str) -> str:
        """Write a number with its unit."""
        return f"{text}{self.sign}" if self.sign else _beside(text, self.unit)

    def in_full(self, value: Fraction) -> str:
        """Write a number in full scale with its unit."""
        text = grouped(decimal_text(value))
        return f"{text}{self.sign}" if self.sign else _beside(text, self.whole)

    def _text(self, value: Fraction, places: int) -> str:
        return signed(grouped(decimal_text(value / power_of_ten(self.power), places)))


def _beside(text: str, unit: str) -> str:
    """Put a unit behind a number: English ones with a space between."""
    return f"{text} {unit}" if unit.isascii() else f"{text}{unit}"


def signed(text: str) -> str:
    """Write a minus as what it is, not as a hyphen."""
    return text.replace("-", "\u2212") if text.startswith("-") else text


def measure_of(indicator: Indicator, figures: Iterable[Figure], style: Style) -> Measure:
    """Choose the scale for the figures of an indicator, one for all of them."""
    unit = indicator.unit_measure
    said = style.tell(unit).replace("_", " ")
    if unit in _SIGNS:
        return Measure(0, said, _SIGNS[unit])
    highest = max((abs(each.number.value) for each in figures), default=Fraction(0))
    power, word = next(
        (each for each in SCALES[style.lang] if highest >= 2 * power_of_ten(each[0])), (0, "")
    )
    return Measure(power, word + said, whole=said)


def between(interval: Interval, measure: Measure, style: Style) -> str:
    """Write what lies in an interval; empty for a point, which is exact."""
    low, high = interval.low, interval.high
    if low is not None and high is not None:
        return "" if low == high else f"{measure.end(low)} – {measure.end(high)}"
    if low is not None:
        return style.tell("{end} or more", end=measure.end(low))
    if high is not None:
        return style.tell("{end} or less", end=measure.end(high))
    return style.tell("any value")


def rounded(low: Fraction, high: Fraction) -> tuple[str, str]:
    """Write the ends of an interval of growth, with signs, as exactly as its width is worth.

    Where both are the same number to two decimals they are one text; else they are rounded outward,
    for what is written must hold what is meant.
    """
    one, two = (_signed(each, _MOST_DECIMALS) for each in (low, high))
    if one == two:
        return one, two
    for places in range(_MOST_DECIMALS + 1):
        step = power_of_ten(-places)
        down, up = math.floor(low / step) * step, math.ceil(high / step) * step
        if up - down <= (high - low) * _MOST_WIDENED:
            break
    return _signed(down, places), _signed(up, places)


def _signed(value: Fraction, places: int) -> str:
    number = round(value, places)
    text = grouped(decimal_text(Fraction(number), places))
    return signed(text) if text.startswith("-") else f"+{text}"


def share_words(share: float) -> str:
    """Write how far a figure could move, relative to it: two digits are enough."""
    if share >= 1e-4:
        return f"{share * 100:.2g}%" if share < 1 else f"{share * 100:,.0f}%"
    return "<0.01%"
