"""A witness point proves that figures are consistent: what propagation alone cannot."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cnnic_validate.check.joint.build.network import Network, Ratio
from cnnic_validate.check.joint.prove.box import Box
from cnnic_validate.check.joint.prove.propagate import choices_behind, propagate

# A variable narrower than this share of its size is a point, up to the rounding of floats.
_POINT = 1e-11
# Wrong turns allowed in one component before the verdict is "undecided".
_MOST_FAILURES = 400


@dataclass(frozen=True, slots=True)
class Search:
    """Whether a witness was found; if not, the variable none of whose values tried can be.

    `stuck` is None where it was found, or where the search was given up elsewhere.
    """

    found: bool
    stuck: int | None = None


def find_witness(
    network: Network, box: Box, constraints: Sequence[int], touching: Sequence[Sequence[int]]
) -> Search:
    """Look for a point of `box` that satisfies all `constraints`.

    Each variable in turn is fixed to a value inside its interval and the others are narrowed again;
    levels come first, for shares, growth and changes then follow from them. On a network without
    cycles through unprinted variables the first choice always succeeds (Freuder, "A sufficient
    condition for backtrack-free search", JACM 29(1), 1982); elsewhere a bounded search tries other
    values. False means "not found", not "there is none".

    Args:
        network: the variables and constraints.
        box: a fixed point of the constraints; it is so again at the end.
        constraints: the constraints of one component.
        touching: for each variable the constraints, of these, that it stands in.
    """
    start = len(box.trail)
    order = _order(network, constraints, touching)
    search = _search(_Together(network, box, order, touching, start))
    box.back(start)
    return search


@dataclass(frozen=True, slots=True)
class _Together:
    """What is searched: the variables in order; `start` is the length of the trail before."""

    network: Network
    box: Box
    order: Sequence[int]
    touching: Sequence[Sequence[int]]
    start: int


@dataclass(slots=True)
class _Choice:
    """A variable at a place in the order, the values left to try, and what earlier ones ran into.

    `length` is that of the trail before; `culprits` are the chosen variables behind its failures.
    """

    position: int
    length: int
    values: Iterator[float]
    culprits: set[int] = field(default_factory=set)


def _search(component: _Together) -> Search:
    """Fix the variables in order; where none of the values fits, go back to a culprit.

    Conflict-directed backjumping (Prosser, "Hybrid algorithms for the constraint satisfaction
    problem", Computational Intelligence 9, 1993): choices that the failure does not rest on are
    not made again.
    """
    box, order = component.box, component.order
    stack: list[_Choice] = []
    position, failures = 0, 0
    while True:
        while position < len(order) and _is_point(*box.ends(order[position])):
            position += 1
        if position == len(order):
            return Search(found=True)
        ends = box.ends(order[position])
        stack.append(_Choice(position, len(box.trail), _candidates(*ends)))
        while not _take_next(component, stack[-1]):
            failures += 1
            if failures > _MOST_FAILURES:
                return Search(found=False)
            stuck = order[stack[-1].position]
            if not _jump_back(box, order, stack):
                return Search(found=False, stuck=stuck)
        position = stack[-1].position


def _take_next(component: _Together, choice: _Choice) -> bool:
    """Fix the variable of a choice to its next value that is not refuted at once."""
    network, box, touching = component.network, component.box, component.touching
    variable = component.order[choice.position]
    for value in choice.values:
        box.back(choice.length)
        box.put(variable, value, value)
        step = propagate(network, box, touching[variable], touching)
        if step is None:
            return True
        choice.culprits |= choices_behind(network, box, step, component.start) - {variable}
    box.back(choice.length)
    return False


def _jump_back(box: Box, order: Sequence[int], stack: list[_Choice]) -> bool:
    """Drop choices down to the latest culprit of the last one; whether there is one."""
    culprits = stack.pop().culprits
    while stack:
        choice = stack[-1]
        variable = order[choice.position]
        if variable in culprits:
            choice.culprits |= culprits - {variable}
            return True
        box.back(choice.length)
        stack.pop()
    return False


def _order(
    network: Network, constraints: Sequence[int], touching: Sequence[Sequence[int]]
) -> list[int]:
    """Order the variables: levels before what is computed from them, neighbours together."""
    start = min(network.constraints[constraints[0]].variables)
    seen, reached = {start}, [start]
    for variable in reached:
        for index in touching[variable]:
            for other in network.constraints[index].variables:
                if other not in seen:
                    seen.add(other)
                    reached.append(other)
    derived = {
        network.constraints[index].variables[1]
        for index in constraints
        if isinstance(network.constraints[index].form, Ratio)
    } | {
        network.constraints[index].variables[0]
        for index in constraints
        if network.constraints[index].rule == "change"
    }
    return sorted(reached, key=lambda each: each in derived)


def _is_point(low: float, high: float) -> bool:
    # Infinity is no more than a share of infinity: an open end must be asked for.
    return math.isfinite(high - low) and high - low <= _POINT * max(abs(low), abs(high))


def _candidates(low: float, high: float) -> Iterator[float]:
    if math.isinf(low) and math.isinf(high):
        yield from (0.0, 1.0)
    elif math.isinf(high):
        yield from (low, low + 1.0, 2.0 * low)
    elif math.isinf(low):
        yield from (high, high - 1.0)
    else:
        width = high - low
        yield from (low + width * share for share in (0.5, 0.25, 0.75, 0.02, 0.98))
        yield from (low, high)
