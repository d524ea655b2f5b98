"""Fields of a schema compiled to rules on single cells.

A rule is a polars expression that is true for every cell in breach, and perhaps for a few more: its
`confirm`, where it has one, decides those exactly. A cell that is not of its type breaches the type
and nothing else.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from cnnic_validate.model import lexical
from cnnic_validate.model.finding import shown
from cnnic_validate.model.package import Bound, Field, TableSchema
from cnnic_validate.model.pattern import translate

# Two decimals of at most this many characters are equal iff their doubles are.
_EXACT_CHARACTERS = 15


@dataclass(frozen=True, slots=True)
class CellRule:
    """A rule on the cells of one column of a frame whose columns are named "0", "1", ….

    `breach` is Boolean, null counting as false; `confirm` says exactly whether a cell is in breach;
    `message` and `hint` word the finding for a cell.
    """

    code: str
    field: Field
    column: int
    breach: pl.Expr
    message: Callable[[str], str]
    hint: Callable[[str], str] = lambda _: ""
    confirm: Callable[[str], bool] | None = None


def present(field: Field, schema: TableSchema, column: int) -> pl.Expr:
    """Give the cells of a field, null where they are missing."""
    cell = pl.col(str(column))
    missing = field.missing_values if field.missing_values is not None else schema.missing_values
    if not missing:
        return cell
    is_missing = cell == missing[0] if len(missing) == 1 else cell.is_in(list(missing))
    return pl.when(~is_missing).then(cell)


def well_typed(field: Field, cell: pl.Expr) -> pl.Expr:
    """Give whether a present cell is of its type; null where it is missing."""
    if field.type == "boolean":
        words = [word for each in lexical.boolean_values(field.raw) for word in each]
        return cell.is_in(words)
    grammar = lexical.GRAMMARS.get(field.type)
    return cell.is_not_null() if grammar is None else cell.str.contains(f"^(?:{grammar})$")


def cell_rules(
    field: Field, schema: TableSchema, column: int, *, in_primary_key: bool = False
) -> list[CellRule]:
    """Compile a field to its rules; `column` is where the table has it."""
    cell = present(field, schema, column)
    rules = []
    if field.constraints.required or in_primary_key:
        code = "required" if field.constraints.required else "primary-key"
        why = "is required" if field.constraints.required else "is part of the primary key"
        rules.append(
            CellRule(code, field, column, cell.is_null(), lambda _: f"the cell is empty and {why}")
        )
    if field.type in lexical.GRAMMARS or field.type == "boolean":
        expected = lexical.EXPECTED[field.type]
        if field.type == "boolean":
            expected = " or ".join(words[0] for words in lexical.boolean_values(field.raw) if words)
        rules.append(
            CellRule(
                "type",
                field,
                column,
                ~well_typed(field, cell),
                lambda text: f"`{shown(text, 60)}` is not {expected}",
                lambda text: _type_hint(field, text),
            )
        )
        cell = pl.when(well_typed(field, cell)).then(cell)
    return [*rules, *_bound_rules(field, column, cell), *_text_rules(field, column, cell)]


def _type_hint(field: Field, text: str) -> str:
    """Say what is probably meant by a cell that is not of its type."""
    if lexical.is_of_type(field.type, text.strip()):
        return "remove the blanks around it"
    bare = text.strip().replace(",", "").replace(" ", "").replace("_", "")
    if field.type in {"integer", "number"} and lexical.is_of_type(field.type, bare):
        return f"write it without grouping: {bare}"
    if field.type in {"integer", "number"} and lexical.is_of_type(field.type, bare.rstrip("%")):
        return f"write it without the sign: {bare.rstrip('%')}"
    if field.type == "integer" and lexical.is_of_type("number", text):
        return "the field holds whole numbers"
    return ""


_WORDS = {
    "minimum": "below the minimum",
    "maximum": "above the maximum",
    "exclusive-minimum": "not above",
    "exclusive-maximum": "not below",
}


def _bound_rules(field: Field, column: int, cell: pl.Expr) -> list[CellRule]:
    given = field.constraints
    bounds: dict[str, Bound | None] = {
        "minimum": given.minimum,
        "maximum": given.maximum,
        "exclusive-minimum": given.exclusive_minimum,
        "exclusive-maximum": given.exclusive_maximum,
    }
    return [
        CellRule(
            code,
            field,
            column,
            _beyond(field, cell, code, bound),
            lambda text, code=code, bound=bound: (  # type: ignore[misc]  # defaults bind the loop
                f"{shown(text, 60)} is {_WORDS[code]} {bound}"
            ),
            confirm=lambda text, code=code, bound=bound: (  # type: ignore[misc]  # likewise
                is_beyond(field, text, code, bound)
            ),
        )
        for code, bound in bounds.items()
        if bound is not None
    ]


def is_beyond(field: Field, text: str, code: str, bound: Bound) -> bool:
    """Say exactly whether a well-typed cell breaks a bound; NaN satisfies none."""
    value = lexical.value(field.type, text)
    limit = lexical.bound_value(field.type, bound)
    if value == "nan":
        return True
    if code == "minimum":
        return bool(value < limit)
    if code == "maximum":
        return bool(value > limit)
    return bool(value <= limit if code == "exclusive-minimum" else value >= limit)


def _beyond(field: Field, cell: pl.Expr, code: str, bound: Bound) -> pl.Expr:
    """Give which cells may break a bound: never fewer than do.

    Doubles are compared, and rounding to a double keeps order: only where both are equal may the
    exact values differ, and only where either has more digits than a double tells apart.
    """
    value, limit = _ordinal(field, cell, bound)
    lower = code.endswith("minimum")
    outside = value < limit if lower else value > limit
    equal = value == limit
    if field.type not in {"integer", "number"}:
        return (outside | equal) if code.startswith("exclusive") else outside
    outside = outside | value.is_nan()
    if code.startswith("exclusive"):
        return outside | equal
    if len(str(bound)) > _EXACT_CHARACTERS:
        return outside | equal
    long = (cell.str.len_bytes() > _EXACT_CHARACTERS) | cell.str.contains("[eE]")
    return outside | (equal & long)


def _ordinal(field: Field, cell: pl.Expr, bound: Bound) -> tuple[pl.Expr, pl.Expr]:
    """Give cells and bound as something polars orders as the type does."""
    if field.type in {"integer", "number"}:
        return cell.cast(pl.Float64, strict=False), pl.lit(float(Decimal(bound)))
    if field.type == "year":
        return cell.str.extract("^(-?[0-9]+)").cast(pl.Int64, strict=False), pl.lit(int(bound))
    if field.type == "yearmonth":
        year = cell.str.extract("^(-?[0-9]+)-").cast(pl.Int64, strict=False)
        month = cell.str.extract("^-?[0-9]+-([0-9]{2})").cast(pl.Int64, strict=False)
        at = lexical.value("yearmonth", str(bound))
        return year * 12 + month, pl.lit(at[0] * 12 + at[1])
    return cell, pl.lit(str(bound))  # ISO dates of four-digit years are in order as texts


def _text_rules(field: Field, column: int, cell: pl.Expr) -> list[CellRule]:
    given = field.constraints
    rules = []
    if given.min_length is not None:
        breach = cell.str.len_chars() < given.min_length
        least = given.min_length
        rules.append(
            CellRule(
                "min-length",
                field,
                column,
                breach,
                lambda text: (
                    f"the text has {len(text):,} characters, at least {least:,} are needed"
                ),
            )
        )
    if given.max_length is not None:
        breach = cell.str.len_chars() > given.max_length
        most = given.max_length
        rules.append(
            CellRule(
                "max-length",
                field,
                column,
                breach,
                lambda text: f"the text has {len(text):,} characters, at most {most:,} are allowed",
            )
        )
    if given.pattern is not None:
        rules.append(
            CellRule(
                "pattern",
                field,
                column,
                ~cell.str.contains(f"^(?:{translate(given.pattern)})$"),
                lambda text: f"`{shown(text, 60)}` does not match the pattern `{given.pattern}`",
            )
        )
    if given.enum is not None:
        rules.append(_enum_rule(field, column, cell, given.enum))
    return rules


def _enum_rule(field: Field, column: int, cell: pl.Expr, enum: Sequence[str]) -> CellRule:
    words = lexical.boolean_values(field.raw)
    allowed = {lexical.value(field.type, each, *words) for each in enum}
    listed = ", ".join(enum[:10]) + (", …" if len(enum) > 10 else "")
    return CellRule(
        "enum",
        field,
        column,
        ~cell.is_in(list(enum)),
        lambda text: f"`{shown(text, 60)}` is not one of: {listed}",
        lambda text: did_you_mean(text, enum),
        lambda text: lexical.value(field.type, text, *words) not in allowed,
    )


def did_you_mean(text: str, known: Sequence[str]) -> str:
    """Give the hint "did you mean …?" for the nearest of at most 2,000 known texts, or nothing."""
    near = difflib.get_close_matches(text[:100], known[:2000], n=1, cutoff=0.6)
    return f"did you mean `{shown(near[0], 60)}`?" if near else ""
