"""Periods and denominators of a draft follow what the package holds of the series."""

import pytest

from cnnic_validate.mapping.draft import Seasons, draft_rows
from cnnic_validate.mapping.lines import TableValue
from cnnic_validate.model.interval import ANYTHING
from cnnic_validate.model.mapping import Decision, LabelLine
from cnnic_validate.model.period import parse_period
from cnnic_validate.model.statistics import Indicator
from cnnic_validate.table import Record

PENETRATION = Indicator(
    *("penetration", "ratio", "point", "percent", "t", "P", "", "", ANYTHING, ANYTHING),
    numerator="users",
    denominator="population",
)
HELD = [
    ("2024-06", "level", "", "2023-12", ""),
    ("2024-12", "level", "", "2023-12", ""),
    ("2024-12", "change", "2023-12", "2023-12", "2022-12"),
]
COLUMNS = ("time_period", "measure", "reference_period", "denominator_period")
AGENCIES = {"s": "CNNIC", "other": "NBS"}


def seasons(rows=HELD, source="s"):
    names = (*COLUMNS, "reference_denominator_period")
    fixed = {"indicator": "penetration", "breakdown": "total", "source": source}
    records = [Record(fixed | dict(zip(names, row, strict=True)), 0, 0) for row in rows]
    return Seasons(records, AGENCIES)


def drafted(measure="level", held=None, release="2025-12", **given):
    line = LabelLine("CNNIC", "", "", "x", is_share=True)
    texts = {"printed": "1", "place": "A1", "marks": "", "problem": ""}
    options = {"period": None, "reference": None, **texts, "number": 2} | given
    value = TableValue(line, measure, **options)
    decisions = {2: Decision("import", "penetration", "total")}
    rows = draft_rows(
        [value],
        decisions,
        {"penetration": PENETRATION},
        held or seasons(),
        "new",
        parse_period(release),
    )
    (row,) = rows
    return tuple(row[each] for each in (*COLUMNS, "reference_denominator_period"))


def test_a_share_divides_by_what_the_last_one_of_its_month_divides_by():
    assert drafted() == ("2025-12", "level", "", "2024-12", "")
    assert drafted(release="2025-06") == ("2025-06", "level", "", "2024-12", "")


def test_a_change_compares_as_the_last_one_did_unless_the_table_says_otherwise():
    assert drafted("change") == ("2025-12", "change", "2024-12", "2024-12", "2023-12")
    told = drafted("change", reference=parse_period("2020-12"))
    assert told == ("2025-12", "change", "2020-12", "2024-12", "")


def test_another_agency_is_no_guide():
    assert drafted(held=seasons(source="other")) == ("2025-12", "level", "", "", "")


def test_figures_that_disagree_leave_the_cell_empty():
    held = [*HELD, ("2024-12", "level", "", "2024-12", "")]
    assert drafted(held=seasons(held))[3] == ""


@pytest.mark.parametrize(("printed", "period"), [("2025", "2025-12"), ("2025-06", "2025-06")])
def test_what_is_counted_at_a_point_is_at_the_end_of_its_period(printed, period):
    assert drafted(period=parse_period(printed))[0] == period
