"""Warnings on what is possible yet unlikely: soft intervals and plausible growth.

They are judged one at a time against the intervals that the hard rules leave, so that a warning
never accuses a figure of an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from cnnic_validate.check.joint.build.scope import Found, Scope, Term, level
from cnnic_validate.check.joint.prove.box import Box, float_ends
from cnnic_validate.check.joint.words import (
    figure_words,
    interval_in_print,
    plain,
)
from cnnic_validate.message import joined, say
from cnnic_validate.model.finding import Evidence, Finding, shown
from cnnic_validate.model.interval import Interval
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
    name = scope.words(figure.quantity)
    left = interval_in_print(Interval(Fraction(low), Fraction(high)), figure.number)
    usual = interval_in_print(figure.soft, figure.number)
    return Finding(
        code="soft-interval",
        severity="warning",
        message=(
            say(
                "{name}: printed {printed}, which usually means {usual}; the other "
                "figures leave {left}",
                name=name,
                printed=figure.printed,
                usual=usual,
                left=left,
            )
        ),
        place=figure.place,
        rule="soft-interval",
        value=shown(figure.printed),
        hint=say(
            "check the word and the number in the source; a loose use of the word is no error"
        ),
        figures=(figure.place,),
        because=(Evidence(figure_words(figure, scope.statistics), figure.place),),
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
        yield instance, None if holds else _growth_finding(scope, title, figures, (low, high))


def _growth_finding(
    scope: Scope, title: str, figures: tuple[Figure, ...], growth: tuple[float, float]
) -> Finding:
    figure = figures[0]
    plausible = scope.statistics.indicators[figure.quantity.indicator].growth
    ends = dict.fromkeys(plain(Fraction(each), 1) for each in growth)
    limits = [
        say("any") if each is None else f"{plain(each, 1)} %"
        for each in (plausible.low, plausible.high)
    ]
    return Finding(
        code="plausible-growth",
        severity="warning",
        message=(
            say(
                "{title} is {growth} %; plausible is {least} to {most}",
                title=title,
                growth=joined(" to ", ends),
                least=limits[0],
                most=limits[1],
            )
        ),
        place=figure.place,
        rule="plausible-growth",
        value=shown(figure.printed),
        hint=say(
            "check both levels and their units; if they are right, widen the indicator's growth"
        ),
        figures=tuple(each.place for each in figures),
        because=tuple(
            Evidence(figure_words(each, scope.statistics), each.place) for each in figures
        ),
    )
