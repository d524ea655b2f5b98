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

from cnnic_validate.check.joint.build.network import Network
from cnnic_validate.check.joint.prove.box import NO_CONSTRAINT, Box, Ends
from cnnic_validate.check.joint.prove.revise import revise

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

    def readmit(self, constraints: Iterable[int]) -> None:
        """Look again at constraints that were left out."""
        self._aside.difference_update(constraints)
        self.add(constraints)

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
                left_low, left_high = _narrowed(old_low, old_high, new_low, new_high)
                if left_low == old_low and left_high == old_high:
                    continue
                box.put(variable, left_low, left_high, index)
                if left_low > left_high:
                    return box.latest[variable]
                moves[variable] = moves.get(variable, 0) + 1
                if moves[variable] <= _MOST_STEPS:
                    for other in touching[variable]:
                        if other != index and other not in queued:
                            queued.add(other)
                            waiting.append(other)
        return None


def _narrowed(old_low: float, old_high: float, low: float, high: float) -> Ends:
    """Give the ends after a narrowing; an end that hardly moves stays where it was.

    A step that empties the interval always matters, however small, and one from infinity does.
    """
    width = old_high - old_low
    if width < math.inf:
        least = max(_PROGRESS * width, _ROUNDING * max(old_high, -old_low))
        moves_low = low - old_low > least or low > old_high
        moves_high = old_high - high > least or high < old_low
    else:
        moves_low = low > old_low and _matters(low, old_low)
        moves_high = high < old_high and _matters(high, old_high)
    return (low if moves_low else old_low), (high if moves_high else old_high)


def _matters(end: float, old: float) -> bool:
    if math.isinf(old) or math.isinf(end):
        return True
    return abs(end - old) > _PROGRESS * max(abs(end), abs(old))


def trace(network: Network, box: Box, step: int) -> set[int]:
    """Give the constraints that led to a step, by the trail: a superset of a minimal conflict."""
    made = {box.maker(each) for each in _ancestors(network, box, step)}
    return made - {NO_CONSTRAINT}


def choices_behind(network: Network, box: Box, step: int, since: int) -> set[int]:
    """Give the variables whose interval was put by choice, and on which a step rests.

    Args:
        network: the variables and constraints.
        box: its trail has all steps.
        step: the step in question.
        since: no step before this one is looked at.
    """
    behind = _ancestors(network, box, step, since)
    return {box.variable(each) for each in behind if box.maker(each) == NO_CONSTRAINT}


def _ancestors(network: Network, box: Box, step: int, since: int = 0) -> set[int]:
    """Give a step and all steps that it rests on, of those from `since` on."""
    seen = {step}
    stack = [step]
    steps_of: dict[int, list[int]] = {}
    while stack:
        current = stack.pop()
        constraint = box.maker(current)
        if constraint == NO_CONSTRAINT:
            continue
        for variable in network.constraints[constraint].variables:
            steps = steps_of.get(variable)
            if steps is None:
                steps = steps_of[variable] = box.steps(variable, since)
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
