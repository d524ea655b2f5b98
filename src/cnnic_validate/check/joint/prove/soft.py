"""Warnings on what is possible yet unlikely: soft intervals and plausible growth.

They are judged one at a time against the intervals that the hard rules leave, so that a warning
never accuses a figure of an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cnnic_validate.check.joint.build.scope import Found, Scope, Term, level
from cnnic_validate.check.joint.prove.box import Box, Ends, exact, float_ends
from cnnic_validate.check.joint.readings import bounds_in_print, nearest_decimal, reading_of
from cnnic_validate.message import say
from cnnic_validate.model.clash import Bounds, LooseWord, UnlikelyGrowth
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.naming import named
from cnnic_validate.model.rule import RuleInstance
from cnnic_validate.model.statistics import TOTAL, Figure


@dataclass(frozen=True, slots=True)
class SoftResult:
    """The instances of soft rules and the findings of those that fail."""

    instances: tuple[RuleInstance, ...]
    findings: tuple[Finding, ...]


def check_soft(
    scope: Scope, box: Box, unchecked: frozenset[str], doubted: frozenset[str], incoming: str = ""
) -> SoftResult:
    """Judge each qualified figure that others bound, and each level with one a year before.

    Args:
        scope: the figures.
        box: what the hard rules leave.
        unchecked: ids of the figures that no rule bounds.
        doubted: ids of the figures in conflicts: an error says more of them than a warning.
        incoming: the path of the file under judgement, where a warning stands if it can.
    """
    instances, findings = [], []
    growths = _growths(scope, box, doubted, incoming)
    for instance, finding in (*_soft_intervals(scope, box, unchecked | doubted), *growths):
        instances.append(instance)
        if finding:
            findings.append(finding)
    return SoftResult(tuple(instances), tuple(findings))


def _soft_intervals(
    scope: Scope, box: Box, unchecked: frozenset[str]
) -> Iterator[tuple[RuleInstance, Finding | None]]:
    for index, variable in enumerate(scope.network.variables):
        for figure in variable.figures:
            if figure.soft == figure.hard or figure.id in unchecked:
                continue
            low, high = box.ends(index)
            soft_low, soft_high = float_ends(figure.soft)
            holds = max(low, soft_low) <= min(high, soft_high)
            title = say(
                "{name}: {printed}", name=scope.words(figure.quantity), printed=figure.printed
            )
            instance = RuleInstance(
                "soft-interval", title, "passed" if holds else "failed", "warning", (figure.id,)
            )
            yield instance, None if holds else _soft_finding(scope, figure, low, high)


def _soft_finding(scope: Scope, figure: Figure, low: float, high: float) -> Finding:
    return Finding(
        code="soft-interval",
        severity="warning",
        message="",
        place=figure.place,
        rule="soft-interval",
        value=shown(figure.printed),
        figures=(figure.place,),
        account=LooseWord(
            reading_of(figure, scope.statistics),
            bounds_in_print(figure.soft, figure.number),
            bounds_in_print(exact((low, high)), figure.number),
        ),
    )


def _growths(
    scope: Scope, box: Box, doubted: frozenset[str], incoming: str
) -> Iterator[tuple[RuleInstance, Finding | None]]:
    for index, variable in enumerate(scope.network.variables):
        quantity = variable.quantity
        plausible = scope.statistics.indicators[quantity.indicator].growth
        # Classes such as an age band move faster than the whole; what is plausible is said of it.
        if variable.is_latent or quantity.measure != "level" or quantity.breakdown != TOTAL:
            continue
        if plausible.low is None and plausible.high is None:
            continue
        before = level(quantity.indicator, quantity.breakdown, quantity.time_period.shifted(-12))
        found = scope.find(Term(before, any_denominator=True), scope.anchor(index))
        if not isinstance(found, Found) or found.foreign or box.low[found.variable] <= 0:
            continue
        low = 100 * (box.low[index] / box.high[found.variable] - 1)
        high = 100 * (box.high[index] / box.low[found.variable] - 1)
        low_limit, high_limit = float_ends(plausible)
        holds = low <= high_limit and low_limit <= high
        figures = (*variable.figures, *scope.network.variables[found.variable].figures)
        if doubted.intersection(each.id for each in figures):
            continue
        figures = tuple(sorted(figures, key=lambda each: each.place.path != incoming))
        title = say("growth of {words} in a year", words=scope.words(quantity))
        instance = RuleInstance(
            "plausible-growth",
            title,
            "passed" if holds else "failed",
            "warning",
            tuple(each.id for each in figures),
        )
        yield instance, None if holds else _growth_finding(scope, index, figures, (low, high))


def _growth_finding(scope: Scope, index: int, figures: tuple[Figure, ...], growth: Ends) -> Finding:
    figure = figures[0]
    plausible = scope.statistics.indicators[figure.quantity.indicator].growth
    return Finding(
        code="plausible-growth",
        severity="warning",
        message="",
        place=figure.place,
        rule="plausible-growth",
        value=shown(figure.printed),
        figures=tuple(each.place for each in figures),
        account=UnlikelyGrowth(
            named(scope.network.variables[index].quantity, scope.statistics),
            tuple(reading_of(each, scope.statistics) for each in figures),
            _percent(exact(growth)),
            _percent(plausible),
        ),
    )


def _percent(interval: Interval) -> Bounds:
    low, high = interval.low, interval.high
    return (
        None if low is None else nearest_decimal(low, 1),
        None if high is None else nearest_decimal(high, 1),
    )
