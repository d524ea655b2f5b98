"""A box: an interval for each variable, and the trail of steps that led there."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from cnnic_validate.check.joint.build.network import Network, Variable
from cnnic_validate.model.interval import Interval

_INF = math.inf

Ends = tuple[float, float]
# In place of a constraint: a step that was put by choice.
NO_CONSTRAINT = -1


def exact(ends: Ends) -> Interval:
    """Give the interval between two floats, infinite ends open."""
    low, high = ends
    return Interval(
        None if math.isinf(low) else Fraction(low), None if math.isinf(high) else Fraction(high)
    )


def float_ends(interval: Interval) -> Ends:
    """Give the smallest pair of floats that encloses an exact interval."""
    return _float_down(interval.low), _float_up(interval.high)


def _float_down(end: Fraction | None) -> float:
    if end is None:
        return -_INF
    near = end.numerator / end.denominator
    return math.nextafter(near, -_INF) if _differs(near, end) > 0 else near


def _float_up(end: Fraction | None) -> float:
    if end is None:
        return _INF
    near = end.numerator / end.denominator
    return math.nextafter(near, _INF) if _differs(near, end) < 0 else near


def _differs(near: float, end: Fraction) -> int:
    """Give an integer with the sign of `near - end`."""
    numerator, denominator = near.as_integer_ratio()
    return numerator * end.denominator - end.numerator * denominator


# One narrowing: a variable, its ends before, the constraint (`NO_CONSTRAINT`: it was put by choice)
# and the variable's step before (-1: none). A plain tuple, for millions are made.
Step = tuple[int, float, float, int, int]


@dataclass(slots=True)
class Box:
    """An interval for each variable, and the trail of steps that led there.

    `latest` holds for each variable its last step, -1 for the interval that the print gave it.
    """

    low: list[float]
    high: list[float]
    latest: list[int] = field(default_factory=list)
    trail: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start with an empty trail."""
        if not self.latest:
            self.latest = [-1] * len(self.low)

    def copy(self) -> Box:
        """Give an independent box without a trail."""
        return Box(self.low.copy(), self.high.copy())

    def ends(self, variable: int) -> Ends:
        """Give the interval of a variable."""
        return self.low[variable], self.high[variable]

    def interval(self, variable: int) -> Interval:
        """Give the interval of a variable, infinite ends open."""
        return exact(self.ends(variable))

    def put(self, variable: int, low: float, high: float, constraint: int = NO_CONSTRAINT) -> None:
        """Give a variable another interval, which `back` takes back."""
        lows, highs, latest, trail = self.low, self.high, self.latest, self.trail
        trail.append((variable, lows[variable], highs[variable], constraint, latest[variable]))
        latest[variable] = len(trail) - 1
        lows[variable], highs[variable] = low, high

    def reset(self, variable: int, low: float, high: float) -> None:
        """Give a variable the interval of its print again, as if no step had narrowed it."""
        self.low[variable], self.high[variable] = low, high
        self.latest[variable] = -1

    def back(self, length: int) -> None:
        """Take back all steps after the first `length` of the trail."""
        while len(self.trail) > length:
            variable, low, high, _, before = self.trail.pop()
            self.low[variable], self.high[variable] = low, high
            self.latest[variable] = before

    def variable(self, step: int) -> int:
        """Give the variable that a step narrowed."""
        return self.trail[step][0]

    def maker(self, step: int) -> int:
        """Give the constraint that made a step, `NO_CONSTRAINT` for none."""
        return self.trail[step][3]

    def steps(self, variable: int, since: int = 0) -> list[int]:
        """Give the steps of a variable from `since` on, the first first."""
        found = []
        step = self.latest[variable]
        while step >= since:
            found.append(step)
            step = self.trail[step][4]
        found.reverse()
        return found

    def movers(self, variable: int) -> Iterator[int]:
        """Give the constraints that narrowed a variable, the latest first."""
        step = self.latest[variable]
        while step >= 0:
            _, _, _, constraint, step = self.trail[step]
            if constraint == NO_CONSTRAINT:
                return
            yield constraint


def initial_box(network: Network) -> Box:
    """Give the box that the printed figures span."""
    if len(network.ends) < len(network.variables):
        network.ends = [printed_ends(variable) for variable in network.variables]
    return Box([low for low, _ in network.ends], [high for _, high in network.ends])


def freed(network: Network, box: Box, figures: Collection[str]) -> Box:
    """Give a copy of an initial box without the figures of these ids."""
    out = box.copy()
    for index, variable in enumerate(network.variables):
        if any(figure.id in figures for figure in variable.figures):
            out.low[index], out.high[index] = printed_ends(variable, figures)
    return out


def printed_ends(variable: Variable, without: Collection[str] = ()) -> Ends:
    """Give the floats that enclose what a variable's figures leave it.

    Two figures that contradict each other are a conflict of their own (`repeat`); their variable
    then starts from the hull of both, so that it blames no third figure.
    """
    kept = [figure.hard for figure in variable.figures if figure.id not in without]
    if len(kept) == 1:  # it is cut at the domain already
        return float_ends(kept[0])
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
