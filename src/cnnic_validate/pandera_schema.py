"""Table Schema and row rules as a pandera `DataFrameSchema` for pandas: the second executor.

Frames may hold text, as `frame_of` or `pandas.read_csv(dtype=str)` gives it, or be typed as an
analyst has them. Before anything is checked every column is brought to the nullable dtype of its
field (`Int64`, `Float64`, `boolean`, `string`; dates and months stay texts in ISO form), if all its
cells allow it. A column with a wrong cell keeps its text and the other checks go on on the rest:
pandera's own coercion would take `1_000` for a number, and switch off a column's checks at one bad
cell. What a frame cannot express is listed in `schema.metadata["not_expressed"]`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd
import pandera.pandas as pa

from cnnic_validate.expressions.rows import judge_row
from cnnic_validate.expressions.tree import names
from cnnic_validate.model import lexical
from cnnic_validate.model.package import Bound, Field, TableSchema
from cnnic_validate.model.pattern import translate
from cnnic_validate.model.rule import RowRule
from cnnic_validate.table import Table

_DTYPES = {"integer": "Int64", "year": "Int64", "number": "Float64", "boolean": "boolean"}
_ALWAYS_NOT_EXPRESSED = (
    "how a cell is written, in a column that is already typed",
    "the difference of NaN and a missing number",
    "whole numbers beyond 64 bits, and digits of numbers beyond those of a double",
)
_Holds = Callable[["pd.Series[Any]"], "pd.Series[bool]"]


def pandera_schema(
    schema: TableSchema, name: str, row_rules: Sequence[RowRule] = ()
) -> pa.DataFrameSchema:
    """Give the pandera schema of a table.

    Args:
        schema: the Table Schema.
        name: the name of the resource, and of the pandera schema.
        row_rules: rules on the columns of a row; one whose severity is not `error` warns.

    The result's `validate` returns the frame with the dtypes of the fields.
    """
    by_name = schema.fields_match != "exact"
    optional = schema.fields_match in {"superset", "partial"}
    checks = [*_key_checks(schema), *(_row_check(rule, schema) for rule in row_rules)]
    if schema.fields_match == "partial":
        checks.append(_any_field_check(schema))
    return pa.DataFrameSchema(
        {field.name: _column(field, schema, required=not optional) for field in schema.fields},
        checks=checks,
        parsers=pa.Parser(partial(_typed_frame, schema=schema)),
        strict=schema.fields_match not in {"subset", "partial"},
        ordered=not by_name,
        unique_column_names=True,
        name=name,
        metadata={"not_expressed": _not_expressed(schema)},
    )


def frame_of(table: Table) -> pd.DataFrame:
    """Give a table as a frame of text, whose index is the number of the row."""
    rows = [row for batch in table.batches() for row in batch.rows]
    index = [number for batch in table.batches() for number in batch.numbers]
    return pd.DataFrame(
        rows, columns=pd.Index(table.header), index=pd.Index(index, dtype="int64"), dtype="string"
    )


def _not_expressed(schema: TableSchema) -> list[str]:
    keys = [
        f"foreign key {', '.join(key.fields)} -> "
        f"{key.resource or 'this table'}.{', '.join(key.reference_fields)}"
        for key in schema.foreign_keys
    ]
    return [*keys, *_ALWAYS_NOT_EXPRESSED]


# Bringing a frame to the dtypes of the schema


def _missing(field: Field, schema: TableSchema) -> frozenset[str]:
    own = field.missing_values
    return frozenset(schema.missing_values if own is None else own)


def _typed_frame(frame: pd.DataFrame, schema: TableSchema) -> pd.DataFrame:
    if not frame.columns.is_unique:
        return frame
    typed = {
        field.name: _typed(frame[field.name], field, _missing(field, schema))
        for field in schema.fields
        if field.name in frame.columns
    }
    return frame.assign(**typed)


def _typed(series: pd.Series[Any], field: Field, missing: frozenset[str]) -> pd.Series[Any]:
    """Bring a column to its field's dtype, or leave it as text where a cell does not allow it."""
    texts = _texts(series, field, missing)
    words = lexical.boolean_values(field.raw)
    dtype = _DTYPES.get(field.type, "string")
    if not all(text is None or lexical.is_of_type(field.type, text, *words) for text in texts):
        dtype = "string"
    if dtype == "string":
        # A number in a text column has lost what made it a text, such as leading zeros.
        lost = field.type in {"string", "any"} and pd.api.types.is_numeric_dtype(series)
        return series if lost else pd.Series(texts, index=series.index, dtype="string")
    values = [None if text is None else _scalar(field, text) for text in texts]
    try:
        return pd.Series(values, index=series.index, dtype=dtype)
    except OverflowError:
        return pd.Series(texts, index=series.index, dtype="string")


