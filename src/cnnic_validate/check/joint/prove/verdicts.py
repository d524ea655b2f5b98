"""From a network to verdicts: waivers, hard rules jointly, then warnings one at a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cnnic_validate.check.joint.build.network import Network
from cnnic_validate.check.joint.prove.box import initial_box
from cnnic_validate.check.joint.prove.cases import refuted_by_cases
from cnnic_validate.check.joint.prove.conflict import (
    Conflict,
    Sifting,
    fails_alone,
    minimise,
)
from cnnic_validate.check.joint.prove.ground import Ground
from cnnic_validate.check.joint.prove.witness import find_witness
from cnnic_validate.message import joined, say
from cnnic_validate.model.rule import Verdict, Waiver

_PASSED: tuple[Verdict, str] = ("passed", "")
_UNDECIDED: tuple[Verdict, str] = (
    "undecided",
    say("neither a point that satisfies all its rules nor a contradiction was found"),
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome of the joint check.

    `verdicts` has one entry a constraint, with its reason; `broken_warnings` the warning rules that
    fail alone; `stale` and `expired` the waivers that waive nothing, or no more.
    """

    verdicts: Mapping[int, tuple[Verdict, str]]
    broken_warnings: tuple[int, ...]
    stale: tuple[Waiver, ...]
    expired: tuple[Waiver, ...]


