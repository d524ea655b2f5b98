"""Shares on a wrong base: the denominator period with which the figures of a conflict would fit."""

from __future__ import annotations

from dataclasses import replace

from cnnic_validate.check.joint.conflict import Conflict, fails_alone
from cnnic_validate.check.joint.localise import Locator
from cnnic_validate.model.period import Period

# Agencies divide by the level of a period at hand; a base further away fits by chance.
_MOST_MONTHS = 12


def fitting_base(locator: Locator, conflict: Conflict) -> Period | None:
    """Give the denominator period with which a share that fails alone fits, the nearest of such.

    None where the conflict is not one ratio whose denominator's period is stated, or nothing fits.
    """
    network = locator.ground.network
    if len(conflict.constraints) != 1:
        return None
    constraint = network.constraints[conflict.constraints[0]]
    if constraint.rule != "ratio":
        return None
    top, share, base = constraint.variables
    quantity, stated = network.variables[base].quantity, network.variables[share].quantity
    if locator.statistics.indicators[stated.indicator].kind != "ratio":
        return None
    column = (quantity.indicator, quantity.breakdown, quantity.measure)
    fitting: set[Period] = set()
    for figure in locator.columns.periods.get(column, ()):
        period = figure.quantity.time_period
        if 0 < abs(period.last - quantity.time_period.last) <= _MOST_MONTHS:
            other = locator.ground.variable_of[figure.id]
            if not fails_alone(
                replace(constraint, variables=(top, share, other)), locator.ground.prints
            ):
                fitting.add(period)
    return min(
        fitting, key=lambda each: (abs(each.last - quantity.time_period.last), each), default=None
    )
