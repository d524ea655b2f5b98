"""Figure rules in normal form: examples, and refusals that name the term."""

from fractions import Fraction

import pytest

from cnnic_validate.expressions import ExpressionError, normal_form, parse
from cnnic_validate.model.expression import Linear, Name, Product

X, Y, Z, R = Name("x"), Name("y"), Name("z"), Name("r")


def linear(low, high, *terms):
    fraction = [None if end is None else Fraction(end) for end in (low, high)]
    return Linear(tuple((Fraction(weight), name) for weight, name in terms), *fraction)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("x <= y", linear(None, 0, (1, X), (-1, Y))),
        ("x < y", linear(None, 0, (1, X), (-1, Y))),
        ("x >= y + 2", linear(2, None, (1, X), (-1, Y))),
        ("x > 3", linear(3, None, (1, X))),
        ("x == y + z", linear(0, 0, (1, X), (-1, Y), (-1, Z))),
        ("x + x == 2 * (y + x) - x", linear(0, 0, (1, X), (-2, Y))),
        ("x - y + z - z == 1", linear(1, 1, (1, X), (-1, Y))),
        ("x == 0.5 * y / 2", linear(0, 0, (1, X), (Fraction(-1, 4), Y))),
        ("x == (y + z) / 2", linear(0, 0, (1, X), (Fraction(-1, 2), Y), (Fraction(-1, 2), Z))),
        ("x@ref <= x", linear(None, 0, (1, Name("x", "", "ref")), (-1, X))),
        ("x[a] <= x", linear(None, 0, (1, Name("x", "a")), (-1, X))),
        ("abs(x - y) <= 3", linear(-3, 3, (1, X), (-1, Y))),
        ("3 > abs(x - y)", linear(-3, 3, (1, X), (-1, Y))),
        ("abs(2 * x - 1) <= 3", linear(-2, 4, (2, X))),
        ("abs(x / 2) <= abs(0 - 3)", linear(-3, 3, (Fraction(1, 2), X))),
        ("x >= min(1, 2) * max(3, 4)", linear(4, None, (1, X))),
        ("x >= 1 and x <= 5", linear(1, 5, (1, X))),
        ("x - y >= 1 and 2 * y - 2 * x >= 0 - 8", linear(1, 4, (1, X), (-1, Y))),
        ("x >= 1 and x >= 2", linear(2, None, (1, X))),
        ("x / y == z / y", linear(0, 0, (1, X), (-1, Z))),
        ("x * y / y == z", linear(0, 0, (1, X), (-1, Z))),
        ("x / (1 / y) == x * y + z", linear(0, 0, (-1, Z))),
    ],
)
def test_linear(text, form):
    assert normal_form(parse(text)) == form


@pytest.mark.parametrize(
    ("text", "target", "offset", "slope", "others"),
    [
        ("z == y * r", Z, 0, 1, {Y, R}),
        ("y * r == z", Z, 0, 1, {Y, R}),
        ("r == z / y", Z, 0, 1, {Y, R}),
        ("z / y == r", Z, 0, 1, {Y, R}),
        ("r == 100 * z / y", Z, 0, Fraction(1, 100), {Y, R}),
        ("z / r == y / 4", Z, 0, Fraction(1, 4), {Y, R}),
        ("0 == y * r + z", Z, 0, -1, {Y, R}),
    ],
)
def test_product(text, target, offset, slope, others):
    form = normal_form(parse(text))
    assert isinstance(form, Product)
    assert (form.target, form.offset, form.slope) == (target, offset, slope)
    assert {form.factor, form.base} == others


@pytest.mark.parametrize(
    "text",
    [
        "r == 100 * (z / y - 1)",
        "z == y * (1 + r / 100)",
        "z - y == y * r / 100",
        "(z - y) / y == 0.01 * r",
        "100 * z / y == r + 100",
    ],
)
def test_growth_is_a_product_with_an_offset(text):
    form = normal_form(parse(text))
    assert form == Product(Z, Fraction(1), Fraction(1, 100), R, Y)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("x + y", "`x + y` is not a comparison", ""),
        ("not x < y", "is not a comparison", ""),
        ("x < y or y < x", "is not a comparison", "write two rules"),
        ("x != y", "leaves out one value", "write =="),
        ("x == 'a'", "`'a'` is no arithmetic", ""),
        ("x - x <= 0", "`x - x <= 0` says nothing about any figure: it always holds", ""),
        ("0 * x == 1", "never holds", ""),
        ("1 == 2", "never holds", ""),
        ("x / x == 1", "always holds", ""),
        ("abs(0 * x) <= 1", "always holds", ""),
        ("x == y / 0", "`y / 0` divides by zero", ""),
        ("x == y / (z - z)", "divides by zero", ""),
        ("x == abs(y)", "`abs(y)` of figures", "`abs(x - y) <= 3`"),
        ("abs(x) >= 3", "`abs(x)` of figures", ""),
        ("abs(x) == 3", "`abs(x)` of figures", ""),
        ("abs(x - y) <= z", "`abs(x - y)` of figures", "a number on the other side"),
        ("abs(x) <= 0 - 1", "can never hold", ""),
        ("abs(x * y) <= 1", "`x * y` is no sum", ""),
        ("abs(x / y) <= 1", "`x / y` is no sum", ""),
        ("x == max(y, z)", "`max(y, z)` of figures", "one rule for each argument"),
        ("x / y <= 0.5", "cannot divide by `y`", "multiply out"),
        ("x <= y * z", "`y * z` multiplies figures, which only a rule with ==", ""),
        ("x == y * z + x * r", "the term `y * z` is one product too many", ""),
        ("x == y * y", "the term `y * y` is one product too many", "different figures"),
        ("x == y * z * r", "the term `y * z * r` is one product too many", ""),
        ("x * x * y * z == r", "`x * x * y * z` multiplies more than two figures", ""),
        ("x == y * z + 3", "a number stands beside the product `y * z`", ""),
        ("x + r == y * z", "the term `r` stands beside the product `y * z`", ""),
        ("x == y * z + y + z", "the term `z` stands beside the product `y * z`", ""),
        ("y * z == y", "nothing equals the product `y * z`", ""),
        ("x >= 1 and y <= 5", "`y <= 5` bounds another sum than `x >= 1`", "two rules"),
        ("x - y >= 1 and x + y <= 5", "bounds another sum", "two rules"),
        ("x >= 1 and z == x * y", "bounds another sum", "two rules"),
        ("x >= 5 and x <= 1", "can never hold", ""),
        (f"x <= {'9' * 40} * {'9' * 40}", "beyond 60 digits", ""),
        (f"x == y / {'9' * 40} / {'9' * 40} * z", "beyond 60 digits", ""),
        (f"{' * '.join(['9' * 40] * 99)} == 0 - 1 + x * y - z", "a number stands beside", ""),
    ],
)
def test_refuses(text, message, hint):
    with pytest.raises(ExpressionError) as refused:
        normal_form(parse(text))
    assert message in refused.value.message
    assert hint in refused.value.hint


def test_a_product_of_long_sums_is_refused_at_once():
    long = " + ".join(f"x{number}" for number in range(60))
    other = " + ".join(f"y{number}" for number in range(60))
    # 60 * 60 * 60 products, of which none has been asked for.
    with pytest.raises(ExpressionError, match="more than two figures"):
        normal_form(parse(f"({long}) * ({other}) * ({long}) == z"))


def test_a_rule_whose_figures_cancel_against_a_divisor_says_nothing():
    with pytest.raises(ExpressionError, match="never holds"):
        normal_form(parse("0 == 1 / x"))
