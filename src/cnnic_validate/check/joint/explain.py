"""Conflicts as findings: which figures and rules clash, what the others require, what was meant."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from cnnic_validate.check.joint.build.network import Network
from cnnic_validate.check.joint.locate.fitting_base import fitting_base
from cnnic_validate.check.joint.locate.localise import (
    Diagnosis,
    Locator,
    Repair,
)
from cnnic_validate.check.joint.locate.revisions import RevisedFigures
from cnnic_validate.check.joint.locate.suggest import SuggestedText
from cnnic_validate.check.joint.prove.conflict import Conflict
from cnnic_validate.check.joint.prove.repeats import RULE as REPEAT
from cnnic_validate.check.joint.readings import (
    bounds_in_print,
    nearest_decimal,
    reading_of,
    relative_width,
)
from cnnic_validate.model.clash import (
    UNBOUNDED,
    Bounds,
    Clash,
    Contradiction,
    Disagreement,
    FittingBase,
    MeantText,
    NamedRule,
    Operation,
    Reading,
    Revision,
    Suggestion,
    Suspect,
)
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.place import Place
from cnnic_validate.model.rule import IMPLIED_RULES
from cnnic_validate.model.statistics import Figure, Statistics

# A diagnosis is explained by its first few suspects and texts.
_MOST_SUSPECTS = 5
_MOST_TEXTS = 5


def explained(locator: Locator, diagnosis: Diagnosis) -> Finding:
    """Give the finding of conflicts that belong together."""
    network, statistics = locator.ground.network, locator.statistics
    rules = _rules(network, diagnosis.conflicts)
    figures = _unique(each for conflict in diagnosis.conflicts for each in conflict.figures)
    best = diagnosis.repairs[0] if diagnosis.repairs else None
    first = best.figures if best else tuple(figures[-1:])
    return Finding(
        code=_code(rules, diagnosis.conflicts),
        severity="error",
        message="",
        place=first[0].place if first else Place(""),
        rule=", ".join(rules),
        value=shown(first[0].printed) if first else "",
        figures=tuple(each.place for each in figures),
        suspects=suspects_of(diagnosis.repairs, statistics),
        account=Contradiction(
            _clashes(network, statistics, diagnosis, first),
            _unless(locator, diagnosis, figures),
            _base(locator, diagnosis),
            is_rough=any(each.cut is not None for each in diagnosis.conflicts),
            beside=_beside(locator, diagnosis, figures),
        ),
    )


def revised(statistics: Statistics, found: RevisedFigures) -> Finding:
    """Give the finding of a revision, where the later print stands: its row says what it is."""
    figures = [figure for pair in found.pairs for figure in pair]
    new = found.pairs[0][1]
    factor = found.factor
    return Finding(
        code="revision",
        severity="error",
        message="",
        place=new.place,
        rule="revision",
        value=shown(new.printed),
        figures=tuple(each.place for each in figures),
        account=Revision(
            tuple(
                (reading_of(old, statistics), reading_of(new, statistics))
                for old, new in found.pairs
            ),
            found.releases,
            (_factor_end(factor.low), _factor_end(factor.high)) if factor else None,
        ),
    )


def _factor_end(end: Fraction | None) -> Decimal | None:
    """Give a factor to four places."""
    return None if end is None else nearest_decimal(end, 4)


def _rules(network: Network, conflicts: Sequence[Conflict]) -> list[str]:
    """Give the rules that take part: what the model implies first, in its order."""
    named = {
        network.constraints[index].rule if each.constraints else REPEAT
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


def _clashes(
    network: Network, statistics: Statistics, diagnosis: Diagnosis, first: Sequence[Figure]
) -> tuple[Clash, ...]:
    """Give the clashes, those first that leave the suspects least."""
    suspects = {each.id for each in first}

    def tightest(conflict: Conflict) -> float:
        others = (each for each in conflict.figures if each.id not in suspects)
        return min(map(relative_width, others), default=math.inf)

    ordered = sorted(diagnosis.conflicts, key=tightest)
    return tuple(_clash(network, statistics, each) for each in ordered)


def _beside(locator: Locator, diagnosis: Diagnosis, told: Iterable[Figure]) -> tuple[Reading, ...]:
    """Give the figures outside the conflicts on which the range of the best suspects rests."""
    if not diagnosis.repairs or diagnosis.repairs[0].operation != Operation.RETYPE:
        return ()
    network = locator.ground.network
    freed = {each.id for each in diagnosis.repairs[0].figures}
    constraints = locator.region(diagnosis.conflicts).behind(freed)
    known = freed.union(each.id for each in told)
    variables = {at for index in constraints for at in network.constraints[index].variables}
    others = (each for each in network.figures(sorted(variables)) if each.id not in known)
    return _readings(sorted(others, key=relative_width), locator.statistics)


def _clash(network: Network, statistics: Statistics, conflict: Conflict) -> Clash:
    named = (network.constraints[index] for index in conflict.constraints)
    return Clash(
        tuple(NamedRule(each.rule, each.title) for each in named),
        _readings(sorted(conflict.figures, key=relative_width), statistics),
    )


def _readings(figures: Iterable[Figure], statistics: Statistics) -> tuple[Reading, ...]:
    return tuple(reading_of(each, statistics) for each in figures)


def suspects_of(repairs: Sequence[Repair], statistics: Statistics) -> tuple[Suspect, ...]:
    """Give the first few repairs as suspects, with the share of the odds that each has."""
    total = sum(each.odds for each in repairs)
    return tuple(
        Suspect(
            _readings(each.figures, statistics),
            each.operation,
            tuple(
                bounds_in_print(interval, figure.number)
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
    is_one_slip = repair.operation != Operation.RETYPE
    return tuple(
        Suggestion(
            tuple(map(_meant, choice, repair.figures)),
            (repair.odds if is_one_slip else math.prod(each.odds for each in choice)) / total,
        )
        for choice in (choices[:1] if is_one_slip else choices)
    )


def _meant(text: SuggestedText, figure: Figure) -> MeantText:
    means = bounds_in_print(text.interval, figure.number) if text.text else UNBOUNDED
    return MeantText(text.text, text.slip, means, text.power, text.period)


def _unless(
    locator: Locator, diagnosis: Diagnosis, figures: Sequence[Figure]
) -> tuple[tuple[Reading, Bounds], ...]:
    """Give what the words of qualified figures would have to mean to save all."""
    region = locator.region(diagnosis.conflicts)
    return tuple(
        (reading_of(each, locator.statistics), bounds_in_print(left[each.id], each.number))
        for each in figures
        if each.is_qualified and (left := region.left({each.id})) is not None
    )


def _base(locator: Locator, diagnosis: Diagnosis) -> FittingBase | None:
    return fitting_base(locator, diagnosis.conflicts[0]) if len(diagnosis.conflicts) == 1 else None


def explain_warning(network: Network, statistics: Statistics, index: int, incoming: str) -> Finding:
    """Give the finding of a warning rule that fails alone; it accuses no figure of an error."""
    constraint = network.constraints[index]
    figures = _unique(network.figures(constraint.variables))
    named = [each for each in figures if each.place.path == incoming][:1] or figures[-1:]
    return Finding(
        code=constraint.rule if constraint.rule in IMPLIED_RULES else "declared",
        severity=constraint.severity,
        message="",
        place=named[0].place if named else Place(""),
        rule=constraint.rule,
        value=shown(named[0].printed) if named else "",
        figures=tuple(each.place for each in figures),
        account=Disagreement(
            NamedRule(constraint.rule, constraint.title), _readings(figures, statistics)
        ),
    )
