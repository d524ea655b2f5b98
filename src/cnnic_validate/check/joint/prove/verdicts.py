"""From a network to verdicts: waivers, hard rules jointly, then warnings one at a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cnnic_validate.check.joint.build.network import Network
from cnnic_validate.check.joint.prove.box import Box
from cnnic_validate.check.joint.prove.cases import refuted_by_cases
from cnnic_validate.check.joint.prove.conflict import (
    Conflict,
    fails_alone,
    find_conflicts,
    minimise,
)
from cnnic_validate.check.joint.prove.witness import find_witness
from cnnic_validate.message import joined, say
from cnnic_validate.model.rule import Verdict, Waiver

_PASSED: tuple[Verdict, str] = ("passed", "")
_UNDECIDED: tuple[Verdict, str] = (
    "undecided",
    say("neither a point that satisfies all its rules nor a contradiction was found"),
)


@dataclass(slots=True)
class Judgement:
    """The outcome of the joint check.

    `verdicts` has one entry a constraint, with its reason; `conflicts` the minimal conflicts among
    hard rules; `broken_warnings` the warning rules that fail alone; `box` the fixed point of the
    consistent rest, from which soft intervals are judged.
    """

    verdicts: dict[int, tuple[Verdict, str]] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    broken_warnings: tuple[int, ...] = ()
    box: Box = field(default_factory=lambda: Box([], []))
    stale: tuple[Waiver, ...] = ()
    expired: tuple[Waiver, ...] = ()

    def trusted(self, network: Network) -> list[bool]:
        """Say of each constraint whether it is hard and holds together with the others that do."""
        return [
            constraint.severity == "error"
            and self.verdicts.get(index, ("waived", ""))[0] in {"passed", "undecided"}
            for index, constraint in enumerate(network.constraints)
        ]


def judge(network: Network, waivers: Sequence[Waiver], as_of: datetime.date) -> Judgement:
    """Judge every constraint of a network.

    Args:
        network: variables and constraints; constraints with a lonely latent are pruned already.
        waivers: permissions; one whose date has passed still permits, and is listed as expired.
        as_of: the day on which waivers are judged.
    """
    out = Judgement()
    waived = _waived(network, waivers)
    everything = range(len(network.constraints))
    hard = [
        index
        for index in everything
        if network.constraints[index].severity == "error" and index not in waived
    ]
    _judge_hard(network, hard, out)
    _judge_warnings(network, [each for each in everything if each not in waived], out)
    _judge_waivers(network, waived, waivers, as_of, out)
    return out


def _judge_hard(network: Network, hard: Sequence[int], out: Judgement) -> None:
    """Set conflicts aside until each component of the rest has a witness, or nothing more helps."""
    kept = list(hard)
    conflicts: list[Conflict] = []
    while True:
        sifted = find_conflicts(network, kept)
        conflicts += sifted.conflicts
        failed = {index for conflict in conflicts for index in conflict.constraints}
        kept = [index for index in kept if index not in failed]
        verdicts, hidden = _proved(network, kept, sifted.box)
        if not hidden:
            break
        conflicts += hidden
        aside = {index for conflict in hidden for index in conflict.constraints}
        kept = [index for index in kept if index not in aside]
    out.conflicts, out.box = tuple(conflicts), sifted.box
    out.verdicts.update(verdicts)
    for conflict in conflicts:
        out.verdicts.update(dict.fromkeys(conflict.constraints, ("failed", "")))


def _proved(
    network: Network, kept: Sequence[int], box: Box
) -> tuple[dict[int, tuple[Verdict, str]], list[Conflict]]:
    """Give the verdict of each constraint that propagation does not refute, and hidden conflicts.

    Such a conflict is one that a proof by cases shows where the witness of a component is stuck;
    without it the rest is to be judged anew.
    """
    touching = network.neighbours(kept)
    verdicts: dict[int, tuple[Verdict, str]] = {}
    hidden: list[Conflict] = []
    for component in network.components(kept):
        search = find_witness(network, box, component, touching)
        if search.stuck is not None:
            behind = refuted_by_cases(network, box, search.stuck, touching)
            if behind:
                hidden.append(minimise(network, sorted(behind), search.stuck))
                continue
        verdict = _PASSED if search.found else _UNDECIDED
        verdicts.update(dict.fromkeys(component, verdict))
    return verdicts, hidden


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


def _judge_warnings(network: Network, indices: Iterable[int], out: Judgement) -> None:
    broken = []
    for index in indices:
        if network.constraints[index].severity == "error":
            continue
        if fails_alone(network.constraints[index], out.box):
            broken.append(index)
            out.verdicts[index] = ("failed", "")
        else:
            out.verdicts[index] = ("passed", "")
    out.broken_warnings = tuple(broken)


def _judge_waivers(
    network: Network,
    waived: dict[int, list[Waiver]],
    waivers: Sequence[Waiver],
    as_of: datetime.date,
    out: Judgement,
) -> None:
    # Instances may fail only together, so what is waived is put back among the rules that hold.
    kept = [index for index, trusted in enumerate(out.trusted(network)) if trusted]
    hard = [index for index in waived if network.constraints[index].severity == "error"]
    conflicts = find_conflicts(network, [*kept, *hard]).conflicts if hard else ()
    failing = {index for conflict in conflicts for index in conflict.constraints}
    failing |= {index for index in waived if fails_alone(network.constraints[index], out.box)}
    needed = {waiver.id for index in failing for waiver in waived.get(index, ())}
    for index, by in waived.items():
        out.verdicts[index] = ("waived", joined("; ", (each.reason for each in by)))
    out.stale = tuple(each for each in waivers if each.id not in needed)
    out.expired = tuple(each for each in waivers if each.until < as_of)
