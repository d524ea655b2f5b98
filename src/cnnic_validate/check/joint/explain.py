"""Conflicts as findings: which figures and rules clash, and what the others require, in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cnnic_validate.check.joint.bases import fitting_base
from cnnic_validate.check.joint.conflict import Conflict
from cnnic_validate.check.joint.localise import Diagnosis, Locator, Repair, localise, locator_of
from cnnic_validate.check.joint.network import Network
from cnnic_validate.check.joint.operations import merge_operations
from cnnic_validate.check.joint.repeats import RULE as REPEAT
from cnnic_validate.check.joint.verdicts import Judgement
from cnnic_validate.check.joint.words import (
    ends_in_print,
    figure_words,
    interval_in_print,
    quantity_words,
)
from cnnic_validate.model.finding import (
    Evidence,
    Finding,
    Place,
    Suggestion,
    Suspect,
    shown,
)
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.rule import IMPLIED_RULES
from cnnic_validate.model.statistics import Figure, Statistics

# A diagnosis is explained by its first few conflicts, suspects and texts.
_MOST_CONFLICTS = 3
_MOST_FIGURES = 6
_MOST_SUSPECTS = 5
_MOST_TEXTS = 5


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


def explain_conflicts(explainer: Explainer, conflicts: Sequence[Conflict]) -> list[Finding]:
    """Give one finding for each group of conflicts that belong together."""
    locator = locator_of(
        explainer.network, explainer.judgement, explainer.statistics, explainer.incoming
    )
    diagnoses = merge_operations(locator, localise(locator, conflicts))
    return [_finding(explainer, locator, each) for each in diagnoses]


def _finding(explainer: Explainer, locator: Locator, diagnosis: Diagnosis) -> Finding:
    rules = _rules(explainer, diagnosis.conflicts)
    figures = _unique(each for conflict in diagnosis.conflicts for each in conflict.figures)
    best = diagnosis.repairs[0] if diagnosis.repairs else None
    first = best.figures if best else tuple(figures[-1:])
    return Finding(
        code=_code(rules, diagnosis.conflicts),
        severity="error",
        message=_message(explainer, locator, diagnosis, figures),
        place=first[0].place if first else Place(""),
        rule=", ".join(rules),
        value=shown(first[0].printed) if first else "",
        hint=_hint(figures) + _base_hint(locator, diagnosis),
        figures=tuple(each.place for each in figures),
        because=_because(explainer, diagnosis.conflicts[:_MOST_CONFLICTS], first),
        suspects=_suspects(diagnosis.repairs),
    )


def _rules(explainer: Explainer, conflicts: Sequence[Conflict]) -> list[str]:
    """Give the rules that take part: what the model implies first, in its order."""
    named = {
        explainer.network.constraints[index].rule if each.constraints else REPEAT
        for each in conflicts
        for index in (each.constraints or (0,))
    }
    known = [rule for rule in IMPLIED_RULES if rule in named]
    return [*known, *sorted(named.difference(known))]


def _code(rules: Sequence[str], conflicts: Sequence[Conflict]) -> str:
    """Give `joint` where no rule fails by itself, else the first kind of rule that does."""
    if any(len(set(each.constraints)) > 1 for each in conflicts):
        return "joint"
    return rules[0] if rules[0] in IMPLIED_RULES else "declared"


def _suspects(repairs: Sequence[Repair]) -> tuple[Suspect, ...]:
    total = sum(each.odds for each in repairs)
    return tuple(
        Suspect(
            tuple(figure.place for figure in each.figures),
            each.operation,
            tuple(
                ends_in_print(interval, figure.number)
                for figure, interval in zip(each.figures, each.admissible, strict=True)
            ),
            each.odds / total,
            _suggestions(each, total),
        )
        for each in repairs[:_MOST_SUSPECTS]
    )


def _unique(figures: Iterable[Figure]) -> list[Figure]:
    return list({figure.id: figure for figure in figures}.values())


def _suggestions(repair: Repair, total: float) -> tuple[Suggestion, ...]:
    """Give the texts of a repair; those of several figures stand side by side, best with best."""
    choices = list(zip(*(texts[:_MOST_TEXTS] for texts in repair.texts), strict=False))
    return tuple(
        Suggestion(
            " and ".join(each.text for each in choice),
            " and ".join(dict.fromkeys(each.kind for each in choice)),
            math.prod(each.odds for each in choice) / total,
            means=(
                ends_in_print(choice[0].interval, repair.figures[0].number)
                if len(choice) == 1
                else ("", "")
            ),
        )
        for choice in choices
    )


def _message(
    explainer: Explainer, locator: Locator, diagnosis: Diagnosis, figures: Sequence[Figure]
) -> str:
    unless = _unless(locator, diagnosis, figures)
    if not diagnosis.repairs:
        return f"{len(figures)} figures cannot all be right{unless}"
    best = diagnosis.repairs[0]
    names = [quantity_words(each.quantity, explainer.statistics) for each in best.figures]
    if best.operation == "swap":
        return _swap_message(best, names)
    if best.operation == "unit":
        unit = best.texts[0][0].text.removeprefix(best.figures[0].printed).strip()
        return (
            f"{len(best.figures)} figures printed in {best.figures[0].printed_unit}, such as "
            f"{names[0]}, are most probably {unit}"
        )
    hidden = any(each.cut is not None for each in diagnosis.conflicts)
    said = [
        _requirement(name, figure, interval, hidden=hidden)
        for name, figure, interval in zip(names, best.figures, best.admissible, strict=True)
    ]
    return "; and ".join(said) + unless


def _requirement(name: str, figure: Figure, left: Interval, *, hidden: bool) -> str:
    """Say what the others require of a figure.

    Of a conflict that shows only piece by piece what they leave is known roughly: the print may lie
    inside, and still no point of it is possible.
    """
    words = interval_in_print(left, figure.number)
    if hidden and not left.intersect(figure.hard).is_empty:
        return (
            f"{name}: printed {figure.printed} cannot stand beside the other figures; "
            f"they require something within {words}"
        )
    return f"{name}: printed {figure.printed}; the other figures require {words}"


def _swap_message(repair: Repair, names: Sequence[str]) -> str:
    one, two = repair.figures[:2]
    text = f"{one.printed} and {two.printed} are most probably exchanged: {names[0]} and {names[1]}"
    pairs = len(repair.figures) // 2
    return f"{text}, and {pairs - 1} more pairs of the same lines" if pairs > 1 else text


def _unless(locator: Locator, diagnosis: Diagnosis, figures: Sequence[Figure]) -> str:
    """Say which reading of a qualifier would save the figures."""
    readings = []
    for each in figures:
        if each.is_qualified:
            left = locator.region(diagnosis.conflicts).left({each.id})
            if left is not None:
                words = interval_in_print(left[each.id], each.number)
                readings.append(f"'{each.printed}' means {words}")
    return f", unless {' or '.join(readings)}" if readings else ""


def _hint(figures: Sequence[Figure]) -> str:
    lines: dict[str, list[int]] = {}
    for each in figures[:_MOST_FIGURES]:
        lines.setdefault(each.place.path, []).append(each.place.line)
    named = [
        f"line{'s' if len(numbers) > 1 else ''} {', '.join(map(str, sorted(numbers)))}"
        + (f" of {path}" if len(lines) > 1 else "")
        for path, numbers in lines.items()
    ]
    more = len(figures) - _MOST_FIGURES
    return (
        f"compare {' and '.join(named)}"
        + (f" and {more} more" if more > 0 else "")
        + " with the printed source; where the source is right, declare a basis"
    )


def _base_hint(locator: Locator, diagnosis: Diagnosis) -> str:
    """Say with which denominator period a share would fit."""
    if len(diagnosis.conflicts) != 1:
        return ""
    period = fitting_base(locator, diagnosis.conflicts[0])
    return f"; with the denominator_period {period} they would fit" if period else ""


def _because(
    explainer: Explainer, group: Sequence[Conflict], suspects: Sequence[Figure]
) -> tuple[Evidence, ...]:
    lines: list[Evidence] = []
    told = {each.id for each in suspects}
    for conflict in group:
        for index in conflict.constraints:
            constraint = explainer.network.constraints[index]
            lines.append(Evidence(f"{constraint.rule}: {constraint.title}"))
        repeat = Evidence(f"{REPEAT}: one release prints one quantity more than once")
        if not conflict.constraints and repeat not in lines:
            lines.append(repeat)
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
        code=constraint.rule if constraint.rule in IMPLIED_RULES else "declared",
        severity=constraint.severity,
        message=f"does not hold: {constraint.title}",
        place=place,
        rule=constraint.rule,
        value=next((shown(each.printed) for each in figures if each.place == place), ""),
        hint="the figures come from different agencies or the rule is soft; look at both sources",
        figures=tuple(each.place for each in figures),
        because=tuple(
            Evidence(figure_words(each, explainer.statistics), each.place)
            for each in figures[:_MOST_FIGURES]
        ),
    )
