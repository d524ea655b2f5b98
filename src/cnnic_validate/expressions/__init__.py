"""The rule language: text to tree, tree to text, normal form, and a small evaluator.

Nothing here runs Python code: a rule is read into the nodes of `model.expression`.
"""

from cnnic_validate.expressions.error import ExpressionError
from cnnic_validate.expressions.evaluate import evaluate
from cnnic_validate.expressions.normal import normal_form
from cnnic_validate.expressions.parse import MAX_DEPTH, MAX_NODES, parse
from cnnic_validate.expressions.tokens import MAX_CHARACTERS
from cnnic_validate.expressions.tree import is_condition, names
from cnnic_validate.expressions.unparse import quoted, unparse

__all__ = [
    "MAX_CHARACTERS",
    "MAX_DEPTH",
    "MAX_NODES",
    "ExpressionError",
    "evaluate",
    "is_condition",
    "names",
    "normal_form",
    "parse",
    "quoted",
    "unparse",
]
