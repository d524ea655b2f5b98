"""What is said of release files that cannot be read as they stand."""

from __future__ import annotations

import pytest
from tests.table.support import schema_of

from cnnic_validate.check.incoming import fill_release, missing_columns
from cnnic_validate.check.table import check_table
from cnnic_validate.figures.lexicon import load_lexicon
from cnnic_validate.model.interval import ANYTHING
from cnnic_validate.model.package import Resource
from cnnic_validate.model.statistics import Indicator, Statistics
from cnnic_validate.reading.reader import read_text_table

COLUMNS = "indicator,breakdown,time_period,measure,printed,source"


def hints(header):
    found = missing_columns(read_text_table(f"{header}\n", "r.csv"), "")
    return [(each.place.column, each.hint) for each in found]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("pritned", [("printed", "was it renamed to `pritned`?")]),
        ("Printed", [("printed", "was it renamed to `Printed`?")]),
        (" printed", [("printed", "was it renamed to ` printed`?")]),
        ("printed", []),
    ],
)
def test_a_renamed_column_is_named(seen, expected):
    assert hints(COLUMNS.replace("printed", seen)) == expected


def test_a_missing_header_is_one_finding():
    (finding,) = missing_columns(read_text_table("users,total,2024-12,level\n", "r.csv"), "")
    assert finding.message.startswith("the first line names none of the columns indicator,")
    assert finding.hint.startswith("`cnnic new-release` writes")


def test_a_release_says_which_it_is_or_is_told():
    table = read_text_table(f"{COLUMNS.removesuffix(',source')}\n", "r.csv")
    (finding,) = missing_columns(table, "")
    assert (finding.code, finding.place.column) == ("header", "source")
    assert finding.hint == "name the release with --source ID, or add the column"
    assert not list(missing_columns(table, "cnnic-56"))


def test_what_a_column_of_a_release_was_meant_to_be():
    schema = schema_of("denominator_period", "source", fieldsMatch="superset")
    table = read_text_table("denominator_period,source,denominator_perod\n", "r.csv")
    verdict = check_table(table, Resource("t", "t.csv", schema), (), {})
    assert [each.hint for each in verdict.findings] == ["did you mean `denominator_period`?"]


@pytest.mark.parametrize(
    ("period", "proposed"),
    [("2024-12", "cnnic-55.users.2024-12"), ("Dec 2024", ""), ("2024年", "")],
)
def test_no_id_is_proposed_of_a_wrong_cell(period, proposed):
    users = Indicator("users", "stock", "point", "persons", "", "", "", "", ANYTHING, ANYTHING)
    statistics = Statistics({"users": users}, {}, {}, {}, {})
    columns = ("id", "indicator", "time_period", "measure", "printed", "source")
    table = read_text_table(
        f"{','.join(columns)},printed_unit\n,users,{period},level,5,cnnic-55,persons\n", "r.csv"
    )
    resource = Resource("observations", "o.csv", schema_of(*columns))
    filled = fill_release(table, resource, statistics, load_lexicon())
    assert filled.held.rows[0][0] == proposed
