"""Tables as frames with the types of their schemas."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from cnnic_validate.errors import UnreadableError
from cnnic_validate.frames import typed_frame
from cnnic_validate.model.package import Constraints, Field, TableSchema
from cnnic_validate.table import Batch, HeldTable


def frame(type_, *cells, constraints=None, missing=("",)):
    field = Field("it", type_, constraints=constraints or Constraints())
    rows = tuple((cell,) for cell in cells)
    lines = tuple(range(2, len(cells) + 2))
    table = HeldTable("a.csv", ("it",), (), Batch(rows, lines, tuple(n - 1 for n in lines)))
    return typed_frame(table, TableSchema((field,), missing_values=missing))["it"]


@pytest.mark.parametrize(
    ("type_", "cell", "dtype", "value"),
    [
        ("integer", "-3", "Int64", -3),
        ("year", "1997", "Int64", 1997),
        ("boolean", "true", "boolean", True),
        ("number", "0.10", "object", Decimal("0.10")),
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


def test_numbers_are_exact():
    assert str(frame("number", "0.10")[0]) == "0.10"
    assert frame("integer", str(2**70)).tolist() == [2**70]


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
