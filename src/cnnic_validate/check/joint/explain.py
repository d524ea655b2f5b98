"""Conflicts as findings: which figures and rules clash, and what the others require, in words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cnnic_validate.check.joint.conflict import Conflict
from cnnic_validate.check.joint.implied import RULES
from cnnic_validate.check.joint.network import Network
from cnnic_validate.check.joint.propagate import Box, freed, initial_box, propagate
from cnnic_validate.check.joint.verdicts import Judgement
from cnnic_validate.check.joint.words import figure_words, interval_in_print, quantity_words
from cnnic_validate.model.finding import Evidence, Finding, Place, Severity, shown
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.statistics import Figure, Statistics

# A group of conflicts that one figure shares is explained by its first few.
_MOST_CONFLICTS = 3
_MOST_FIGURES = 6


@dataclass(frozen=True, slots=True)
class Explainer:
    """What explanations need: the network, the definitions, the verdicts, and what is incoming.

    `incoming` is the path of the file under judgement: of two equally likely places its own comes
    first. Empty when the package itself is judged.
    """

    network: Network
    statistics: Statistics
    judgement: Judgement
    incoming: str = ""


def explain_conflicts(explainer: Explainer) -> list[Finding]:
    """Give one finding for each group of conflicts that share a figure."""
    return [_hard_finding(explainer, group, figure) for figure, group in _groups(explainer)]


def _groups(explainer: Explainer) -> list[tuple[Figure, list[Conflict]]]:
    """Group conflicts by the figure that most of them share (a greedy hitting set)."""
    left = list(explainer.judgement.conflicts)
    trusted = _passed_equalities(explainer)
    groups = []
    while left:
        counts = Counter(figure.id for conflict in left for figure in conflict.figures)
        figures = {figure.id: figure for conflict in left for figure in conflict.figures}
        if not figures:
            break
        best = min(
            figures.values(),
            key=lambda each: (
                -counts[each.id],
                trusted[each.id],
                each.place.path != explainer.incoming,
                -each.place.line,
            ),
        )
        group = [each for each in left if best in each.figures]
        left = [each for each in left if best not in each.figures]
        groups.append((best, group))
    return groups


def _passed_equalities(explainer: Explainer) -> Counter[str]:
    passed: Counter[str] = Counter()
    for index, (verdict, _) in explainer.judgement.verdicts.items():
        constraint = explainer.network.constraints[index]
        if verdict == "passed" and constraint.is_equality:
            passed.update(each.id for each in explainer.network.figures(constraint.variables))
    return passed


def _hard_finding(explainer: Explainer, group: Sequence[Conflict], figure: Figure) -> Finding:
    network = explainer.network
    constraints = sorted({index for each in group for index in each.constraints})
    rules = sorted({network.constraints[index].rule for index in constraints})
    figures = _unique(each for conflict in group for each in conflict.figures)
    required = admissible(explainer, figure, constraints)
    return Finding(
        code=rules[0] if len(rules) == 1 and rules[0] in RULES else _code(rules),
        severity="error",
        message=_message(explainer, figure, figures, required, constraints),
        place=figure.place,
        rule=", ".join(rules),
        value=shown(figure.printed),
        hint=_hint(figures),
        figures=tuple(each.place for each in figures),
        because=_because(explainer, group[:_MOST_CONFLICTS], figure),
    )


def _code(rules: Sequence[str]) -> str:
    return "joint" if len(rules) > 1 else "declared"


def _unique(figures: Iterable[Figure]) -> list[Figure]:
    return list({figure.id: figure for figure in figures}.values())


def admissible(explainer: Explainer, figure: Figure, constraints: Sequence[int]) -> Interval | None:
    """Give the interval that all other figures leave a figure; None where they contradict anyway.

    Args:
        explainer: the network and its verdicts.
        figure: the figure to free.
        constraints: failed constraints to take back in, besides all that passed.
    """
    whole = explainer.network
    passed = [
        index
        for index, (verdict, _) in explainer.judgement.verdicts.items()
        if verdict in {"passed", "undecided"} and whole.constraints[index].severity == "error"
    ]
    around = _component_of(whole, sorted({*passed, *constraints}), figure)
    part = whole.part(around)
    box = freed(part, initial_box(part), {figure.id})
    everything = range(len(around))
    if propagate(part, box, everything, part.neighbours(everything)) is not None:
        return None
    index = next(i for i, each in enumerate(part.variables) if figure in each.figures)
    return _interval(box, index)


def _component_of(network: Network, constraints: Sequence[int], figure: Figure) -> list[int]:
    for component in network.components(constraints):
        if any(
            figure in network.variables[v].figures
            for index in component
            for v in network.constraints[index].variables
        ):
            return component
    return []


def _interval(box: Box, variable: int) -> Interval:
    low, high = box.ends(variable)
    return Interval(
        None if math.isinf(low) else Fraction(low), None if math.isinf(high) else Fraction(high)
    )


def _message(
    explainer: Explainer,
    figure: Figure,
    figures: Sequence[Figure],
    required: Interval | None,
    constraints: Sequence[int],
) -> str:
    name = quantity_words(figure.quantity, explainer.statistics)
    unless = _unless(explainer, figures, constraints)
    if required is None or (required.low is None and required.high is None):
        many = "two" if len(figures) == 2 else str(len(figures))
        return f"{name}: {many} figures cannot all be right{unless}"
    words = interval_in_print(required, figure.number)
    return f"{name}: printed {figure.printed}; the other figures require {words}{unless}"


def _unless(explainer: Explainer, figures: Sequence[Figure], constraints: Sequence[int]) -> str:
    """Say which reading of a qualifier would save the figures."""
    readings = []
    for each in figures:
        if each.is_qualified:
            free = admissible(explainer, each, constraints)
            if free is not None:
                words = interval_in_print(free, each.number)
                readings.append(f"'{each.printed}' means {words}")
    return f", unless {' or '.join(readings)}" if readings else ""


def _hint(figures: Sequence[Figure]) -> str:
    lines = ", ".join(str(each.place.line) for each in figures[:_MOST_FIGURES])
    more = len(figures) - _MOST_FIGURES
    return (
        f"compare line{'s' if len(figures) > 1 else ''} {lines}"
        + (f" and {more} more" if more > 0 else "")
        + " with the printed source; where the source is right, declare a basis"
    )


def _because(
    explainer: Explainer, group: Sequence[Conflict], suspect: Figure
) -> tuple[Evidence, ...]:
    lines: list[Evidence] = []
    told = {suspect.id}
    for conflict in group:
        for index in conflict.constraints:
            constraint = explainer.network.constraints[index]
            lines.append(Evidence(f"{constraint.rule}: {constraint.title}"))
        others = [each for each in conflict.figures if each.id not in told]
        lines += [
            Evidence(figure_words(figure, explainer.statistics), figure.place)
            for figure in others[:_MOST_FIGURES]
        ]
        if len(others) > _MOST_FIGURES:
            lines.append(Evidence(f"and {len(others) - _MOST_FIGURES} more figures"))
        told.update(each.id for each in others)
    return tuple(lines)


def explain_warning(explainer: Explainer, index: int) -> Finding:
    """Give the finding of a warning rule that fails alone; it accuses no figure of an error."""
    network = explainer.network
    constraint = network.constraints[index]
    figures = _unique(network.figures(constraint.variables))
    place = figures[-1].place if figures else Place("")
    incoming = [each for each in figures if each.place.path == explainer.incoming]
    if incoming:
        place = incoming[0].place
    return Finding(
        code=constraint.rule if constraint.rule in RULES else "declared",
        severity=constraint.severity,
        message=f"does not hold: {constraint.title}",
        place=place,
        rule=constraint.rule,
        hint="the figures come from different agencies or the rule is soft; look at both sources",
        figures=tuple(each.place for each in figures),
        because=tuple(
            Evidence(figure_words(each, explainer.statistics), each.place)
            for each in figures[:_MOST_FIGURES]
        ),
    )


def repeat_finding(
    statistics: Statistics, narrow: Figure, other: Figure, severity: Severity = "error"
) -> Finding:
    """Give the finding for two prints of one quantity in one release that exclude each other."""
    name = quantity_words(other.quantity, statistics)
    return Finding(
        code="repeat",
        severity=severity,
        message=(
            f"{name}: printed {other.printed}; the same release prints {narrow.printed} "
            f"elsewhere, which allows {interval_in_print(narrow.hard, other.number)}"
        ),
        place=other.place,
        rule="repeat",
        value=shown(other.printed),
        hint="one of the two is mistyped, or they are two quantities: check periods and breakdown",
        figures=(other.place, narrow.place),
        because=(
            Evidence(figure_words(narrow, statistics), narrow.place),
            Evidence(figure_words(other, statistics), other.place),
        ),
    )
