"""The condition `applies` of a figure rule: when, for whom, for what the rule holds."""

from __future__ import annotations

from collections.abc import Iterator

from cnnic_validate.expressions import ExpressionError, quoted
from cnnic_validate.message import say
from cnnic_validate.model.expression import Binary, Expression, Name, QuotedText, Unary
from cnnic_validate.model.period import parse_period
from cnnic_validate.model.spelling import did_you_mean

NAMES = ("time_period", "breakdown", "source", "agency", "measure")
_HINT = say("texts and periods stand in 'single quotes': time_period == '2024-12'")


def check_applies(tree: Expression) -> Iterator[ExpressionError]:
    """Give the faults of an `applies`, which compares the texts `NAMES` with texts."""
    if isinstance(tree, Unary) and tree.operator == "not":
        yield from check_applies(tree.operand)
    elif isinstance(tree, Binary) and tree.operator in {"and", "or"}:
        yield from check_applies(tree.left)
        yield from check_applies(tree.right)
    elif isinstance(tree, Binary) and tree.operator not in {"+", "-", "*", "/"}:
        yield from _side(tree.left)
        yield from _side(tree.right)
        yield from _period(tree.left, tree.right)
        yield from _period(tree.right, tree.left)
    else:
        yield ExpressionError(
            say("{tree} is neither true nor false", tree=quoted(tree)), hint=_HINT
        )


def _side(tree: Expression) -> Iterator[ExpressionError]:
    if isinstance(tree, QuotedText):
        return
    if not isinstance(tree, Name):
        yield ExpressionError(say("{tree} is no text", tree=quoted(tree)), hint=_HINT)
    elif tree.name not in NAMES or tree.breakdown or tree.at:
        hint = did_you_mean(tree.name, NAMES) or say("known are {known}", known=", ".join(NAMES))
        yield ExpressionError(say("{tree} is not known here", tree=quoted(tree)), hint=hint)


def _period(name: Expression, value: Expression) -> Iterator[ExpressionError]:
    """Refuse a period that no figure has as its text, so that the rule would never apply."""
    if isinstance(name, Name) and name.name == "time_period" and isinstance(value, QuotedText):
        period = parse_period(value.value)
        if period is None:
            yield ExpressionError(
                say("'{value}' is no period", value=value.value),
                hint=say("write '2024-12' or '2024'"),
            )
        elif str(period) != value.value:
            yield ExpressionError(
                say("'{value}' has a shorter form", value=value.value),
                hint=say("write '{period}'", period=period),
            )
