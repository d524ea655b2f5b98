import pytest

from cnnic_validate.check.table import check_table
from cnnic_validate.errors import DefinitionError
from cnnic_validate.model import period
from cnnic_validate.model.package import Resource
from cnnic_validate.reading.reader import read_text_table

from .support import check, codes, field, rule, schema_of


def one(content, *fields, **properties):
    """Give the codes found, and the rows they are found in."""
    verdict = check(content, schema_of(*fields, **properties))
    return [(each.code, each.place.row) for each in verdict.findings]


def table(*cells):
    return "a,x\n" + "".join(f"{cell},x\n" for cell in cells)


# Every code: the cells that pass, then those that do not.
CELLS = [
    ("required", field(required=True), ["b", " "], [""]),
    (
        "type",
        field(type_name="integer"),
        ["0", "-3", "+007", ""],
        ["1.0", "x", " 1", "1_000", "1e3"],
    ),
    (
        "type",
        field(type_name="number"),
        ["1", "-1.5", "+.5", "5.", "1e3", "1E-3", "NaN", "-INF", "inf", "1108.20"],
        ["1_000", "x", "1.2.3", "e5", "٣", "１", "+INF", "Infinity", "0x1", "."],
    ),
    (
        "type",
        field(type_name="boolean"),
        ["true", "True", "TRUE", "1", "false", "False", "FALSE", "0"],
        ["yes", "tRUE", "01"],
    ),
    (
        "type",
        {**field(type_name="boolean"), "trueValues": ["y"], "falseValues": ["n"]},
        ["y", "n"],
        ["true", "1"],
    ),
    (
        "type",
        field(type_name="date"),
        ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"],
        ["2023-02-29", "1900-02-29", "2024-13-01", "2024-1-1", "0000-01-01", "24-01-01"],
    ),
    (
        "type",
        field(type_name="year"),
        ["2024", "0044", "-0044", "12024", "2024Z", "2024+08:00"],
        ["24", "0000", "02024", "2024.0", "+2024"],
    ),
    (
        "type",
        field(type_name="yearmonth"),
        ["2024-12", "2024-01", "-0044-03", "2024-12Z"],
        ["2024-13", "2024-1", "2024", "202412"],
    ),
    ("minimum", field(type_name="integer", minimum=3), ["3", "4", "003"], ["2", "-5"]),
    (
        "maximum",
        field(type_name="integer", maximum=3),
        ["3", "-4"],
        ["4", "99999999999999999999999"],
    ),
    (
        "minimum",
        field(type_name="number", minimum="0.1"),
        ["0.1", "0.10", "1e-1", "0.1000000000000000000001", "inf"],
        ["0.09", "0.0999999999999999999999", "-1e400", "NaN"],
    ),
    (
        "maximum",
        field(type_name="number", maximum="9007199254740993"),
        ["9007199254740993", "9007199254740992.9"],
        ["9007199254740993.1", "9007199254740994", "INF", "1e99999999999999999999"],
    ),
    (
        "exclusive-minimum",
        field(type_name="number", exclusiveMinimum=0),
        ["1e-400", "0.1"],
        ["0", "-0.0", "0e5", "-1e-400"],
    ),
    ("exclusive-maximum", field(type_name="integer", exclusiveMaximum=3), ["2"], ["3", "4", "+3"]),
    ("minimum", field(type_name="date", minimum="2020-01-01"), ["2020-01-01"], ["2019-12-31"]),
    (
        "maximum",
        field(type_name="year", maximum=2020),
        ["2020", "-3000", "2020Z"],
        ["2021", "12000"],
    ),
    ("minimum", field(type_name="year", minimum=-5), ["-0005", "0001"], ["-0006"]),
    ("maximum", field(type_name="yearmonth", maximum="2024-12"), ["2024-12"], ["2025-01"]),
    (
        "exclusive-minimum",
        field(type_name="yearmonth", exclusiveMinimum="2024-12"),
        ["2025-01"],
        ["2024-12"],
    ),
    ("min-length", field(minLength=2), ["ab", "人口", ""], ["a", "人"]),
    ("max-length", field(maxLength=2), ["ab", "人口"], ["abc", "é́x"]),
    ("enum", field(enum=["total", "urban"]), ["total", ""], ["Total", "rural"]),
    ("enum", field(type_name="integer", enum=[1, 2]), ["1", "01", "+2"], ["3"]),
    ("enum", field(type_name="number", enum=["0.5"]), ["0.50", "5e-1"], ["0.51"]),
    ("enum", {**field(type_name="string"), "categories": ["x"]}, ["x"], ["y"]),
    ("enum", field(type_name="boolean", enum=[True]), ["1", "TRUE"], ["0"]),
    ("pattern", field(pattern="[a-z]+|[0-9]"), ["abc", "1", ""], ["abc1", "A", "12", "a\u2028"]),
]


