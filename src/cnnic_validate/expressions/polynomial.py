"""Exact quotients of polynomials in the names of a rule, of degree two at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from cnnic_validate.expressions.error import ExpressionError
from cnnic_validate.expressions.unparse import quoted
from cnnic_validate.message import say
from cnnic_validate.model.expression import Binary, Call, Expression, Name, Number, Unary

# A product of names, in the order of their first appearance in the rule; () is the constant.
Monomial = tuple[Name, ...]
Polynomial = Mapping[Monomial, Fraction]

MAX_DEGREE = 2
MAX_PRODUCTS = 10_000
CONSTANT: Monomial = ()
_ONE: Polynomial = {CONSTANT: Fraction(1)}


@dataclass(frozen=True, slots=True)
class Quotient:
    """`top / bottom`; no coefficient is zero, and `bottom` is not empty."""

    top: Polynomial
    bottom: Polynomial


def quotient(tree: Expression, order: Mapping[Name, int]) -> Quotient:
    """Read arithmetic over names as one quotient.

    Args:
        tree: the arithmetic of one side of a comparison.
        order: where each name of the rule first stands.

    Raises:
        ExpressionError: it is no such arithmetic; the message names the term.
    """
    if isinstance(tree, Number):
        return Quotient(_clean({CONSTANT: tree.value}), _ONE)
    if isinstance(tree, Name):
        return Quotient({(tree,): Fraction(1)}, _ONE)
    if isinstance(tree, Unary) and tree.operator == "-":
        return _scaled(quotient(tree.operand, order), Fraction(-1))
    if isinstance(tree, Call):
        return _folded(tree, order)
    if isinstance(tree, Binary) and tree.operator in {"+", "-", "*", "/"}:
        left, right = quotient(tree.left, order), quotient(tree.right, order)
        combined = _product if tree.operator in {"*", "/"} else _sum
        signed = _scaled(right, Fraction(-1)) if tree.operator == "-" else right
        return combined(left, signed, tree, order)
    raise ExpressionError(say("{tree} is no arithmetic on figures", tree=quoted(tree)))


def difference(
    left: Quotient, right: Quotient, tree: Expression, order: Mapping[Name, int]
) -> Quotient:
    """Give `left - right`."""
    return _sum(left, _scaled(right, Fraction(-1)), tree, order)


def constant(value: Quotient) -> Fraction | None:
    """Give the number that a quotient is, or None where it has a name."""
    if not value.top:
        return Fraction(0)
    if set(value.top) | set(value.bottom) == {CONSTANT}:
        return value.top[CONSTANT] / value.bottom[CONSTANT]
    return None


def _folded(tree: Call, order: Mapping[Name, int]) -> Quotient:
    """Work out a function of numbers; of figures it is neither a sum nor a product."""
    values = [constant(quotient(each, order)) for each in tree.arguments]
    known = [each for each in values if each is not None]
    if len(known) < len(values):
        hint = (
            say("`abs(x - y) <= 3`, with a number on the other side, can be one")
            if tree.function == "abs"
            else say(
                "a bound on it is one rule for each argument: x <= z and, in a second rule, y <= z"
            )
        )
        raise ExpressionError(
            say(
                "{tree} of figures is neither a sum nor a product of two figures", tree=quoted(tree)
            ),
            hint=hint,
        )
    value = {"abs": lambda: abs(known[0]), "min": lambda: min(known), "max": lambda: max(known)}
    return Quotient(_clean({CONSTANT: value[tree.function]()}), _ONE)


def _scaled(value: Quotient, factor: Fraction) -> Quotient:
    return Quotient({key: each * factor for key, each in value.top.items()}, value.bottom)


def _sum(left: Quotient, right: Quotient, tree: Expression, order: Mapping[Name, int]) -> Quotient:
    if left.bottom == right.bottom:
        return _reduced(_added(left.top, right.top), left.bottom)
    top = _added(
        _multiplied(left.top, right.bottom, tree, order),
        _multiplied(right.top, left.bottom, tree, order),
    )
    return _reduced(top, _multiplied(left.bottom, right.bottom, tree, order))


def _product(
    left: Quotient, right: Quotient, tree: Expression, order: Mapping[Name, int]
) -> Quotient:
    if isinstance(tree, Binary) and tree.operator == "/":
        if not right.top:
            raise ExpressionError(say("{tree} divides by zero", tree=quoted(tree)))
        right = Quotient(right.bottom, right.top)
    top = _multiplied(left.top, right.top, tree, order)
    return _reduced(top, _multiplied(left.bottom, right.bottom, tree, order))


def _clean(terms: Polynomial) -> Polynomial:
    return {key: each for key, each in terms.items() if each}


def _added(left: Polynomial, right: Polynomial) -> Polynomial:
    total = dict(left)
    for key, each in right.items():
        total[key] = total.get(key, Fraction(0)) + each
    return _clean(total)


def _multiplied(
    left: Polynomial, right: Polynomial, tree: Expression, order: Mapping[Name, int]
) -> Polynomial:
    if len(left) * len(right) > MAX_PRODUCTS:
        raise _too_much(tree)
    total: dict[Monomial, Fraction] = {}
    for one, weight in left.items():
        for two, other in right.items():
            key = tuple(sorted(one + two, key=order.__getitem__))
            total[key] = total.get(key, Fraction(0)) + weight * other
    clean = _clean(total)
    # One more than the limit: what divides top and bottom alike falls out afterwards.
    if any(len(key) > MAX_DEGREE + 1 for key in clean):
        raise _too_much(tree)
    return clean


def _too_much(tree: Expression) -> ExpressionError:
    return ExpressionError(
        say("{tree} multiplies more than two figures", tree=quoted(tree)),
        hint=say("name the product as an indicator of its own and write two rules"),
    )


def _reduced(top: Polynomial, bottom: Polynomial) -> Quotient:
    """Cancel names that stand in every term of both: divided by, they are not zero."""
    if not top:
        return Quotient({}, _ONE)
    terms = [*top, *bottom]
    for name in terms[0]:
        if all(name in term for term in terms):
            top, bottom = _without(top, name), _without(bottom, name)
            terms = [*top, *bottom]
    return Quotient(top, bottom)


def _without(terms: Polynomial, name: Name) -> Polynomial:
    reduced: dict[Monomial, Fraction] = {}
    for key, each in terms.items():
        at = key.index(name)
        reduced[key[:at] + key[at + 1 :]] = each
    return reduced
