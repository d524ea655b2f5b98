"""Tables as frames with the types of their schemas."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from cnnic_validate.errors import UnreadableError
from cnnic_validate.frames import typed_frame
from cnnic_validate.model.package import Constraints, Field, TableSchema
from cnnic_validate.table import Batch, HeldTable


def frame(type_, *cells, constraints=None, missing=("",), exact=False):
    field = Field("it", type_, constraints=constraints or Constraints())
    rows = tuple((cell,) for cell in cells)
    lines = tuple(range(2, len(cells) + 2))
    table = HeldTable("a.csv", ("it",), (), Batch(rows, lines, tuple(n - 1 for n in lines)))
    return typed_frame(table, TableSchema((field,), missing_values=missing), exact=exact)["it"]


@pytest.mark.parametrize(
    ("type_", "cell", "dtype", "value"),
    [
        ("integer", "-3", "Int64", -3),
        ("year", "1997", "Int64", 1997),
        ("boolean", "true", "boolean", True),
        ("number", "0.10", "float64", 0.1),
        ("date", "2024-02-29", "datetime64[s]", pd.Timestamp("2024-02-29")),
        ("yearmonth", "1997-10", "period[M]", pd.Period("1997-10", "M")),
        ("string", "007", "string", "007"),
        ("any", "007", "string", "007"),
    ],
)
def test_types_and_missing_values(type_, cell, dtype, value):
    column = frame(type_, cell, "-", missing=("-",))
    assert column.dtype == dtype
    assert column[0] == value
    assert pd.isna(column[1])


def test_numbers_are_exact_where_asked():
    exact = frame("number", "0.10", "", exact=True)
    assert (str(exact[0]), exact[0], exact[1]) == ("0.10", Decimal("0.1"), None)
    assert frame("integer", str(2**70)).tolist() == [2**70]
    # More digits than int() takes from a text.
    assert frame("integer", "1" + "0" * 5000).tolist() == [10**5000]


def test_an_enum_is_a_category_in_its_order():
    column = frame("string", "b", "", constraints=Constraints(enum=("b", "a")))
    assert column.cat.categories.tolist() == ["b", "a"]
    assert pd.isna(column[1])


def test_a_wrong_cell_is_refused():
    with pytest.raises(
        UnreadableError, match=r"a.csv: row 2: it is '1_0', expected a whole number"
    ):
        frame("integer", "1", "1_0")


def test_a_column_without_a_field_is_text():
    table = HeldTable("a.csv", ("x",), (), Batch((("1",),), (2,), (1,)))
    assert typed_frame(table, TableSchema(()))["x"].tolist() == ["1"]


@pytest.mark.parametrize(
    ("cell", "end"),
    [
        ("2024-12", "2024-12"),
        ("1997", "1997-12"),
        ("2024-Q1", "2024-03"),
        ("2024-01/2024-10", "2024-10"),
    ],
)
def test_periods_stay_text_and_have_the_month_that_they_end_in(cell, end):
    rows = ((cell,), ("",))
    table = HeldTable("a.csv", ("time_period",), (), Batch(rows, (2, 3), (1, 2)))
    schema = TableSchema((Field("time_period"),))
    made = typed_frame(table, schema, periods=("time_period",))
    assert made.time_period[0] == cell
    assert made.time_period_end.dtype == "period[M]"
    assert str(made.time_period_end[0]) == end
    assert pd.isna(made.time_period_end[1])
    assert list(typed_frame(table, schema)) == ["time_period"]


def test_a_text_that_is_no_period_is_refused():
    table = HeldTable("a.csv", ("at",), (), Batch((("2024",), ("2024-13",)), (2, 3), (1, 2)))
    with pytest.raises(UnreadableError, match=r"row 2: at is '2024-13', expected a period"):
        typed_frame(table, TableSchema((Field("at"),)), periods=("at",))
