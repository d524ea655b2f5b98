"""The logical values of cells, as something that can be hashed and compared (`1.0` is `1`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import polars as pl

from cnnic_validate.check.table.cells import present, well_typed
from cnnic_validate.model import lexical
from cnnic_validate.model.package import Field, TableSchema

# Types of which each value has one text.
_PLAIN = frozenset({"string", "any", "date"})
# Types whose values `valued` gives as they are written.
WRITTEN = _PLAIN | {"integer"}


def hashed(fields: Sequence[Field], schema: TableSchema, columns: Sequence[int]) -> pl.Expr:
    """Give a hash of 64 bits for the cells of a row: equal values have equal hashes.

    It is null where a cell is missing.
    """
    cells = [present(each, schema, at) for each, at in zip(fields, columns, strict=True)]
    parts = [_hashed(each, cell) for each, cell in zip(fields, cells, strict=True)]
    whole = (
        parts[0]
        if len(parts) == 1
        else pl.struct([part.alias(str(at)) for at, part in enumerate(parts)]).hash()
    )
    return pl.when(pl.all_horizontal([cell.is_not_null() for cell in cells])).then(whole)


def _hashed(field: Field, cell: pl.Expr) -> pl.Expr:
    if field.type in _PLAIN:
        return cell.hash()
    if field.type == "integer":
        # What is no number of 64 bits is told by its digits: a clash only makes a candidate.
        small = cell.cast(pl.Int64, strict=False)
        other = cell.str.strip_chars_start("+-0").hash()
        return pl.when(small.is_not_null()).then(small.hash()).otherwise(other)
    if field.type == "number":
        double = cell.cast(pl.Float64, strict=False)
        return pl.when(double.is_not_null()).then(double.hash()).otherwise(cell.hash())
    if field.type in {"year", "yearmonth"}:
        start = cell.str.extract("^(-?[0-9]+(?:-[0-9]{2})?)").str.replace("^(-?)0+", "${1}")
        return pl.coalesce(start, cell).hash()
    return valued(field, cell).hash()


def valued(field: Field, cell: pl.Expr) -> pl.Expr:
    """Give a text for each cell: the same for equal values, and for no others; null for null."""
    if field.type in _PLAIN:
        return cell
    if field.type == "integer":
        plain = cell.str.strip_prefix("+").str.replace("^(-?)0+([0-9])", "${1}${2}")
        plain = pl.when(plain == "-0").then(pl.lit("0")).otherwise(plain)
        return pl.when(well_typed(field, cell)).then(plain).otherwise(cell)
    return cell.map_batches(_each_once(field), return_dtype=pl.String)


def _each_once(field: Field) -> Callable[[pl.Series], pl.Series]:
    """Give the function that looks at each different text once."""
    words = lexical.boolean_values(field.raw)

    def of(series: pl.Series) -> pl.Series:
        texts = series.unique().drop_nulls().to_list()
        values = [
            f"={_exact(lexical.value(field.type, text, *words))}"
            if lexical.is_of_type(field.type, text, *words)
            else f"~{text}"
            for text in texts
        ]
        return series.replace_strict(texts, values, default=None, return_dtype=pl.String)

    return of


def _exact(value: object) -> str:
    """Write a value so that equal values are written alike."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return str(value)
    sign, digits, exponent = value.as_tuple()
    text = "".join(map(str, digits))
    short = text.rstrip("0")
    if not short:
        return "0"
    return f"{'-' if sign else ''}{short}e{int(exponent) + len(text) - len(short)}"
