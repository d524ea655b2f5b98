import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnic_validate.expressions import parse
from cnnic_validate.expressions.rows import judge_row
from cnnic_validate.model.expression import Binary, Call, Name, Number, QuotedText, Unary

from .support import check, field, rule, schema_of

SCHEMA = schema_of(
    field("a", "number"),
    field("b", "number"),
    field("n", "integer"),
    field("s"),
    field("t"),
    field("f", "boolean"),
)


def counts(row, text, applies=""):
    verdict = check("a,b,n,s,t,f\n" + row + "\n", SCHEMA, [rule(text, applies=applies)])
    (count,) = verdict.row_rule_counts
    return count.passed, count.failed, count.not_evaluated


PASSED, FAILED, UNKNOWN, NONE = (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0)


@pytest.mark.parametrize(
    ("row", "text", "expected"),
    [
        ("0.1,0.2,,,,", "a + b == 0.3", PASSED),
        ("0.1,0.2,,,,", "a + b != 0.3", FAILED),
        ("0.1,0.2,,,,", "a * 10 == 1", PASSED),
        ("1,3,,,,", "a / b * 3 == 1", PASSED),
        ("1,0,,,,", "a / b == 1", UNKNOWN),
        ("1,,,,,", "a < b", UNKNOWN),
        ("1,,,,,", "a < 2 or b < 2", PASSED),
        ("3,,,,,", "a < 2 or b < 2", UNKNOWN),
        ("3,,,,,", "a < 2 and b < 2", FAILED),
        ("3,,,,,", "not a < 2", PASSED),
        ("9007199254740993,9007199254740992,,,,", "a > b", PASSED),
        ("9007199254740993,9007199254740992,,,,", "a - b == 1", PASSED),
        ("1e200,1e200,,,,", "a * b > 1", PASSED),
        ("1e400,1,,,,", "a > b", UNKNOWN),
        ("INF,1,,,,", "a > b", UNKNOWN),
        ("NaN,1,,,,", "a == a", UNKNOWN),
        ("1e-400,1,,,,", "a < b", UNKNOWN),
        ("0e-400,1,,,,", "a < b", PASSED),
        ("x,1,,,,", "a < b", UNKNOWN),
        ("5,3,4,,,", "max(a, b, n) == 5 and min(a, b, n) == 3 and abs(-a) == 5", PASSED),
        ("5,3,,,,", "min(a, b, n) == 3", UNKNOWN),
        (",,,x,y,", "s < t", PASSED),
        (",,,x,,", "s == t", UNKNOWN),
        (",,,x,,", "t == ''", PASSED),
        (",,,x,,", "s != ''", PASSED),
        (",,,x,,", "s == ''", FAILED),
        (",,,12,,", "s < 13", PASSED),
        ("12,,,12,,", "a == s", PASSED),
        ("12,,,x,,", "a == s", UNKNOWN),
        ("012,,,,,", "a == '012'", PASSED),
        (",,,,,1", "f == 'true'", PASSED),
        (",,,,,FALSE", "f == 'true'", FAILED),
        ("1,,,,,", "zzz > a", UNKNOWN),
        ("1,,,,,", "1 < 2", PASSED),
        ("0.3,,,,,", "a == 0.3", PASSED),
        ("0.30000000000000004,,,,,", "a == 0.3", FAILED),
        ("0.300000000000000000001,,,,,", "a == 0.3", FAILED),
    ],
)
def test_rules_on_a_row(row, text, expected):
    assert counts(row, text) == expected


@pytest.mark.parametrize(
    ("row", "applies", "expected"),
    [
        ("1,2,,,,", "a == 1", FAILED),
        ("1,2,,,,", "a == 2", NONE),
        (",2,,,,", "a == 2", UNKNOWN),
        ("1,2,,,,", "a + 0.1 == 1.1", FAILED),
    ],
)
def test_rules_that_apply_to_some_rows(row, applies, expected):
    assert counts(row, "b < 1", applies) == expected


