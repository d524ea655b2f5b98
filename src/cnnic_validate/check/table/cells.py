"""Fields of a schema compiled to rules on single cells.

A rule is a polars expression that is true for every cell in breach, and perhaps for a few more of
which it is unsure: its `confirm` decides those exactly. A cell that is not of its type breaches the
type and nothing else.
"""

from __future__ import annotations

import operator
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import polars as pl

from cnnic_validate.message import say
from cnnic_validate.model import lexical
from cnnic_validate.model.finding import Severity, shown
from cnnic_validate.model.package import Bound, Field, TableSchema
from cnnic_validate.model.pattern import translate
from cnnic_validate.model.period import parse_period
from cnnic_validate.model.period_forms import period_hint, proposed_period
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.status import OBS_STATUS, status_hint

# Two decimals of at most this many characters are equal iff their doubles are.
_EXACT_CHARACTERS = 15
# Between these sizes, where doubles have all their digits.
_SMALLEST, _LARGEST = Decimal("1e-290"), Decimal("1e290")
# No cell comes near; a larger limit says the same, and polars has no larger whole numbers.
_LONGEST = 2**40
# How a formula begins; a number may begin with a sign, and then calls nothing.
_FORMULA = r"^(?:[=@\t\r]|[+-].*[(|!])"
# One of each form of a period: a pattern that all of them match is that of a period.
_PERIODS = ("2024", "2024-Q3", "2024-12", "2024-01/2024-11")


@dataclass(frozen=True, slots=True)
class CellRule:
    """A rule on the cells of one column of a frame whose columns are named "0", "1", ….

    `breach` is Boolean, null counting as false; where `unsure` is true, too, `confirm` says exactly
    whether a cell is in breach; `message` and `hint` word the finding for a cell, of `severity`.
    """

    code: str
    field: Field
    column: int
    breach: pl.Expr
    message: Callable[[str], str]
    hint: Callable[[str], str] = lambda _: ""
    unsure: pl.Expr | None = None
    confirm: Callable[[str], bool] = lambda _: True
    severity: Severity = "error"


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


@dataclass(frozen=True, slots=True)
class FieldRules:
    """The rules of one field, and the columns they share, to be added to a frame in three steps.

    The steps are the cells without the missing ones, whether they are well typed, and the
    well-typed ones as text and as something that is ordered. After them `screen` is true, at least,
    where a rule is breached.
    """

    rules: tuple[CellRule, ...]
    screen: pl.Expr
    steps: tuple[tuple[pl.Expr, ...], tuple[pl.Expr, ...], tuple[pl.Expr, ...]]


def field_rules(
    field: Field, schema: TableSchema, column: int, *, in_primary_key: bool = False
) -> FieldRules:
    """Compile a field to its rules; `column` is where the table has it."""
    cell, typed, text, ordinal = (
        pl.col(f"{name} {column}") for name in ("cell", "typed", "text", "ordinal")
    )
    given = field.constraints
    has_grammar = field.type in lexical.GRAMMARS or field.type == "boolean"
    rules = []
    if given.required or in_primary_key:
        code = "required" if given.required else "primary-key"
        why = say("is required") if given.required else say("is part of the primary key")
        message = say("the cell is empty and {why}", why=why)
        rules.append(CellRule(code, field, column, cell.is_null(), lambda _: message))
    if has_grammar:
        rules.append(_type_rule(field, column, ~typed))
    bounds = _bound_rules(field, column, text, ordinal)
    rules += [*bounds, *_text_rules(field, column, text)]
    if field.type in {"string", "any"} and not (given.pattern or given.enum):
        rules.append(_formula_rule(field, column, cell))
    last = [(pl.when(typed).then(cell) if has_grammar else cell).alias(f"text {column}")]
    if bounds:
        last.append(_ordinal(field, pl.when(typed).then(cell)).alias(f"ordinal {column}"))
    steps = (
        (present(field, schema, column).alias(f"cell {column}"),),
        (well_typed(field, cell).alias(f"typed {column}"),),
        tuple(last),
    )
    screen = pl.any_horizontal([rule.breach for rule in rules] or [pl.lit(False)])
    fits = _surely_fits(field, cell)
    if fits is not None:
        is_needed = given.required or in_primary_key
        screen = ~fits.fill_null(False) & (pl.lit(True) if is_needed else cell.is_not_null())
    return FieldRules(tuple(rules), screen, steps)


