"""The history of 54 reports: each source row against what the mapping says it means."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Row = dict[str, str]
# Labels with two meanings: the classes of access of the 5th to 7th reports exclude each other.
TWO_MEANINGS = {
    ("Dial-up internet users", "total", "level", ""),
    ("Leased-line internet users", "total", "level", ""),
}
# What a share is of, and the indicators whose numbers are such shares.
DENOMINATORS = {
    "all internet users": "internet_users",
    "mobile internet users": "mobile_internet_users",
    "microblog users": "microblog_users",
    "population": "population",
    "rural population": "population",
    "urban population": "population",
    "people aged 60+": "population",
    "wired (fixed-line) internet users": "internet_users",
}


def read(path: str) -> list[Row]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def rows() -> list[tuple[Row, Row]]:
    """Source rows and what they are imported as."""
    source = read("data/transcriptions/cnnic_history.csv")
    return [
        (source[int(each["line"]) - 2], each)
        for each in read("data/mapping/cnnic_history.csv")
        if each["decision"] == "import"
    ]


@pytest.fixture(scope="module")
def indicators() -> dict[str, Row]:
    return {each["code"]: each for each in read("data/indicators.csv")}


def test_every_report_but_the_eighth_is_there(rows):
    reports = {int(source["report"]) for source, _ in rows}
    assert reports == set(range(1, 55)) - {8}


def test_a_row_is_of_its_own_report_and_period(rows):
    for source, mapped in rows:
        assert mapped["source"] == f"cnnic-{int(source['report']):02}"
        assert mapped["time_period"] == source["period"]
        stations = mapped["indicator"] == "mobile_base_stations"
        assert mapped["cites"] == "" or (stations and mapped["cites"].startswith("miit-"))


def test_what_a_row_compares_with_is_what_the_source_row_says(rows):
    against_the_page = []
    for source, mapped in rows:
        found = re.match(r"vs ([0-9]{4}-[0-9]{2})", source["base"])
        if mapped["measure"] == "level":
            assert not found
            assert mapped["reference_period"] == ""
        elif found:
            assert mapped["reference_period"] == found[1]
        else:
            against_the_page.append(source["base"])
            assert "fits vs " + mapped["reference_period"] in source["base"]
            assert mapped["reason"]
    assert len(against_the_page) == 1


def test_a_share_is_of_what_the_source_row_says(rows, indicators):
    unlike = []
    for source, mapped in rows:
        if source["measure"] != "share":
            continue
        code = indicators[mapped["indicator"]]
        assert code["kind"] == "ratio"
        if source["base"] in DENOMINATORS:
            assert code["denominator"] == DENOMINATORS[source["base"]], source
        else:
            unlike.append(mapped["exemption"])
        area = {"rural population": "area_rural", "urban population": "area_urban"}
        assert mapped["breakdown"] == area.get(source["base"], mapped["breakdown"])
    assert unlike == ["base_unclear"]


def test_population_bases_of_the_history_are_unknown_but_for_one_that_fits(rows, indicators):
    """Users are divided by users of the same month; of the population only 2023 is known."""
    for source, mapped in rows:
        code = indicators[mapped["indicator"]]
        if code["kind"] != "ratio":
            assert mapped["denominator_period"] == ""
        elif code["denominator"] == "population":
            known = source["period"] == "2023-12"
            assert bool(mapped["denominator_period"]) == known, source
        else:
            assert mapped["denominator_period"] == mapped["time_period"], source
            assert mapped["reference_denominator_period"] == mapped["reference_period"], source


def test_one_label_has_one_meaning(rows):
    meanings = defaultdict(set)
    for source, mapped in rows:
        base = "" if source["base"].startswith(("vs ", "page says")) else source["base"]
        label = (source["indicator_en"], source["breakdown"], source["measure"], base)
        meanings[label].add((mapped["indicator"], mapped["breakdown"]))
    assert {label for label, found in meanings.items() if len(found) > 1} == TWO_MEANINGS


def test_the_unit_is_that_of_the_source_row(rows, indicators):
    units = {
        "persons": {"persons"},
        "%": {"percent", "percentage_points"},
        "percentage points": {"percent", "percentage_points"},
        "hours per week": {"hours_per_week"},
        "units": {"computers", "names", "stations"},
        "blocks/32": {"blocks_32"},
    }
    for source, mapped in rows:
        if mapped["measure"] != "growth":
            unit = indicators[mapped["indicator"]]["unit_measure"]
            assert unit in units[source["printed_unit"]], source


def test_age_and_sex_are_those_of_the_label(rows):
    labels = {
        "<10": "age_6_9",
        "30 and over": "age_30_plus",
        "50+": "age_50_plus",
        "60+": "age_60_plus",
        "male": "sex_male",
        "female": "sex_female",
        "directly connected": "connection_direct",
        "dial-up": "connection_dial_up",
        "both leased line and dial-up": "line_leased_and_dial_up",
    }
    checked = 0
    for source, mapped in rows:
        label = source["breakdown"]
        if label in labels:
            assert mapped["breakdown"] == labels[label]
        elif found := re.fullmatch(r"(\d\d)-(\d\d)", label):
            assert mapped["breakdown"] == f"age_{found[1]}_{found[2]}"
        else:
            assert label in {"total", "total (unrounded)", "by mobile phone"}, source
            continue
        checked += 1
    assert checked == 36


def test_mobile_services_are_of_mobile_users(rows, indicators):
    for source, mapped in rows:
        if source["topic"] == "mobile applications":
            assert mapped["indicator"].startswith("mobile_")
            assert indicators[mapped["indicator"]]["topic"] == "mobile_applications"
