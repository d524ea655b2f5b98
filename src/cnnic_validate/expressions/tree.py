"""Small questions about the tree of a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, get_args

from cnnic_validate.model.expression import Binary, Call, Expression, Name, QuotedText, Unary

BinaryOperator = Literal["+", "-", "*", "/", "==", "!=", "<", "<=", ">", ">=", "and", "or"]
OPERATORS: Mapping[str, BinaryOperator] = {each: each for each in get_args(BinaryOperator)}
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
LOGIC = frozenset({"and", "or"})

# How tightly the operators bind; a unary minus binds tighter than all of them.
POWERS = {
    "or": 10,
    "and": 20,
    **dict.fromkeys(COMPARISONS, 40),
    "+": 50,
    "-": 50,
    "*": 60,
    "/": 60,
}
NOT_POWER = 30
MINUS_POWER = 70


def sort_of(tree: Expression) -> Literal["condition", "name", "text", "number"]:
    """Say what a tree gives; what a name stands for is only known where columns are known."""
    if isinstance(tree, Name):
        return "name"
    if isinstance(tree, QuotedText):
        return "text"
    return "condition" if is_condition(tree) else "number"


def is_condition(tree: Expression) -> bool:
    """Whether a tree is true or false: a comparison, or logic."""
    if isinstance(tree, Binary):
        return tree.operator in COMPARISONS or tree.operator in LOGIC
    return isinstance(tree, Unary) and tree.operator == "not"


def names(tree: Expression) -> Iterator[Name]:
    """Give the names of a tree from left to right, repeats included."""
    if isinstance(tree, Name):
        yield tree
    elif isinstance(tree, Unary):
        yield from names(tree.operand)
    elif isinstance(tree, Binary):
        yield from names(tree.left)
        yield from names(tree.right)
    elif isinstance(tree, Call):
        for argument in tree.arguments:
            yield from names(argument)
