"""Row rules compiled to polars, sound against rounding.

Polars computes in doubles. Every number carries a bound on its error, and a comparison that the
error could turn is left open: those rows are judged again by exact fractions. Whole numbers and
plain comparisons of short decimals have no error, so that in practice few rows are judged twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from cnnic_validate.expressions.rows import (
    LARGEST,
    SMALLEST,
    compares_text,
    is_missing_test,
    judge_row,
)
from cnnic_validate.expressions.tree import COMPARISONS, names
from cnnic_validate.model import lexical
from cnnic_validate.model.expression import (
    Binary,
    Call,
    Expression,
    Name,
    Number,
    QuotedText,
    Unary,
)
from cnnic_validate.model.rule import RowRule

_NONE = pl.lit(None, dtype=pl.Float64)
_NO_ERROR = pl.lit(0.0)
# Doubles hold every whole number up to this.
_WHOLE = float(2**53)
# A relative error twice what rounding to a double can make, and more than its underflow.
_RELATIVE = 2.0**-52
_UNDERFLOW = 1e-290
# A plan of polars is walked recursively: a rule with a thousand nodes is computed in stretches.
_STEPS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A compiled row rule.

    `steps` are columns to be added to the frame, group after group: a number is computed once,
    however often it is used. Then `held` is Boolean, null where unknown; `counts` tells the
    rows that the rule applies to, null where that is unknown; where `unsure` is true neither can be
    trusted and `judge` must be asked.
    """

    rule: RowRule
    columns: tuple[str, ...]
    steps: tuple[tuple[pl.Expr, ...], ...]
    held: pl.Expr
    counts: pl.Expr
    unsure: pl.Expr


@dataclass(frozen=True, slots=True)
class _Real:
    """A number in doubles: its value, a bound on its error, whether decimals compare exactly.

    An error of zero means a whole number of at most 2^53. `plain` is null-free and true where the
    value is a short decimal as written.
    """

    value: pl.Expr
    error: pl.Expr
    plain: pl.Expr


def compile_rule(rule: RowRule, cells: Mapping[str, pl.Expr], numeric: frozenset[str]) -> RowCheck:
    """Compile a row rule.

    `cells` gives the text of each column, null where it is missing; `numeric` names the columns
    that hold numbers. A column that the table does not have is missing in every row.
    """
    scope = _Compiling(cells, numeric, [])
    held, unsure = _condition(rule.condition, scope)
    counts, unsure_applies = pl.lit(True), pl.lit(False)
    used = {each.name for each in names(rule.condition)}
    if rule.applies is not None:
        counts, unsure_applies = _condition(rule.applies, scope)
        used |= {each.name for each in names(rule.applies)}
    columns = tuple(sorted(used & cells.keys()))
    return RowCheck(rule, columns, tuple(scope.steps), held, counts, unsure | unsure_applies)


def judge_batch(
    check: RowCheck,
    frame: pl.DataFrame,
    columns: Mapping[str, int],
    cells: Mapping[str, pl.Expr],
    numeric: frozenset[str],
) -> tuple[pl.Series, pl.Series]:
    """Judge a rule on every row of a frame: whether it applies, and whether it holds.

    Both are Boolean with null for "unknown", and exact: rows on which doubles cannot tell are
    judged by fractions. `columns` says which column of the frame holds a field.
    """
    stepped = frame.lazy()
    for number, step in enumerate(check.steps, start=1):
        stepped = stepped.with_columns(step)
        if number % _STEPS_AT_ONCE == 0:
            stepped = stepped.collect().lazy()
    judged = (
        stepped.with_columns(
            check.counts.alias("applies"), check.held.alias("held"), check.unsure.alias("unsure")
        )
        .select("applies", "held", "unsure")
        .collect()
    )
    applies, held = judged["applies"], judged["held"]
    unsure = judged["unsure"].fill_null(False).arg_true()
    if unsure.is_empty():
        return applies, held
    texts = frame[unsure].with_columns(
        [cells[name].alias(str(columns[name])) for name in check.columns]
    )
    exact = [
        _judge(check.rule, {name: row[columns[name]] for name in check.columns}, numeric)
        for row in texts.iter_rows()
    ]
    for series, values in zip((applies, held), zip(*exact, strict=True), strict=True):
        series.scatter(unsure, pl.Series(values, dtype=pl.Boolean))
    return applies, held


