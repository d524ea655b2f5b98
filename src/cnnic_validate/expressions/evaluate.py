"""Work out a condition on known values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from cnnic_validate.expressions.error import ExpressionError
from cnnic_validate.expressions.tree import COMPARISONS
from cnnic_validate.expressions.unparse import quoted
from cnnic_validate.message import say
from cnnic_validate.model.expression import (
    Binary,
    Call,
    Expression,
    Name,
    Number,
    QuotedText,
    Unary,
)

Value = Fraction | str

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def evaluate(tree: Expression, names: Mapping[str, Value]) -> bool:
    """Say whether a condition holds.

    Args:
        tree: a condition: comparisons joined by `and`, `or`, `not`.
        names: the exact number or the text that each name stands for. Texts compare character by
            character, which for canonical periods of one length is the order in time.

    Raises:
        ExpressionError: a name is unknown, a text meets arithmetic or a number, a divisor is zero,
            or the tree is no condition.
    """
    if isinstance(tree, Unary) and tree.operator == "not":
        return not evaluate(tree.operand, names)
    if isinstance(tree, Binary):
        if tree.operator == "and":
            return evaluate(tree.left, names) and evaluate(tree.right, names)
        if tree.operator == "or":
            return evaluate(tree.left, names) or evaluate(tree.right, names)
        if tree.operator in COMPARISONS:
            left, right = _value(tree.left, names), _value(tree.right, names)
            if isinstance(left, str) != isinstance(right, str):
                raise ExpressionError(
                    say("{tree} compares a text with a number", tree=quoted(tree)),
                    hint=say(
                        "texts and periods stand in 'single quotes': time_period == '2024-12'"
                    ),
                )
            return _COMPARE[tree.operator](left, right)
    raise ExpressionError(say("{tree} is neither true nor false", tree=quoted(tree)))


def _value(tree: Expression, names: Mapping[str, Value]) -> Value:
    if isinstance(tree, QuotedText):
        return tree.value
    if isinstance(tree, Name):
        if tree.breakdown or tree.at or tree.name not in names:
            raise ExpressionError(say("{tree} is not known here", tree=quoted(tree)))
        return names[tree.name]
    return _number(tree, names)


def _number(tree: Expression, names: Mapping[str, Value]) -> Fraction:
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Call):
        values = [_number(each, names) for each in tree.arguments]
        if tree.function == "abs":
            return abs(values[0])
        return min(values) if tree.function == "min" else max(values)
    if isinstance(tree, Unary) and tree.operator == "-":
        return -_number(tree.operand, names)
    if isinstance(tree, Binary) and tree.operator in {"+", "-", "*", "/"}:
        return _arithmetic(tree, names)
    value = _value(tree, names) if isinstance(tree, Name | QuotedText) else None
    if not isinstance(value, Fraction):
        what = say("no number") if value is None else say("a text, not a number")
        raise ExpressionError(say("{tree} is {what}", tree=quoted(tree), what=what))
    return value


def _arithmetic(tree: Binary, names: Mapping[str, Value]) -> Fraction:
    left, right = _number(tree.left, names), _number(tree.right, names)
    if tree.operator == "+":
        return left + right
    if tree.operator == "-":
        return left - right
    if tree.operator == "*":
        return left * right
    if not right:
        raise ExpressionError(say("{tree} divides by zero", tree=quoted(tree)))
    return left / right
