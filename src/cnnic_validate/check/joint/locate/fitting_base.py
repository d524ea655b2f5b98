"""Figures on a wrong base: the period with which the figures of a conflict would fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cnnic_validate.check.joint.locate.localise import Locator
from cnnic_validate.check.joint.prove.conflict import Conflict, fails_alone
from cnnic_validate.model.clash import FittingBase
from cnnic_validate.model.period import Period

# The period meant lies near the one named, at most a year apart; one further away fits by chance.
_MOST_MONTHS = 12
_COLUMNS: Mapping[str, str] = {
    "ratio": "denominator_period",
    "growth": "reference_period",
    "change": "reference_period",
}


def fitting_base(locator: Locator, conflict: Conflict) -> FittingBase | None:
    """Give the period of the base with which a figure that fails alone fits, the nearest of such.

    None where the conflict is not one ratio, growth or change whose base is printed, or nothing
    fits.
    """
    network = locator.ground.network
    if len(conflict.constraints) != 1:
        return None
    constraint = network.constraints[conflict.constraints[0]]
    if constraint.rule not in _COLUMNS:
        return None
    first, second, base = constraint.variables
    stated = network.variables[second].quantity
    if constraint.rule == "ratio" and not _is_ratio(locator, stated.indicator):
        return None
    quantity = network.variables[base].quantity
    column = (quantity.indicator, quantity.breakdown, quantity.measure)
    now = network.variables[first].quantity.time_period
    fitting: set[Period] = set()
    for figure in locator.columns.periods.get(column, ()):
        period = figure.quantity.time_period
        away = abs(period.last - quantity.time_period.last)
        if not 0 < away <= _MOST_MONTHS or period.months != quantity.time_period.months:
            continue
        if constraint.rule != "ratio" and period >= now:
            continue
        other = (first, second, locator.ground.variable_of[figure.id])
        if not fails_alone(replace(constraint, variables=other), locator.ground.prints):
            fitting.add(period)
    nearest = min(
        fitting, key=lambda each: (abs(each.last - quantity.time_period.last), each), default=None
    )
    return FittingBase(_COLUMNS[constraint.rule], nearest) if nearest else None


def _is_ratio(locator: Locator, indicator: str) -> bool:
    return locator.statistics.indicators[indicator].kind == "ratio"
