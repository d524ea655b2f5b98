"""Conditions on known values."""

from fractions import Fraction

import pytest

from cnnic_validate.expressions import ExpressionError, evaluate, is_condition, names, parse
from cnnic_validate.model.expression import Name

KNOWN = {
    "time_period": "2024-12",
    "breakdown": "total",
    "agency": "CNNIC",
    "n": Fraction(3),
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("time_period == '2024-12'", True),
        ("time_period != '2024-12'", False),
        ("time_period >= '2024-06'", True),
        ("'2025-01' <= time_period", False),
        ("agency == 'CNNIC' and breakdown == 'total'", True),
        ("agency == 'NBS' or breakdown == 'total'", True),
        ("agency == 'NBS' or not breakdown == 'total'", False),
        ("n + 1 == 4", True),
        ("-n * 2 / 3 - 1 < 0 - 3", False),
        ("abs(0 - n) == max(1, n, 2)", True),
        ("min(n, 1 / 3) > 0.34", False),
    ],
)
def test_evaluates(text, holds):
    assert evaluate(parse(text), KNOWN) is holds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("time_period == 2024", "compares a text with a number"),
        ("time_period == 2024-12", "compares a text with a number"),
        ("time_period + 1 == 2", "`time_period` is a text, not a number"),
        ("n == '3'", "compares a text with a number"),
        ("year == '2024'", "`year` is not known here"),
        ("n@ref == 3", "`n@ref` is not known here"),
        ("n[total] == 3", "`n[total]` is not known here"),
        ("n / (n - 3) == 1", "divides by zero"),
        ("n + 1", "`n + 1` is neither true nor false"),
        ("n", "`n` is neither true nor false"),
    ],
)
def test_refuses(text, message):
    with pytest.raises(ExpressionError) as refused:
        evaluate(parse(text), KNOWN)
    assert message in refused.value.message


def test_logic_stops_where_it_is_decided():
    assert evaluate(parse("n == 3 or unknown == 1"), KNOWN)
    assert not evaluate(parse("n == 4 and unknown == 1"), KNOWN)


def test_names_from_left_to_right():
    tree = parse("not (a[b] + 1 == -c or max(d, a) > 'x' * 0)".replace("'x' * 0", "a@ref"))
    expected = [Name("a", "b"), Name("c"), Name("d"), Name("a"), Name("a", "", "ref")]
    assert list(names(tree)) == expected


@pytest.mark.parametrize(
    ("text", "condition"), [("a < b", True), ("not a < b", True), ("-a", False), ("a", False)]
)
def test_is_condition(text, condition):
    assert is_condition(parse(text)) is condition
