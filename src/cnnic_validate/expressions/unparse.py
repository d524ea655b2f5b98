"""Write a tree as text, with no more parentheses than it needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from cnnic_validate.expressions.tokens import NAME
from cnnic_validate.expressions.tree import MINUS_POWER, NOT_POWER, POWERS
from cnnic_validate.model.expression import Call, Expression, Name, Number, QuotedText, Unary
from cnnic_validate.model.finding import shown

FUNCTIONS: Mapping[str, Literal["abs", "min", "max"]] = {"abs": "abs", "min": "min", "max": "max"}
KEYWORDS = frozenset({"and", "or", "not"})
_PLAIN = re.compile(rf"{NAME}\Z")
_ATOM_POWER = 80


def unparse(tree: Expression) -> str:
    """Give the text of a tree; `parse` reads it back as an equal tree.

    A tree that `parse` never gives (a negative number or a third as a `Number`) is written as the
    sum it stands for and comes back as that sum.
    """
    return _written(tree)[0]


def quoted(tree: Expression) -> str:
    """Give the text of a tree for a message: in backquotes, cut to 120 characters."""
    return f"`{shown(unparse(tree), 120)}`"


def _written(tree: Expression) -> tuple[str, int]:
    """Give the text of a tree and how tightly its outermost operator binds."""
    if isinstance(tree, Number):
        return number_text(tree.value), _ATOM_POWER
    if isinstance(tree, QuotedText):
        return "'" + tree.value.replace("'", "''") + "'", _ATOM_POWER
    if isinstance(tree, Name):
        return _name(tree), _ATOM_POWER
    if isinstance(tree, Call):
        return f"{tree.function}({', '.join(map(unparse, tree.arguments))})", _ATOM_POWER
    if isinstance(tree, Unary):
        power = MINUS_POWER if tree.operator == "-" else NOT_POWER
        gap = "" if tree.operator == "-" else " "
        return f"{tree.operator}{gap}{_within(tree.operand, power)}", power
    power = POWERS[tree.operator]
    return (
        f"{_within(tree.left, power)} {tree.operator} {_within(tree.right, power + 1)}",
        power,
    )


def _within(tree: Expression, power: int) -> str:
    text, own = _written(tree)
    return text if own >= power else f"({text})"


def _name(name: Name) -> str:
    plain = _PLAIN.match(name.name) and name.name not in KEYWORDS
    text = name.name if plain else f"`{name.name}`"
    text += f"[{name.breakdown}]" if name.breakdown else ""
    return text + (f"@{name.at}" if name.at else "")


def number_text(value: Fraction) -> str:
    """Write an exact number: as a decimal where it has one, else as a quotient."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest > 1:
        return f"({value.numerator} / {value.denominator})"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"({'-' + text})" if value < 0 else text
