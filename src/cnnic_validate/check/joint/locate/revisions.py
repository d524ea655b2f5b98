"""Revisions: what a later release prints otherwise, where no slip explains it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from cnnic_validate.check.joint.build.network import Network
from cnnic_validate.check.joint.locate.localise import Diagnosis
from cnnic_validate.model.clash import Slip
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.statistics import Figure

# So many figures of one series, all revised by one factor, are one restatement.
_RESTATED = 3


@dataclass(frozen=True, slots=True)
class RevisedFigures:
    """Pairs of an earlier and a later print of one quantity that exclude each other.

    `factor` is what the later prints are of the earlier ones where that is one for all of several.
    """

    diagnoses: tuple[Diagnosis, ...]
    pairs: tuple[tuple[Figure, Figure], ...]
    releases: tuple[str, str]
    factor: Interval | None = None


def revisions(
    network: Network, diagnoses: Sequence[Diagnosis]
) -> tuple[list[RevisedFigures], list[Diagnosis]]:
    """Take the revisions out of diagnoses; those of one series by one factor are one."""
    found: list[RevisedFigures] = []
    others: list[Diagnosis] = []
    for each in diagnoses:
        revised = _revised(network, each)
        if revised is None:
            others.append(each)
        else:
            found.append(revised)
    series: dict[Hashable, list[RevisedFigures]] = defaultdict(list)
    for one in found:
        quantity = one.pairs[0][0].quantity
        key = (quantity.indicator, quantity.breakdown, quantity.measure, one.releases)
        series[key].append(one)
    return [told for group in series.values() for told in _restated(group)], others


def _revised(network: Network, diagnosis: Diagnosis) -> RevisedFigures | None:
    """Give the two prints of a conflict that is one revision, and no slip; else None."""
    if len(diagnosis.conflicts) != 1 or len(diagnosis.conflicts[0].constraints) != 1:
        return None
    (conflict,) = diagnosis.conflicts
    constraint = network.constraints[conflict.constraints[0]]
    if constraint.rule != "revision" or _is_slip(diagnosis):
        return None
    earlier, later = (network.variables[at] for at in constraint.variables)
    ids = {each.id for each in later.figures}
    old = next((each for each in conflict.figures if each.id not in ids), None)
    new = next((each for each in conflict.figures if each.id in ids), None)
    if old is None or new is None:
        return None
    return RevisedFigures((diagnosis,), ((old, new),), (earlier.release, later.release))


def _is_slip(diagnosis: Diagnosis) -> bool:
    return any(
        text.slip != Slip.COPY
        for repair in diagnosis.repairs
        for texts in repair.texts
        for text in texts
    )


def _restated(group: Sequence[RevisedFigures]) -> Iterable[RevisedFigures]:
    """Join the revisions of a series that one factor explains."""
    factor = Interval(None, None)
    for each in group:
        ((old, new),) = each.pairs
        quotient = _quotient(new.hard, old.hard)
        factor = factor.intersect(quotient) if quotient else Interval(factor.high, factor.low)
    if len(group) < _RESTATED or factor.low is None or factor.is_empty:
        return group
    return [
        RevisedFigures(
            tuple(diagnosis for each in group for diagnosis in each.diagnoses),
            tuple(pair for each in group for pair in each.pairs),
            group[0].releases,
            factor,
        )
    ]


def _quotient(one: Interval, two: Interval) -> Interval | None:
    """Divide positive intervals; None of others."""
    if one.low is None or one.high is None or two.low is None or two.high is None:
        return None
    if one.low <= 0 or two.low <= 0:
        return None
    return Interval(one.low / two.high, one.high / two.low)
