"""Laws: text and tree go both ways, and a normal form says what the rule says."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnic_validate.expressions import ExpressionError, evaluate, normal_form, parse, unparse
from cnnic_validate.model.expression import (
    Binary,
    Call,
    Linear,
    Name,
    Number,
    QuotedText,
    Unary,
    terms_of,
)

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
codes = st.from_regex(r"[a-z0-9_][a-z0-9_.-]{0,5}", fullmatch=True)
decimals = st.builds(
    lambda digits, places: Number(Fraction(digits, 10**places)),
    st.integers(0, 10**12),
    st.integers(0, 9),
)
spelled = st.one_of(
    st.sampled_from(["a", "users", "min", "and", "not", "总计", "total (CNY)", "it's", "9"]),
    st.text(st.characters(blacklist_characters="`\n", blacklist_categories=("Cs",)), min_size=1),
)
labels = st.builds(
    Name,
    spelled,
    st.one_of(st.just(""), st.lists(codes, min_size=1, max_size=3).map("+".join)),
    st.sampled_from(["", "ref", "-1m", "-12m", "2023-12", "2024", "2024-Q1", "2024-01/2024-11"]),
)
arithmetic = st.recursive(
    st.one_of(decimals, labels),
    lambda inner: st.one_of(
        st.builds(Unary, st.just("-"), inner),
        st.builds(Binary, st.sampled_from("+-*/"), inner, inner),
        st.builds(Call, st.just("abs"), st.tuples(inner)),
        st.builds(
            Call,
            st.sampled_from(["min", "max"]),
            st.lists(inner, min_size=2, max_size=3).map(tuple),
        ),
    ),
    max_leaves=12,
)
quoted = st.text(st.characters(blacklist_characters="\n", blacklist_categories=("Cs",)))
comparisons = st.one_of(
    st.builds(Binary, st.sampled_from(COMPARISONS), arithmetic, arithmetic),
    st.builds(Binary, st.sampled_from(COMPARISONS), labels, quoted.map(QuotedText)),
    st.builds(Binary, st.sampled_from(COMPARISONS), quoted.map(QuotedText), labels),
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(Unary, st.just("not"), inner),
        st.builds(Binary, st.sampled_from(["and", "or"]), inner, inner),
    ),
    max_leaves=5,
)


@given(st.one_of(arithmetic, conditions))
def test_what_is_written_reads_back(tree):
    assert parse(unparse(tree)) == tree


@given(st.text(st.sampled_from("ab1.,'`[]@-+*/<>=! ()mreflandot2024Q"), max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        tree = parse(text)
    except ExpressionError as error:
        fault = error
    else:
        assert parse(unparse(tree)) == tree
        return
    assert 0 <= fault.column <= len(text) + 1
    assert fault.message


variables = st.sampled_from(["x", "y", "z"]).map(Name)
small = st.integers(-4, 4).map(lambda number: Number(Fraction(number)))
polynomials = st.recursive(
    st.one_of(variables, variables, small),
    lambda inner: st.one_of(
        st.builds(Unary, st.just("-"), inner),
        st.builds(Binary, st.sampled_from("+-*/"), inner, inner),
    ),
    max_leaves=6,
)
values = st.fixed_dictionaries(dict.fromkeys("xyz", st.fractions(-5, 5, max_denominator=3)))


def holds(form, known):
    if isinstance(form, Linear):
        total = sum((weight * known[name.name] for weight, name in form.terms), Fraction(0))
        return (form.low is None or form.low <= total) and (form.high is None or total <= form.high)
    factor, base = known[form.factor.name], known[form.base.name]
    return known[form.target.name] == (form.offset + form.slope * factor) * base


def solved(form, known):
    """Move one term so that an equality holds: random values hardly ever meet one."""
    if not isinstance(form, Linear):
        factor, base = known[form.factor.name], known[form.base.name]
        return known | {form.target.name: (form.offset + form.slope * factor) * base}
    weight, name = form.terms[0]
    rest = sum((each * known[other.name] for each, other in form.terms[1:]), Fraction(0))
    bound = form.low if form.low is not None else form.high
    return known | {name.name: (bound - rest) / weight}


def verdicts(rule, known):
    """Give, at the known values and where an equality holds, what the rule says and its form says.

    A rule that has no normal form is no example.
    """
    try:
        form = normal_form(rule)
    except ExpressionError:
        assume(False)
    assert len(set(terms_of(form))) == len(terms_of(form))
    said = []
    for point in (known, solved(form, known)):
        try:
            said.append((evaluate(rule, point), holds(form, point)))
        except ExpressionError as error:
            # Dividing by a figure that is zero: the rule says nothing there.
            if "divides by zero" not in error.message:
                raise
    return said


@given(st.builds(Binary, st.sampled_from(["==", "<=", ">="]), polynomials, polynomials), values)
def test_a_normal_form_holds_where_the_rule_holds(rule, known):
    assert all(by_rule == by_form for by_rule, by_form in verdicts(rule, known))


@given(
    st.sampled_from(
        [
            "z == x * y",
            "z == (2 + y) * x",
            "z / x == y",
            "y == 100 * (z / x - 1)",
            "100 * z / x - 3 == y",
            "abs(x - 2 * y) <= 3",
            "2 >= abs(x + 1)",
            "x >= 1 and x <= 3",
            "x - y >= 0 and y - x >= 0 - 2",
        ]
    ),
    values,
)
def test_a_known_rule_holds_where_its_normal_form_holds(text, known):
    assert all(by_rule == by_form for by_rule, by_form in verdicts(parse(text), known))


@pytest.mark.parametrize("operator", ["<", ">"])
@given(values)
def test_a_strict_bound_is_read_as_closed(operator, known):
    strict, closed = parse(f"x {operator} y"), parse(f"x {operator}= y")
    assert normal_form(strict) == normal_form(closed)
    if evaluate(strict, known):
        assert holds(normal_form(strict), known)
