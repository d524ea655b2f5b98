"""Minimal conflicts: the fewest rules and figures that cannot all hold (a deletion filter).

Deletion filter: Chinneck and Dravnieks, "Locating minimal infeasible constraint sets in linear
programs", ORSA Journal on Computing 3(2), 1991. The trail of the propagation gives a small start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cnnic_validate.check.joint.build.network import Constraint, Network
from cnnic_validate.check.joint.prove.box import Box, freed, initial_box, printed_ends
from cnnic_validate.check.joint.prove.cases import refuted_by_cases
from cnnic_validate.check.joint.prove.propagate import Agenda, propagate, resting_on, trace
from cnnic_validate.check.joint.prove.revise import revise
from cnnic_validate.model.statistics import Figure

_Item = TypeVar("_Item", int, str)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Constraints and figures that cannot all hold, none of which can be left out.

    `cut` is the variable whose interval must be cut into pieces to see it; None: propagation does.
    """

    constraints: tuple[int, ...]
    figures: tuple[Figure, ...]
    cut: int | None = None


@dataclass(frozen=True, slots=True)
class Sifted:
    """The conflicts found among constraints, and the fixed point of those that are in none."""

    conflicts: tuple[Conflict, ...]
    box: Box


def find_conflicts(network: Network, constraints: Sequence[int]) -> Sifted:
    """Find minimal conflicts until the rest of the constraints is not refuted.

    Constraints that fail by themselves come first: they are most conflicts, and cost nothing to
    find. After each conflict its constraints are set aside, so that further errors show; the
    conflicts therefore share no constraint, but may share figures.
    """
    box = initial_box(network)
    alone = [index for index in constraints if fails_alone(network.constraints[index], box)]
    found = [_lone(network, box, index) for index in alone]
    rest = set(constraints).difference(alone)
    touching = network.neighbours(each for each in constraints if each in rest)
    agenda = Agenda(each for each in constraints if each in rest)
    while (step := agenda.run(network, box, touching)) is not None:
        conflict = minimise(network, sorted(trace(network, box, step)))
        found.append(conflict)
        _set_aside(network, box, agenda, touching, (box.variable(step), conflict))
    return Sifted(tuple(found), box)


def fails_alone(constraint: Constraint, box: Box) -> bool:
    """Whether one constraint is refuted by the intervals of a box, by itself."""
    return any(
        max(low, box.low[variable]) > min(high, box.high[variable])
        for variable, (low, high) in zip(constraint.variables, revise(constraint, box), strict=True)
    )


def _lone(network: Network, box: Box, index: int) -> Conflict:
    """Give the conflict of a constraint that fails by itself, without the figures it can spare.

    Args:
        network: the variables and constraints.
        box: what the printed figures span; it is so again at the end.
        index: the constraint.
    """
    constraint = network.constraints[index]
    spared: set[str] = set()
    needed: list[Figure] = []
    figures = [
        (figure, at)
        for at in sorted(set(constraint.variables))
        for figure in network.variables[at].figures
    ]
    for figure, at in sorted(figures, key=lambda each: _width(each[0]), reverse=True):
        before = box.ends(at)
        box.low[at], box.high[at] = printed_ends(network.variables[at], {*spared, figure.id})
        if fails_alone(constraint, box):
            spared.add(figure.id)
        else:
            box.low[at], box.high[at] = before
            needed.append(figure)
    for at in constraint.variables:
        box.low[at], box.high[at] = network.ends[at]
    return Conflict((index,), tuple(sorted(needed, key=lambda each: each.id)))


def _set_aside(
    network: Network,
    box: Box,
    agenda: Agenda,
    touching: list[list[int]],
    refuted: tuple[int, Conflict],
) -> None:
    """Take back all that rests on a conflict, and go on without its constraints.

    What rests on other constraints alone stays: the work on them is not done again.
    """
    emptied, conflict = refuted
    aside = set(conflict.constraints)
    touched = {each for index in aside for each in network.constraints[index].variables}
    moved = {each for each in touched if not aside.isdisjoint(box.movers(each))}
    doubtful = resting_on(network, box, {emptied, *moved}, touching)
    agenda.leave_out(aside)
    for variable in touched:
        touching[variable] = [each for each in touching[variable] if each not in aside]
    for variable in sorted(doubtful):
        box.reset(variable, *network.ends[variable])
    for variable in sorted(doubtful):
        agenda.add(touching[variable])


def minimise(network: Network, constraints: Sequence[int], cut: int | None = None) -> Conflict:
    """Drop constraints, then figures, as long as the rest is still refuted.

    Args:
        network: the variables and constraints.
        constraints: indices of constraints that are refuted together.
        cut: the variable that must be cut to see it, where propagation does not.
    """
    if cut is None:
        part, cut_at = network.part(constraints), None
    else:
        part = network.part(constraints, (cut,))
        cut_at = part.variables.index(network.variables[cut])
    box = initial_box(part)
    # What other releases and large sums add is tried first, so that the explanation stays at home.
    order = sorted(range(len(constraints)), key=lambda each: _reach(part, each), reverse=True)
    kept = _filter(order, lambda rest: _is_refuted(part, rest, box.copy(), cut_at))
    variables = {v for index in kept for v in part.constraints[index].variables}
    figures = {figure.id: figure for figure in part.figures(sorted(variables))}
    coarse_first = sorted(figures, key=lambda key: _width(figures[key]), reverse=True)

    def still(rest: list[str]) -> bool:
        without = freed(part, box, figures.keys() - set(rest))
        return _is_refuted(part, kept, without, cut_at)

    needed = _filter(coarse_first, still)
    return Conflict(
        tuple(sorted(constraints[index] for index in kept)),
        tuple(figures[key] for key in sorted(needed)),
        cut,
    )


def _is_refuted(network: Network, constraints: Sequence[int], box: Box, cut: int | None) -> bool:
    touching = network.neighbours(constraints)
    if propagate(network, box, constraints, touching) is not None:
        return True
    return cut is not None and refuted_by_cases(network, box, cut, touching) is not None


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
