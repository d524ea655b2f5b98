"""Minimal conflicts: the fewest rules and figures that cannot all hold (a deletion filter).

Deletion filter: Chinneck and Dravnieks, "Locating minimal infeasible constraint sets in linear
programs", ORSA Journal on Computing 3(2), 1991. The trail of the propagation gives a small start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cnnic_validate.check.joint.network import Network
from cnnic_validate.check.joint.propagate import Box, freed, initial_box, propagate, trace
from cnnic_validate.model.statistics import Figure

_Item = TypeVar("_Item", int, str)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Constraints and figures that cannot all hold, none of which can be left out."""

    constraints: tuple[int, ...]
    figures: tuple[Figure, ...]


def find_conflicts(network: Network, constraints: Sequence[int]) -> tuple[Conflict, ...]:
    """Find minimal conflicts until the rest of the constraints is not refuted.

    After each conflict its constraints are set aside, so that further errors show; the conflicts
    therefore share no constraint, but may share figures.
    """
    found = []
    for component in network.components(constraints):
        left = component
        while (refuted := _refuted_part(network, left)) is not None:
            conflict = minimise(network, refuted)
            found.append(conflict)
            aside = set(conflict.constraints)
            left = [index for index in left if index not in aside]
    return tuple(found)


def _refuted_part(network: Network, constraints: Sequence[int]) -> list[int] | None:
    """Give constraints that led to a contradiction; None where propagation finds none."""
    part = network.part(constraints)
    box = initial_box(part)
    everything = range(len(constraints))
    event = propagate(part, box, everything, part.neighbours(everything))
    return None if event is None else sorted(constraints[index] for index in trace(box, event))


def minimise(network: Network, constraints: Sequence[int]) -> Conflict:
    """Drop constraints, then figures, as long as the rest is still refuted.

    Args:
        network: the variables and constraints.
        constraints: indices of constraints that are refuted together.
    """
    part = network.part(constraints)
    box = initial_box(part)
    # What other releases and large sums add is tried first, so that the explanation stays at home.
    order = sorted(range(len(constraints)), key=lambda each: _reach(part, each), reverse=True)
    kept = _filter(order, lambda rest: _is_refuted(part, rest, box.copy()))
    variables = {v for index in kept for v in part.constraints[index].variables}
    figures = {figure.id: figure for figure in part.figures(sorted(variables))}
    coarse_first = sorted(figures, key=lambda key: _width(figures[key]), reverse=True)

    def still(rest: list[str]) -> bool:
        return _is_refuted(part, kept, freed(part, box, figures.keys() - set(rest)))

    needed = _filter(coarse_first, still)
    return Conflict(
        tuple(sorted(constraints[index] for index in kept)),
        tuple(figures[key] for key in sorted(needed)),
    )


def _is_refuted(network: Network, constraints: Sequence[int], box: Box) -> bool:
    return propagate(network, box, constraints, network.neighbours(constraints)) is not None


def _filter(items: Sequence[_Item], still: Callable[[list[_Item]], bool]) -> list[_Item]:
    kept = list(items)
    for item in items:
        rest = [each for each in kept if each != item]
        if still(rest):
            kept = rest
    return kept


def _reach(network: Network, index: int) -> tuple[bool, int, int]:
    constraint = network.constraints[index]
    releases = {network.variables[each].release for each in constraint.variables}
    return (len(releases) > 1, len(constraint.variables), index)


def _width(figure: Figure) -> float:
    low, high = figure.hard.low, figure.hard.high
    return float("inf") if low is None or high is None else float(high - low)
