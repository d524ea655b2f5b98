"""A witness point proves that figures are consistent: what propagation alone cannot."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from cnnic_validate.check.joint.box import Box
from cnnic_validate.check.joint.network import Network, Ratio
from cnnic_validate.check.joint.propagate import propagate

# A variable narrower than this share of its size is a point, up to the rounding of floats.
_POINT = 1e-11
# Wrong turns allowed in one component before the verdict is "undecided".
_MOST_FAILURES = 400


def find_witness(
    network: Network, box: Box, constraints: Sequence[int], touching: Sequence[Sequence[int]]
) -> bool:
    """Look for a point of `box` that satisfies all `constraints`.

    Each variable in turn is fixed to a value inside its interval and the others are narrowed again;
    levels come first, for shares, growth and changes then follow from them. On a network without
    cycles through unprinted variables the first choice always succeeds (Freuder, "A sufficient
    condition for backtrack-free search", JACM 29(1), 1982); elsewhere a bounded depth-first search
    tries other values. False means "not found", not "there is none": the caller says *undecided*.

    Args:
        network: the variables and constraints.
        box: a fixed point of the constraints; it is so again at the end.
        constraints: the constraints of one component.
        touching: for each variable the constraints, of these, that it stands in.
    """
    start = len(box.trail)
    found = _search(network, box, _order(network, constraints, touching), touching)
    box.back(start)
    return found


def _search(
    network: Network, box: Box, order: Sequence[int], touching: Sequence[Sequence[int]]
) -> bool:
    stack: list[tuple[int, int, Iterator[float]]] = []
    position, failures = 0, 0
    while True:
        while position < len(order) and _is_point(*box.ends(order[position])):
            position += 1
        if position == len(order):
            return True
        stack.append((position, len(box.trail), _candidates(*box.ends(order[position]))))
        advanced = False
        while stack and not advanced:
            position, length, values = stack[-1]
            variable = order[position]
            box.back(length)
            for value in values:
                box.put(variable, value, value)
                if propagate(network, box, touching[variable], touching) is None:
                    advanced = True
                    break
                box.back(length)
                failures += 1
                if failures > _MOST_FAILURES:
                    return False
            else:
                stack.pop()
        if not advanced:
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
