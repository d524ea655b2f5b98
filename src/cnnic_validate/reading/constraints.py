"""Constraints of a Table Schema field: a JSON value to `Constraints`, with every fault noted."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from cnnic_validate.message import say
from cnnic_validate.model import lexical
from cnnic_validate.model.package import Bound, Constraints, Field
from cnnic_validate.model.pattern import PatternError, translate
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.reading.faults import Faults, inside, kind, note, show

# A bound or an enumerated value longer than this is refused: no table needs it.
_LONGEST = 1000
_ALL = lexical.TYPES
_CONSTRAINTS: dict[str, frozenset[str]] = {
    "required": _ALL,
    "unique": _ALL,
    "enum": _ALL,
    "minimum": lexical.ORDERED_TYPES,
    "maximum": lexical.ORDERED_TYPES,
    "exclusiveMinimum": lexical.ORDERED_TYPES,
    "exclusiveMaximum": lexical.ORDERED_TYPES,
    "minLength": frozenset({"string"}),
    "maxLength": frozenset({"string"}),
    "pattern": frozenset({"string"}),
}


def constraints_of(field: Field, faults: Faults) -> Constraints:
    """Read the constraints of a field from its descriptor, `field.raw`; faults are noted."""
    with inside(faults, "constraints"):
        constraints = _constraints(field.raw.get("constraints", {}), field, faults)
    return _with_categories(field.raw, field, constraints, faults)


def _constraints(value: Any, field: Field, faults: Faults) -> Constraints:
    if not isinstance(value, dict):
        note(faults, say("an object was expected, not {value}", value=kind(value)))
        return Constraints()
    _check_names(value, field, faults)
    read = dict.fromkeys(_READERS)
    for name, reader in _READERS.items():
        if name in value and field.type in _CONSTRAINTS[name]:
            with inside(faults, name):
                read[name] = reader(value[name], field, faults)
    constraints = Constraints(
        required=bool(read["required"]),
        unique=bool(read["unique"]),
        minimum=read["minimum"],
        maximum=read["maximum"],
        exclusive_minimum=read["exclusiveMinimum"],
        exclusive_maximum=read["exclusiveMaximum"],
        min_length=read["minLength"],
        max_length=read["maxLength"],
        pattern=read["pattern"],
        enum=read["enum"],
    )
    _check_order(constraints, field, faults)
    return constraints


def _check_names(value: Mapping[str, Any], field: Field, faults: Faults) -> None:
    for name in value:
        if name == "jsonSchema":
            note(faults, say("`jsonSchema` is not supported yet"), where=name)
        elif name not in _CONSTRAINTS:
            note(
                faults,
                say("unknown constraint `{name}`", name=name),
                did_you_mean(name, _CONSTRAINTS),
                name,
            )
        elif field.type not in _CONSTRAINTS[name]:
            allowed = ", ".join(sorted(_CONSTRAINTS[name]))
            note(
                faults,
                say("`{name}` is not a constraint of type {type}", name=name, type=field.type),
                say("it is one of: {allowed}", allowed=allowed),
                name,
            )


def _flag(value: Any, _: Field, faults: Faults) -> bool:
    if not isinstance(value, bool):
        note(faults, say("true or false was expected, not {value}", value=show(value)))
        return False
    return value


def _length(value: Any, _: Field, faults: Faults) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        note(faults, say("a whole number from 0 was expected, not {value}", value=show(value)))
        return None
    return value


def _pattern(value: Any, _: Field, faults: Faults) -> str | None:
    if not isinstance(value, str):
        note(faults, say("a text was expected, not {value}", value=show(value)))
        return None
    try:
        translate(value)
    except PatternError as error:
        note(
            faults, say("{value} is not a usable pattern: {error}", value=show(value), error=error)
        )
        return None
    return value


def _bound(value: Any, field: Field, faults: Faults) -> Bound | None:
    """Read a bound as a value of the field's type: a number exactly, anything else as text."""
    text = _physical(value, field)
    if text is None or not lexical.is_of_type(field.type, text):
        expected = lexical.EXPECTED[field.type]
        note(
            faults,
            say("{value} is not a bound of type {type}", value=show(value), type=field.type),
            say("expected {expected}", expected=expected),
        )
        return None
    if field.type == "year":
        year: int = lexical.value("year", text)
        return year
    if field.type not in {"integer", "number"}:
        return text
    exact = lexical.number(text)
    if exact.is_nan():
        note(faults, say("NaN bounds nothing"))
        return None
    return int(exact) if field.type == "integer" else exact


