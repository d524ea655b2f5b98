"""Figure rules that `rules.yaml` declares, instantiated wherever their terms are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cnnic_validate.check.joint.build.implied import add
from cnnic_validate.check.joint.build.network import Constraint, ratio_form, sum_form
from cnnic_validate.check.joint.build.scope import (
    Ambiguous,
    Anchor,
    Found,
    Scope,
    Term,
    level,
    month_of,
)
from cnnic_validate.expressions import evaluate
from cnnic_validate.message import say
from cnnic_validate.model.expression import Linear, Name, terms_of
from cnnic_validate.model.period import Period, parse_period
from cnnic_validate.model.rule import Each, FigureRule
from cnnic_validate.model.statistics import TOTAL, Measure, Quantity

_SHIFT = re.compile(r"-([0-9]+)m\Z")


@dataclass(frozen=True, slots=True)
class _InstanceKey:
    """Where one instance of a rule stands: what `each` binds, and whose figures of when."""

    bound: str
    measure: Measure
    period: Period
    reference: Period | None
    anchor: Anchor


def build_declared(scope: Scope, rules: tuple[FigureRule, ...]) -> None:
    """Add the constraints of declared rules whose names have been checked."""
    for rule in rules:
        for place in _places(scope, rule):
            names = {
                "time_period": str(place.period),
                "breakdown": _breakdown(rule, place.bound),
                "source": place.anchor.release,
                "agency": scope.agency(place.anchor.release),
                "measure": place.measure,
            }
            if rule.applies is None or evaluate(rule.applies, names):
                _instance(scope, rule, place)


def _bindings(scope: Scope, each: Each | None) -> tuple[str, ...]:
    if each is None:
        return ("",)
    if each.group == "partition":
        return scope.statistics.partitions[each.argument].parts
    return tuple(
        code
        for code, indicator in scope.statistics.indicators.items()
        if indicator.topic == each.argument
    )


def _places(scope: Scope, rule: FigureRule) -> Iterator[_InstanceKey]:
    """Find where at least one term that is not shifted in time is printed."""
    home = [name for name in terms_of(rule.form) if not name.at]
    indicators = scope.statistics.indicators
    seen: set[_InstanceKey] = set()
    for bound in _bindings(scope, rule.each):
        wanted = {(_code(name, rule, bound), _breakdown(rule, bound, name)) for name in home}
        mixes_times = len({indicators[code].time for code, _ in wanted}) > 1
        for index in sorted(index for each in wanted for index in scope.printed_of(*each)):
            quantity = scope.network.variables[index].quantity
            if quantity.measure not in rule.measures:
                continue
            # Where stocks meet flows, the flow gives the period and the stock is taken at its end.
            if mixes_times and indicators[quantity.indicator].time == "point":
                continue
            place = _InstanceKey(
                bound,
                quantity.measure,
                quantity.time_period,
                quantity.reference_period,
                scope.anchor(index)._replace(printers=()),
            )
            if place not in seen:
                seen.add(place)
                yield replace(place, anchor=scope.anchor(index))


def _code(name: Name, rule: FigureRule, bound: str) -> str:
    is_bound = rule.each is not None and rule.each.name == "indicator" and name.name == "indicator"
    return bound if is_bound else name.name


def _breakdown(rule: FigureRule, bound: str, name: Name | None = None) -> str:
    each = rule.each is not None and rule.each.name == "breakdown"
    if name is None or name.breakdown in {"", "breakdown"}:
        return bound if each and bound else TOTAL
    return name.breakdown


def _instance(scope: Scope, rule: FigureRule, place: _InstanceKey) -> None:
    variables, foreign, words = [], False, []
    for name in terms_of(rule.form):
        quantity = _quantity(scope, rule, place, name)
        if quantity is None:
            return
        found = scope.find(Term(quantity, any_denominator=True), place.anchor)
        if isinstance(found, Ambiguous):
            found = None
        if isinstance(found, Found):
            variables.append(found.variable)
            # A period that the rule itself names is declared: another agency's term is hard there.
            foreign = foreign or (found.foreign and parse_period(name.at) is None)
        else:
            home = scope.home_of(quantity.time_period, place.anchor.release)
            release = home if name.at else place.anchor.release
            variables.append(scope.latent(quantity, release))
        words.append(scope.words(quantity))
    severity = "warning" if foreign and rule.severity == "error" else rule.severity
    form = (
        sum_form(tuple(weight for weight, _ in rule.form.terms), rule.form.low, rule.form.high)
        if isinstance(rule.form, Linear)
        else ratio_form(rule.form.offset, rule.form.slope)
    )
    title = say("{title}: {text} ({period})", title=rule.title, text=rule.text, period=place.period)
    add(scope, Constraint(rule.id, title, severity, form, tuple(variables)))


def _quantity(scope: Scope, rule: FigureRule, place: _InstanceKey, name: Name) -> Quantity | None:
    code = _code(name, rule, place.bound)
    breakdown = _breakdown(rule, place.bound, name)
    at_point = scope.statistics.indicators[code].time == "point"
    period = _moment(name, place)
    if period is None:
        return None
    quantity = level(code, breakdown, month_of(period) if at_point else period)
    if place.measure == "level" or name.at:
        return quantity
    return quantity._replace(measure=place.measure, reference_period=place.reference)


def _moment(name: Name, place: _InstanceKey) -> Period | None:
    if not name.at:
        return place.period
    if name.at == "ref":
        return place.reference
    if shift := _SHIFT.match(name.at):
        return place.period.shifted(-int(shift[1]))
    return parse_period(name.at)
