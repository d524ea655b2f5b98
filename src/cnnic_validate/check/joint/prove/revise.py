"""What one constraint leaves each of its variables, rounded outward.

Floats are rounded one step outward after every operation that may round, so that no true value is
ever cut off.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from math import nextafter

from cnnic_validate.check.joint.build.network import Constraint, Ratio, Sum
from cnnic_validate.check.joint.prove.box import Box, Ends

_INF = math.inf


def revise(constraint: Constraint, box: Box) -> Sequence[Ends]:
    """Give for each variable of a constraint the interval that the others leave it."""
    form, variables, low, high = constraint.form, constraint.variables, box.low, box.high
    if isinstance(form, Ratio):
        one, two, three = variables
        given = (low[one], high[one]), (low[two], high[two]), (low[three], high[three])
        return _positive_ratio(form, given) or _ratio(form, *given)
    if len(variables) == 3 and form.is_plain:
        one, two, three = variables
        given = (low[one], high[one]), (low[two], high[two]), (low[three], high[three])
        return _plain_sum_of_three(form, given)
    if form.coefficients == (1, -1):
        return _difference(form, box, *variables)
    return _sum(form, variables, box)


def _down(value: float) -> float:
    return nextafter(value, -_INF)


def _up(value: float) -> float:
    return nextafter(value, _INF)


def _difference(form: Sum, box: Box, one: int, two: int) -> tuple[Ends, Ends]:
    """Revise `low ≤ x - y ≤ high`, the form of revisions and of parts in wholes."""
    low, high = box.low, box.high
    return (
        (_down(form.low + low[two]), _up(form.high + high[two])),
        (_down(low[one] - form.high), _up(high[one] - form.low)),
    )


def _plain_sum_of_three(form: Sum, given: tuple[Ends, Ends, Ends]) -> tuple[Ends, Ends, Ends]:
    """Revise `low ≤ ±x ± y ± z ≤ high`, the form of changes and of parts by twos."""
    (a, b), (c, d), (e, f) = given
    one, two, three = form.coefficients
    if one < 0:
        a, b = -b, -a
    if two < 0:
        c, d = -d, -c
    if three < 0:
        e, f = -f, -e
    low, high = form.low, form.high
    x = (
        nextafter(low - nextafter(d + f, _INF), -_INF),
        nextafter(high - nextafter(c + e, -_INF), _INF),
    )
    y = (
        nextafter(low - nextafter(b + f, _INF), -_INF),
        nextafter(high - nextafter(a + e, -_INF), _INF),
    )
    z = (
        nextafter(low - nextafter(b + d, _INF), -_INF),
        nextafter(high - nextafter(a + c, -_INF), _INF),
    )
    return (
        x if one > 0 else (-x[1], -x[0]),
        y if two > 0 else (-y[1], -y[0]),
        z if three > 0 else (-z[1], -z[0]),
    )


def _sum(form: Sum, variables: Sequence[int], box: Box) -> list[Ends]:
    lows, highs = [], []
    for coefficient, variable in zip(form.coefficients, variables, strict=True):
        a, b = box.low[variable], box.high[variable]
        if coefficient == 1:
            lows.append(a)
            highs.append(b)
        elif coefficient == -1:
            lows.append(-b)
            highs.append(-a)
        else:
            ends = (coefficient * a, coefficient * b)
            # One step outward covers the rounding of the product.
            lows.append(_down(min(ends)))
            highs.append(_up(max(ends)))
    above = (_down(form.low - each) for each in _rests(highs, 1))
    below = (_up(form.high - each) for each in _rests(lows, -1))
    out = []
    for coefficient, a, b in zip(form.coefficients, above, below, strict=True):
        if coefficient == 1:
            out.append((a, b))
        elif coefficient == -1:
            out.append((-b, -a))
        else:
            ends = (a / coefficient, b / coefficient)
            out.append((_down(min(ends)), _up(max(ends))))
    return out


def _rests(numbers: Sequence[float], side: int) -> list[float]:
    """Give for each number the sum of all others, rounded up (side 1) or down (-1).

    In linear time: the sum of all but one is the sum less that one. Infinities are counted apart.
    """
    finite = [number for number in numbers if math.isfinite(number)]
    infinite = len(numbers) - len(finite)
    if infinite > 1:
        return [side * _INF] * len(numbers)
    whole = math.fsum(finite)
    # fsum rounds once; taking one number away again rounds once more.
    largest = max(map(abs, finite), default=0.0)
    slack = side * 2 * math.ulp(max(abs(whole), largest))
    if infinite:
        return [side * _INF if math.isfinite(number) else whole + slack for number in numbers]
    return [whole - number + slack for number in numbers]


def _positive_ratio(form: Ratio, given: tuple[Ends, Ends, Ends]) -> tuple[Ends, Ends, Ends] | None:
    """Revise a ratio whose terms are all positive and bounded; None where they are not."""
    scale, offset, slope = form.scale, form.offset, form.slope
    (target_low, target_high), (factor_low, factor_high), (base_low, base_high) = given
    if slope <= 0 or target_low <= 0.0 or base_low <= 0.0:
        return None
    low = nextafter(offset + nextafter(slope * factor_low, -_INF), -_INF)
    high = nextafter(offset + nextafter(slope * factor_high, _INF), _INF)
    if low <= 0.0 or high + base_high + target_high == _INF:
        return None
    scaled_low = nextafter(scale * target_low, -_INF)
    scaled_high = nextafter(scale * target_high, _INF)
    new_target = (
        nextafter(nextafter(low * base_low, -_INF) / scale, -_INF),
        nextafter(nextafter(high * base_high, _INF) / scale, _INF),
    )
    new_base = (nextafter(scaled_low / high, -_INF), nextafter(scaled_high / low, _INF))
    above_low = nextafter(nextafter(scaled_low / base_high, -_INF) - offset, -_INF)
    above_high = nextafter(nextafter(scaled_high / base_low, _INF) - offset, _INF)
    new_factor = (nextafter(above_low / slope, -_INF), nextafter(above_high / slope, _INF))
    return new_target, new_factor, new_base


def _ratio(form: Ratio, target: Ends, factor: Ends, base: Ends) -> tuple[Ends, Ends, Ends]:
    scaled = _times((form.scale, form.scale), target)
    slope = _times((form.slope, form.slope), factor)
    multiplier = (_down(form.offset + slope[0]), _up(form.offset + slope[1]))
    new_target = _over(_times(multiplier, base), (form.scale, form.scale))
    new_base = _over(scaled, multiplier)
    quotient = _over(scaled, base)
    above = (_down(quotient[0] - form.offset), _up(quotient[1] - form.offset))
    return new_target, _over(above, (form.slope, form.slope)), new_base


def _times(left: Ends, right: Ends) -> Ends:
    products = [
        # 0 times an open end is 0 for intervals of real numbers, not the float's nan.
        0.0 if 0.0 in (a, b) else a * b
        for a in left
        for b in right
    ]
    return _down(min(products)), _up(max(products))


def _over(left: Ends, right: Ends) -> Ends:
    low, high = right
    if low <= 0.0 <= high:
        return (-_INF, _INF)
    inverse = (
        0.0 if math.isinf(high) else _down(1.0 / high),
        0.0 if math.isinf(low) else _up(1.0 / low),
    )
    return _times(left, inverse)
