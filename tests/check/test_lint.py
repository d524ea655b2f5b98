"""Rules that say nothing new, or what cannot be."""

from __future__ import annotations

import pytest

from cnnic_validate.check.definitions import lint_rules, vacuous_rules
from cnnic_validate.expressions import normal_form, parse
from cnnic_validate.model.rule import FigureRule, RuleSet


def rules(*texts, **more):
    made = [
        FigureRule(f"r{i}", text, normal_form(parse(text)), "", "error", "", **more)
        for i, text in enumerate(texts)
    ]
    return RuleSet(figure_rules=tuple(made))


@pytest.mark.parametrize(
    ("one", "two", "code", "key"),
    [
        ("a <= b", "2 * b >= 2 * a", "redundant-rule", "r1"),
        ("a == b", "a <= b", "redundant-rule", "r1"),
        ("a <= b", "b == a", "redundant-rule", "r0"),
        ("a - b <= 1", "a - b >= 2", "contradictory-rule", "r1"),
        ("a == b * c", "b * c == a", "redundant-rule", "r1"),
    ],
)
def test_rules_on_the_same_terms_are_compared(one, two, code, key):
    (finding,) = lint_rules(rules(one, two), "rules.yaml")
    assert (finding.code, finding.place.key) == (code, key)


@pytest.mark.parametrize(
    ("one", "two"),
    [("a <= b", "a <= c"), ("a - b <= 1", "a - b >= 0"), ("a <= b", "a[x] <= b")],
)
def test_other_rules_are_left_alone(one, two):
    assert lint_rules(rules(one, two), "rules.yaml") == ()


def test_a_rule_that_applies_elsewhere_says_something_else():
    everywhere, later = rules("a <= b"), rules("a <= b", applies=parse("time_period >= '2020'"))
    both = RuleSet(figure_rules=(*everywhere.figure_rules, *later.figure_rules))
    assert lint_rules(both, "rules.yaml") == ()


def test_a_rule_without_instances_is_named():
    (finding,) = vacuous_rules(rules("a <= b", "a <= c"), {"r0"}, "rules.yaml")
    assert (finding.code, finding.severity, finding.place.key) == ("vacuous-rule", "info", "r1")
