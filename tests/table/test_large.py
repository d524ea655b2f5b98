"""What tables of any size rest on: values, sets of rows, spilling, and that nothing is lost."""

import json
import random

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnic_validate.check.table import columns, executor, keys, plan, references, spill
from cnnic_validate.check.table.cells import field_rules, is_beyond, well_typed
from cnnic_validate.check.table.rows import Rows
from cnnic_validate.check.table.values import hashed, valued
from cnnic_validate.errors import UnreadableError
from cnnic_validate.model import lexical
from cnnic_validate.reading.table_schema import table_schema
from cnnic_validate.workflow.gate import validate
from tests.table.support import check, check_once, codes, faults_of, field, in_chunks, schema_of

TYPES = sorted(lexical.TYPES)
texts = st.one_of(
    st.sampled_from(
        ["x", "", "1", "01", "+1", "-1", "-0", "0", "+0", "1.0", "1.00", "10e-1", "1e0"]
    ),
    st.sampled_from(
        ["NaN", "nan", "INF", "inf", "-INF", "true", "1", "FALSE", "0", "2024Z", "0044"]
    ),
    st.sampled_from(["2024", "-0044", "2024-01", "2024-01Z", "1e400", "1e401", "-1e400", "1e-400"]),
    st.sampled_from([str(2**63), f"+{2**63}", f"0{2**63}", f"-{2**63}", f"-{2**63 + 1}", "=1e0"]),
    st.sampled_from(["0.1", "0.10", "0.1000000000000000000000000000001", "~x", "1_0", " 1", "٣"]),
    st.integers(-(10**40), 10**40).map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
)


@given(st.sampled_from(TYPES), st.lists(texts, min_size=2, max_size=12))
def test_values_are_equal_iff_they_are_written_alike_and_then_so_are_their_hashes(type_name, cells):
    schema = schema_of({"name": "a", "type": type_name}, missingValues=[])
    (each,) = schema.fields
    frame = pl.DataFrame({"0": cells}, schema={"0": pl.String}).select(
        valued(each, pl.col("0")).alias("value"), hashed([each], schema, [0]).alias("hash")
    )
    exact = [lexical.value(type_name, text, *lexical.boolean_values(each.raw)) for text in cells]
    for i, left in enumerate(exact):
        for j, right in enumerate(exact):
            equal = type(left) is type(right) and left == right
            assert (frame["value"][i] == frame["value"][j]) == equal
            assert frame["hash"][i] == frame["hash"][j] or not equal


@given(texts)
def test_every_number_is_read_as_a_double(text):
    frame = pl.DataFrame({"0": [text]}, schema={"0": pl.String})
    for type_name in ("integer", "number"):
        (each,) = schema_of({"name": "a", "type": type_name}).fields
        typed, double = frame.select(
            well_typed(each, pl.col("0")).alias("typed"),
            pl.col("0").cast(pl.Float64, strict=False).alias("double"),
        ).row(0)
        assert not typed or double is not None


@given(st.lists(st.integers(1, 50)), st.lists(st.integers(1, 50)))
def test_rows_are_a_set(some, others):
    rows = Rows(some)
    rows.add(others)
    assert rows == set(some) | set(others)
    assert len(rows) == len({*some, *others})
    assert list(rows | {7}) == sorted({*some, *others, 7})
    assert "x" not in rows
    assert 51 not in rows


def many_rows(number):
    dice = random.Random(4)
    return "a,b,c\n" + "".join(
        f"{dice.randrange(number)},{dice.choice(['x', 'x', 'x', 'y', ''])}{i % 50},{i}\n"
        for i in range(number)
    )


KEYS = schema_of(
    field("a", "number"),
    "b",
    field("c", "integer"),
    primaryKey=["c"],
    uniqueKeys=[["a"], ["b", "a"], ["b"]],
    foreignKeys=[{"fields": "a", "reference": {"fields": "c"}}],
)


def test_keys_that_fill_the_disk_are_the_same(monkeypatch):
    content = many_rows(2000)
    held = check_once(content, KEYS)
    assert {each.code for each in held.findings} == {"unique-key"}
    expected = [row.split(",")[0] for row in content.splitlines()[1:]]
    found = [each for each in held.findings if each.place.column == "a"]
    assert sum(each.count for each in found) == len(expected) - len(set(expected))
    monkeypatch.setattr(spill, "HELD_BYTES", 3000)
    with in_chunks(3000):
        assert check_once(content, KEYS) == held
        monkeypatch.setattr(keys, "_FEW", 5)
        assert check_once(content, KEYS) == held


