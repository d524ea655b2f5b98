"""Conflicts put back among the rules that hold: figures are freed there, and texts are tried.

Every trial starts from the fixed point of what holds and takes back only what rests on the figures
in question, so that its cost does not grow with the package.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from cnnic_validate.check.joint.build.network import Network
from cnnic_validate.check.joint.prove.box import (
    Box,
    Ends,
    exact,
    float_ends,
    printed_ends,
)
from cnnic_validate.check.joint.prove.cases import surviving_pieces
from cnnic_validate.check.joint.prove.conflict import Conflict
from cnnic_validate.check.joint.prove.ground import Ground
from cnnic_validate.check.joint.prove.propagate import Agenda, propagate, resting_on, trace
from cnnic_validate.check.joint.prove.revise import revise
from cnnic_validate.model.interval import ANYTHING, Interval

# How often the slices of an interval that is shaved are halved: to a thousandth of it.
_SLICINGS = 10


@dataclass(frozen=True, slots=True)
class Region:
    """Some conflicts on the ground of what holds; none for the ground as it is."""

    ground: Ground
    conflicts: Sequence[Conflict] = ()
    _known: dict[frozenset[str], dict[str, Interval] | None] = field(
        default_factory=dict, compare=False, repr=False
    )

    def left(self, freed: Collection[str]) -> dict[str, Interval] | None:
        """Give what all others leave each of some figures; None where the others are refuted.

        Args:
            freed: ids of figures, whose prints are left out.
        """
        key = frozenset(freed)
        if key not in self._known:
            self._known[key] = self._left(key)
        return self._known[key]

    def _left(self, freed: Collection[str]) -> dict[str, Interval] | None:
        ground = self.ground
        if any(self._still_clash(variable, freed) for variable in self._clashing()):
            return None
        of_figure = {figure: ground.variable_of[figure] for figure in freed}
        variables = ground.network.variables
        ends = {at: printed_ends(variables[at], freed) for at in of_figure.values()}
        if self._is_pinned(ends):
            return None
        with self._trial(ends) as consistent:
            if not consistent:
                return None
            hull = self._hull(ends.keys())
        if hull is None:
            return None
        return {figure: exact(hull[at]) for figure, at in of_figure.items()}

    def behind(self, freed: Collection[str]) -> set[int]:
        """Give the constraints from which it follows what all others leave some figures."""
        ground = self.ground
        ends = {
            at: printed_ends(ground.network.variables[at], freed)
            for at in (ground.variable_of[each] for each in freed)
        }
        with self._trial(ends):
            steps = [ground.box.latest[at] for at in ends]
            made = [trace(ground.network, ground.box, step) for step in steps if step >= 0]
        return set().union(*made)

    def admits(self, replaced: Mapping[str, Interval]) -> bool:
        """Whether the figures can all be right once some of them have other intervals."""
        ground = self.ground
        ends: dict[int, Ends] = {}
        for figure, interval in replaced.items():
            at = ground.variable_of[figure]
            others = ends.get(at) or printed_ends(ground.network.variables[at], replaced.keys())
            low, high = float_ends(interval)
            ends[at] = (max(others[0], low), min(others[1], high))
        if any(low > high for low, high in ends.values()) or self._is_pinned(ends):
            return False
        with self._trial(ends) as consistent:
            return consistent and self._hull(()) is not None

    def _hull(self, variables: Collection[int]) -> dict[int, Ends] | None:
        """Give the intervals of variables in the box as it is; None where it is refuted by cases.

        A conflict that shows only piece by piece leaves what the pieces that stand leave together.
        """
        box = self.ground.box
        cut = next((each.cut for each in self.conflicts if each.cut is not None), None)
        if cut is None:
            return {each: box.ends(each) for each in variables}
        left = list(self._pieces_left(cut, variables))
        if not left:
            return None
        hull = {
            each: (min(ends[each][0] for ends in left), max(ends[each][1] for ends in left))
            for each in variables
        }
        shaved = {each: self._shaved(cut, each, ends) for each, ends in hull.items()}
        known = {each: ends for each, ends in shaved.items() if ends is not None}
        return known if len(known) == len(hull) else None

    def _pieces_left(self, cut: int, variables: Collection[int]) -> Iterator[dict[int, Ends]]:
        """Give the intervals of variables in each piece of the cut variable that stands."""
        network, box, touching = self.ground.network, self.ground.box, self.ground.touching
        for refuted in surviving_pieces(network, box, cut, touching):
            if refuted is None:
                yield {each: box.ends(each) for each in variables}

    def _shaved(self, cut: int, variable: int, ends: Ends) -> Ends | None:
        """Take from both ends of an interval what is refuted by cases, in ever smaller slices.

        Pieces of the cut variable leave of another one a rough hull; slices of its own tell more.
        None where they are all refuted, and so is the whole.
        """
        low, high = ends
        step = (high - low) / 2
        # A step that floats do not resolve would get nowhere.
        least = math.ulp(max(abs(low), abs(high)))
        if not math.isfinite(step):
            return ends
        for _ in range(_SLICINGS):
            if step < least:
                break
            while low < high and not self._stands(cut, variable, (low, min(low + step, high))):
                low = min(low + step, high)
            while low < high and not self._stands(cut, variable, (max(high - step, low), high)):
                high = max(high - step, low)
            step /= 2
        return None if low == high and ends[0] < ends[1] else (low, high)

    def _stands(self, cut: int, variable: int, ends: Ends) -> bool:
        """Whether a slice of a variable's interval is not refuted by cases."""
        network, box, touching = self.ground.network, self.ground.box, self.ground.touching
        start = len(box.trail)
        box.put(variable, *ends)
        refuted = propagate(network, box, touching[variable], touching) is not None
        stands = not refuted and any(True for _ in self._pieces_left(cut, ()))
        box.back(start)
        return stands

    def _clashing(self) -> Iterator[int]:
        """Give the variables whose prints exclude each other."""
        for conflict in self.conflicts:
            if not conflict.constraints:
                yield from {self.ground.variable_of[figure.id] for figure in conflict.figures}

    def _still_clash(self, variable: int, without: Collection[str]) -> bool:
        meet = ANYTHING
        for figure in self.ground.network.variables[variable].figures:
            if figure.id not in without:
                meet = meet.intersect(figure.hard)
        return meet.is_empty

    def _constraints(self) -> list[int]:
        return [index for conflict in self.conflicts for index in conflict.constraints]

    def _is_pinned(self, ends: Mapping[int, Ends]) -> bool:
        """Whether the prints around some variables alone leave one of them nothing.

        It saves the trial of a figure that many rules hold in place: two of them often do.
        """
        network, prints = self.ground.network, self.ground.prints
        own = self._constraints()
        before = {variable: prints.ends(variable) for variable in ends}
        try:
            for variable, (low, high) in ends.items():
                prints.low[variable], prints.high[variable] = low, high
            return any(
                _empties(network, prints, variable, [*own, *self.ground.touching[variable]])
                for variable in ends
            )
        finally:
            for variable, (low, high) in before.items():
                prints.low[variable], prints.high[variable] = low, high

    @contextmanager
    def _trial(self, ends: Mapping[int, Ends]) -> Iterator[bool]:
        """Narrow the box with other intervals of some variables, and take it all back at the end.

        Yields whether they are consistent with all the rest.
        """
        network, box, touching = self.ground.network, self.ground.box, self.ground.touching
        own = self._constraints()
        start = len(box.trail)
        doubtful = resting_on(network, box, ends, touching)
        for index in own:
            for variable in network.constraints[index].variables:
                touching[variable].append(index)
        try:
            for variable in doubtful:
                box.put(variable, *ends.get(variable, network.ends[variable]))
            agenda = Agenda(own)
            for variable in sorted(doubtful):
                agenda.add(touching[variable])
            yield agenda.run(network, box, touching) is None
        finally:
            box.back(start)
            for index in own:
                for variable in network.constraints[index].variables:
                    touching[variable].pop()


def _empties(network: Network, box: Box, variable: int, constraints: Sequence[int]) -> bool:
    low, high = box.ends(variable)
    for index in constraints:
        constraint = network.constraints[index]
        if variable in constraint.variables:
            ends = revise(constraint, box)[constraint.variables.index(variable)]
            low, high = max(low, ends[0]), min(high, ends[1])
            if low > high:
                return True
    return False