def _surely_fits(field: Field, cell: pl.Expr) -> pl.Expr | None:
    """Give which cells fit a numeric field with nothing but bounds, in little time.

    What polars reads as a finite number is one by its grammar; what it says of a bound is exact
    where the doubles differ, or where they are equal and the text too short to hide a difference.
    """
    given = field.constraints
    if field.type not in {"integer", "number", "year"} or given.enum or given.pattern:
        return None
    if given.min_length is not None or given.max_length is not None:
        return None
    if field.type == "year":
        value = cell.cast(pl.Int64, strict=False)
        fits = value.is_between(1000, 9999) & (cell.str.len_bytes() == 4)
    elif field.type == "integer":
        value = cell.cast(pl.Int64, strict=False)
        fits = value.is_not_null()
    else:
        value = cell.cast(pl.Float64, strict=False)
        fits = value.is_finite()
    for bound, beyond, inclusive in (
        (given.minimum, operator.gt, True),
        (given.exclusive_minimum, operator.gt, False),
        (given.maximum, operator.lt, True),
        (given.exclusive_maximum, operator.lt, False),
    ):
        if bound is not None:
            limit = _limit(field, bound)
            inside = beyond(value, limit)
            if inclusive and _is_short(bound):
                # A text of five characters is no 1e-999, whose double is zero.
                equal = (value == limit) & (
                    cell.str.len_bytes() <= (_EXACT_CHARACTERS if limit else 5)
                )
                inside |= equal
            fits &= inside
    return fits


def _type_rule(field: Field, column: int, breach: pl.Expr) -> CellRule:
    expected = lexical.EXPECTED[field.type]
    if field.type == "boolean":
        expected = " or ".join(words[0] for words in lexical.boolean_values(field.raw) if words)
    return CellRule(
        "type",
        field,
        column,
        breach,
        lambda text: say("`{text}` is not {expected}", text=shown(text, 60), expected=expected),
        lambda text: _type_hint(field, text),
    )


def _type_hint(field: Field, text: str) -> str:
    """Say what is probably meant by a cell that is not of its type."""
    if lexical.is_of_type(field.type, text.strip()):
        return say("remove the blanks around it")
    bare = text.strip().replace(",", "").replace(" ", "").replace("_", "")
    if field.type in {"integer", "number"} and lexical.is_of_type(field.type, bare):
        return say("write it without grouping: {bare}", bare=bare)
    if field.type in {"integer", "number"} and lexical.is_of_type(field.type, bare.rstrip("%")):
        return say("write it without the sign: {bare}", bare=bare.rstrip("%"))
    if field.type == "integer" and lexical.is_of_type("number", text):
        return say("the field holds whole numbers")
    return ""


_WORDS = {
    "minimum": say("below the minimum"),
    "maximum": say("above the maximum"),
    "exclusive-minimum": say("not above"),
    "exclusive-maximum": say("not below"),
}


def _bound_rules(field: Field, column: int, text: pl.Expr, ordinal: pl.Expr) -> list[CellRule]:
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
            breach,
            partial(_bound_message, code, bound),
            unsure=unsure,
            confirm=partial(is_beyond, field, code, bound),
        )
        for code, bound in bounds.items()
        if bound is not None
        for breach, unsure in [_beyond(field, text, ordinal, code, bound)]
    ]


def _bound_message(code: str, bound: Bound, text: str) -> str:
    return say("{text} is {words} {bound}", text=shown(text, 60), words=_WORDS[code], bound=bound)


def is_beyond(field: Field, code: str, bound: Bound, text: str) -> bool:
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


def _beyond(
    field: Field, text: pl.Expr, ordinal: pl.Expr, code: str, bound: Bound
) -> tuple[pl.Expr, pl.Expr | None]:
    """Give which cells may break a bound, never fewer than do, and where that is unsure.

    Doubles are compared, and rounding to a double keeps order: only where both are equal may the
    exact values differ, and only where either has more digits than a double tells apart.
    """
    limit = _limit(field, bound)
    outside = ordinal < limit if code.endswith("minimum") else ordinal > limit
    equal = ordinal == limit
    exclusive = code.startswith("exclusive")
    if field.type not in {"integer", "number"}:
        return (outside | equal if exclusive else outside), None
    outside = outside | ordinal.is_nan()
    unsure = equal
    if _is_short(bound):
        unsure = equal & ~text.str.contains(f"^[0-9.+-]{{1,{_EXACT_CHARACTERS}}}$")
    return outside | (equal if exclusive else unsure), unsure


def _is_short(bound: Bound) -> bool:
    """Say whether a bound, where it is a number, is told by its double from any short decimal."""
    if isinstance(bound, str):
        return True
    size = abs(Decimal(bound))
    return len(str(bound)) <= _EXACT_CHARACTERS and (not size or _SMALLEST <= size <= _LARGEST)


def _ordinal(field: Field, cell: pl.Expr) -> pl.Expr:
    """Give well-typed cells as something that polars orders as the type does."""
    if field.type in {"integer", "number"}:
        return cell.cast(pl.Float64, strict=False)
    if field.type == "year":
        return cell.str.extract("^(-?[0-9]+)").cast(pl.Int64, strict=False)
    if field.type == "yearmonth":
        year = cell.str.extract("^(-?[0-9]+)-").cast(pl.Int64, strict=False)
        month = cell.str.extract("^-?[0-9]+-([0-9]{2})").cast(pl.Int64, strict=False)
        return year * 12 + month
    return cell  # ISO dates of four-digit years are in order as texts


