import datetime
import subprocess
import sys
from decimal import Decimal

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnic_validate.check.table import check_table
from cnnic_validate.model.package import Resource
from cnnic_validate.pandera_schema import frame_of, pandera_schema
from cnnic_validate.reading.reader import read_text_table

from .support import field, rule, schema_of

FIELDS = [
    field("id", "string", pattern="[a-z]+|[0-9]"),
    field("n", "integer", minimum=0, maximum=5),
    field("x", "number", exclusiveMinimum="0.1", exclusiveMaximum=2),
    field("d", "date", minimum="2020-02-01"),
    field("y", "year", maximum=2024),
    field("m", "yearmonth", minimum="2024-01"),
    field("b", "boolean"),
    field("e", "string", enum=["urban", "rural"], minLength=2, maxLength=5),
    field("k", "integer", enum=[1, 2]),
]


def failing(schema, frame):
    """Give the index labels of the rows that fail, and None for what is no row's."""
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        # A column with a wrong cell has a wrong dtype, too; the check `type` names the cell.
        is_dtype = cases["check"].str.startswith("dtype(")
        cases = cases if is_dtype.all() else cases[~is_dtype]
        return {None if pd.isna(each) else each for each in cases["index"]}
    return set()


def test_importing_pandera_warns_of_nothing():
    command = [sys.executable, "-W", "error", "-c", "import cnnic_validate.pandera_schema"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env={"PYTHONPATH": "src"}
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_clean_frame_comes_back_typed():
    schema = pandera_schema(schema_of(*FIELDS, primaryKey=["id"]), "t")
    content = "id,n,x,d,y,m,b,e,k\na,01,0.5,2020-02-29,2024,2024-01,1,urban,+1\nb,,,,,,,,\n"
    out = schema.validate(frame_of(read_text_table(content, "t")))
    assert {name: str(dtype) for name, dtype in out.dtypes.items()} == {
        "id": "string",
        "n": "Int64",
        "x": "Float64",
        "d": "string",
        "y": "Int64",
        "m": "string",
        "b": "boolean",
        "e": "string",
        "k": "Int64",
    }
    assert out.loc[1].tolist() == ["a", 1, 0.5, "2020-02-29", 2024, "2024-01", True, "urban", 1]
    assert out.loc[2].drop("id").isna().all()
    assert schema.name == "t"


def test_frames_as_analysts_have_them():
    fields = [field(name, kind) for name, kind in zip("inbdys", _KINDS, strict=True)]
    schema = pandera_schema(schema_of(*fields), "t")
    frame = pd.DataFrame(
        {
            "i": [1.0, float("nan")],
            "n": [1, 2],
            "b": np.array([True, False]),
            "d": [datetime.date(2024, 1, 2), pd.NaT],
            "y": [2024, 2023],
            "s": ["x", None],
        }
    )
    out = schema.validate(frame)
    assert [str(each) for each in out.dtypes] == [
        *["Int64", "Float64", "boolean", "string", "Int64", "string"]
    ]
    assert out["d"].tolist()[0] == "2024-01-02"
    frame["d"] = pd.to_datetime(["2024-01-02", "2024-01-03"])
    assert schema.validate(frame)["d"].tolist() == ["2024-01-02", "2024-01-03"]
    frame["i"] = [Decimal(3), Decimal(4)]
    assert schema.validate(frame)["i"].tolist() == [3, 4]


_KINDS = ["integer", "number", "boolean", "date", "year", "string"]


def test_a_number_in_a_text_column_is_wrong():
    schema = pandera_schema(schema_of(field("code", "string")), "t")
    with pytest.raises(pa.errors.SchemaError):
        schema.validate(pd.DataFrame({"code": [7, 10]}))


def test_one_bad_cell_does_not_switch_off_the_others():
    schema = pandera_schema(schema_of(field("n", "integer", minimum=3, unique=True)), "t")
    with pytest.raises(pa.errors.SchemaErrors) as caught:
        schema.validate(
            pd.DataFrame({"n": ["x", "1_000", "1", "5", "05"]}, dtype="string"), lazy=True
        )
    cases = caught.value.failure_cases
    by_check = {
        check: sorted(group["index"])
        for check, group in cases.groupby("check")
        if "dtype" not in check
    }
    assert by_check == {"type": [0, 1], "minimum: 3": [2], "unique": [4]}


def test_whole_numbers_beyond_64_bits_are_refused_not_rounded():
    schema = pandera_schema(schema_of(field("n", "integer")), "t")
    assert failing(schema, pd.DataFrame({"n": ["9" * 30]}, dtype="string")) == {0}


def test_what_a_frame_cannot_express_is_listed():
    keys = [
        {"fields": "a", "reference": {"resource": "regions", "fields": "code"}},
        {"fields": "a", "reference": {"fields": "b"}},
    ]
    metadata = pandera_schema(schema_of("a", "b", foreignKeys=keys), "t").metadata
    assert metadata["not_expressed"][:2] == [
        "foreign key a -> regions.code",
        "foreign key a -> this table.b",
    ]
    assert len(metadata["not_expressed"]) == 5


@pytest.mark.parametrize(
    ("match", "columns", "valid"),
    [
        ("exact", "ab", True),
        ("exact", "ba", False),
        ("exact", "a", False),
        ("exact", "abc", False),
        ("equal", "ba", True),
        ("equal", "a", False),
        ("equal", "abc", False),
        ("subset", "cba", True),
        ("subset", "ac", False),
        ("superset", "b", True),
        ("superset", "bc", False),
        ("partial", "bc", True),
        ("partial", "cd", False),
        ("exact", "aab", False),
    ],
)
def test_the_columns_are_compared_as_fields_match_says(match, columns, valid):
    schema = pandera_schema(schema_of("a", "b", fieldsMatch=match), "t")
    frame = pd.DataFrame([["x"] * len(columns)], columns=list(columns), dtype="string")
    assert (failing(schema, frame) == set()) == valid
    header = check_table(
        read_text_table(",".join(columns) + "\n", "t"),
        Resource("t", "t", schema_of("a", "b", fieldsMatch=match)),
        [],
        {},
    )
    assert (header.findings == ()) == valid


def test_row_rules_and_their_severity():
    fields = field("a", "number"), field("b", "number"), field("f", "boolean")
    schema = schema_of(*fields)
    rules = [rule("a + b == 0.3", applies="f == 'true'")]
    frame = pd.DataFrame({"a": [0.1, 0.1, 0.1], "b": [0.2, 0.3, 0.3], "f": [True, True, False]})
    assert failing(pandera_schema(schema, "t", rules), frame) == {1}
    warned = pandera_schema(schema, "t", [rule("a > b", severity="warning")])
    with pytest.warns(pa.errors.SchemaWarning):
        warned.validate(frame)
    constant = pandera_schema(schema, "t", [rule("1 > 2")])
    assert failing(constant, frame) == {0, 1, 2}
    absent = pandera_schema(schema_of(*fields, fieldsMatch="superset"), "t", rules)
    assert failing(absent, frame[["a"]]) == set()


def test_keys_whose_columns_are_absent_are_left_out():
    schema = schema_of("a", "b", primaryKey=["a"], uniqueKeys=[["a", "b"]], fieldsMatch="superset")
    assert failing(pandera_schema(schema, "t"), pd.DataFrame({"b": ["x", "x"]})) == set()


cells = st.one_of(
    st.sampled_from(["", "", "-", "x", " 1", "1_000", "１", "a\nb", "A", "abc"]),
    st.sampled_from(
        ["0", "1", "2", "01", "+1", "6", "-1", "-0", "1.0", "0.1", "0.10", "1.9", "2", "1e0"]
    ),
    st.sampled_from(
        ["2020-01-31", "2020-02-01", "2023-02-29", "2024-02-29", "2024", "2025", "0001"]
    ),
    st.sampled_from(["2023-12", "2024-01", "2024-13", "true", "FALSE", "True", "yes"]),
    st.sampled_from(["urban", "rural", "r", "suburban", "2024Z", "2024-01Z", "INF"]),
)
some_constraints = st.fixed_dictionaries(
    {}, optional={"required": st.booleans(), "unique": st.booleans()}
)


@st.composite
def described_tables(draw):
    """Give a schema of some fields, with constraints and keys, and a table that mostly fits it."""
    chosen = draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=4, unique_by=id))
    fields = [
        {**each, "constraints": {**each["constraints"], **draw(some_constraints)}}
        for each in chosen
    ]
    fields = [
        each if draw(st.booleans()) else {"name": each["name"], "type": each["type"]}
        for each in fields
    ]
    names = [each["name"] for each in fields]
    properties = {"missingValues": draw(st.sampled_from([[""], ["", "-"], ["-"]]))}
    if draw(st.booleans()):
        properties["primaryKey"] = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    if draw(st.booleans()):
        key = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
        properties["uniqueKeys"] = [key]
    good = {
        "string": ["urban", "rural", "a", ""],
        "integer": ["1", "2", "02", ""],
        "number": ["0.5", "1", "1.0", ""],
        "date": ["2020-02-01", "2024-02-29", ""],
        "year": ["2024", "0044", ""],
        "yearmonth": ["2024-01", "2024-12", ""],
        "boolean": ["true", "0", ""],
    }
    columns = [st.sampled_from(good[each["type"]]) | cells for each in fields]
    rows = draw(st.lists(st.tuples(*columns), max_size=6))
    return schema_of(*fields, **properties), names, rows


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


@given(described_tables())
def test_both_executors_find_the_same_rows_wrong(drawn):
    schema, names, rows = drawn
    rules = [rule("n + 1 > x or n == k")] if {"n", "x"} <= set(names) else []
    content = "\n".join(",".join(map(quoted, row)) for row in [names, *rows]) + "\n"
    table = read_text_table(content, "t")
    native = check_table(table, Resource("t", "t", schema), rules, {})
    assert failing(pandera_schema(schema, "t", rules), frame_of(table)) == native.suspect_rows
