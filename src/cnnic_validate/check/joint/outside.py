"""Figures outside their bounds: what the other figures require of them, and what was meant."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from cnnic_validate.check.joint.engine import scope_of
from cnnic_validate.check.joint.explain import suspects_of
from cnnic_validate.check.joint.locate.localise import Repair
from cnnic_validate.check.joint.locate.suggest import NO_SLIP, columns_of, texts_within
from cnnic_validate.check.joint.prove.verdicts import judge
from cnnic_validate.model.clash import Suspect
from cnnic_validate.model.place import Place
from cnnic_validate.model.rule import RuleSet
from cnnic_validate.model.statistics import Figure, Statistics


def required_of(
    outside: Sequence[Figure],
    figures: Sequence[Figure],
    statistics: Statistics,
    rules: RuleSet,
    as_of: datetime.date,
) -> Mapping[Place, tuple[Suspect, ...]]:
    """Give by place what all others require of figures that cannot be what they print.

    Such a figure takes no part in the verdicts: no true value is what it prints. Here it stands
    free inside its bounds, so that the rules say what is left for it.

    Args:
        outside: the figures in question, with their bounds as interval.
        figures: the others.
        statistics: the definitions.
        rules: the declared rules and waivers.
        as_of: the day on which waivers are judged.
    """
    network = scope_of((*figures, *outside), statistics, rules).network
    box = judge(network, rules.waivers, as_of).box
    variable_of = network.variable_of()
    columns = columns_of((*figures, *outside))
    found: dict[Place, tuple[Suspect, ...]] = {}
    for figure in outside:
        left = box.interval(variable_of[figure.id])
        if left.low is None or left.high is None or left == figure.hard:
            continue
        texts = tuple(texts_within(figure, left, statistics, columns))
        odds = NO_SLIP + sum(each.odds for each in texts)
        found[figure.place] = suspects_of([Repair((figure,), (left,), (texts,), odds)], statistics)
    return found
