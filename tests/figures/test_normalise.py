"""What a row must say beside `printed`: unit, filled columns, id."""

from __future__ import annotations

import pytest

from cnnic_validate.figures import (
    FILLED,
    Unreadable,
    coarser,
    expected_unit,
    load_lexicon,
    measure_of,
    normalised,
    proposed_id,
    read_print,
)
from cnnic_validate.model.interval import ANYTHING
from cnnic_validate.model.statistics import Indicator, PrintedNumber

LEXICON = load_lexicon()


def indicator(unit="persons", kind="stock"):
    return Indicator("internet_users", kind, "point", unit, "", "", "", "", ANYTHING, ANYTHING)


ROW = {
    "id": "",
    "indicator": "internet_users",
    "breakdown": "total",
    "time_period": "2024-12",
    "measure": "level",
    "printed": "11.08亿",
    "printed_unit": "100 million persons",
    "source": "cnnic-55",
    "locator": "table 5",
}


def test_fills_what_follows_from_the_print():
    row = normalised(ROW, indicator(), None, LEXICON)
    assert row == ROW | {
        "id": "cnnic-55.internet_users.2024-12",
        "obs_value": "11.08",
        "unit_measure": "persons",
        "unit_mult": "8",
        "decimals": "2",
        "qualifier": "",
    }
    assert set(FILLED) <= row.keys()


def test_keeps_what_is_filled_and_is_idempotent():
    row = ROW | {"id": "mine", "decimals": "1", "obs_value": "11.80"}
    first = normalised(row, indicator(), None, LEXICON)
    assert (first["id"], first["decimals"], first["obs_value"]) == ("mine", "1", "11.80")
    assert normalised(first, indicator(), None, LEXICON, taken={"mine"}) == first


def test_says_why_a_row_cannot_be_filled():
    assert normalised(ROW | {"printed": "1_000"}, indicator(), None, LEXICON).code == "printed"
    assert normalised(ROW | {"measure": "share"}, indicator(), None, LEXICON).code == "printed"
    assert normalised(ROW | {"printed_unit": "yuan"}, indicator(), None, LEXICON).code == "unit"
    assert normalised({}, indicator(), None, LEXICON).code == "printed"


IDS = [
    ({}, "cnnic-55.internet_users.2024-12"),
    ({"breakdown": "area_rural+sex_male"}, "cnnic-55.internet_users.2024-12.area_rural+sex_male"),
    ({"measure": "change"}, "cnnic-55.internet_users.2024-12.change"),
    ({"time_period": "2024-01/2024-11"}, "cnnic-55.internet_users.2024-01--2024-11"),
]


@pytest.mark.parametrize(("values", "expected"), IDS)
def test_ids(values, expected):
    assert proposed_id(ROW | values) == expected


LOCATORS = [
    ("Table 5", "t5"),
    ("page 12", "p12"),
    ("figure 3a", "f3a"),
    ("www.tipost.com", "www-tipost-com"),
    ("figure series", "figure-series"),
]


@pytest.mark.parametrize(("locator", "slug"), LOCATORS)
def test_a_locator_makes_an_id_unique(locator, slug):
    taken = {"cnnic-55.internet_users.2024-12"}
    expected = f"cnnic-55.internet_users.2024-12.{slug}"
    assert proposed_id(ROW | {"locator": locator}, taken) == expected


def test_ids_stay_unique_whatever_is_taken():
    taken: list[str] = []
    row = ROW | {
        "measure": "growth",
        "denominator_period": "2023-12",
        "reference_period": "2023-12",
    }
    for _ in range(6):
        taken.append(proposed_id(row, taken))
    stem = "cnnic-55.internet_users.2024-12.growth"
    assert taken == [
        stem,
        f"{stem}.t5",
        f"{stem}.t5.of-2023-12",
        f"{stem}.t5.of-2023-12.from-2023-12",
        f"{stem}.t5.of-2023-12.from-2023-12.2",
        f"{stem}.t5.of-2023-12.from-2023-12.3",
    ]
    assert proposed_id(ROW | {"locator": "表"}, taken=["cnnic-55.internet_users.2024-12"]).endswith(
        ".2"
    )


def test_expected_units():
    assert expected_unit(indicator("yuan"), "level") == "yuan"
    assert expected_unit(indicator("yuan"), "growth") == "percent"
    assert expected_unit(indicator("yuan"), "change") == "yuan"
    assert expected_unit(indicator("percent", "ratio"), "change") == "percentage_points"
    assert measure_of("change") == "change"
    assert measure_of("share") is None


UNITS = [
    ("34个", "", "counties", True),
    ("1.1 billion", "", "persons", True),
    ("1.1 billion", "", "yuan", False),  # money must be named
    ("34个", "", "percent", False),
    ("2.6小时", "", "hours_per_week", True),
    ("2.6", "hours per week", "hours", False),
    ("5 persons", "", "person_times", False),
]


@pytest.mark.parametrize(("printed", "unit", "expected", "fits"), UNITS)
def test_units_against_the_indicator(printed, unit, expected, fits):
    answer = read_print(
        printed,
        unit,
        measure="level",
        indicator=indicator(expected),
        source=None,
        lexicon=LEXICON,
    )
    assert isinstance(answer, Unreadable) is not fits
    if not fits:
        assert answer.code == "unit"
        assert expected in answer.message


def test_coarser_decimals():
    number = PrintedNumber("280.5", 6, 1, "")
    assert [coarser(number, text) for text in ("1", "0", "-2")] == [1, 0, -2]
    for text in ("2", "-3", "", "x", "1.0", "-99999999", "٣"):
        assert coarser(number, text) is None