def test_a_finding_of_a_rule():
    given_rule = rule("a + b == n", rule_id="sum", why="parts add up")
    verdict = check("a,b,n,s,t,f\n0.1,2,3,,,\n", SCHEMA, [given_rule])
    (finding,) = verdict.findings
    assert (finding.code, finding.rule, finding.severity) == ("row-rule", "sum", "error")
    assert finding.message == "title: `a + b == n` does not hold for a = 0.1, b = 2, n = 3"
    assert finding.hint == "parts add up"
    assert finding.place.row == 1
    assert verdict.suspect_rows == {1}


def test_a_warning_makes_no_row_suspect():
    verdict = check("a,b,n,s,t,f\n1,2,3,,,\n", SCHEMA, [rule("a > b", severity="warning")])
    assert verdict.findings[0].severity == "warning"
    assert verdict.suspect_rows == frozenset()


def test_a_rule_of_the_greatest_depth_is_no_burden():
    deep = "a" + " + b * (a" * 20 + ")" * 20 + " >= 0"
    wide = " + ".join(["a"] * 90) + " == a * 90"
    assert counts("0.1,2,,,,", deep) == PASSED
    assert counts("0.1,2,,,,", wide) == PASSED


numbers = st.sampled_from(["a", "b", "n"]).map(Name) | st.fractions(
    min_value=-5, max_value=5, max_denominator=10
).map(Number)
sums = st.recursive(
    numbers,
    lambda inner: (
        st.builds(Binary, st.sampled_from("+-*/"), inner, inner)
        | st.builds(Unary, st.just("-"), inner)
        | st.builds(Call, st.just("abs"), st.tuples(inner))
        | st.builds(Call, st.sampled_from(["min", "max"]), st.tuples(inner, inner))
    ),
    max_leaves=6,
)
operators = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
texts = st.sampled_from([Name("s"), Name("t"), QuotedText("x"), QuotedText(""), QuotedText("y")])
comparisons = st.builds(Binary, operators, sums, sums) | st.builds(
    Binary, operators, st.sampled_from([Name("s"), Name("t")]), texts
)
conditions = st.recursive(
    comparisons,
    lambda inner: (
        st.builds(Binary, st.sampled_from(["and", "or"]), inner, inner)
        | st.builds(Unary, st.just("not"), inner)
    ),
    max_leaves=4,
)
decimals = st.sampled_from(
    ["", "0", "1", "-1", "0.1", "0.2", "0.3", "2.50", "x", "1e300", "1e-300", "INF", "1e400"]
) | st.decimals(-9, 9, places=2).map(str)
cells = st.fixed_dictionaries(
    {
        **dict.fromkeys("ab", decimals),
        "n": st.integers(-3, 3).map(str) | st.just("") | st.integers(2**53, 2**53 + 3).map(str),
        **dict.fromkeys("st", st.sampled_from(["", "x", "y", "1"])),
    }
)


@given(conditions, st.lists(cells, min_size=1, max_size=8))
def test_doubles_and_fractions_agree(condition, rows):
    content = "a,b,n,s,t,f\n" + "".join(
        ",".join([row[name] for name in "abnst"] + [""]) + "\n" for row in rows
    )
    given_rule = rule("1 < 2")
    given_rule = type(given_rule)("r", "t", "text", condition, "", "error", "")
    (count,) = check(content, SCHEMA, [given_rule]).row_rule_counts
    numeric = frozenset("abn")
    exact = [
        judge_row(condition, {name: text or None for name, text in row.items()}, numeric)
        for row in rows
    ]
    expected = (exact.count(True), exact.count(False), exact.count(None))
    assert (count.passed, count.failed, count.not_evaluated) == expected


def test_an_arithmetic_tree_is_no_condition():
    assert judge_row(parse("a + 1 > 0").left, {"a": "1"}, frozenset("a")) is None
