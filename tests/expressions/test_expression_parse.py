"""Texts to trees: what is read, and what is refused where and why."""

from fractions import Fraction

import pytest

from cnnic_validate.expressions import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_NODES,
    ExpressionError,
    parse,
    unparse,
)
from cnnic_validate.model.expression import Binary, Call, Name, Number, QuotedText, Unary

A, B, C = Name("a"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("0.10", Number(Fraction(1, 10))),
        ("100000000000000000000.5", Number(Fraction(200000000000000000001, 2))),
        ("a", A),
        ("`total (CNY)`", Name("total (CNY)")),
        ("`and`", Name("and")),
        ("总计", Name("总计")),
        ("min", Name("min")),
        ("a[prov_hebei]", Name("a", "prov_hebei")),
        ("a[ tld_cn + prov_hebei ]", Name("a", "tld_cn+prov_hebei")),
        ("a@ref", Name("a", "", "ref")),
        ("a@-12m", Name("a", "", "-12m")),
        ("a@2023-12", Name("a", "", "2023-12")),
        ("a@2023", Name("a", "", "2023")),
        ("a@2024-Q2", Name("a", "", "2024-Q2")),
        ("a@2024-01/2024-11", Name("a", "", "2024-01/2024-11")),
        ("a[b]@ref", Name("a", "b", "ref")),
        ("a@2023-12/2", Binary("/", Name("a", "", "2023-12"), Number(Fraction(2)))),
        ("a@ref-b", Binary("-", Name("a", "", "ref"), B)),
        ("a - b - c", Binary("-", Binary("-", A, B), C)),
        ("a - (b - c)", Binary("-", A, Binary("-", B, C))),
        ("a + b * c", Binary("+", A, Binary("*", B, C))),
        ("a / b / c", Binary("/", Binary("/", A, B), C)),
        ("-a * b", Binary("*", Unary("-", A), B)),
        ("a--b", Binary("-", A, Unary("-", B))),
        ("abs(a - b)", Call("abs", (Binary("-", A, B),))),
        ("max(a, b, c)", Call("max", (A, B, C))),
        ("a == 'it''s'", Binary("==", A, QuotedText("it's"))),
        (
            "not a < b and b < c or a > c",
            Binary(
                "or",
                Binary("and", Unary("not", Binary("<", A, B)), Binary("<", B, C)),
                Binary(">", A, C),
            ),
        ),
    ],
)
def test_reads(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("", 0, "the rule is empty", ""),
        ("   ", 0, "the rule is empty", ""),
        ("a ==", 5, "breaks off", ""),
        ("(a", 1, "not closed", ""),
        ("a)", 2, "`)` cannot stand here", ""),
        ("(a b", 4, "`b` cannot stand here", "operator is missing"),
        ("a b", 3, "`b` cannot stand here", "operator is missing"),
        ("a and", 6, "breaks off", ""),
        ("a == and", 6, "`and` cannot stand here", ""),
        ("a < b < c", 7, "do not chain", "write `a < b and b < c`"),
        ("0 <= a <= 1", 8, "do not chain", "write `0 <= a and a <= 1`"),
        ("a == not b < c", 6, "`==` compares values, `not b < c` is a condition", "join"),
        ("(a < b) + 1 == c", 1, "`+` takes numbers, `a < b` is a condition", ""),
        ("a and b < c", 1, "`a` is neither true nor false, as `and` needs", "== 'yes'"),
        ("not a", 5, "`a` is neither true nor false, as `not` needs", ""),
        ("a == 'x' + 1", 6, "`+` takes numbers, `'x'` is a text", ""),
        ("-'x' == a", 2, "`-` takes numbers", ""),
        ("abs('x') == a", 5, "`abs` takes numbers", ""),
        ("'2024' == 2024", 1, "the text '2024' is compared with the number `2024`", "quotes"),
        ("a = b", 3, "`=` is not part of the language", "write =="),
        ("a <> b", 3, "`<>` is not part of the language", "write !="),
        ("a ≤ b", 3, "`≤` is not part of the language", "write <="),
        ("a ** 2 == b", 3, "`**` is not part of the language", "no powers"),
        ("a ^ 2 == b", 3, "`^`", "no powers"),
        ('a == "x"', 6, '`"`', "single quotes"),
        ("a == 'x", 6, "`'`", "not closed"),
        ("a == `x", 6, "```", "not closed"),
        ("a == 5%", 7, "`%`", "100 * part / whole"),
        ("a == 1,000", 7, "`,` cannot stand here", "thousands separators"),
        ("a == 1_000", 6, "`1_000` is no number", "plain decimal"),
        ("a == 1e5", 6, "`1e5` is no number", "plain decimal"),
        ("a == 1.", 6, "`1.` is no number", "plain decimal"),
        ("a == .5", 6, "`.`", "0.5"),
        ("a == ٣", 6, "'\\u0663' is not part of the language", ""),
        ("a == \x00", 6, "'\\x00' is not part of the language", ""),
        ("a[] == 1", 2, "[] is no breakdown", "name[code]"),
        ("a[b == 1", 2, "`[`", "name[code]"),
        ("[b] == 1", 1, "cannot stand here", "follows the name of an indicator"),
        ("a[b][c] == 1", 5, "cannot stand here", "follows the name"),
        ("a@ref@ref == 1", 6, "cannot stand here", "@ follows the name"),
        ("1@ref == a", 2, "cannot stand here", "@ follows the name"),
        ("a@ == 1", 2, "`@`", "ref"),
        ("a@prev == 1", 2, "@prev is no period or shift", "ref"),
        ("a@-0m == 1", 2, "@-0m is no shift", "@-1m"),
        ("a@-12 == 1", 2, "@-12 is no period or shift", "-12m"),
        ("a@2024-13 == 1", 2, "@2024-13 is no period", ""),
        ("a@2024-12-31 == 1", 2, "@2024-12-31 is no period", ""),
        ("a@2024-01/2024-12 == 1", 2, "has a shorter form", "write @2024"),
        ("f(a) == 1", 1, "no function `f`", "abs, min and max"),
        ("__import__('os') == 1", 1, "no function `__import__`", ""),
        ("abs(a, b) == 1", 1, "`abs` takes one argument, 2 given", ""),
        ("max(a) == 1", 1, "`max` takes two arguments or more, 1 given", ""),
        ("max() == 1", 5, "`)` cannot stand here", ""),
        ("a.b == 1", 2, "`.`", ""),
        ("a; b", 2, "';' is not part", ""),
    ],
)
def test_refuses(text, column, message, hint):
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert refused.value.column == column
    assert message in refused.value.message
    assert hint in refused.value.hint
    assert bool(column) == str(refused.value).startswith(f"column {column}: ")