def _judge(
    rule: RowRule, cells: Mapping[str, str | None], numeric: frozenset[str]
) -> tuple[bool | None, bool | None]:
    applies = True if rule.applies is None else judge_row(rule.applies, cells, numeric)
    return applies, judge_row(rule.condition, cells, numeric)


_Condition = tuple[pl.Expr, pl.Expr]


@dataclass(frozen=True, slots=True)
class _Compiling:
    """What a condition is compiled in: the columns, and the steps made so far."""

    cells: Mapping[str, pl.Expr]
    numeric: frozenset[str]
    steps: list[tuple[pl.Expr, ...]]

    def let(self, real: _Real) -> _Real:
        """Make a number a step of its own, and refer to it by name."""
        parts = {"value": real.value, "error": real.error, "plain": real.plain}
        names_ = [f"{name} {len(self.steps)}" for name in parts]
        self.steps.append(
            tuple(part.alias(name) for name, part in zip(names_, parts.values(), strict=True))
        )
        return _Real(*map(pl.col, names_))


def _condition(tree: Expression, scope: _Compiling) -> _Condition:
    """Compile a condition to whether it holds (null: unknown) and whether that is unsure."""
    if isinstance(tree, Unary) and tree.operator == "not":
        held, unsure = _condition(tree.operand, scope)
        return ~held, unsure
    if isinstance(tree, Binary) and tree.operator in {"and", "or"}:
        left, unsure_left = _condition(tree.left, scope)
        right, unsure_right = _condition(tree.right, scope)
        both = left & right if tree.operator == "and" else left | right
        return both, unsure_left | unsure_right
    if isinstance(tree, Binary) and tree.operator in COMPARISONS:
        return _comparison(tree, scope)
    return pl.lit(None, dtype=pl.Boolean), pl.lit(False)


def _comparison(tree: Binary, scope: _Compiling) -> _Condition:
    never = pl.lit(False)
    column = is_missing_test(tree)
    if column:
        cell = scope.cells.get(column.name, pl.lit(None, dtype=pl.String))
        return (cell.is_null() if tree.operator == "==" else cell.is_not_null()), never
    if compares_text(tree, scope.numeric):
        return _compare(tree.operator, _text(tree.left, scope), _text(tree.right, scope)), never
    left, right = _real(tree.left, scope), _real(tree.right, scope)
    slack = 2 * (left.error + right.error)
    apart = (left.value - right.value).abs()
    far = apart.is_finite() & (apart > slack)
    decided = (slack == 0) | far | (left.plain & right.plain)
    held = _compare(tree.operator, left.value, right.value)
    return held, (held.is_not_null() & ~decided.fill_null(False))


