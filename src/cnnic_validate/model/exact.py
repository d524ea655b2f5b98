"""Exact numbers as decimal text: no float comes near them."""

from __future__ import annotations

from fractions import Fraction


def decimal_text(value: Fraction, places: int = 0) -> str:
    """Write a number as a plain decimal, with at least `places` decimals.

    Raises:
        ValueError: the number has no finite decimal, such as a third.
    """
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest > 1:
        raise ValueError(f"{value} has no finite decimal")
    places = max(places, twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits
