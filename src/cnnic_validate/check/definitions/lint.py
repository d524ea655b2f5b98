"""Rules that say nothing new, or what cannot be: redundant, contradictory and vacuous ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from cnnic_validate.message import say
from cnnic_validate.model.expression import Linear, Name, Product
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.place import Place
from cnnic_validate.model.rule import FigureRule, RuleSet

_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a rule says: of which combination of terms, where, and within which bounds."""

    rule: FigureRule
    subject: _Key
    bounds: Interval


def lint_rules(rules: RuleSet, path: str) -> tuple[Finding, ...]:
    """Compare declared figure rules with one another.

    Two rules on the same combination of terms in the same places: one whose bounds hold those of
    the other is redundant (a warning), two whose bounds exclude each other contradict (an error).

    Args:
        rules: what the package declares.
        path: where figure rules stand, for the places of findings.
    """
    said = [_said(each) for each in rules.figure_rules]
    return tuple(
        finding
        for one, two in combinations(said, 2)
        if one.subject == two.subject
        for finding in _compared(one, two, path)
    )


def vacuous_rules(rules: RuleSet, instantiated: Collection[str], path: str) -> Iterator[Finding]:
    """Name the figure rules that no printed figure brings to bear: an info, for one may come."""
    for rule in rules.figure_rules:
        if rule.id not in instantiated:
            yield Finding(
                "vacuous-rule",
                "info",
                say(
                    "the rule {id} speaks of no figure that is printed: {text}",
                    id=rule.id,
                    text=rule.text,
                ),
                Place(path, key=rule.id),
                hint=say("check its indicators and `applies`; a later release may print them"),
            )


def _said(rule: FigureRule) -> _Said:
    where = (rule.each, rule.applies, frozenset(rule.measures))
    if isinstance(rule.form, Product):
        form = rule.form
        terms: _Key = (form.target, form.offset, form.slope, form.factor, form.base)
        return _Said(rule, (*where, terms), Interval(Fraction(0), Fraction(0)))
    terms, bounds = _scaled(rule.form)
    return _Said(rule, (*where, terms), bounds)


def _scaled(form: Linear) -> tuple[_Key, Interval]:
    """Scale a sum so that its first term, in the order of names, has the coefficient one."""
    ordered = sorted(form.terms, key=lambda each: _order(each[1]))
    scale = ordered[0][0]
    ends = [None if end is None else end / scale for end in (form.low, form.high)]
    low, high = ends if scale > 0 else reversed(ends)
    return tuple((weight / scale, name) for weight, name in ordered), Interval(low, high)


def _order(name: Name) -> tuple[str, str, str]:
    return (name.name, name.breakdown, name.at)


def _compared(one: _Said, two: _Said, path: str) -> Iterator[Finding]:
    place = Place(path, column="rule", key=two.rule.id)
    meet = one.bounds.intersect(two.bounds)
    if meet.is_empty:
        yield Finding(
            "contradictory-rule",
            "error",
            say(
                "the rules {id} and {other} cannot both hold: {text}; {other_text}",
                id=one.rule.id,
                other=two.rule.id,
                text=one.rule.text,
                other_text=two.rule.text,
            ),
            place,
            hint=say("fix or remove one of them"),
        )
        return
    for wide, narrow in ((two, one), (one, two)):
        if meet == narrow.bounds:
            yield Finding(
                "redundant-rule",
                "warning",
                say(
                    "the rule {id} says no more than {other}: {text}",
                    id=wide.rule.id,
                    other=narrow.rule.id,
                    text=wide.rule.text,
                ),
                Place(path, column="rule", key=wide.rule.id),
                hint=say("remove it"),
            )
            return
