"""The joint check: all figures of a package against all rules at once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cnnic_validate.check.joint.build.declared import build_declared
from cnnic_validate.check.joint.build.implied import build_implied
from cnnic_validate.check.joint.build.network import Network, Unevaluated
from cnnic_validate.check.joint.build.partitions import build_partitions
from cnnic_validate.check.joint.build.prune import prune, unchecked_figures
from cnnic_validate.check.joint.build.scope import Scope
from cnnic_validate.check.joint.explain import (
    Explainer,
    explain_conflicts,
    explain_warning,
)
from cnnic_validate.check.joint.prove.conflict import Conflict
from cnnic_validate.check.joint.prove.repeats import check_repeats
from cnnic_validate.check.joint.prove.soft import check_soft
from cnnic_validate.check.joint.prove.verdicts import Judgement, judge
from cnnic_validate.message import say
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.place import Place
from cnnic_validate.model.rule import RuleInstance, RuleSet, Waiver
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.statistics import Figure, Statistics

Tell = Callable[[str, int, int], None]
_STAGES = 4


def silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody how far the work is."""


@dataclass(frozen=True, slots=True)
class JointResult:
    """Verdicts on all rule instances, the findings, and the figures that no rule bounds.

    `network`, `judgement` and all `conflicts` are what they were reached with, for what goes on
    from there.
    """

    instances: tuple[RuleInstance, ...]
    findings: tuple[Finding, ...]
    unchecked: tuple[str, ...]
    network: Network
    judgement: Judgement
    conflicts: tuple[Conflict, ...]


def check_joint(
    figures: Sequence[Figure],
    statistics: Statistics,
    rules: RuleSet,
    *,
    as_of: datetime.date,
    waivers_path: str = "",
    incoming: str = "",
    tell: Tell = silent,
) -> JointResult:
    """Check all figures jointly.

    Args:
        figures: the figures read, in file order; their indicators are known.
        statistics: the definitions.
        rules: declared rules and waivers, names already checked.
        as_of: the day on which waivers are judged.
        waivers_path: where waivers stand, for findings about them.
        incoming: the path of the file under judgement, empty for the package itself.
        tell: called with (stage, done, total) as the work goes on.
    """
    stage = "checking figures jointly"
    tell(stage, 0, _STAGES)
    scope = scope_of(figures, statistics, rules)
    network = scope.network
    tell(stage, 1, _STAGES)
    judgement = judge(network, rules.waivers, as_of)
    tell(stage, 2, _STAGES)
    active = [index for index, (verdict, _) in judgement.verdicts.items() if verdict != "waived"]
    unchecked = unchecked_figures(network, active)
    repeats = check_repeats(network, statistics, rules.waivers)
    conflicts = (*judgement.conflicts, *repeats.conflicts)
    doubted = frozenset(figure.id for each in conflicts for figure in each.figures)
    soft = check_soft(scope, judgement.box, frozenset(unchecked), doubted, incoming)
    tell(stage, 3, _STAGES)
    explainer = Explainer(network, statistics, judgement, incoming)
    findings = (
        *explain_conflicts(explainer, conflicts),
        *(explain_warning(explainer, index) for index in judgement.broken_warnings),
        *soft.findings,
        *_upkeep(figures, judgement, repeats.used_waivers, waivers_path, as_of),
    )
    instances = (
        *_judged(network, judgement),
        *repeats.instances,
        *soft.instances,
        *(_unjudged(network, each) for each in network.unevaluated),
    )
    tell(stage, _STAGES, _STAGES)
    return JointResult(instances, findings, unchecked, network, judgement, conflicts)


def scope_of(figures: Sequence[Figure], statistics: Statistics, rules: RuleSet) -> Scope:
    """Build the network of all rules over the figures."""
    scope = Scope(figures, statistics)
    build_implied(scope)
    build_partitions(scope)
    build_declared(scope, rules.figure_rules)
    prune(scope)
    return scope


def _judged(network: Network, judgement: Judgement) -> Iterator[RuleInstance]:
    for index, constraint in enumerate(network.constraints):
        verdict, reason = judgement.verdicts[index]
        ids = tuple(figure.id for figure in network.figures(constraint.variables))
        yield RuleInstance(
            constraint.rule, constraint.title, verdict, constraint.severity, ids, reason
        )


def _unjudged(network: Network, each: Unevaluated) -> RuleInstance:
    ids = tuple(figure.id for figure in network.figures(each.variables))
    return RuleInstance(each.rule, each.title, each.verdict, each.severity, ids, each.reason)


def _stale(figures: Sequence[Figure], waivers: Iterable[Waiver], path: str) -> Iterator[Finding]:
    known = {each.id for each in figures}
    for waiver in waivers:
        message = say("waiver {id} waives nothing that would fail", id=waiver.id)
        hint: str = say("delete it; its reason has gone")
        if strangers := [each for each in waiver.figures if each not in known]:
            message = say(
                "waiver {id} names {figure}, which is no figure read here",
                id=waiver.id,
                figure=strangers[0],
            )
            hint = did_you_mean(strangers[0], known) or say("correct the id, or delete the waiver")
        place = Place(path, key=waiver.id)
        yield Finding("stale-waiver", "warning", message, place, hint=hint)


def _upkeep(
    figures: Sequence[Figure],
    judgement: Judgement,
    used: frozenset[str],
    path: str,
    as_of: datetime.date,
) -> Iterator[Finding]:
    yield from _stale(figures, [each for each in judgement.stale if each.id not in used], path)
    for waiver in judgement.expired:
        yield Finding(
            code="expired-waiver",
            severity="warning",
            message=say(
                "waiver {id} ended on {until}, before {as_of}",
                id=waiver.id,
                until=waiver.until,
                as_of=as_of,
            ),
            place=Place(path, key=waiver.id),
            hint=say(
                "fix the figures, or agree on a new date with its owner, {owner}",
                owner=waiver.owner,
            ),
        )
