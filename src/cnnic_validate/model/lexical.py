"""What a cell of each field type looks like, and its exact value.

The grammars are those of Table Schema v2, which defers to XML Schema: `number` is a decimal with an
optional exponent, or NaN, INF, -INF in any case; `integer` a signed run of digits; `date` is
`YYYY-MM-DD`; `year` and `yearmonth` are gYear and gYearMonth with their optional time zone. They
are written in the subset of regular expressions that Python and linear-time engines read alike, and
are meant to match the whole cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from cnnic_validate.message import say

_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_YEAR = r"-?(?:[1-9][0-9]{3,8}|0(?:[1-9][0-9]{2}|0[1-9][0-9]|00[1-9]))"
# A date's year has four digits and is not 0000.
_DATE_YEAR = r"(?:[1-9][0-9]{3}|0(?:[1-9][0-9]{2}|0[1-9][0-9]|00[1-9]))"
_LEAP_YEAR = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"

GRAMMARS: dict[str, str] = {
    "integer": r"[+-]?[0-9]+",
    "number": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[nN][aA][nN]"
    r"|-?[iI][nN][fF]",
    "date": rf"{_DATE_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    rf"|{_LEAP_YEAR}-02-29",
    "year": _YEAR + _ZONE,
    "yearmonth": rf"{_YEAR}-(?:0[1-9]|1[0-2]){_ZONE}",
}
TRUE_VALUES = ("true", "True", "TRUE", "1")
FALSE_VALUES = ("false", "False", "FALSE", "0")

NUMERIC_TYPES = frozenset({"integer", "number", "year"})
ORDERED_TYPES = frozenset({"integer", "number", "date", "year", "yearmonth"})
TYPES = frozenset({"string", "boolean", "any", *GRAMMARS})

# How a message names what a type expects.
EXPECTED: dict[str, str] = {
    "integer": say("a whole number such as 1108 or -3"),
    "number": say("a number such as 1108.5 or -0.3"),
    "boolean": say("true or false"),
    "date": say("a date written YYYY-MM-DD"),
    "year": say("a year written YYYY"),
    "yearmonth": say("a month written YYYY-MM"),
}

_COMPILED = {name: re.compile(grammar) for name, grammar in GRAMMARS.items()}
_YEARMONTH = re.compile(r"(-?[0-9]+)-([0-9]{2})")
_YEAR_PART = re.compile(r"-?[0-9]+")


def is_of_type(
    type_name: str,
    text: str,
    true_values: tuple[str, ...] = TRUE_VALUES,
    false_values: tuple[str, ...] = FALSE_VALUES,
) -> bool:
    """Tell whether `text` is a lexical form of the type; strings and `any` take every text."""
    if type_name == "boolean":
        return text in true_values or text in false_values
    grammar = _COMPILED.get(type_name)
    return grammar is None or grammar.fullmatch(text) is not None


def number(text: str) -> Decimal:
    """Give the exact value of a lexical `integer` or `number`.

    An exponent beyond what `Decimal` holds gives an infinity or a zero of the right sign. Raises
    `ValueError` where the text is not a number.
    """
    if not is_of_type("number", text):
        raise ValueError(f"not a number: {text[:40]}")
    try:
        return Decimal(text)
    except InvalidOperation:
        mantissa, _, exponent = text.lower().partition("e")
        if exponent.startswith("-") or not Decimal(mantissa):
            return Decimal(0)
        return Decimal("Infinity").copy_sign(Decimal(mantissa))


def value(
    type_name: str,
    text: str,
    true_values: tuple[str, ...] = TRUE_VALUES,
    false_values: tuple[str, ...] = FALSE_VALUES,
) -> Any:
    """Give the logical value of a cell, such that equal values are equal cells.

    Numbers are `Decimal` (NaN is the text `nan`, so that it equals itself), booleans `bool`, years
    whole numbers, months pairs (year, month); everything else is its text. Values of one type can
    be ordered, except NaN. A text that is not of the type stands for itself.
    """
    if not is_of_type(type_name, text, true_values, false_values):
        return text
    if type_name in {"integer", "number"}:
        exact = number(text)
        return "nan" if exact.is_nan() else exact
    if type_name == "boolean":
        return text in true_values
    if type_name == "year":
        return int(_YEAR_PART.match(text)[0])  # type: ignore[index]  # the grammar has a year
    if type_name == "yearmonth":
        year, month = _YEARMONTH.match(text).groups()  # type: ignore[union-attr]  # likewise
        return (int(year), int(month))
    return text


def boolean_values(raw: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the texts that a field's descriptor takes for true and for false."""
    texts = (raw.get("trueValues"), raw.get("falseValues"))
    true_values, false_values = (tuple(each) if isinstance(each, list) else None for each in texts)
    return (
        TRUE_VALUES if true_values is None else true_values,
        FALSE_VALUES if false_values is None else false_values,
    )


def bound_value(type_name: str, bound: int | Decimal | str) -> Any:
    """Give a bound as something that a `value` of its type can be compared with."""
    if type_name in {"integer", "number"}:
        return Decimal(bound)
    return bound if isinstance(bound, int) else value(type_name, str(bound))
