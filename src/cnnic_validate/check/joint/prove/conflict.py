"""Minimal conflicts: the fewest rules and figures that cannot all hold (a deletion filter).

Deletion filter: Chinneck and Dravnieks, "Locating minimal infeasible constraint sets in linear
programs", ORSA Journal on Computing 3(2), 1991. The trail of the propagation gives a small start.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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


class Sifting:
    """Constraints in force with their fixed point; what propagation refutes is set aside.

    `network` is without the figures that were freed, `touching` has for each variable the
    constraints in force that it stands in, `moved` the variables that were taken back since it was
    emptied: what was concluded from their intervals is to be looked at again.
    """

    def __init__(self, network: Network, constraints: Iterable[int]) -> None:
        """Start with the printed intervals."""
        self.network = network
        self.box = initial_box(network)
        self.in_force = set(constraints)
        self.touching = network.neighbours(sorted(self.in_force))
        self.moved: set[int] = set()
        self._agenda = Agenda(sorted(self.in_force))
        self._alone = self.in_force.copy()

    def conflicts(self) -> list[Conflict]:
        """Find minimal conflicts until the rest of the constraints is not refuted.

        Constraints that fail by themselves come first: they are most conflicts, and cost nothing to
        find. After each conflict its constraints are set aside, so that further errors show; the
        conflicts therefore share no constraint, but may share figures.
        """
        network, box = self.network, self.box
        alone = [
            index for index in sorted(self._alone) if fails_alone(network.constraints[index], box)
        ]
        found = [_lone(network, box, index) for index in alone]
        self._alone.clear()
        self._leave_out(alone)
        while (step := self._agenda.run(network, box, self.touching)) is not None:
            conflict = minimise(network, sorted(trace(network, box, step)))
            found.append(conflict)
            self.set_aside(conflict, box.variable(step))
        return found

    def set_aside(self, conflict: Conflict, emptied: int) -> None:
        """Take back all that rests on a conflict, and go on without its constraints.

        What rests on other constraints alone stays: the work on them is not done again.
        """
        aside = set(conflict.constraints)
        touched = {each for index in aside for each in self.network.constraints[index].variables}
        moved = {each for each in touched if not aside.isdisjoint(self.box.movers(each))}
        doubtful = resting_on(self.network, self.box, {emptied, *moved}, self.touching)
        self._leave_out(aside)
        self._take_back(doubtful)

    def free(self, figures: Mapping[str, int], constraints: Collection[int]) -> None:
        """Go on without some prints, and with constraints that were set aside for them.

        Args:
            figures: the variables of the prints to leave out, by figure id.
            constraints: what holds again once they are left out.
        """
        variables = set(figures.values())
        self.network = self.network.without(figures.keys())
        for at in variables:
            self.network.ends[at] = printed_ends(self.network.variables[at])
        self.in_force.update(constraints)
        for index in sorted(constraints):
            for at in self.network.constraints[index].variables:
                self.touching[at].append(index)
        self._agenda.readmit(sorted(constraints))
        self._take_back(resting_on(self.network, self.box, variables, self.touching))

    def _leave_out(self, constraints: Collection[int]) -> None:
        self.in_force.difference_update(constraints)
        self._agenda.leave_out(constraints)
        for at in {at for each in constraints for at in self.network.constraints[each].variables}:
            self.touching[at] = [each for each in self.touching[at] if each in self.in_force]

    def _take_back(self, variables: Collection[int]) -> None:
        for at in sorted(variables):
            self.box.reset(at, *self.network.ends[at])
        for at in sorted(variables):
            self._agenda.add(self.touching[at])
        self.moved.update(variables)


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