def _compare(operator: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    if operator == "==":
        return left == right
    if operator == "!=":
        return left != right
    if operator == "<":
        return left < right
    if operator == "<=":
        return left <= right
    return left > right if operator == ">" else left >= right


def _text(tree: Expression, scope: _Compiling) -> pl.Expr:
    if isinstance(tree, QuotedText):
        return pl.lit(tree.value)
    nothing = pl.lit(None, dtype=pl.String)
    return scope.cells.get(tree.name, nothing) if isinstance(tree, Name) else nothing


def _real(tree: Expression, scope: _Compiling) -> _Real:
    if isinstance(tree, Number):
        return _constant(tree.value)
    if isinstance(tree, Name) and tree.name in scope.cells:
        return scope.let(_column(scope.cells[tree.name]))
    if isinstance(tree, Unary) and tree.operator == "-":
        inner = _real(tree.operand, scope)
        return _Real(-inner.value, inner.error, inner.plain)
    if isinstance(tree, Call):
        return scope.let(_call(tree, scope))
    if isinstance(tree, Binary) and tree.operator in {"+", "-", "*", "/"}:
        return scope.let(_arithmetic(tree, scope))
    return _Real(_NONE, _NO_ERROR, pl.lit(False))


def _constant(value: Fraction) -> _Real:
    double = float(value) if abs(value) <= LARGEST else float("inf")
    whole = value.denominator == 1 and abs(value) <= _WHOLE
    error = 0.0 if whole else abs(double) * _RELATIVE + _UNDERFLOW
    # A terminating decimal of at most 15 digits is what some short text says.
    plain = (value * 10**7).denominator == 1 and abs(value) < 10**8
    return _Real(pl.lit(double), pl.lit(error), pl.lit(plain or whole))


def _column(cell: pl.Expr) -> _Real:
    """Read cells as doubles; what is no number, infinite or of extreme magnitude is unknown."""
    looks = cell.str.contains(f"^(?:{lexical.GRAMMARS['number']})$")
    double = pl.when(looks).then(cell).cast(pl.Float64, strict=False)
    size = double.abs()
    is_zero = ~cell.str.contains("^[^eE]*[1-9]")
    known = is_zero | ((size >= SMALLEST) & (size <= LARGEST))
    value = pl.when(known & ~double.is_nan()).then(double)
    plain = cell.str.contains(r"^[+-]?[0-9.]{1,15}$").fill_null(False)
    whole = cell.str.contains(r"^[+-]?[0-9]{1,15}(?:\.0*)?$")
    error = pl.when(whole).then(0.0).otherwise(size * _RELATIVE + _UNDERFLOW)
    return _Real(value, error, plain)


def _call(tree: Call, scope: _Compiling) -> _Real:
    parts = [_real(each, scope) for each in tree.arguments]
    if tree.function == "abs":
        return _Real(parts[0].value.abs(), parts[0].error, parts[0].plain)
    values = [part.value for part in parts]
    choose = pl.min_horizontal if tree.function == "min" else pl.max_horizontal
    # The horizontal functions skip nulls; a missing argument makes the result unknown.
    complete = pl.all_horizontal([value.is_not_null() for value in values])
    return _Real(
        pl.when(complete).then(choose(values)),
        pl.max_horizontal([part.error for part in parts]),
        pl.all_horizontal([part.plain for part in parts]),
    )


def _arithmetic(tree: Binary, scope: _Compiling) -> _Real:
    left, right = _real(tree.left, scope), _real(tree.right, scope)
    if tree.operator == "/":
        return _quotient(left, right)
    if tree.operator == "*":
        value = left.value * right.value
        error = (
            left.value.abs() * right.error
            + right.value.abs() * left.error
            + left.error * right.error
        )
    else:
        value = left.value + right.value if tree.operator == "+" else left.value - right.value
        error = left.error + right.error
    exact = (left.error == 0) & (right.error == 0) & (value.abs() <= _WHOLE)
    return _rounded(value, error, exact)


def _quotient(left: _Real, right: _Real) -> _Real:
    divisor = right.value.abs()
    value = pl.when((right.value != 0) | (right.error != 0)).then(left.value / right.value)
    error = (
        pl.when(divisor > 2 * right.error)
        .then((left.error + value.abs() * right.error) / (divisor - right.error))
        .otherwise(float("inf"))
    )
    whole = (value == value.floor()) & (value.abs() <= _WHOLE)
    exact = (left.error == 0) & (right.error == 0) & whole & (value * right.value == left.value)
    return _rounded(value, error, exact)


def _rounded(value: pl.Expr, error: pl.Expr, exact: pl.Expr) -> _Real:
    """Add the rounding of the last operation, which is none where the result is a whole number."""
    rounding = value.abs() * _RELATIVE + _UNDERFLOW
    bound = pl.when(exact).then(0.0).otherwise(error + rounding)
    return _Real(value, bound, pl.lit(False))