class Proof:
    """The hard constraints of a network: conflicts among them, and what holds once they are fixed.

    `conflicts` are all found so far. Between calls of `more` the figures that are most probably
    wrong may be freed: the rest is then judged without them.
    """

    def __init__(
        self,
        network: Network,
        waivers: Sequence[Waiver] = (),
        doubted: frozenset[str] = frozenset(),
    ) -> None:
        """Start with all hard constraints that no waiver permits to fail.

        Args:
            network: variables and constraints; constraints with a lonely latent are pruned already.
            waivers: permissions; one whose date has passed still permits, and is listed as expired.
            doubted: ids of figures whose interval is no print: nothing is proved of their rules.
        """
        self.conflicts: list[Conflict] = []
        self.freed: set[str] = set()
        self._all, self._waivers, self._doubted = network, waivers, doubted
        self._waived = _waived(network, waivers)
        self._variable_of = network.variable_of()
        hard = [
            index
            for index, constraint in enumerate(network.constraints)
            if constraint.severity == "error" and index not in self._waived
        ]
        self._sifting = Sifting(network, hard)
        self._proved: dict[int, tuple[Verdict, str]] = {}

    @property
    def ground(self) -> Ground:
        """What holds together now."""
        return _ground(self._sifting, self._variable_of)

    def more(self) -> list[Conflict]:
        """Find further conflicts; none once each component has a witness, or nothing more helps."""
        found = self._sifting.conflicts() or self._hidden()
        self.conflicts += found
        return found

    def free(self, figures: Iterable[str], conflicts: Iterable[Conflict]) -> None:
        """Judge the rest without figures whose freeing resolves some conflicts."""
        new = {each: self._variable_of[each] for each in figures}
        self.freed.update(new)
        self._sifting.free(new, {index for each in conflicts for index in each.constraints})

    def _hidden(self) -> list[Conflict]:
        """Give each component a verdict, or the conflict that a proof by cases shows.

        Such a conflict is one where the search for a witness is stuck.
        """
        sifting = self._sifting
        moved, sifting.moved = sifting.moved, set()
        hidden: list[tuple[Conflict, int]] = []
        for component in sifting.network.components(sorted(sifting.in_force)):
            if self._stands(component, moved):
                continue
            search = find_witness(sifting.network, sifting.box, component, sifting.touching)
            if search.stuck is not None:
                behind = refuted_by_cases(
                    sifting.network, sifting.box, search.stuck, sifting.touching
                )
                if behind:
                    conflict = minimise(sifting.network, sorted(behind), search.stuck)
                    hidden.append((conflict, search.stuck))
                    continue
            self._proved.update(dict.fromkeys(component, _PASSED if search.found else _UNDECIDED))
        for conflict, stuck in hidden:
            sifting.set_aside(conflict, stuck)
        return [conflict for conflict, _ in hidden]

    def _stands(self, component: Sequence[int], moved: set[int]) -> bool:
        """Whether what was found of a component still holds: nothing in it was taken back."""
        constraints = self._all.constraints
        return all(
            index in self._proved and moved.isdisjoint(constraints[index].variables)
            for index in component
        )

    def judgement(self, as_of: datetime.date) -> Judgement:
        """Give all verdicts: hard rules jointly, then warnings one at a time, then waivers."""
        box = self._sifting.box
        verdicts = dict(self._proved)
        for conflict in self.conflicts:
            verdicts.update(dict.fromkeys(conflict.constraints, ("failed", "")))
        verdicts.update(self._in_doubt(verdicts))
        broken = []
        for index, constraint in enumerate(self._all.constraints):
            if constraint.severity == "error" or index in self._waived:
                continue
            fails = fails_alone(constraint, box)
            verdicts[index] = ("failed", "") if fails else _PASSED
            broken += [index] if fails else []
        stale = self._judge_waivers(verdicts)
        expired = tuple(each for each in self._waivers if each.until < as_of)
        return Judgement(verdicts, tuple(broken), stale, expired)

    def _in_doubt(
        self, verdicts: Mapping[int, tuple[Verdict, str]]
    ) -> Iterator[tuple[int, tuple[Verdict, str]]]:
        """Give the rules that hold only without the prints of figures that are in doubt."""
        box, prints = self._sifting.box, initial_box(self._all)
        doubted: dict[int, list[str]] = {}
        for figure in sorted({*self.freed, *self._doubted}):
            at = self._variable_of[figure]
            for index in self._sifting.touching[at]:
                if verdicts.get(index) == _PASSED:
                    doubted.setdefault(index, []).append(figure)
        for index, figures in doubted.items():
            before = {at: box.ends(at) for at in (self._variable_of[each] for each in figures)}
            for at in before:
                box.low[at], box.high[at] = prints.ends(at)
            if not self._doubted.isdisjoint(figures) or fails_alone(
                self._all.constraints[index], box
            ):
                reason = say(
                    "holds only without the print of {figures}", figures=joined(", ", figures)
                )
                yield index, ("undecided", reason)
            for at, (low, high) in before.items():
                box.low[at], box.high[at] = low, high

    def _judge_waivers(self, verdicts: dict[int, tuple[Verdict, str]]) -> tuple[Waiver, ...]:
        """Add the verdicts of what is waived; give the waivers that nothing needs."""
        # Instances may fail only together, so what is waived is put back among the rules that hold.
        network, waived = self._sifting.network, self._waived
        hard = [index for index in waived if network.constraints[index].severity == "error"]
        together = Sifting(network, [*self._sifting.in_force, *hard]) if hard else None
        conflicts = together.conflicts() if together else []
        failing = {index for conflict in conflicts for index in conflict.constraints}
        box = self._sifting.box
        failing |= {index for index in waived if fails_alone(network.constraints[index], box)}
        needed = {waiver.id for index in failing for waiver in waived.get(index, ())}
        for index, by in waived.items():
            verdicts[index] = ("waived", joined("; ", (each.reason for each in by)))
        return tuple(each for each in self._waivers if each.id not in needed)


def ground_of(network: Network, judgement: Judgement) -> Ground:
    """Give what holds together with every figure as printed: the rules that are in no conflict."""
    hard = [
        index
        for index, constraint in enumerate(network.constraints)
        if constraint.severity == "error"
        and judgement.verdicts[index][0] in {"passed", "undecided"}
    ]
    sifting = Sifting(network, hard)
    sifting.conflicts()  # what holds only without a figure in doubt is set aside
    return _ground(sifting, network.variable_of())


def _ground(sifting: Sifting, variable_of: Mapping[str, int]) -> Ground:
    network = sifting.network
    return Ground(network, sifting.box, initial_box(network), sifting.touching, variable_of)


def _waived(network: Network, waivers: Sequence[Waiver]) -> dict[int, list[Waiver]]:
    waived: dict[int, list[Waiver]] = {}
    if not waivers:
        return waived
    for index, constraint in enumerate(network.constraints):
        ids = {figure.id for figure in network.figures(constraint.variables)}
        for waiver in waivers:
            if waiver.covers(constraint.rule, ids):
                waived.setdefault(index, []).append(waiver)
    return waived
