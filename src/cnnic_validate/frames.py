"""Tables and series as pandas frames: what an analyst goes on with."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from cnnic_validate.errors import UnreadableError
from cnnic_validate.model import lexical
from cnnic_validate.model.package import Field, TableSchema
from cnnic_validate.model.period import Period, parse_period
from cnnic_validate.model.series import Series, end_text, value_text
from cnnic_validate.table import Table

_DTYPES = {
    "integer": "Int64",
    "year": "Int64",
    "boolean": "boolean",
    "date": "datetime64[s]",
    "yearmonth": "period[M]",
    "number": "float64",
}
# Beside a column of periods, which may be of different lengths, the months that they end in.
END = "_end"


def typed_frame(
    table: Table, schema: TableSchema, *, periods: Collection[str] = (), exact: bool = False
) -> pd.DataFrame:
    """Give a valid table with the types of its schema, indexed from 0.

    ========= =============== ==========================================================
    type      dtype           values
    ========= =============== ==========================================================
    integer   Int64           object of exact `int` where one is beyond 64 bits
    year      Int64
    number    float64         `exact`: object of `decimal.Decimal`, as many digits as are written
    boolean   boolean
    date      datetime64[s]
    yearmonth period[M]
    string    string          category where the field has an `enum`, in its order
    ========= =============== ==========================================================

    Columns that the schema does not have are text. A missing value is missing (NaN, None among
    decimals).

    Args:
        table: what to give.
        schema: its fields.
        periods: the names of text columns that hold periods (`2024`, `2024-Q3`, `2024-12` …), for
            which Table Schema has no type. They stay text, for a table has periods of several
            lengths; beside each, `NAME_end` (period[M]) is the month that it ends in, which sorts,
            plots and goes to Parquet.
        exact: give numbers as exact decimals.

    Raises:
        UnreadableError: a cell is not of its type, so that the table is not valid.
    """
    rows = [row for batch in table.batches() for row in batch.rows]
    numbers = [number for batch in table.batches() for number in batch.numbers]
    columns: dict[str, pd.Series[Any]] = {}
    for at, name in enumerate(table.header):
        field = schema.field(name) or Field(name)
        missing = schema.missing_values if field.missing_values is None else field.missing_values
        texts = [None if row[at] in missing else row[at] for row in rows]
        _require_type(table.path, field, texts, numbers)
        columns[name] = _typed(field, texts, exact=exact)
        if name in periods:
            columns[name + END] = _ends(_parsed(table.path, name, texts, numbers))
    return pd.DataFrame(columns)


def series_frame(series: Series) -> pd.DataFrame:
    """Give a series as a frame, a row for each point in order of time.

    ================== ==================================================================
    column             holds
    ================== ==================================================================
    time_period        a pandas `Period`: monthly, quarterly, yearly, or of so many months
    denominator_period likewise, for a ratio whose denominator's period is known
    value, low, high   float64 in full scale; an open end is infinite
    exact              the value as exact decimal text, with the decimals printed
    printed            what the source prints, verbatim
    unit_measure       the unit
    obs_status         category, SDMX CL_OBS_STATUS
    source, release    category: the document that prints it, the release whose figure it is
    published          datetime64: the day of that release
    figure_id          the row of observations.csv
    n_prints           Int64: how many figures print it
    breaks             what breaks the series there, empty for nothing
    revised            whether an agency printed a value here that cannot be its earlier one
    ================== ==================================================================

    Where all periods are of one length a column of periods has a period dtype, else it holds
    objects.
    `frame.attrs` names the indicator, the breakdown and the day whose knowledge it is.
    """
    points = series.points
    figures = [each.figure for each in points]
    open_low, open_high = float("-inf"), float("inf")
    frame = pd.DataFrame(
        {
            "time_period": _periods([each.quantity.time_period for each in points]),
            "denominator_period": _periods([each.quantity.denominator_period for each in points]),
            "value": [float(value_text(each)) for each in figures],
            "low": [float(end_text(each.hard.low) or open_low) for each in figures],
            "high": [float(end_text(each.hard.high) or open_high) for each in figures],
            "exact": _text([value_text(each) for each in figures]),
            "printed": _text([each.printed for each in figures]),
            "unit_measure": _text([each.unit_measure for each in points]),
            "obs_status": _category([each.obs_status for each in figures]),
            "source": _category([each.source for each in figures]),
            "release": _category([each.vintage.release for each in points]),
            "published": pd.Series(
                [each.vintage.published for each in points], dtype="datetime64[s]"
            ),
            "figure_id": _text([each.id for each in figures]),
            "n_prints": pd.Series([each.n_prints for each in points], dtype="Int64"),
            "breaks": _text([", ".join(each.breaks) for each in points]),
            "revised": [each.is_revised for each in points],
        }
    )
    frame.attrs = {
        "indicator": series.indicator.code,
        "title": series.indicator.title_en,
        "breakdown": series.breakdown,
        "as_of": series.as_of.isoformat() if series.as_of else "",
    }
    return frame


def period_of(period: Period) -> pd.Period:
    """Give a period as pandas has it; several months that are no quarter or year as one span."""
    start = f"{period.first // 12:04d}-{period.first % 12 + 1:02d}"
    text = str(period)
    if period.days:
        day = datetime.date.fromordinal(period.first_day)
        return pd.Period(day, freq="D" if period.days == 1 else "W")
    if period.months == 1:
        return pd.Period(start, freq="M")
    if "Q" in text:
        return pd.Period(start, freq="Q")
    return pd.Period(start, freq="Y" if "/" not in text else f"{period.months}M")


def _periods(periods: Sequence[Period | None]) -> pd.Series[Any]:
    values = [None if each is None else period_of(each) for each in periods]
    lengths = {each.freqstr for each in values if each is not None}
    if len(lengths) <= 1:
        return pd.Series(pd.PeriodIndex(values, freq=lengths.pop() if lengths else "M"))
    return pd.Series(values, dtype="object")


def _ends(periods: Sequence[Period | None]) -> pd.Series[Any]:
    months = [
        None
        if each is None
        else pd.Period(year=each.last // 12, month=each.last % 12 + 1, freq="M")
        for each in periods
    ]
    return pd.Series(pd.PeriodIndex(months, freq="M"))


def _text(values: Sequence[str]) -> pd.Series[Any]:
    return pd.Series(values, dtype="string")


def _category(values: Sequence[str]) -> pd.Series[Any]:
    return pd.Series(values, dtype=pd.CategoricalDtype(sorted(set(values))))


def _parsed(
    path: str, name: str, texts: Sequence[str | None], numbers: Sequence[int]
) -> list[Period | None]:
    """Read a column of periods; raises `UnreadableError` for the first text that is none."""
    periods = [parse_period(text) if text else None for text in texts]
    for period, text, number in zip(periods, texts, numbers, strict=True):
        if text and period is None:
            what = f"row {number}: {name} is {text[:60]!r}, expected a period such as 2024-12"
            raise UnreadableError(path, what, "cnnic-validate names every such cell")
    return periods


def _require_type(
    path: str, field: Field, texts: Sequence[str | None], numbers: Sequence[int]
) -> None:
    """Refuse a column with a cell that is not of its type.

    Raises:
        UnreadableError: for the first such cell.
    """
    words = lexical.boolean_values(field.raw)
    for text, number in zip(texts, numbers, strict=True):
        if text is not None and not lexical.is_of_type(field.type, text, *words):
            expected = lexical.EXPECTED[field.type]
            what = f"row {number}: {field.name} is {text[:60]!r}, expected {expected}"
            raise UnreadableError(path, what, "cnnic-validate names every such cell")


def _typed(field: Field, texts: list[Any], *, exact: bool) -> pd.Series[Any]:
    dtype = _DTYPES.get(field.type)
    if field.type == "number" and exact:
        dtype = "object"
    if dtype is None:
        enum = field.constraints.enum
        return pd.Series(texts, dtype=pd.CategoricalDtype(list(enum)) if enum else "string")
    values = [None if text is None else _value(field, text) for text in texts]
    if dtype == "float64":
        values = [None if each is None else float(each) for each in values]
    try:
        return pd.Series(values, dtype=dtype)
    except OverflowError:
        return pd.Series(values, dtype="object")


def _value(field: Field, text: str) -> Any:
    if field.type == "number":
        return lexical.number(text)
    if field.type == "integer":
        # Not int(text), which refuses more than 4,300 digits.
        return int(lexical.number(text))
    exact = lexical.value(field.type, text, *lexical.boolean_values(field.raw))
    if field.type == "yearmonth":
        year, month = exact
        return pd.Period(year=year, month=month, freq="M")
    return exact