@pytest.mark.parametrize(("code", "described", "good", "bad"), CELLS)
def test_each_code_on_cells(code, described, good, bad):
    content = table(*good, *bad)
    found = one(content, described, "x")
    assert {each for each, _ in found} == {code}
    assert [row for _, row in found] == list(range(len(good) + 1, len(good) + len(bad) + 1))


@pytest.mark.parametrize(("code", "described", "bad"), [(a, b, d) for a, b, _, d in CELLS])
def test_each_code_has_a_message_with_what_was_seen(code, described, bad):
    verdict = check(table(bad[0]), schema_of(described, "x"))
    (finding,) = verdict.findings
    assert finding.value == bad[0]
    assert finding.place.column == "a"
    assert finding.severity == "error"
    if bad[0]:
        assert bad[0] in finding.message or code.endswith("length")


def test_a_bad_number_is_one_type_error():
    described = field(type_name="integer", minimum=3, maximum=5, enum=[4])
    assert one(table("x"), described, "x") == [("type", 1)]


def test_missing_values_of_schema_and_field():
    described = field(type_name="integer", required=True)
    assert one(table("NA", "-"), described, "x", missingValues=["NA"]) == [
        ("required", 1),
        ("type", 2),
    ]
    own = {**described, "missingValues": ["-"]}
    assert one(table("NA", "-"), own, "x", missingValues=["NA"]) == [("type", 1), ("required", 2)]
    assert one(table(""), field(required=True), "x", missingValues=[]) == []


KEYS = [
    ("unique", {"unique": True}, {}, ["1", "2", "", ""], ["1.0"]),
    ("primary-key", {}, {"primaryKey": ["a"]}, ["1", "2"], ["01", "+1"]),
    ("unique-key", {}, {"uniqueKeys": [["a"]]}, ["1", "2", "", ""], ["1e0"]),
]


@pytest.mark.parametrize(("code", "constraints", "properties", "good", "bad"), KEYS)
def test_keys_compare_values_and_leave_out_missing_ones(code, constraints, properties, good, bad):
    described = field("a", "number", **constraints)
    found = one(table(*good, *bad), described, "x", **properties)
    assert found == [(code, len(good) + 1 + i) for i in range(len(bad))]


def test_a_primary_key_is_required():
    assert one(table("1", ""), "a", "x", primaryKey=["a"]) == [("primary-key", 2)]


def test_keys_of_several_fields():
    content = "a,b\n1,2\n1,3\n1,\n1,\n01,2\n12,\n"
    fields = [field("a", "integer"), field("b", "integer")]
    verdict = check(content, schema_of(*fields, uniqueKeys=[["a", "b"]]))
    (finding,) = verdict.findings
    assert (finding.code, finding.place.row, finding.place.column) == ("unique-key", 5, "a, b")
    assert "`01, 2` stands already in row 1 (line 2)" in finding.message


@pytest.mark.parametrize(
    ("type_name", "equal", "different"),
    [
        ("boolean", ["true", "1"], ["true", "0"]),
        ("year", ["2024", "2024Z"], ["0024", "0240"]),
        ("yearmonth", ["2024-01", "2024-01Z"], ["2024-01", "2024-10"]),
        ("number", ["0", "-0.0"], ["9007199254740993", "9007199254740992"]),
        ("number", ["NaN", "nan"], ["NaN", "INF"]),
        ("integer", ["x", "x"], ["x", "y"]),
        ("string", ["1", "1"], ["1", "01"]),
    ],
)
def test_what_is_equal_depends_on_the_type(type_name, equal, different):
    fields = field("a", type_name, unique=True), "x"
    assert ("unique", 2) in one(table(*equal), *fields)
    assert "unique" not in [code for code, _ in one(table(*different), *fields)]


@pytest.mark.parametrize("text", ["=1", "@SUM(A1)", "+cmd|' /C x'!A0", "-HYPERLINK(1)", "\t=1"])
def test_a_cell_that_a_spreadsheet_runs_is_a_warning(text):
    verdict = check(f'a,n\n"{text}",1\n', schema_of("a", field("n", "integer")))
    (finding,) = verdict.findings
    assert (finding.code, finding.severity, finding.value) == ("formula", "warning", text)
    assert not verdict.suspect_rows


@pytest.mark.parametrize("text", ["-8", "+59.5 million", "-", "a=b", "+1.1%", "达"])
def test_a_sign_before_a_number_is_no_formula(text):
    assert codes(check(f"a,n\n{text},1\n", schema_of("a", field("n", "integer")))) == []