def _scalar(field: Field, text: str) -> Any:
    if field.type == "integer":
        return int(text)
    if field.type == "number":
        return float(text)
    return lexical.value(field.type, text, *lexical.boolean_values(field.raw))


def _texts(
    series: pd.Series[Any], field: Field, missing: frozenset[str] = frozenset()
) -> list[str | None]:
    """Write a column as a CSV would hold it, None where a value is missing."""
    texts = [_text(value, missing) for value in series.astype(object)]
    if field.type == "year" and pd.api.types.is_numeric_dtype(series):
        return [None if each is None else _year(each) for each in texts]
    return texts


def _year(text: str) -> str:
    """Write a year with the four digits that its grammar asks for."""
    return f"-{text[1:].zfill(4)}" if text.startswith("-") else text.zfill(4)


def _text(value: Any, missing: frozenset[str]) -> str | None:
    """Give the text that stands for a value of a frame, None for a missing one."""
    if isinstance(value, str):
        return None if value in missing else value
    return None if pd.isna(value) else _written(value)


def _written(value: Any) -> str:
    """Write a value of a frame as a CSV would hold it."""
    if pd.api.types.is_bool(value):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


# Columns


def _column(field: Field, schema: TableSchema, *, required: bool) -> pa.Column:
    given = field.constraints
    return pa.Column(
        _DTYPES.get(field.type, "string"),
        checks=_column_checks(field),
        nullable=not given.required and field.name not in schema.primary_key,
        required=required,
        name=field.name,
        title=field.title or None,
        description=field.description or None,
    )


def _column_checks(field: Field) -> list[pa.Check]:
    given = field.constraints
    words = lexical.boolean_values(field.raw)
    checks = [_each(field, "type", lambda text: lexical.is_of_type(field.type, text, *words))]
    bounds: dict[str, Bound | None] = {
        "minimum": given.minimum,
        "maximum": given.maximum,
        "exclusiveMinimum": given.exclusive_minimum,
        "exclusiveMaximum": given.exclusive_maximum,
    }
    for name, bound in bounds.items():
        if bound is not None:
            checks.append(_bound_check(field, name, bound))
    if given.min_length is not None:
        least = given.min_length
        checks.append(_each(field, "minLength", lambda text: len(text) >= least, least))
    if given.max_length is not None:
        most = given.max_length
        checks.append(_each(field, "maxLength", lambda text: len(text) <= most, most))
    if given.pattern is not None:
        whole = re.compile(translate(given.pattern))
        matches = lambda text: whole.fullmatch(text) is not None  # noqa: E731 - one of a row
        checks.append(_each(field, "pattern", matches, given.pattern))
    if given.enum is not None:
        allowed = {lexical.value(field.type, each, *words) for each in given.enum}
        among = lambda text: lexical.value(field.type, text, *words) in allowed  # noqa: E731
        checks.append(_each(field, "enum", among, list(given.enum)))
    if given.unique:
        checks.append(_check("unique", lambda series: ~_values(series, field).duplicated(), None))
    return checks


def _check(name: str, holds: _Holds, limit: Any) -> pa.Check:
    error = name if limit is None else f"{name}: {limit}"
    return pa.Check(holds, name=name, error=error, ignore_na=True)


def _each(field: Field, name: str, holds: Callable[[str], bool], limit: Any = None) -> pa.Check:
    """Make a check of single values."""
    return _check(name, partial(_mapped, field=field, holds=holds), limit)


def _mapped(series: pd.Series[Any], field: Field, holds: Callable[[str], bool]) -> pd.Series[bool]:
    """Ask `holds` once for each different text; what is missing holds."""
    texts = _texts(series, field)
    known = {text: text is None or holds(text) for text in set(texts)}
    return _flags([known[text] for text in texts], series.index)


