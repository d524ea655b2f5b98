"""Templates of new releases."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from tests.series.builder import STATISTICS

from cnnic_validate.errors import UnreadableError
from cnnic_validate.release.template import COLUMNS, release_template


def row(source, indicator, time, **cells):
    base = {
        "id": f"{source}.{indicator}.{time}",
        "source": source,
        "indicator": indicator,
        "breakdown": "total",
        "time_period": time,
        "measure": "level",
        "reference_period": "",
        "denominator_period": "",
        "reference_denominator_period": "",
        "printed": "1",
        "printed_unit": "10,000 persons",
        "locator": "table 1",
        "cites": "",
        "exemption": "comparable",
    }
    return base | cells


def growth(source, time, reference, **cells):
    return row(source, "users", time, measure="growth", reference_period=reference, **cells)


PACKAGE = [
    row("cnnic-53", "users", "2023-12"),
    growth("cnnic-53", "2023-12", "2022-12"),
    row("cnnic-54", "users", "2024-06"),
    growth("cnnic-54", "2024-06", "2023-12"),
    row("cnnic-55", "users", "2024-12", breakdown="area_rural"),
    row("cnnic-55", "users", "2024-12"),
    row("cnnic-55", "users", "2023-12"),
    row("cnnic-55", "users", "2021-12"),
    row("cnnic-55", "rate", "2024-12", denominator_period="2024-12"),
    row("cnnic-55", "penetration", "2024-12", denominator_period="2023-12"),
    growth("cnnic-55", "2024-12", "2023-12"),
    row(
        "cnnic-55",
        "rate",
        "2024-12",
        measure="change",
        reference_period="2023-12",
        denominator_period="2024-12",
        reference_denominator_period="2023-12",
    ),
    row("cnnic-55", "sales", "2024"),
    row("cnnic-55", "users", "2024-12", cites="nbs-2024"),
    row("nbs-2024", "sales", "2024"),
]


def template(release, **options):
    text = release_template(release, PACKAGE, STATISTICS, **options)
    return list(csv.DictReader(io.StringIO(text)))


def keys(rows):
    return [
        (
            each["indicator"],
            each["breakdown"],
            each["measure"],
            each["time_period"],
            each["reference_period"],
            each["denominator_period"],
            each["reference_denominator_period"],
        )
        for each in rows
    ]


def test_a_year_later_every_period_moves_by_a_year():
    assert keys(template("cnnic-57")) == [
        ("users", "area_rural", "level", "2025-12", "", "", ""),
        ("users", "total", "level", "2025-12", "", "", ""),
        ("users", "total", "level", "2024-12", "", "", ""),
        ("users", "total", "level", "2022-12", "", "", ""),
        ("rate", "total", "level", "2025-12", "", "2025-12", ""),
        ("penetration", "total", "level", "2025-12", "", "2024-12", ""),
        ("users", "total", "growth", "2025-12", "2024-12", "", ""),
        ("rate", "total", "change", "2025-12", "2024-12", "2025-12", "2024-12"),
        ("sales", "total", "level", "2025", "", "", ""),
    ]


LIKE_55_IN_JUNE = [
    ("users", "area_rural", "level", "2025-06", "", "", ""),
    ("users", "total", "level", "2025-06", "", "", ""),
    ("users", "total", "level", "2024-12", "", "", ""),
    # 2021-12 is left out: nobody knows which earlier periods a June report prints.
    ("rate", "total", "level", "2025-06", "", "2025-06", ""),
    # The population that a June penetration divides by is not known.
    ("penetration", "total", "level", "2025-06", "", "", ""),
    ("users", "total", "growth", "2025-06", "2024-12", "", ""),
    ("rate", "total", "change", "2025-06", "2024-12", "2025-06", "2024-12"),
    # A year does not become twelve months to June.
    ("sales", "total", "level", "", "", "", ""),
]


def test_a_june_report_compares_with_december_as_the_last_june_report_did():
    assert keys(template("cnnic-56", like="cnnic-55")) == LIKE_55_IN_JUNE


def test_what_reports_of_the_month_print_comes_first_then_what_the_last_one_adds():
    of_june = [LIKE_55_IN_JUNE[1], LIKE_55_IN_JUNE[5]]
    rest = [each for each in LIKE_55_IN_JUNE if each not in of_june]
    assert keys(template("cnnic-56")) == [*of_june, *rest]


def test_the_last_three_releases_of_the_month_are_united():
    older = [
        row(f"cnnic-{number}", f"seen_{number}", f"{year}-12")
        for number, year in ((47, 2020), (49, 2021), (51, 2022))
    ]
    rows = release_template("cnnic-57", [*PACKAGE, *older], STATISTICS)
    moved = {each["indicator"]: each["time_period"] for each in csv.DictReader(io.StringIO(rows))}
    # cnnic-55, cnnic-53 and cnnic-51 are the last three December reports.
    assert moved["seen_51"] == moved["users"] == "2025-12"
    assert not {"seen_49", "seen_47"} & set(moved)


def test_a_reference_that_is_not_known_is_no_second_row():
    rows = [*PACKAGE, row("cnnic-52", "users", "2023-06"), growth("cnnic-52", "2023-06", "2022-06")]
    text = release_template("cnnic-56", rows, STATISTICS)
    told = [each for each in csv.DictReader(io.StringIO(text)) if each["measure"] == "growth"]
    assert [each["reference_period"] for each in told] == ["2024-12", "2024-06"]


def test_titles_tell_a_person_what_a_row_is():
    rows = [
        row("cnnic-54", "users", "2024-06"),
        row("cnnic-55", "users", "2024-12", breakdown="area_rural"),
        growth("cnnic-55", "2024-12", "2023-12"),
        row("cnnic-55", "unheard_of", "2024-12"),
    ]
    text = release_template("cnnic-57", rows, STATISTICS)
    titles = [(each["title_en"], each["title_zh"]) for each in csv.DictReader(io.StringIO(text))]
    assert titles == [
        ("Users, Rural", "网民规模，农村"),
        ("Users, growth", "网民规模，增长率"),
        ("", ""),
    ]


def test_without_an_earlier_june_report_references_are_left_empty():
    december_only = [each for each in PACKAGE if each["source"] != "cnnic-54"]
    text = release_template("cnnic-56", december_only, STATISTICS, period="2025-06")
    rows = [each for each in csv.DictReader(io.StringIO(text)) if each["measure"] != "level"]
    assert [each["reference_period"] for each in rows] == ["", ""]


def test_what_compares_in_two_ways_is_left_empty():
    rows = [*PACKAGE, growth("cnnic-52", "2023-06", "2022-06")]
    text = release_template("cnnic-56", rows, STATISTICS, like="cnnic-55")
    assert {each["reference_period"] for each in csv.DictReader(io.StringIO(text))} == {""}


def test_cells():
    text = release_template("cnnic-56", PACKAGE, STATISTICS)
    assert text.splitlines()[0] == ",".join(COLUMNS)
    first = next(csv.DictReader(io.StringIO(text)))
    assert first["printed"] == ""
    assert first["printed_unit"] == "10,000 persons"
    assert first["source"] == "cnnic-56"
    assert first["locator"] == "table 1"


def test_like_and_period_can_be_given():
    assert keys(template("cnnic-special", like="cnnic-54", period="2026-06")) == [
        ("users", "total", "level", "2026-06", "", "", ""),
        ("users", "total", "growth", "2026-06", "2025-12", "", ""),
    ]


def test_like_a_release_of_the_month_brings_those_of_the_month_before_it():
    older = [
        row(f"cnnic-{number}", f"seen_{number}", f"{year}-06")
        for number, year in ((46, 2020), (48, 2021), (50, 2022), (52, 2023))
    ]
    text = release_template("cnnic-56", [*PACKAGE, *older], STATISTICS, like="cnnic-54")
    rows = [each["indicator"] for each in csv.DictReader(io.StringIO(text))]
    assert rows == ["users", "users", "seen_52", "seen_50"]
    # A release that was held in part already is no model of itself.
    text = release_template(
        "cnnic-52", [*PACKAGE, *older], STATISTICS, like="cnnic-54", period="2023-06"
    )
    rows = [each["indicator"] for each in csv.DictReader(io.StringIO(text))]
    assert rows == ["users", "users", "seen_50", "seen_48"]


def test_the_same_edition_again_keeps_the_periods():
    text = release_template("cnnic-55b", PACKAGE, STATISTICS, like="cnnic-55", period="2024-12")
    assert keys(csv.DictReader(io.StringIO(text)))[0][3] == "2024-12"


@pytest.mark.parametrize(
    ("release", "options", "message"),
    [
        ("mofcom-1", {}, "no earlier release found (name one with --like, such as: cnnic-53, "),
        ("cnnic-53", {}, "no earlier release found"),
        ("cnnic-56", {"like": "cnnic-99"}, "the release 'cnnic-99' prints no figure here"),
        ("report", {"like": "cnnic-55"}, "its month cannot be told (say which with --period"),
        ("cnnic-56", {"like": "cnnic-53"}, "its month cannot be told"),
        ("cnnic-56", {"period": "June 2025"}, "'June 2025' is no month (write it as YYYY-MM"),
        ("=1+1", {"like": "cnnic-55"}, "=1+1: is no id of a release"),
        ("cnnic-56", {"period": "2025"}, "'2025' is no month"),
        ("cnnic-56", {"period": "2025-Q2"}, "'2025-Q2' is no month"),
    ],
)
def test_what_cannot_be_made(release, options, message):
    with pytest.raises(UnreadableError) as caught:
        release_template(release, PACKAGE, STATISTICS, **options)
    assert message in str(caught.value)


def test_uneven_months_between_releases_are_not_counted_on():
    rows = [row("cnnic-44", "users", "2019-06"), row("cnnic-46", "users", "2020-03")]
    with pytest.raises(UnreadableError, match="--period"):
        release_template("cnnic-47", rows, STATISTICS)


def test_a_row_whose_period_cannot_be_read_is_left_out():
    rows = [*PACKAGE, row("cnnic-55", "users", "soon")]
    assert (
        len(release_template("cnnic-57", rows, STATISTICS).splitlines())
        == len(template("cnnic-57")) + 1
    )


def test_a_fiscal_year_is_moved_and_written_by_the_calendar_of_its_source():
    fiscal = {
        f"rso-{year}": replace(
            next(iter(STATISTICS.sources.values())), id=f"rso-{year}", year_start=4
        )
        for year in (2023, 2024)
    }
    statistics = replace(STATISTICS, sources={**STATISTICS.sources, **fiscal})
    package = [
        row("rso-2023", "sales", "2022-A1"),
        row("rso-2023", "users", "2023-03"),
    ]
    text = release_template("rso-2024", package, statistics, period="2024-03")
    found = {each["indicator"]: each["time_period"] for each in csv.DictReader(io.StringIO(text))}
    assert found == {"sales": "2023-A1", "users": "2024-03"}
