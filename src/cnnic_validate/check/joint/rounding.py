"""How a source rounds, as far as its figures tell.

A figure tells where the others leave it an interval that only one way of rounding can print: 87.94
to 87.96 is 87.9 cut off, or 88.0 rounded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction

from cnnic_validate.check.joint.engine import JointResult
from cnnic_validate.check.joint.locate.region import Region
from cnnic_validate.check.joint.prove.conflict import Conflict
from cnnic_validate.check.joint.prove.verdicts import ground_of
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.listing import RoundingEvidence
from cnnic_validate.model.statistics import Figure, Rounding, Statistics


def rounding_evidence(joint: JointResult, statistics: Statistics) -> tuple[RoundingEvidence, ...]:
    """Count for each source the figures that only rounding to the nearest, or cutting off, gives.

    What others leave a figure rests on how their own sources are said to round; the rules that it
    breaks count too, for a wrong way of rounding may be why. Figures with a qualifier, and those
    printed as exact counts, tell nothing.

    Args:
        joint: the joint check of all figures.
        statistics: the definitions; sources come in their order.
    """
    clashes: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in joint.conflicts:
        for figure in conflict.figures:
            clashes[figure.id].append(conflict)
    ground = ground_of(joint.network, joint.judgement)
    told: dict[str, Counter[Rounding]] = {source: Counter() for source in statistics.sources}
    for variable in joint.network.variables:
        for figure in variable.figures:
            if figure.source not in told or figure.is_qualified or _is_exact(figure):
                continue
            left = Region(ground, clashes[figure.id]).left({figure.id})
            way = _only_way(figure, left[figure.id]) if left else None
            if way:
                told[figure.source][way] += 1
    return tuple(
        RoundingEvidence(
            source, statistics.sources[source].rounding, ways["nearest"], ways["truncate"]
        )
        for source, ways in told.items()
        if ways
    )


def _is_exact(figure: Figure) -> bool:
    return figure.hard.low == figure.hard.high


def _only_way(figure: Figure, left: Interval) -> Rounding | None:
    """Give the way of rounding by which alone a figure can print one of the values left."""
    value, unit = figure.number.value, figure.number.unit
    nearest = Interval(value - unit / 2, value + unit / 2)
    # Cutting off goes towards zero, whatever the sign.
    far = value + unit if value > 0 else value - unit
    truncated = Interval(min(value, far), max(value, far)) if value else _around_zero(unit)
    fits = [not each.intersect(left).is_empty for each in (nearest, truncated)]
    if fits == [True, False]:
        return "nearest"
    return "truncate" if fits == [False, True] else None


def _around_zero(unit: Fraction) -> Interval:
    return Interval(-unit, unit)
