"""Interval propagation to a fixed point, rounding outward: an empty interval proves a conflict.

Hull consistency (HC4: Benhamou, Goualard, Granvilliers, Puget, "Revising hull and box consistency",
ICLP 1999) on sums and products. Floats are rounded one step outward after every operation, so that
no true value is ever cut off: an alarm implies that no true values fit. What propagation cannot
refute is not thereby proved consistent; `witness` does that.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from cnnic_validate.check.joint.network import Constraint, Network, Ratio, Sum, Variable
from cnnic_validate.model.interval import Interval

_INF = math.inf
# A bound moves only if it moves by more than this share of the interval (or of its own size), for
# cycles of products converge in the limit only. Stopping early is sound: it can miss, never invent.
_PROGRESS = 1e-7
_ROUNDING = 1e-13
# No variable of a real package is narrowed this often; a cycle that creeps is cut here.
_MOST_STEPS = 60


def float_ends(interval: Interval) -> tuple[float, float]:
    """Give the smallest pair of floats that encloses an exact interval."""
    return _float_down(interval.low), _float_up(interval.high)


def _float_down(end: Fraction | None) -> float:
    if end is None:
        return -_INF
    near = float(end)
    return near if Fraction(near) <= end else math.nextafter(near, -_INF)


def _float_up(end: Fraction | None) -> float:
    if end is None:
        return _INF
    near = float(end)
    return near if Fraction(near) >= end else math.nextafter(near, _INF)


def _down(value: float) -> float:
    return math.nextafter(value, -_INF)


def _up(value: float) -> float:
    return math.nextafter(value, _INF)


def _times(left: tuple[float, float], right: tuple[float, float]) -> tuple[float, float]:
    products = [
        # 0 times an open end is 0 for intervals of real numbers, not the float's nan.
        0.0 if 0.0 in (a, b) else a * b
        for a in left
        for b in right
    ]
    return _down(min(products)), _up(max(products))


def _over(left: tuple[float, float], right: tuple[float, float]) -> tuple[float, float]:
    low, high = right
    if low <= 0.0 <= high:
        return (-_INF, _INF)
    inverse = (
        0.0 if math.isinf(high) else _down(1.0 / high),
        0.0 if math.isinf(low) else _up(1.0 / low),
    )
    return _times(left, inverse)


@dataclass(slots=True)
class Box:
    """An interval for each variable, and how each came to be.

    `events` is the trail: (constraint, the latest event of each of its variables before). `latest`
    holds for each variable its last event, -1 for the interval that the print gave it.
    """

    low: list[float]
    high: list[float]
    latest: list[int] = field(default_factory=list)
    events: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start with an empty trail."""
        if not self.latest:
            self.latest = [-1] * len(self.low)

    def copy(self) -> Box:
        """Give an independent box without a trail."""
        return Box(self.low.copy(), self.high.copy())

    def ends(self, variable: int) -> tuple[float, float]:
        """Give the interval of a variable."""
        return self.low[variable], self.high[variable]

    def interval(self, variable: int) -> Interval:
        """Give the interval of a variable, infinite ends open."""
        low, high = self.ends(variable)
        return Interval(
            None if math.isinf(low) else Fraction(low), None if math.isinf(high) else Fraction(high)
        )

    def meet(self, variable: int, interval: Interval) -> None:
        """Cut the interval of a variable with another; it may come out empty."""
        low, high = float_ends(interval)
        self.low[variable] = max(low, self.low[variable])
        self.high[variable] = min(high, self.high[variable])


def initial_box(network: Network) -> Box:
    """Give the box that the printed figures span."""
    if len(network.ends) < len(network.variables):
        network.ends = [_printed_ends(variable) for variable in network.variables]
    return Box([low for low, _ in network.ends], [high for _, high in network.ends])


def freed(network: Network, box: Box, figures: Collection[str]) -> Box:
    """Give a copy of an initial box without the figures of these ids."""
    out = box.copy()
    for index, variable in enumerate(network.variables):
        if any(figure.id in figures for figure in variable.figures):
            out.low[index], out.high[index] = _printed_ends(variable, figures)
    return out


def _printed_ends(variable: Variable, without: Collection[str] = ()) -> tuple[float, float]:
    """Give the floats that enclose what a variable's figures leave it.

    Two figures that contradict each other are a conflict of their own (`repeat`); their variable
    then starts from the hull of both, so that it blames no third figure.
    """
    kept = [figure.hard for figure in variable.figures if figure.id not in without]
    meet = variable.domain
    for interval in kept:
        meet = meet.intersect(interval)
    return float_ends(_hull(kept) if meet.is_empty else meet)


def _hull(intervals: Sequence[Interval]) -> Interval:
    lows = [each.low for each in intervals]
    highs = [each.high for each in intervals]
    return Interval(
        None if None in lows else min(end for end in lows if end is not None),
        None if None in highs else max(end for end in highs if end is not None),
    )


def revise(constraint: Constraint, box: Box) -> list[tuple[int, float, float]]:
    """Give for each variable of a constraint the interval that the others leave it."""
    if isinstance(constraint.form, Sum):
        return _revise_sum(constraint.form, constraint.variables, box)
    return _revise_ratio(constraint.form, constraint.variables, box)


