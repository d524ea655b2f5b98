"""A part of the network around figures, in which they are freed and texts are tried."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cnnic_validate.check.joint.conflict import Conflict
from cnnic_validate.check.joint.network import Network
from cnnic_validate.check.joint.propagate import Box, freed, initial_box, propagate
from cnnic_validate.model.interval import ANYTHING, Interval

# Rules further away than this many steps say next to nothing about a figure; a region stays small
# however large the package is.
_STEPS = 3
_MOST_CONSTRAINTS = 400


@dataclass(frozen=True, slots=True)
class Region:
    """Constraints near some figures as a network of their own.

    `box` is the initial box of its figures; `touching` its neighbour lists; `of_figure` the
    variable of each figure; `clashing` the variables whose prints exclude each other.
    """

    network: Network
    box: Box
    touching: Sequence[Sequence[int]]
    of_figure: Mapping[str, int]
    clashing: tuple[int, ...]

    def propagated(self, without: Collection[str] = ()) -> Box | None:
        """Give the fixed point without some figures; None where the rest is refuted."""
        if any(self._still_clash(variable, without) for variable in self.clashing):
            return None
        box = freed(self.network, self.box, without) if without else self.box.copy()
        return self._fixed_point(box)

    def _still_clash(self, variable: int, without: Collection[str]) -> bool:
        meet = ANYTHING
        for figure in self.network.variables[variable].figures:
            if figure.id not in without:
                meet = meet.intersect(figure.hard)
        return meet.is_empty

    def _fixed_point(self, box: Box) -> Box | None:
        constraints = range(len(self.network.constraints))
        event = propagate(self.network, box, constraints, self.touching)
        return box if event is None else None

    def admits(self, replaced: Mapping[str, Interval]) -> bool:
        """Whether the figures can all be right once some of them have other intervals."""
        box = freed(self.network, self.box, replaced.keys())
        for figure, interval in replaced.items():
            box.meet(self.of_figure[figure], interval)
        if any(low > high for low, high in zip(box.low, box.high, strict=True)):
            return False
        return self._fixed_point(box) is not None


def region_around(
    network: Network,
    trusted: Sequence[bool],
    conflicts: Iterable[Conflict],
    touching: Sequence[Sequence[int]],
    variable_of: Mapping[str, int],
) -> Region:
    """Give the region of some conflicts among trusted constraints.

    Args:
        network: the whole network.
        trusted: for each constraint whether it holds together with the others that do.
        conflicts: the conflicts to take in.
        touching: for each variable all constraints that it stands in.
        variable_of: the variable of each figure, by figure id.
    """
    conflicts = list(conflicts)
    taken = [index for each in conflicts for index in each.constraints]
    printed = {variable_of[figure.id] for each in conflicts for figure in each.figures}
    region = _grown(network, trusted, taken, printed, touching)
    twice = {
        region.of_figure[figure.id]
        for each in conflicts
        if not each.constraints
        for figure in each.figures
    }
    return replace(region, clashing=tuple(sorted(twice)))


def region_of(
    network: Network, trusted: Sequence[bool], variable: int, touching: Sequence[Sequence[int]]
) -> Region:
    """Give the region of one variable among trusted constraints.

    Args:
        network: the whole network.
        trusted: for each constraint whether it holds together with the others that do.
        variable: the variable to start from.
        touching: for each variable all constraints that it stands in.
    """
    return _grown(network, trusted, (), {variable}, touching)


def _grown(
    network: Network,
    trusted: Sequence[bool],
    constraints: Iterable[int],
    variables: Collection[int],
    touching: Sequence[Sequence[int]],
) -> Region:
    """Take in what is trusted around some constraints and variables, step by step."""
    taken = dict.fromkeys(constraints)
    reached = {*variables, *(v for index in taken for v in network.constraints[index].variables)}
    for _ in range(_STEPS):
        beyond = dict.fromkeys(
            index
            for variable in sorted(reached)
            for index in touching[variable]
            if trusted[index] and index not in taken
        )
        edge = list(beyond)[: max(0, _MOST_CONSTRAINTS - len(taken))]
        taken.update(dict.fromkeys(edge))
        reached = {v for index in edge for v in network.constraints[index].variables}
    part = network.part(sorted(taken), variables)
    touching = part.neighbours(range(len(part.constraints)))
    return Region(part, initial_box(part), touching, part.variable_of(), ())
