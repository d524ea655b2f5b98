"""Conflicts as findings: which figures and rules clash, and what the others require, in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cnnic_validate.check.joint.build.network import Network
from cnnic_validate.check.joint.locate.fitting_base import fitting_base
from cnnic_validate.check.joint.locate.localise import (
    Diagnosis,
    Locator,
    Repair,
    localise,
    locator_of,
)
from cnnic_validate.check.joint.locate.operations import merge_operations
from cnnic_validate.check.joint.prove.conflict import Conflict
from cnnic_validate.check.joint.prove.repeats import RULE as REPEAT
from cnnic_validate.check.joint.prove.verdicts import Judgement
from cnnic_validate.check.joint.words import (
    ends_in_print,
    figure_words,
    interval_in_print,
    quantity_words,
)
from cnnic_validate.message import Message, Told, joined, say, say_n
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
        hint=_base_hint(locator, diagnosis) + _hint(figures),
        figures=tuple(each.place for each in figures),
        because=_because(explainer, diagnosis.conflicts[:_MOST_CONFLICTS], first),
        suspects=suspects_of(diagnosis.repairs),
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


def suspects_of(repairs: Sequence[Repair]) -> tuple[Suspect, ...]:
    """Give the first few repairs as suspects, with the share of the odds that each has."""
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
    """Give the texts of a repair; those of several figures stand side by side.

    What one slip did to several figures is as likely as that slip: it has one text for each.
    """
    choices = list(zip(*(texts[:_MOST_TEXTS] for texts in repair.texts), strict=False))
    is_one_slip = repair.operation != "retype"
    return tuple(
        Suggestion(
            joined(" and ", (each.text for each in choice)),
            joined(" and ", dict.fromkeys(each.kind for each in choice)),
            (repair.odds if is_one_slip else math.prod(each.odds for each in choice)) / total,
            means=(
                ends_in_print(choice[0].interval, repair.figures[0].number)
                if len(choice) == 1
                else ("", "")
            ),
        )
        for choice in (choices[:1] if is_one_slip else choices)
    )


def _message(
    explainer: Explainer, locator: Locator, diagnosis: Diagnosis, figures: Sequence[Figure]
) -> str:
    unless = _unless(locator, diagnosis, figures)
    if not diagnosis.repairs:
        return say("{count} figures cannot all be right{unless}", count=len(figures), unless=unless)
    best = diagnosis.repairs[0]
    names = [quantity_words(each.quantity, explainer.statistics) for each in best.figures]
    if best.operation == "swap":
        return _swap_message(best, names)
    if best.operation == "unit":
        unit = _unit_words(best.texts[0][0].text, best.figures[0].printed)
        return say(
            "{count} figures printed in {printed_unit}, such as {names}, are most probably {unit}",
            count=len(best.figures),
            printed_unit=best.figures[0].printed_unit,
            names=names[0],
            unit=unit,
        )
    hidden = any(each.cut is not None for each in diagnosis.conflicts)
    said = [
        _requirement(name, figure, interval, hidden=hidden)
        for name, figure, interval in zip(names, best.figures, best.admissible, strict=True)
    ]
    return joined("; and ", said) + unless


def _unit_words(text: str, printed: str) -> str:
    """Say only in which unit the number was meant, of a text that repeats the number."""
    if (
        isinstance(text, Message)
        and isinstance(text.origin, Told)
        and "times" in text.origin.values
    ):
        return say("in {times} {unit}", **text.origin.values)
    return text.removeprefix(printed).strip()


def _requirement(name: str, figure: Figure, left: Interval, *, hidden: bool) -> str:
    """Say what the others require of a figure.

    Of a conflict that shows only piece by piece what they leave is known roughly: the print may lie
    inside, and still no point of it is possible.
    """
    words = interval_in_print(left, figure.number)
    if hidden and not left.intersect(figure.hard).is_empty:
        return say(
            "{name}: printed {printed} cannot stand beside the other figures; they "
            "require something within {words}",
            name=name,
            printed=figure.printed,
            words=words,
        )
    return say(
        "{name}: printed {printed}; the other figures require {words}",
        name=name,
        printed=figure.printed,
        words=words,
    )


def _swap_message(repair: Repair, names: Sequence[str]) -> str:
    one, two = repair.figures[:2]
    text = say(
        "{printed} and {other} are most probably exchanged: {name} and {other_name}",
        printed=one.printed,
        other=two.printed,
        name=names[0],
        other_name=names[1],
    )
    pairs = len(repair.figures) // 2
    return (
        say("{text}, and {pairs} more pairs of the same lines", text=text, pairs=pairs - 1)
        if pairs > 1
        else text
    )


def _unless(locator: Locator, diagnosis: Diagnosis, figures: Sequence[Figure]) -> str:
    """Say which reading of a qualifier would save the figures."""
    readings = []
    for each in figures:
        if each.is_qualified:
            left = locator.region(diagnosis.conflicts).left({each.id})
            if left is not None:
                words = interval_in_print(left[each.id], each.number)
                readings.append(say("'{printed}' means {words}", printed=each.printed, words=words))
    return say(", unless {readings}", readings=joined(" or ", readings)) if readings else ""


def _hint(figures: Sequence[Figure]) -> str:
    lines: dict[str, list[int]] = {}
    for each in figures[:_MOST_FIGURES]:
        lines.setdefault(each.place.path, []).append(each.place.line)
    named = [
        say_n(
            "line {lines}",
            "lines {lines}",
            len(numbers),
            lines=joined(", ", map(str, sorted(numbers))),
        )
        + (say(" of {path}", path=path) if len(lines) > 1 else "")
        for path, numbers in lines.items()
    ]
    more = len(figures) - _MOST_FIGURES
    return (
        say("compare {lines}", lines=joined(" and ", named))
        + (say(" and {more} more", more=more) if more > 0 else "")
        + say(" with the printed source; where the source is right, declare an exemption")
    )


def _base_hint(locator: Locator, diagnosis: Diagnosis) -> str:
    """Say with which base a share, growth or change would fit."""
    if len(diagnosis.conflicts) != 1:
        return ""
    base = fitting_base(locator, diagnosis.conflicts[0])
    if base is None:
        return ""
    return say(
        "with the {column} {period} the figures would fit; else ",
        column=base.column,
        period=base.period,
    )


def _because(
    explainer: Explainer, group: Sequence[Conflict], suspects: Sequence[Figure]
) -> tuple[Evidence, ...]:
    lines: list[Evidence] = []
    told = {each.id for each in suspects}
    for conflict in group:
        for index in conflict.constraints:
            constraint = explainer.network.constraints[index]
            lines.append(
                Evidence(say("{rule}: {title}", rule=constraint.rule, title=constraint.title))
            )
        repeat = Evidence(
            say("{repeat}: one release prints one quantity more than once", repeat=REPEAT)
        )
        if not conflict.constraints and repeat not in lines:
            lines.append(repeat)
        others = [each for each in conflict.figures if each.id not in told]
        lines += [
            Evidence(figure_words(figure, explainer.statistics), figure.place)
            for figure in others[:_MOST_FIGURES]
        ]
        if len(others) > _MOST_FIGURES:
            lines.append(
                Evidence(say("and {count} more figures", count=len(others) - _MOST_FIGURES))
            )
        told.update(each.id for each in others)
    return tuple(dict.fromkeys(lines))


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
        message=say("does not hold: {title}", title=constraint.title),
        place=place,
        rule=constraint.rule,
        value=next((shown(each.printed) for each in figures if each.place == place), ""),
        hint=say(
            "the figures come from different agencies or the rule is soft; look at both sources"
        ),
        figures=tuple(each.place for each in figures),
        because=tuple(
            Evidence(figure_words(each, explainer.statistics), each.place)
            for each in figures[:_MOST_FIGURES]
        ),
    )