def test_a_full_disk_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(spill, "HELD_BYTES", 100)
    monkeypatch.setattr(spill.tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(UnreadableError, match=r"its folder does not exist.*TMPDIR"):
        check_once(many_rows(100), KEYS)


def test_repeats_of_one_value_written_in_many_ways():
    content = "a,b,c\n" + "".join(f"{text},,\n" for text in ("1", "1.0", "10e-1", "01", "1.00001"))
    verdict = check(content, schema_of(field("a", "number", unique=True), "b", "c"))
    assert [(each.code, each.place.row) for each in verdict.findings] == [
        ("unique", 2),
        ("unique", 3),
        ("unique", 4),
    ]
    assert verdict.findings[2].message == "`01` stands already in row 1 (line 2)"


def test_damage_counts_each_cell_once_and_shows_the_first():
    cells = ["Dec-24", "x", "Jan-24", "ok", "Feb-24", "Dec-24"]
    content = "a,b\n" + "".join(f"{each},\n" for each in cells)
    schema = schema_of(
        field("a", pattern="[A-Zko].*", enum=["ok", "Dec-24"]),
        "b",
        foreignKeys=[{"fields": "a", "reference": {"resource": "u", "fields": "k"}}],
    )
    verdict = check(content, schema, u="k\nok\n")
    assert [(each.code, each.place.row, each.count) for each in verdict.findings] == [
        ("foreign-key", 1, 4),
        ("enum", 2, 1),
        ("foreign-key", 2, 1),
        ("pattern", 2, 1),
    ]
    assert verdict.suspect_rows == {1, 2, 3, 5, 6}


def test_every_row_wrong_in_every_way_is_counted():
    content = "a,b,c\n" + "x,Dec-24,\n" * 300
    schema = schema_of(
        field("a", "integer"), field("b", pattern="[0-9]+"), field("c", required=True)
    )
    verdict = check(content, schema)
    counted = {}
    for each in verdict.findings:
        counted[each.code] = counted.get(each.code, 0) + each.count
    assert counted == {"type": 300, "pattern": 300, "required": 300}
    assert verdict.suspect_rows == set(range(1, 301))


def test_a_hint_is_looked_for_among_few(monkeypatch):
    schema = schema_of(
        "a", "b", foreignKeys=[{"fields": "a", "reference": {"resource": "u", "fields": "k"}}]
    )
    (found,) = check("a,b\nhebei,\n", schema, u="k\nhebe\n").findings
    assert "`hebe`" in found.hint
    monkeypatch.setattr(references, "_MANY", 0)
    (found,) = check("a,b\nhebei,\n", schema, u="k\nhebe\n").findings
    assert "`hebe`" not in found.hint
    assert codes(check("a,b\nhebe,\n", schema, u="k\nhebe\n")) == []


def test_a_large_table_past_a_limit_hides_no_other(tmp_path):
    schema = {"fields": [{"name": "n", "type": "integer"}]}
    resources = [{"name": name, "path": f"{name}.csv", "schema": schema} for name in ("a", "b")]
    descriptor = {"name": "p", "resources": resources}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    (tmp_path / "a.csv").write_text("n\n" + "1\n" * 9 + "9" * (2**20 + 1) + "\n")
    (tmp_path / "b.csv").write_text("n\nx\n")
    with in_chunks(16):
        report = validate([str(tmp_path)])
    assert [each.place.path[-5:] for each in report.findings] == ["b.csv"]
    (fault,) = report.faults
    assert "line 11: a cell is longer than the limit" in fault.message


limits = st.sampled_from(
    [0, 1, -1, 2024, 2**53, 2**53 + 1, 2**63, "0.1", "1e400", "1e-400", "5e-324", "1e-5"]
)
bounds = st.dictionaries(
    st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]), limits
)
near = texts | st.sampled_from(
    ["1e-999", "-1e-9", "1e-99", "0.0", "0.00001", "4e-324", "9007199254740993", "1234", "0123"]
)


@given(
    st.sampled_from(["integer", "number", "year"]),
    bounds,
    st.booleans(),
    st.lists(near, min_size=1, max_size=8),
)
def test_the_screen_passes_no_cell_that_a_rule_fails(type_name, given_bounds, required, cells):
    constraints = {
        name: int(limit) if type_name == "integer" and not isinstance(limit, str) else limit
        for name, limit in given_bounds.items()
        if type_name == "number" or (type_name == "integer") == (not isinstance(limit, str))
    }
    if type_name == "year":
        constraints = dict.fromkeys(given_bounds, 2024)
    faults = []
    schema = table_schema(
        {"fields": [field("a", type_name, required=required, **constraints)]}, faults
    )
    assume(not faults)
    compiled = field_rules(schema.fields[0], schema, 0)
    frame = pl.DataFrame({"0": cells}, schema={"0": pl.String}).lazy()
    for step in compiled.steps:
        frame = frame.with_columns(step)
    frame = frame.with_columns(compiled.screen.fill_null(False).alias("stopped")).collect()
    for rule in compiled.rules:
        for text, hit, stopped in frame.select("0", rule.breach.fill_null(False), "stopped").rows():
            assert stopped or not (hit and rule.confirm(text))
    for text, stopped in frame.select("0", "stopped").rows():
        if text and not stopped:
            assert lexical.is_of_type(type_name, text)
            value = lexical.value(type_name, text)
            for rule in compiled.rules:
                bound = getattr(schema.fields[0].constraints, rule.code.replace("-", "_"), None)
                if "imum" in rule.code:
                    assert not is_beyond(schema.fields[0], rule.code, bound, text), value


def test_a_schema_of_too_many_fields_is_refused():
    fields = [{"name": f"f{number}"} for number in range(10_001)]
    (fault,) = faults_of({"fields": fields})
    assert "10,001 fields, more than the limit of 10,000" in fault.message
    assert faults_of({"fields": fields[:-1]}) == []


def test_many_fields_are_taken_a_few_at_a_time(monkeypatch):
    names = [f"f{number}" for number in range(7)]
    schema = schema_of(*(field(name, "integer", unique=True) for name in names))
    content = ",".join(names) + "\n" + "1,2,3,4,5,6,x\n" * 2
    whole = check(content, schema)
    for module in (plan, executor):
        monkeypatch.setattr(module, "TOGETHER", 3)
    assert check(content, schema) == whole
    assert sorted(codes(whole)) == ["type"] * 2 + ["unique"] * 7


def test_names_of_columns_are_compared_where_they_are_few(monkeypatch):
    schema = schema_of("colour", "b")
    (missing, unknown) = check("color,b\n1,2\n", schema).findings
    assert "`color`" in missing.hint
    assert "`colour`" in unknown.hint
    monkeypatch.setattr(columns, "_COMPARED", 0)
    assert [each.hint for each in check("color,b\n1,2\n", schema).findings] == ["", ""]