def _limit(field: Field, bound: Bound) -> float | int | str:
    """Give a bound as `_ordinal` gives cells."""
    if field.type in {"integer", "number"}:
        return float(Decimal(bound))
    if field.type == "year":
        return int(bound)
    if field.type == "yearmonth":
        year, month = lexical.value("yearmonth", str(bound))
        return int(year * 12 + month)
    return str(bound)


def _formula_rule(field: Field, column: int, cell: pl.Expr) -> CellRule:
    """Warn of free text that a spreadsheet runs as a formula when it opens the file.

    A sign before a number is none (OWASP, "CSV injection", lists all six characters).
    """
    return CellRule(
        "formula",
        field,
        column,
        cell.str.contains(_FORMULA),
        lambda text: say("a spreadsheet would run `{text}` as a formula", text=shown(text, 60)),
        lambda _: say("let the text begin otherwise; what is published is never altered"),
        severity="warning",
    )


def _text_rules(field: Field, column: int, cell: pl.Expr) -> list[CellRule]:
    given = field.constraints
    rules = []
    if given.min_length is not None:
        least = given.min_length
        breach = cell.str.len_chars() < min(least, _LONGEST)
        rules.append(
            CellRule(
                "min-length",
                field,
                column,
                breach,
                lambda text: say(
                    "the text has {count:,} characters, at least {least:,} are needed",
                    count=len(text),
                    least=least,
                ),
            )
        )
    if given.max_length is not None:
        most = given.max_length
        breach = cell.str.len_chars() > min(most, _LONGEST)
        rules.append(
            CellRule(
                "max-length",
                field,
                column,
                breach,
                lambda text: say(
                    "the text has {count:,} characters, at most {most:,} are allowed",
                    count=len(text),
                    most=most,
                ),
            )
        )
    if given.pattern is not None:
        rules.append(
            CellRule(
                "pattern",
                field,
                column,
                ~cell.str.contains(whole_pattern(field)),
                lambda text: say(
                    "`{text}` does not match the pattern `{pattern}`",
                    text=shown(text, 60),
                    pattern=given.pattern,
                ),
                lambda text: _pattern_hint(text, field),
            )
        )
    if given.enum is not None:
        rules.append(_enum_rule(field, column, cell, given.enum))
    return rules


def whole_pattern(field: Field) -> str:
    """Give the pattern of a field, if any, as one that matches whole cells."""
    return f"^(?:{translate(field.constraints.pattern or '')})$"


def _pattern_hint(text: str, field: Field) -> str:
    """Give what a text was probably meant to be, or the forms of a period where one is expected."""
    plain = unicodedata.normalize("NFKC", text[:100]).strip()
    period = proposed_period(plain) or (plain if parse_period(plain) else "")
    near = [plain, plain.lower(), period]
    fitting = pl.Series([*near, *_PERIODS]).str.contains(whole_pattern(field)).to_list()
    is_period = all(fitting[len(near) :])
    for each, fits in zip(near, fitting, strict=False):
        if fits and (each != period or is_period):
            return say("did you mean `{near}`?", near=shown(each, 60))
    if not is_period:
        return ""
    if period:
        return say(
            "`{period}` is a period that the schema's pattern does not allow yet", period=period
        )
    return period_hint(plain)


def _enum_rule(field: Field, column: int, cell: pl.Expr, enum: Sequence[str]) -> CellRule:
    words = lexical.boolean_values(field.raw)
    allowed = {lexical.value(field.type, each, *words) for each in enum}
    listed = ", ".join(enum[:10]) + (", …" if len(enum) > 10 else "")
    breach = ~cell.is_in(list(enum))
    unsure: pl.Expr | None = breach
    if field.type in {"string", "any"}:
        unsure = None  # texts are their own values
    elif field.type in {"integer", "number"}:
        # Equal numbers have equal doubles; NaN is told by its text.
        double = cell.cast(pl.Float64, strict=False)
        doubles = [float(each) for each in enum if lexical.is_of_type(field.type, each)]
        unsure = double.is_in(doubles) | double.is_nan()
    return CellRule(
        "enum",
        field,
        column,
        breach,
        lambda text: say("`{text}` is not one of: {listed}", text=shown(text, 60), listed=listed),
        lambda text: _enum_hint(text, field, enum),
        unsure,
        lambda text: lexical.value(field.type, text, *words) not in allowed,
    )


def _enum_hint(text: str, field: Field, enum: Sequence[str]) -> str:
    near = next((each for each in enum if each.lower() == text.strip().lower()), "")
    if near:
        return did_you_mean(near, [near])
    if field.name == "obs_status" and text in OBS_STATUS:
        return say("SDMX has this status: add it to the `enum` of the schema")
    return (field.name == "obs_status" and status_hint(text)) or did_you_mean(text, enum)
