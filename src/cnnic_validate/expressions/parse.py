"""Read the text of a rule into a tree: a Pratt parser (top-down operator precedence).

From loose to tight: `or`, `and`, `not`, the comparisons (which do not chain), `+ -`, `* /`, and the
sign. Sorts are checked while the tree is built, so that every fault has its column.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cnnic_validate.expressions.error import ExpressionError
from cnnic_validate.expressions.tokens import Token, tokens
from cnnic_validate.expressions.tree import (
    COMPARISONS,
    LOGIC,
    MINUS_POWER,
    NOT_POWER,
    OPERATORS,
    POWERS,
    is_condition,
    sort_of,
)
from cnnic_validate.expressions.unparse import FUNCTIONS, KEYWORDS, quoted, unparse
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

MAX_NODES = 1_000
MAX_DEPTH = 100


@dataclass(slots=True)
class _Cursor:
    tokens: list[Token]
    at: int = 0
    nodes: int = 0
    nesting: int = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def takes(self, operator: str) -> bool:
        """Step over `operator` where it is next."""
        here = self.token.kind == "operator" and self.token.text == operator
        self.at += here
        return here


@dataclass(frozen=True, slots=True)
class _Node:
    tree: Expression
    column: int
    depth: int = 1


def parse(text: str) -> Expression:
    """Read a rule.

    Args:
        text: the rule as its author wrote it, at most 10,000 characters.

    Raises:
        ExpressionError: the text is no rule, has more than 1,000 nodes or 100 levels.
    """
    cursor = _Cursor(tokens(text))
    if len(cursor.tokens) == 1:
        raise ExpressionError(say("the rule is empty"))
    node = _expression(cursor, 0)
    if cursor.token.kind != "end":
        raise _unexpected(cursor.token)
    return node.tree


def _expression(cursor: _Cursor, power: int) -> _Node:
    """Read as much as binds tighter than `power`."""
    cursor.nesting += 1
    if cursor.nesting > MAX_DEPTH:
        raise _too_deep(cursor.token.column)
    left = _prefix(cursor)
    while True:
        token = cursor.token
        binds = POWERS.get(token.text, 0) if token.kind in {"operator", "name"} else 0
        if binds <= power:
            break
        cursor.take()
        left = _binary(cursor, token, left, _expression(cursor, binds))
    cursor.nesting -= 1
    return left


def _prefix(cursor: _Cursor) -> _Node:
    token = cursor.take()
    if token.kind == "number":
        return _counted(cursor, Number(Fraction(token.text)), token.column)
    if token.kind == "text":
        return _counted(cursor, QuotedText(token.text), token.column)
    if token.kind == "operator" and token.text == "(":
        inner = _expression(cursor, 0)
        _close(cursor, token)
        return _Node(inner.tree, token.column, inner.depth)
    if token.kind == "operator" and token.text == "-":
        operand = _value(_expression(cursor, MINUS_POWER), "-")
        return _counted(cursor, Unary("-", operand.tree), token.column, operand)
    if token.kind == "name" and token.text == "not":
        operand = _truth(_expression(cursor, NOT_POWER), "not")
        return _counted(cursor, Unary("not", operand.tree), token.column, operand)
    if token.kind == "name" and token.text not in KEYWORDS:
        return _call(cursor, token) if cursor.takes("(") else _name(cursor, token)
    raise _unexpected(token)


def _name(cursor: _Cursor, token: Token) -> _Node:
    breakdown = cursor.take().text if cursor.token.kind == "breakdown" else ""
    at = cursor.take().text if cursor.token.kind == "at" else ""
    return _counted(cursor, Name(token.text.removeprefix("`"), breakdown, at), token.column)


def _call(cursor: _Cursor, token: Token) -> _Node:
    if token.text not in FUNCTIONS:
        raise ExpressionError(
            say("there is no function `{text}`", text=token.text),
            token.column,
            say("there are abs, min and max"),
        )
    arguments = [_value(_expression(cursor, 0), token.text)]
    while cursor.takes(","):
        arguments.append(_value(_expression(cursor, 0), token.text))
    _close(cursor, token)
    if (len(arguments) == 1) != (token.text == "abs"):
        wanted = say("one argument") if token.text == "abs" else say("two arguments or more")
        raise ExpressionError(
            say(
                "`{text}` takes {wanted}, {count} given",
                text=token.text,
                wanted=wanted,
                count=len(arguments),
            ),
            token.column,
        )
    tree = Call(FUNCTIONS[token.text], tuple(each.tree for each in arguments))
    return _counted(cursor, tree, token.column, *arguments)


def _close(cursor: _Cursor, opening: Token) -> None:
    if not cursor.takes(")"):
        if cursor.token.kind == "end":
            raise ExpressionError(say("the parenthesis is not closed"), opening.column)
        raise _unexpected(cursor.token)


def _binary(cursor: _Cursor, token: Token, left: _Node, right: _Node) -> _Node:
    operator = token.text
    if operator in LOGIC:
        _truth(left, operator)
        _truth(right, operator)
    elif operator in COMPARISONS:
        _comparable(token, left, right)
    else:
        _value(left, operator)
        _value(right, operator)
    tree = Binary(OPERATORS[operator], left.tree, right.tree)
    return _counted(cursor, tree, left.column, left, right)


def _counted(cursor: _Cursor, tree: Expression, column: int, *parts: _Node) -> _Node:
    cursor.nodes += 1
    if cursor.nodes > MAX_NODES:
        raise ExpressionError(
            say("a rule has at most {max_nodes:,} terms and operators", max_nodes=MAX_NODES),
            column,
            say("write several rules"),
        )
    depth = 1 + max((part.depth for part in parts), default=0)
    if depth > MAX_DEPTH:
        raise _too_deep(column)
    return _Node(tree, column, depth)


def _too_deep(column: int) -> ExpressionError:
    return ExpressionError(
        say("a rule is at most {max_depth} levels deep", max_depth=MAX_DEPTH),
        column,
        say("declare long sums as a partition, or write several rules"),
    )


def _truth(node: _Node, operator: str) -> _Node:
    """Refuse what is no comparison."""
    if not is_condition(node.tree):
        raise ExpressionError(
            say(
                "{tree} is neither true nor false, as `{operator}` needs",
                tree=quoted(node.tree),
                operator=operator,
            ),
            node.column,
            say("compare it with something, such as == 1 or == 'yes'"),
        )
    return node


def _value(node: _Node, operator: str) -> _Node:
    """Refuse what is no number."""
    sort = sort_of(node.tree)
    if sort in {"condition", "text"}:
        what = say("a condition") if sort == "condition" else say("a text")
        raise ExpressionError(
            say(
                "`{operator}` takes numbers, {tree} is {what}",
                operator=operator,
                tree=quoted(node.tree),
                what=what,
            ),
            node.column,
        )
    return node


def _comparable(token: Token, left: _Node, right: _Node) -> None:
    for node, other in ((left, right), (right, left)):
        if is_condition(node.tree):
            raise _chained(token, left, right, node)
        if sort_of(node.tree) == "text" and sort_of(other.tree) == "number":
            raise ExpressionError(
                say(
                    "the text {tree} is compared with the number {other_tree}",
                    tree=unparse(node.tree),
                    other_tree=quoted(other.tree),
                ),
                node.column,
                say("numbers stand without quotes, periods with them: time_period == '2024-12'"),
            )


def _chained(token: Token, left: _Node, right: _Node, node: _Node) -> ExpressionError:
    tree = left.tree
    if node is left and isinstance(tree, Binary) and tree.operator in COMPARISONS:
        return ExpressionError(
            say("comparisons do not chain"),
            token.column,
            say(
                "write `{tree} and {right} {text} {right_tree}`",
                tree=unparse(tree),
                right=unparse(tree.right),
                text=token.text,
                right_tree=unparse(right.tree),
            ),
        )
    return ExpressionError(
        say(
            "`{text}` compares values, {tree} is a condition",
            text=token.text,
            tree=quoted(node.tree),
        ),
        node.column,
        say("join conditions by `and`, `or`, `not`"),
    )


def _unexpected(token: Token) -> ExpressionError:
    if token.kind == "end":
        return ExpressionError(say("the rule breaks off: a value is missing"), token.column)
    hint = ""
    if token.text == ",":
        hint = say("write numbers without thousands separators")
    elif token.kind == "breakdown":
        hint = say("a breakdown follows the name of an indicator: name[code]")
    elif token.kind == "at":
        hint = say("@ follows the name of an indicator: name@ref, name[code]@-12m")
    elif token.kind in {"name", "number", "text"} and token.text not in KEYWORDS:
        hint = say("an operator is missing before it, such as ==, <=, +, and")
    return ExpressionError(
        say("`{text}` cannot stand here", text=token.text.removeprefix("`")), token.column, hint
    )
