"""The joint check: all figures of a package against all rules at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cnnic_validate.check.joint.declared import build_declared
from cnnic_validate.check.joint.explain import (
    Explainer,
    explain_conflicts,
    explain_warning,
    repeat_finding,
)
from cnnic_validate.check.joint.implied import RULES, build_implied
from cnnic_validate.check.joint.network import Network, Unevaluated
from cnnic_validate.check.joint.partitions import build_partitions
from cnnic_validate.check.joint.prune import prune, unseen_figures
from cnnic_validate.check.joint.scope import Scope
from cnnic_validate.check.joint.soft import SOFT_RULES, check_soft
from cnnic_validate.check.joint.verdicts import Judgement, judge
from cnnic_validate.check.joint.words import quantity_words
from cnnic_validate.model.finding import Finding, Place
from cnnic_validate.model.rule import RuleInstance, RuleSet, Verdict, Waiver
from cnnic_validate.model.statistics import Figure, Statistics

IMPLIED_RULES = {**RULES, **SOFT_RULES}


@dataclass(frozen=True, slots=True)
class JointResult:
    """Verdicts on all rule instances, the findings, and the figures that no rule bounds."""

    instances: tuple[RuleInstance, ...]
    findings: tuple[Finding, ...]
    unseen: tuple[str, ...]


def check_joint(
    figures: Sequence[Figure],
    statistics: Statistics,
    rules: RuleSet,
    *,
    as_of: datetime.date,
    waivers_path: str = "",
    incoming: str = "",
) -> JointResult:
    """Check all figures jointly.

    Args:
        figures: the figures read, in file order; their indicators are known.
        statistics: the definitions.
        rules: declared rules and waivers, names already checked.
        as_of: the day on which waivers are judged.
        waivers_path: where waivers stand, for findings about them.
        incoming: the path of the file under judgement, empty for the package itself.
    """
    scope = Scope(figures, statistics)
    build_implied(scope)
    build_partitions(scope)
    build_declared(scope, rules.figure_rules)
    prune(scope)
    network = scope.network
    judgement = judge(network, rules.waivers, as_of)
    active = [index for index, (verdict, _) in judgement.verdicts.items() if verdict != "waived"]
    unseen = unseen_figures(network, active)
    repeats = list(_repeats(network, statistics, rules.waivers))
    soft = check_soft(scope, judgement.box, frozenset(unseen))
    explainer = Explainer(network, statistics, judgement, incoming)
    used = {each.id for _, finding, each in repeats if finding and each}
    findings = (
        *explain_conflicts(explainer),
        *(finding for _, finding, waiver in repeats if finding and not waiver),
        *(explain_warning(explainer, index) for index in judgement.broken_warnings),
        *soft.findings,
        *_upkeep(judgement, used, waivers_path, as_of),
    )
    instances = (
        *_judged(network, judgement),
        *(instance for instance, _, _ in repeats),
        *soft.instances,
        *(_unjudged(network, each) for each in network.unevaluated),
    )
    return JointResult(instances, findings, unseen)


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


def _repeats(
    network: Network, statistics: Statistics, waivers: Sequence[Waiver]
) -> Iterator[tuple[RuleInstance, Finding | None, Waiver | None]]:
    """Compare each print of a variable with its narrowest one."""
    for variable in network.variables:
        if len(variable.figures) < 2:
            continue
        narrow = min(variable.figures, key=lambda each: (_is_open(each), each.number.unit))
        for figure in variable.figures:
            if figure is narrow:
                continue
            clash = narrow.hard.intersect(figure.hard).is_empty
            waiver = _waiver(waivers, (figure.id, narrow.id)) if clash else None
            verdict: Verdict = "waived" if waiver else "failed" if clash else "passed"
            reason = f"waiver {waiver.id} until {waiver.until}: {waiver.why}" if waiver else ""
            title = f"{quantity_words(figure.quantity, statistics)} is printed twice in one release"
            ids = (figure.id, narrow.id)
            instance = RuleInstance("repeat", title, verdict, "error", ids, reason)
            yield instance, repeat_finding(statistics, narrow, figure) if clash else None, waiver


def _is_open(figure: Figure) -> bool:
    return figure.is_qualified


def _waiver(waivers: Sequence[Waiver], figures: tuple[str, str]) -> Waiver | None:
    for waiver in waivers:
        if (not waiver.rules or "repeat" in waiver.rules) and set(figures) & set(waiver.figures):
            return waiver
    return None


def _upkeep(
    judgement: Judgement, used: set[str], path: str, as_of: datetime.date
) -> Iterator[Finding]:
    for waiver in judgement.stale:
        if waiver.id not in used:
            yield Finding(
                code="stale-waiver",
                severity="warning",
                message=f"waiver {waiver.id} lifts nothing that would fail",
                place=Place(path, key=waiver.id),
                hint="delete it; its reason has gone",
            )
    for waiver in judgement.expired:
        yield Finding(
            code="expired-waiver",
            severity="warning",
            message=f"waiver {waiver.id} ended on {waiver.until}, before {as_of}",
            place=Place(path, key=waiver.id),
            hint=f"mend the figures, or agree on a new date with its owner, {waiver.owner}",
        )