def _flags(flags: Iterable[bool], index: pd.Index[Any]) -> pd.Series[bool]:
    return pd.Series(list(flags), index=index, dtype=bool)


def _bound_check(field: Field, name: str, bound: Bound) -> pa.Check:
    words = lexical.boolean_values(field.raw)
    limit = lexical.bound_value(field.type, bound)
    is_number = field.type in {"integer", "number"}

    def holds(text: str) -> bool:
        if not lexical.is_of_type(field.type, text, *words):
            return True  # it is not of its type, and nothing else
        value = lexical.value(field.type, text)
        return bool(value != "nan" and _is_within(name, value, limit))

    def check(series: pd.Series[Any]) -> pd.Series[bool]:
        if is_number and pd.api.types.is_numeric_dtype(series):
            within = _is_within(name, series, float(Decimal(bound)))
            return _flags(within.fillna(value=True), series.index)
        return _mapped(series, field, holds)

    return _check(name, check, bound)


def _is_within(name: str, value: Any, limit: Any) -> Any:
    """Compare a value, or a series of them, with a bound."""
    if name == "minimum":
        return value >= limit
    if name == "maximum":
        return value <= limit
    return value > limit if name == "exclusiveMinimum" else value < limit


def _values(series: pd.Series[Any], field: Field) -> pd.Series[Any]:
    """Give the values of a column that may still be text, such that equal ones are equal."""
    words = lexical.boolean_values(field.raw)
    texts = _texts(series, field)
    values = [None if text is None else lexical.value(field.type, text, *words) for text in texts]
    return pd.Series(values, index=series.index, dtype=object)


# Frames


def _key_checks(schema: TableSchema) -> list[pa.Check]:
    keys = [("primaryKey", schema.primary_key), *(("uniqueKey", key) for key in schema.unique_keys)]
    return [
        pa.Check(
            partial(
                _is_first_key,
                fields=[field for each in key if (field := schema.field(each)) is not None],
            ),
            name=f"{name} {', '.join(key)}",
            error=f"{name}: {', '.join(key)}",
            ignore_na=False,
        )
        for name, key in keys
        if key
    ]


def _is_first_key(frame: pd.DataFrame, fields: Sequence[Field]) -> pd.Series[bool]:
    """Say which rows do not repeat a key; one with a missing part repeats none."""
    if not {field.name for field in fields} <= set(frame.columns):
        return _flags([True] * len(frame), frame.index)
    key = pd.DataFrame({field.name: _values(frame[field.name], field) for field in fields})
    return ~(key.duplicated() & key.notna().all(axis="columns"))


def _any_field_check(schema: TableSchema) -> pa.Check:
    known = {field.name for field in schema.fields}
    return pa.Check(
        lambda frame: not known.isdisjoint(frame.columns),
        name="fieldsMatch",
        error="fieldsMatch: no column is one of the schema's",
    )


def _row_check(rule: RowRule, schema: TableSchema) -> pa.Check:
    numeric = frozenset(each.name for each in schema.fields if each.type in lexical.NUMERIC_TYPES)
    used = {each.name for each in names(rule.condition)}
    if rule.applies is not None:
        used |= {each.name for each in names(rule.applies)}

    def holds(frame: pd.DataFrame) -> pd.Series[bool]:
        """Say which rows do not break the rule: those it does not apply to, or unknown, hold."""
        there = [each for each in schema.fields if each.name in used and each.name in frame.columns]
        columns = [_texts(frame[each.name], each) for each in there]
        flags = []
        for cells in zip(*columns, strict=True) if columns else [()] * len(frame):
            row = {each.name: text for each, text in zip(there, cells, strict=True)}
            applies = rule.applies is None or judge_row(rule.applies, row, numeric)
            flags.append(not applies or judge_row(rule.condition, row, numeric) is not False)
        return _flags(flags, frame.index)

    return pa.Check(
        holds,
        name=f"row rule {rule.id}",
        error=f"{rule.title or rule.id}: {rule.text}",
        raise_warning=rule.severity != "error",
        ignore_na=False,
    )
