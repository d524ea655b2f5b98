"""Work out a row rule on the cells of one row, exactly, where cells may be missing.

The logic is Kleene's: a condition is unknown where its truth hangs on a missing cell, and only
there, so `a > 1 or b > 1` holds for a = 2 whatever b is. Numbers are fractions: nothing is rounded.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from cnnic_validate.expressions.tree import COMPARISONS, LOGIC
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

# A number outside these magnitudes is taken for unreadable: no statistic needs one, and its exact
# fraction may not fit in memory.
LARGEST = 1e300
SMALLEST = 1e-300

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def is_missing_test(tree: Binary) -> Name | None:
    """Give the column of `column == ''` or `column != ''`, which ask whether a cell is missing."""
    sides = (tree.left, tree.right)
    column = next((each for each in sides if isinstance(each, Name)), None)
    empty = QuotedText("") in sides and tree.operator in {"==", "!="}
    return column if empty else None


def compares_text(tree: Binary, numeric: frozenset[str]) -> bool:
    """Say whether a comparison is of texts: with a quoted text, or between two text columns."""
    sides = (tree.left, tree.right)
    if any(isinstance(each, QuotedText) for each in sides):
        return True
    return all(isinstance(each, Name) and each.name not in numeric for each in sides)


def judge_row(
    tree: Expression, cells: Mapping[str, str | None], numeric: frozenset[str]
) -> bool | None:
    """Say whether a condition holds for one row; None where that is unknown.

    Args:
        tree: a condition as `parse` gives it.
        cells: the text of each column's cell, None where it is missing; a column that the table
            does not have counts as missing.
        numeric: the columns that hold numbers.

    Texts compare by code points. A cell that is no number, infinite, or not between 1e-300 and
    1e300 in magnitude is unknown as a number, and so is a quotient by zero.
    """
    held: bool | None = None
    if isinstance(tree, Unary) and tree.operator == "not":
        inner = judge_row(tree.operand, cells, numeric)
        held = None if inner is None else not inner
    elif isinstance(tree, Binary) and tree.operator in LOGIC:
        sides = [judge_row(each, cells, numeric) for each in (tree.left, tree.right)]
        decisive = tree.operator == "or"
        undecided = None if None in sides else not decisive
        held = decisive if decisive in sides else undecided
    elif isinstance(tree, Binary) and tree.operator in COMPARISONS:
        held = _compared(tree, cells, numeric)
    return held


def _compared(
    tree: Binary, cells: Mapping[str, str | None], numeric: frozenset[str]
) -> bool | None:
    column = is_missing_test(tree)
    if column:
        return (cells.get(column.name) is None) == (tree.operator == "==")
    read = _text if compares_text(tree, numeric) else number_of
    left, right = read(tree.left, cells), read(tree.right, cells)
    if left is None or right is None:
        return None
    return _COMPARE[tree.operator](left, right)


def _text(tree: Expression, cells: Mapping[str, str | None]) -> str | None:
    if isinstance(tree, QuotedText):
        return tree.value
    return cells.get(tree.name) if isinstance(tree, Name) else None


def number_of(tree: Expression, cells: Mapping[str, str | None]) -> Fraction | None:
    """Give the exact number that a tree stands for in a row, or None."""
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Name):
        return _cell(cells.get(tree.name))
    if isinstance(tree, Call):
        return _call(tree, cells)
    if isinstance(tree, Unary) and tree.operator == "-":
        value = number_of(tree.operand, cells)
        return None if value is None else -value
    return _arithmetic(tree, cells) if isinstance(tree, Binary) else None


def _call(tree: Call, cells: Mapping[str, str | None]) -> Fraction | None:
    values = [number_of(each, cells) for each in tree.arguments]
    known = [each for each in values if each is not None]
    if len(known) < len(values):
        return None
    if tree.function == "abs":
        return abs(known[0])
    return min(known) if tree.function == "min" else max(known)


def _cell(text: str | None) -> Fraction | None:
    if text is None or not lexical.is_of_type("number", text):
        return None
    exact = lexical.number(text)
    if not exact:
        return Fraction(0)
    return Fraction(exact) if SMALLEST <= abs(float(text)) <= LARGEST else None


def _arithmetic(tree: Binary, cells: Mapping[str, str | None]) -> Fraction | None:
    left, right = number_of(tree.left, cells), number_of(tree.right, cells)
    if left is None or right is None:
        return None
    if tree.operator == "+":
        return left + right
    if tree.operator == "-":
        return left - right
    if tree.operator == "*":
        return left * right
    return left / right if tree.operator == "/" and right else None