def _revise_sum(form: Sum, variables: Sequence[int], box: Box) -> list[tuple[int, float, float]]:
    lows, highs = [], []
    for coefficient, variable in zip(form.coefficients, variables, strict=True):
        a, b = coefficient * box.low[variable], coefficient * box.high[variable]
        if coefficient < 0:
            a, b = b, a
        # One step outward covers the rounding of the product.
        lows.append(_down(a))
        highs.append(_up(b))
    rest_low, rest_high = _Rest(lows), _Rest(highs)
    out = []
    for position, variable in enumerate(variables):
        a, b = -_INF, _INF
        if form.low is not None:
            a = _down(form.low - rest_high.above(position))
        if form.high is not None:
            b = _up(form.high - rest_low.below(position))
        coefficient = form.coefficients[position]
        a, b = a / coefficient, b / coefficient
        if coefficient < 0:
            a, b = b, a
        out.append((variable, _down(a), _up(b)))
    return out


class _Rest:
    """Sums of all numbers but one, in linear time, infinities counted apart."""

    __slots__ = ("_finite", "_infinite", "_numbers", "_slack")

    def __init__(self, numbers: Sequence[float]) -> None:
        self._numbers = numbers
        finite = [number for number in numbers if math.isfinite(number)]
        self._infinite = len(numbers) - len(finite)
        self._finite = math.fsum(finite)
        # fsum rounds once; taking one number away again rounds once more.
        self._slack = 2 * math.ulp(max(abs(self._finite), *(abs(n) for n in finite), 0.0))

    def _without(self, position: int) -> float | None:
        own = self._numbers[position]
        if math.isfinite(own):
            return self._finite - own if self._infinite == 0 else None
        return self._finite if self._infinite == 1 else None

    def above(self, position: int) -> float:
        rest = self._without(position)
        return _INF if rest is None else rest + self._slack

    def below(self, position: int) -> float:
        rest = self._without(position)
        return -_INF if rest is None else rest - self._slack


def _revise_ratio(
    form: Ratio, variables: Sequence[int], box: Box
) -> list[tuple[int, float, float]]:
    target, factor, base = variables
    scaled = _times((form.scale, form.scale), box.ends(target))
    slope = _times((form.slope, form.slope), box.ends(factor))
    multiplier = (_down(form.offset + slope[0]), _up(form.offset + slope[1]))
    product = _times(multiplier, box.ends(base))
    new_target = _over(product, (form.scale, form.scale))
    new_base = _over(scaled, multiplier)
    quotient = _over(scaled, box.ends(base))
    above = (_down(quotient[0] - form.offset), _up(quotient[1] - form.offset))
    new_factor = _over(above, (form.slope, form.slope))
    return [(target, *new_target), (factor, *new_factor), (base, *new_base)]


def propagate(
    network: Network, box: Box, constraints: Iterable[int], touching: Sequence[Sequence[int]]
) -> int | None:
    """Narrow `box` in place to a fixed point of `constraints`.

    Args:
        network: the variables and constraints.
        box: narrowed in place; its trail is extended.
        constraints: indices of the constraints to start from.
        touching: for each variable the constraints to wake when it narrows (`Network.neighbours`).

    Returns:
        The index of an event that emptied a variable, or None where nothing was refuted.
    """
    waiting = deque(constraints)
    queued = set(waiting)
    steps = [0] * len(box.low)
    while waiting:
        index = waiting.popleft()
        queued.discard(index)
        constraint = network.constraints[index]
        for variable, low, high in revise(constraint, box):
            if not _narrow(box, variable, low, high):
                continue
            steps[variable] += 1
            box.events.append((index, tuple(box.latest[each] for each in constraint.variables)))
            box.latest[variable] = len(box.events) - 1
            if box.low[variable] > box.high[variable]:
                return box.latest[variable]
            if steps[variable] > _MOST_STEPS:
                continue
            for other in touching[variable]:
                if other != index and other not in queued:
                    queued.add(other)
                    waiting.append(other)
    return None


def _narrow(box: Box, variable: int, low: float, high: float) -> bool:
    old_low, old_high = box.low[variable], box.high[variable]
    width = old_high - old_low
    moved = False
    if low > old_low and _matters(low, old_low, width, old_high):
        box.low[variable] = low
        moved = True
    if high < old_high and _matters(old_high, high, width, old_low):
        box.high[variable] = high
        moved = True
    return moved


def _matters(upper: float, lower: float, width: float, opposite: float) -> bool:
    if math.isinf(upper) or math.isinf(lower):
        return True
    step = upper - lower
    # A step that empties the interval always matters, however small.
    if not math.isinf(opposite) and step > width:
        return True
    if math.isinf(width):
        return step > _PROGRESS * max(abs(upper), abs(lower))
    return step > _PROGRESS * width and step > _ROUNDING * max(abs(upper), abs(lower))


def trace(box: Box, event: int) -> set[int]:
    """Give the constraints that led to an event, by the trail: a superset of a minimal conflict."""
    seen: set[int] = set()
    constraints: set[int] = set()
    stack = [event]
    while stack:
        current = stack.pop()
        if current < 0 or current in seen:
            continue
        seen.add(current)
        constraint, before = box.events[current]
        constraints.add(constraint)
        stack.extend(before)
    return constraints