def test_foreign_keys():
    key = {"fields": ["a"], "reference": {"resource": "regions", "fields": ["code"]}}
    schema = schema_of("a", "x", foreignKeys=[key])
    regions = "code,name\nhebei,H\nhenan,N\n"
    assert codes(check(table("hebei", ""), schema, regions=regions)) == []
    (finding,) = check(table("hebie"), schema, regions=regions).findings
    assert finding.code == "foreign-key"
    assert finding.message == "`hebie` is not in regions.code"
    assert finding.hint == "did you mean `hebei`? a new one gets its row in `regions` first"
    assert codes(check(table("x"), schema)) == [], "a table that is not there cannot be asked"
    assert codes(check(table("x"), schema, regions="name\nx\n")) == []


def test_foreign_keys_of_several_fields_and_of_numbers():
    key = {"fields": ["a", "b"], "reference": {"resource": "o", "fields": ["p", "q"]}}
    schema = schema_of(field("a", "integer"), "b", foreignKeys=[key])
    verdict = check("a,b\n01,x\n1,\n1,y\nz,x\n", schema, o="q,p\nx,1\nz,1\n")
    assert [(each.code, each.place.row) for each in verdict.findings] == [
        ("foreign-key", 3),
        ("type", 4),
    ]


def test_a_foreign_key_to_the_table_itself():
    key = {"fields": "parent", "reference": {"fields": "code"}}
    schema = schema_of("code", "parent", foreignKeys=[key])
    verdict = check("code,parent\ncn,\nhebei,cn\nx,hebie\n", schema)
    assert [(each.code, each.place.row, each.hint) for each in verdict.findings] == [
        ("foreign-key", 3, "did you mean `hebei`?")
    ]


HEADERS = [
    ("exact", "a,b", []),
    ("exact", "b,a", ["column 1 is `b`"]),
    ("exact", "a", ["`b` is missing"]),
    ("exact", "a,b,c", ["`c` is not in the schema"]),
    ("equal", "b,a", []),
    ("equal", "a", ["`b` is missing"]),
    ("equal", "a,b,c", ["`c` is not in"]),
    ("subset", "c,b,a", []),
    ("subset", "a,c", ["`b` is missing"]),
    ("superset", "b", []),
    ("superset", "b,c", ["`c` is not in"]),
    ("partial", "b,c", []),
    ("partial", "c,d", ["no column is one of the schema's: a, b"]),
]


@pytest.mark.parametrize(("match", "header", "says"), HEADERS)
def test_the_header_is_compared_as_fields_match_says(match, header, says):
    verdict = check(header + "\n", schema_of("a", "b", fieldsMatch=match))
    assert codes(verdict) == ["header"] * len(says)
    assert all(each in f.message for each, f in zip(says, verdict.findings, strict=True))


def test_a_renamed_column_is_recognised():
    verdict = check("breakdwon,v\n", schema_of("breakdown", "v"))
    assert [each.hint for each in verdict.findings] == [
        "was it renamed to `breakdwon`?",
        "did you mean `breakdown`?",
    ]


def test_columns_of_a_wrong_header_are_checked_by_name():
    fields = field("a", "integer"), field("b")
    assert [code for code, _ in one("b,a\nx,y\n", *fields)] == ["header", "type"]
    assert one("b\nx\n", *fields, fieldsMatch="superset", primaryKey=["a"]) == []


def test_the_findings_of_the_reader_are_passed_on():
    assert codes(check("", schema_of("a"))) == ["empty-file"]
    assert codes(check("a,x\n1\n", schema_of("a", "x"))) == ["ragged-row"]
    assert codes(check("a,a\n1,2\n", schema_of("a"))) == ["header"]


DAMAGE = [
    (field(type_name="yearmonth"), ["Dec-24", "24-Dec", "2024/12/1", "12月1日"], "dates"),
    (field(type_name="date"), ["2024/12/1", "1-Dec-24", "12/1/2024"], "dates"),
    (field(pattern="[0-9]{6}"), ["1E+11", "1.10E+11"], "scientific"),
    (field(type_name="integer"), ["1.10E+11", "-2E+10"], "scientific"),
    (field(pattern="[0-9]{6}"), ["1234", "00123"], "leading zeros"),
    (field(enum=["007", "010"]), ["7", "10"], "leading zeros"),
    (field(minLength=5), ["123", "1"], "leading zeros"),
    (field(type_name="number"), ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "####"], "error values"),
]


@pytest.mark.parametrize(("described", "cells", "says"), DAMAGE)
def test_damage_is_one_finding_per_column(described, cells, says):
    verdict = check(table(*cells), schema_of(described, "x"))
    (finding,) = verdict.findings
    assert says in finding.message
    assert finding.count == len(cells)
    assert finding.hint
    assert verdict.suspect_rows == frozenset(range(1, len(cells) + 1))


