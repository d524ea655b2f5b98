"""Interval propagation to a fixed point, rounding outward: an empty interval proves a conflict.

Hull consistency (HC4: Benhamou, Goualard, Granvilliers, Puget, "Revising hull and box consistency",
ICLP 1999) on sums and products. Floats are rounded one step outward after every operation, so that
no true value is ever cut off: an alarm implies that no true values fit. What propagation cannot
refute is not thereby proved consistent; `witness` does that.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Sequence

from cnnic_validate.check.joint.box import NO_CONSTRAINT, Box
from cnnic_validate.check.joint.network import Network
from cnnic_validate.check.joint.revise import revise

# A bound moves only if it moves by more than this share of the interval (or of its own size), for
# cycles of products converge in the limit only. Stopping early is sound: it can miss, never invent.
_PROGRESS = 1e-7
_ROUNDING = 1e-13
# No variable of a real package is narrowed this often; a cycle that creeps is cut here.
_MOST_STEPS = 60


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
        The step that emptied a variable, or None where nothing was refuted.
    """
    return Agenda(constraints).run(network, box, touching)


class Agenda:
    """The constraints that wait to be looked at, in order, each once; work stops and goes on."""

    __slots__ = ("_aside", "_moves", "_queued", "_waiting")

    def __init__(self, constraints: Iterable[int]) -> None:
        """Start with some constraints."""
        self._waiting = deque(constraints)
        self._queued = set(self._waiting)
        self._aside: set[int] = set()
        self._moves: dict[int, int] = {}

    def add(self, constraints: Iterable[int]) -> None:
        """Let constraints wait that do not yet."""
        for index in constraints:
            if index not in self._queued:
                self._queued.add(index)
                self._waiting.append(index)

    def leave_out(self, constraints: Iterable[int]) -> None:
        """Look at some constraints no more, though they may wait."""
        self._aside.update(constraints)

    def run(self, network: Network, box: Box, touching: Sequence[Sequence[int]]) -> int | None:
        """Narrow the box until nothing waits; the step that emptied a variable stops it."""
        waiting, queued, moves = self._waiting, self._queued, self._moves
        all_constraints, low, high = network.constraints, box.low, box.high
        while waiting:
            index = waiting.popleft()
            queued.discard(index)
            if index in self._aside:
                continue
            constraint = all_constraints[index]
            ends = revise(constraint, box)
            for variable, (new_low, new_high) in zip(constraint.variables, ends, strict=True):
                old_low, old_high = low[variable], high[variable]
                if new_low <= old_low and new_high >= old_high:
                    continue
                narrowed = _narrowed(old_low, old_high, new_low, new_high)
                if narrowed is None:
                    continue
                box.put(variable, *narrowed, index)
                if narrowed[0] > narrowed[1]:
                    return box.latest[variable]
                moves[variable] = moves.get(variable, 0) + 1
                if moves[variable] <= _MOST_STEPS:
                    for other in touching[variable]:
                        if other != index and other not in queued:
                            queued.add(other)
                            waiting.append(other)
        return None


def _narrowed(
    old_low: float, old_high: float, low: float, high: float
) -> tuple[float, float] | None:
    """Give the ends after a narrowing that matters; None where none does."""
    width = old_high - old_low
    moved = False
    new_low, new_high = old_low, old_high
    if low > old_low and _matters(low, old_low, width, old_high):
        new_low, moved = low, True
    if high < old_high and _matters(old_high, high, width, old_low):
        new_high, moved = high, True
    return (new_low, new_high) if moved else None


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


def trace(network: Network, box: Box, step: int) -> set[int]:
    """Give the constraints that led to a step, by the trail: a superset of a minimal conflict."""
    made = {box.trail[each].constraint for each in _ancestors(network, box, step)}
    return made - {NO_CONSTRAINT}


def choices_behind(network: Network, box: Box, step: int) -> set[int]:
    """Give the variables whose interval was put by choice, and on which a step rests."""
    steps = [box.trail[each] for each in _ancestors(network, box, step)]
    return {each.variable for each in steps if each.constraint == NO_CONSTRAINT}


def _ancestors(network: Network, box: Box, step: int) -> set[int]:
    """Give a step and all steps that it rests on."""
    seen = {step}
    stack = [step]
    steps_of: dict[int, list[int]] = {}
    while stack:
        current = stack.pop()
        constraint = box.trail[current].constraint
        if constraint == NO_CONSTRAINT:
            continue
        for variable in network.constraints[constraint].variables:
            steps = steps_of.get(variable)
            if steps is None:
                steps = steps_of[variable] = box.steps(variable)
            position = bisect_left(steps, current)
            if position and (before := steps[position - 1]) not in seen:
                seen.add(before)
                stack.append(before)
    return seen


def resting_on(
    network: Network, box: Box, variables: Iterable[int], touching: Sequence[Sequence[int]]
) -> set[int]:
    """Give the variables whose intervals may rest on those of some variables, these among them.

    A variable rests on another where a constraint on both has narrowed it.
    """
    found = set(variables)
    stack = list(found)
    while stack:
        for index in touching[stack.pop()]:
            for other in network.constraints[index].variables:
                if other not in found and index in box.movers(other):
                    found.add(other)
                    stack.append(other)
    return found