def nested(text, count):
    return "(" * count + text + ")" * count


@pytest.mark.parametrize(
    "text",
    [
        nested("a", MAX_DEPTH - 1),
        "-" * (MAX_DEPTH - 1) + "a",
        " + ".join(["a"] * MAX_DEPTH),
        f"max({', '.join(['a'] * (MAX_NODES - 1))})",
    ],
)
def test_limits_are_reached_only_beyond(text):
    assert parse(unparse(parse(text))) == parse(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (nested("a", MAX_DEPTH), "levels deep"),
        ("-" * MAX_DEPTH + "a", "levels deep"),
        ("not " * MAX_DEPTH + "a < b", "levels deep"),
        (" + ".join(["a"] * (MAX_DEPTH + 1)), "levels deep"),
        (" + ".join(["(a + a)"] * MAX_DEPTH), "levels deep"),
        (f"max({', '.join(['a'] * MAX_NODES)})", "1,000 terms"),
        ("(" * MAX_CHARACTERS, "levels deep"),
        ("a" * (MAX_CHARACTERS + 1), "10,000 characters"),
        ("a <= " + "9" * 41, "40 digits"),
    ],
)
def test_limits(text, message):
    with pytest.raises(ExpressionError, match=message):
        parse(text)


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (Number(Fraction(1, 8)), "0.125"),
        (Number(Fraction(-3)), "(-3)"),
        (Number(Fraction(1, 3)), "(1 / 3)"),
        (Name("and"), "`and`"),
        (Name("a b", "c", "ref"), "`a b`[c]@ref"),
        (Unary("-", Binary("+", A, B)), "-(a + b)"),
        (Binary("-", A, Binary("+", B, C)), "a - (b + c)"),
    ],
)
def test_writes(tree, text):
    assert unparse(tree) == text