def test_a_damaged_cell_counts_once_and_others_by_themselves():
    described = field(pattern="[0-9-]+", enum=["2024-12"])
    verdict = check(table("Dec-24", "x"), schema_of(described, "x"))
    assert [(each.code, each.place.row, each.count) for each in verdict.findings] == [
        ("pattern", 1, 1),
        ("enum", 2, 1),
        ("pattern", 2, 1),
    ]


def test_digits_that_no_zeros_would_mend_are_no_damage():
    verdict = check(table("99"), schema_of(field(enum=["007"]), "x"))
    assert "zeros" not in verdict.findings[0].message


@pytest.mark.parametrize(
    ("type_name", "cell", "hint"),
    [
        ("integer", " 5", "remove the blanks around it"),
        ("integer", "1_000", "write it without grouping: 1000"),
        ("number", "12.5%", "write it without the sign: 12.5"),
        ("integer", "1.5", "the field holds whole numbers"),
        ("integer", "x", ""),
    ],
)
def test_hints_for_cells_that_are_not_of_their_type(type_name, cell, hint):
    verdict = check(table(cell), schema_of(field("a", type_name), "x"))
    assert verdict.findings[0].hint == hint


def test_places_have_line_row_column_and_key():
    content = 'id,n\n"a\nb",1\nc,x\n'
    schema = schema_of("id", field("n", "integer"), primaryKey=["id"])
    place = check(content, schema).findings[0].place
    assert (place.path, place.line, place.row, place.column, place.key) == ("t.csv", 4, 2, "n", "c")


def test_values_are_cut_and_repeats_collapse():
    content = table(*["y" * 500] * 300)
    verdict = check(content, schema_of(field(type_name="integer"), "x"))
    assert len(verdict.findings) == 11
    assert sum(each.count for each in verdict.findings) == 300
    assert len(verdict.findings[0].value) == 200
    assert len(verdict.suspect_rows) == verdict.rows == 300


def test_many_codes_in_many_chunks():
    content = "a,x\n" + "".join(f"{i % 7},{'' if i % 5 else i}\n" for i in range(50))
    schema = schema_of(
        field("a", "integer", maximum=5, unique=True),
        field("x", "integer"),
        foreignKeys=[{"fields": "x", "reference": {"fields": "a"}}],
    )
    verdict = check(content, schema, [rule("a != 3")])
    assert {"maximum", "unique", "foreign-key", "row-rule"} == set(codes(verdict))


PERIOD = (
    "[0-9]{4}(-A1|-S[12]|-Q[1-4]|-W(0[1-9]|[1-4][0-9]|5[0-3])"
    "|-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])|/[0-9]{4}-(0[1-9]|1[0-2]))?)?"
)
FORMS = f"write {period.FORMS}"


@pytest.mark.parametrize(
    ("pattern", "cell", "hint"),
    [
        (PERIOD, "2026-6", "did you mean `2026-06`?"),
        (PERIOD, " 2026-06", "did you mean `2026-06`?"),
        (PERIOD, "2026年6月", "did you mean `2026-06`?"),
        (PERIOD, "2026 H1", "did you mean `2026-S1`?"),
        (PERIOD, "２０２６-０６", "did you mean `2026-06`?"),
        (PERIOD, "2026-13", FORMS),
        (PERIOD, "June 2026", "did you mean `2026-06`?"),
        (PERIOD, "2026-01/2026-6", FORMS),
        ("[a-z]+", "Total", "did you mean `total`?"),
        ("[a-z]+", "网民", ""),
    ],
)
def test_hints_for_cells_that_miss_their_pattern(pattern, cell, hint):
    (finding,) = check(f"a\n{cell}\n", schema_of(field(pattern=pattern))).findings
    assert (finding.code, finding.hint) == ("pattern", hint)


def test_a_pattern_too_large_for_the_engine_is_a_fault_of_its_author():
    schema = schema_of(field(pattern="(\\d{1000}){1000}"), "x")
    content = read_text_table("a,x\n", "t")
    with pytest.raises(DefinitionError, match="too large") as caught:
        check_table(content, Resource("t", "t.csv", schema, "schemas/t.json"), [], {})
    assert caught.value.faults[0].path == "schemas/t.json"


def test_a_table_without_columns_or_rows():
    assert check("a,x\n", schema_of("a", "x"), [rule("a == 'x'")]).rows == 0
    assert check("", schema_of("a")).rows == 0


def test_a_foreign_key_into_a_table_with_lost_rows_is_not_judged():
    key = {"fields": ["a"], "reference": {"resource": "regions", "fields": ["code"]}}
    schema = schema_of("a", "x", foreignKeys=[key])
    assert codes(check(table("x"), schema, regions="code,name\nhebei\nx,y\n")) == []
