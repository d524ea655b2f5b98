"""The normal form of a figure rule: `lo ≤ Σ c·x ≤ hi`, or `z = (a + b·r)·y`.

Both are what interval propagation can work with. Bounds are closed: `<` is read as `<=`, because
figures are closed intervals of true values and an end that is shared is no contradiction. Dividing
by a figure says that it is not zero; the normal form leaves that out. So it never rejects values
that the rule as written accepts.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cnnic_validate.expressions.error import ExpressionError
from cnnic_validate.expressions.evaluate import evaluate
from cnnic_validate.expressions.polynomial import (
    CONSTANT,
    Monomial,
    Polynomial,
    constant,
    difference,
    quotient,
)
from cnnic_validate.expressions.tree import COMPARISONS, names
from cnnic_validate.expressions.unparse import quoted, unparse
from cnnic_validate.message import say
from cnnic_validate.model.expression import (
    Binary,
    Call,
    Expression,
    Linear,
    Name,
    NormalForm,
    Number,
    Product,
)

_FORMS = say("a figure rule is one comparison of sums, or z == (a + b * r) * y")

# Far beyond any statistic, and far within what a float holds when such numbers are multiplied.
_LARGEST = 10**60


def normal_form(tree: Expression) -> NormalForm:
    """Bring a figure rule into normal form; equal terms are merged, zero terms fall out.

    Two inequalities joined by `and` are one form where they bound the same sum from both sides.

    Raises:
        ExpressionError: the rule has no normal form (the message names the term), says nothing
            about any figure, or can never hold.
    """
    order: dict[Name, int] = {}
    for name in names(tree):
        order.setdefault(name, len(order))
    form = _form(tree, order)
    if any(max(abs(each.numerator), each.denominator) > _LARGEST for each in _numbers(form)):
        raise ExpressionError(
            say("{tree} multiplies its numbers beyond 60 digits", tree=quoted(tree))
        )
    return form


def _numbers(form: NormalForm) -> list[Fraction]:
    if isinstance(form, Product):
        return [form.offset, form.slope]
    ends = [end for end in (form.low, form.high) if end is not None]
    return [*(weight for weight, _ in form.terms), *ends]


def _form(tree: Expression, order: Mapping[Name, int]) -> NormalForm:
    if isinstance(tree, Binary) and tree.operator == "and":
        return _both(_form(tree.left, order), _form(tree.right, order), tree)
    if not isinstance(tree, Binary) or tree.operator not in COMPARISONS:
        hint = say("write two rules") if isinstance(tree, Binary) and tree.operator == "or" else ""
        raise ExpressionError(
            say("{tree} is not a comparison: {forms}", tree=quoted(tree), forms=_FORMS), hint=hint
        )
    if tree.operator == "!=":
        raise ExpressionError(
            say(
                "{tree} leaves out one value, which no printed figure can breach", tree=quoted(tree)
            ),
            hint=say("write ==, <= or >="),
        )
    if magnitude := _magnitude(tree, order):
        return magnitude
    return _compared(tree, order)


def _compared(tree: Binary, order: Mapping[Name, int]) -> NormalForm:
    value = difference(quotient(tree.left, order), quotient(tree.right, order), tree, order)
    number = constant(value)
    if number is not None:
        raise _empty(tree, number)
    top, bottom = value.top, value.bottom
    if set(bottom) != {CONSTANT}:
        if tree.operator != "==":
            raise ExpressionError(
                say(
                    "an inequality cannot divide by `{bottom}`, whose sign is not known",
                    bottom=_poly_text(bottom),
                ),
                hint=say("multiply out: x <= 0.5 * y instead of x / y <= 0.5"),
            )
    else:
        top = {key: each / bottom[CONSTANT] for key, each in top.items()}
    if set(top) <= {CONSTANT}:
        # Multiplying by the divisor left no figure: 1 / x is never 0.
        raise _empty(tree, top.get(CONSTANT, Fraction(0)))
    if all(len(key) < 2 for key in top):
        return _linear(top, tree.operator, order)
    if tree.operator != "==":
        raise ExpressionError(
            say(
                "`{top}` multiplies figures, which only a rule with == may",
                top=_text(_first(top, 2, order)),
            )
        )
    return _product(top, order)


def _empty(tree: Binary, number: Fraction) -> ExpressionError:
    holds = evaluate(Binary(tree.operator, Number(number), Number(Fraction(0))), {})
    verdict = say("always holds") if holds else say("never holds")
    return ExpressionError(
        say(
            "{tree} says nothing about any figure: it {verdict}", tree=quoted(tree), verdict=verdict
        )
    )


def _linear(top: Polynomial, operator: str, order: Mapping[Name, int]) -> Linear:
    bound = -top.get(CONSTANT, Fraction(0))
    terms = tuple((top[key], key[0]) for key in _sorted(top, order) if key)
    return Linear(
        terms,
        bound if operator in {"==", ">=", ">"} else None,
        bound if operator in {"==", "<=", "<"} else None,
    )


def _magnitude(tree: Binary, order: Mapping[Name, int]) -> Linear | None:
    """Read `abs(sum) <= number`, written either way round; None where the rule is no such thing."""
    inner, bound = tree.left, tree.right
    below = tree.operator in {"<=", "<"}
    if not (isinstance(inner, Call) and inner.function == "abs"):
        inner, bound, below = bound, inner, tree.operator in {">=", ">"}
    if not (isinstance(inner, Call) and inner.function == "abs" and below):
        return None
    limit = constant(quotient(bound, order))
    value = quotient(inner.arguments[0], order)
    if limit is None or constant(value) is not None:
        return None
    if limit < 0:
        raise ExpressionError(
            say("{tree} can never hold: a magnitude is not negative", tree=quoted(tree))
        )
    if set(value.bottom) != {CONSTANT} or any(len(key) > 1 for key in value.top):
        raise ExpressionError(
            say(
                "{arguments} is no sum, as a magnitude needs here",
                arguments=quoted(inner.arguments[0]),
            ),
            hint=say("multiply out, or write two rules"),
        )
    top = {key: each / value.bottom[CONSTANT] for key, each in value.top.items()}
    shift = top.pop(CONSTANT, Fraction(0))
    terms = tuple((top[key], key[0]) for key in _sorted(top, order))
    return Linear(terms, -limit - shift, limit - shift)


def _both(left: NormalForm, right: NormalForm, tree: Binary) -> Linear:
    """Join two bounds on one sum."""
    scale = _scale(left, right)
    if not (isinstance(left, Linear) and isinstance(right, Linear)) or scale is None:
        raise ExpressionError(
            say(
                "{right} bounds another sum than {left}",
                right=quoted(tree.right),
                left=quoted(tree.left),
            ),
            hint=say("write two rules"),
        )
    low, high = (None if end is None else end * scale for end in (right.low, right.high))
    if scale < 0:
        low, high = high, low
    lows = [end for end in (left.low, low) if end is not None]
    highs = [end for end in (left.high, high) if end is not None]
    joint = Linear(left.terms, max(lows, default=None), min(highs, default=None))
    if joint.low is not None and joint.high is not None and joint.low > joint.high:
        raise ExpressionError(say("{tree} can never hold", tree=quoted(tree)))
    return joint


def _scale(left: NormalForm, right: NormalForm) -> Fraction | None:
    """Give the factor that makes the sum of `right` that of `left`, or None."""
    if not (isinstance(left, Linear) and isinstance(right, Linear)):
        return None
    ours = {name: weight for weight, name in left.terms}
    theirs = {name: weight for weight, name in right.terms}
    if ours.keys() != theirs.keys():
        return None
    scales = {ours[name] / theirs[name] for name in ours}
    return scales.pop() if len(scales) == 1 else None


def _product(top: Polynomial, order: Mapping[Name, int]) -> Product:
    """Solve `q·r·y + a·y + t·z = 0` for z."""
    products = [key for key in _sorted(top, order) if len(key) > 1]
    pair = products[0]
    if len(products) > 1 or len(pair) > 2 or pair[0] == pair[1]:
        wrong = products[1] if len(products) > 1 else pair
        raise ExpressionError(
            say(
                "the term `{wrong}` is one product too many: {forms}",
                wrong=_text(wrong),
                forms=_FORMS,
            ),
            hint=say(
                "a rule multiplies one pair of different figures; write the other "
                "product as a rule of its own"
            ),
        )
    if CONSTANT in top:
        raise ExpressionError(
            say(
                "a number stands beside the product `{pair}`: {forms}",
                pair=_text(pair),
                forms=_FORMS,
            )
        )
    alone = [key for key in _sorted(top, order) if len(key) == 1]
    targets = [key[0] for key in alone if key[0] not in pair]
    of_pair = [key[0] for key in alone if key[0] in pair]
    if len(targets) != 1 or len(of_pair) > 1:
        if not targets:
            raise ExpressionError(
                say(
                    "nothing equals the product `{pair}`: a third figure is missing: {forms}",
                    pair=_text(pair),
                    forms=_FORMS,
                )
            )
        wrong = (targets[1],) if len(targets) > 1 else (of_pair[1],)
        raise ExpressionError(
            say(
                "the term `{wrong}` stands beside the product `{pair}`: {forms}",
                wrong=_text(wrong),
                pair=_text(pair),
                forms=_FORMS,
            )
        )
    target = targets[0]
    base = of_pair[0] if of_pair else pair[1]
    factor = pair[0] if base == pair[1] else pair[1]
    weight = top[(target,)]
    offset = top[(base,)] if of_pair else Fraction(0)
    return Product(target, -offset / weight, -top[pair] / weight, factor, base)


def _sorted(top: Polynomial, order: Mapping[Name, int]) -> list[Monomial]:
    return sorted(top, key=lambda key: [order[name] for name in key])


def _first(top: Polynomial, degree: int, order: Mapping[Name, int]) -> Monomial:
    return next(key for key in _sorted(top, order) if len(key) >= degree)


def _text(key: Monomial) -> str:
    return " * ".join(unparse(name) for name in key)


def _poly_text(terms: Polynomial) -> str:
    return " + ".join(_text(key) for key in terms if key)