def _enum(value: Any, field: Field, faults: Faults) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not value:
        note(faults, say("a list of at least one value was expected"))
        return None
    texts: list[str] = []
    for index, item in enumerate(value):
        text = _physical(item, field)
        if text is None or not lexical.is_of_type(
            field.type, text, *lexical.boolean_values(field.raw)
        ):
            note(
                faults,
                say("{item} is not of type {type}", item=show(item), type=field.type),
                where=f"[{index}]",
            )
        else:
            texts.append(text)
    return tuple(texts)


_READERS: dict[str, Callable[[Any, Field, Faults], Any]] = {
    "required": _flag,
    "unique": _flag,
    "minimum": _bound,
    "maximum": _bound,
    "exclusiveMinimum": _bound,
    "exclusiveMaximum": _bound,
    "minLength": _length,
    "maxLength": _length,
    "pattern": _pattern,
    "enum": _enum,
}


def _check_order(constraints: Constraints, field: Field, faults: Faults) -> None:
    """Note bounds that no value can satisfy."""
    lows = ((constraints.minimum, False), (constraints.exclusive_minimum, True))
    highs = ((constraints.maximum, False), (constraints.exclusive_maximum, True))
    for (low, above), (high, below) in itertools.product(lows, highs):
        if low is None or high is None:
            continue
        least, most = (lexical.bound_value(field.type, each) for each in (low, high))
        if least > most or (least == most and (above or below)):
            note(faults, say("no value is between the bounds {low} and {high}", low=low, high=high))
    shortest, longest = constraints.min_length, constraints.max_length
    if shortest is not None and longest is not None and shortest > longest:
        note(
            faults,
            say(
                "no text has at least {shortest} and at most {longest} characters",
                shortest=shortest,
                longest=longest,
            ),
        )


def _with_categories(
    item: Mapping[str, Any], field: Field, constraints: Constraints, faults: Faults
) -> Constraints:
    """Fold `categories` into `enum`: both say which values a field may have."""
    if "categories" not in item:
        return constraints
    with inside(faults, "categories"):
        if field.type not in {"string", "integer"}:
            note(faults, say("`categories` is not a property of type {type}", type=field.type))
            return constraints
        value = item["categories"]
        if isinstance(value, list):
            value = [each.get("value") if isinstance(each, dict) else each for each in value]
        texts = _enum(value, field, faults)
    if texts is None:
        return constraints
    known = {lexical.value(field.type, text) for text in texts}
    for text in constraints.enum or ():
        if lexical.value(field.type, text) not in known:
            note(
                faults,
                say("`{text}` is not one of the categories", text=text),
                where="constraints.enum",
            )
    return replace(constraints, enum=constraints.enum or texts)


def _physical(value: Any, field: Field) -> str | None:
    """Write a JSON value of a constraint as a cell would hold it; None where no cell could."""
    if isinstance(value, bool):
        words = lexical.boolean_values(field.raw)[0 if value else 1]
        return words[0] if field.type == "boolean" and words else None
    if not isinstance(value, int | str | Decimal):
        return None
    text = str(value)
    if isinstance(value, int) and field.type == "year":
        text = f"{value:05d}" if value < 0 else f"{value:04d}"
    elif isinstance(value, Decimal) and field.type == "integer" and "E" not in text:
        text = text.rstrip("0").removesuffix(".")  # 5.0 is a whole number in JSON
    return text if len(text) <= _LONGEST else None
