"""The releases after the 55th report: each source row against what the mapping says it means."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from cnnic_validate.figures import load_lexicon, parse
from cnnic_validate.model.statistics import PrintedNumber
from cnnic_validate.reading.reader import read_table
from cnnic_validate.table import records

ROOT = Path(__file__).resolve().parents[2]
TABLES = (
    "companions_2024_months",
    "companions_2025_2026",
    "cnnic_56_57",
    "cnnic_56_57_more",
    "later_releases",
)
SOURCES = {"56": "cnnic-56", "57": "cnnic-57", "NBS-2026-01": "nbs-2026-01-19"}
SOURCES |= {f"GenAI-{year}": f"cnnic-genai-{year}" for year in (2024, 2025, 2026)}
SOURCES |= {"DC-2025": "cnnic-dc-2025"}
PRESS = {"page66260-2026-02", "kt_kz", "livedoor-2025-09"}
# Stocks and means of a year, which stand at its end.
YEAR_ENDS = {
    "mean_years_of_schooling",
    "overseas_online_literature_users",
    "overseas_online_writers",
}
# What a share is of.
BASES = {
    "all internet users": "internet_users",
    "AI investment amount": "ai_financing_amount",
    "AI investment events": "ai_financing_events",
    "broadband access ports": "fixed_broadband_ports",
    "digital consumption": "digital_consumption",
    "digital consumption users": "digital_consumption_users",
    "fixed broadband users": "fixed_broadband_subscribers",
    "fixed broadband users of the region": "fixed_broadband_subscribers",
    "generative AI users": "generative_ai_users",
    "household consumption expenditure": "household_consumption",
    "internet users aged 20-29": "internet_users",
    "internet users, college and above": "internet_users",
    "mobile base stations": "mobile_base_stations",
    "mobile phone users": "mobile_phone_subscribers",
    "mobile phone users of the region": "mobile_phone_subscribers",
    "online shoppers": "online_shopping_users",
    "people aged 60+": "population",
    "population": "population",
    "rural population": "population",
    "telecom revenue": "telecom_revenue",
    "total retail sales of consumer goods": "retail_sales",
    "urban population": "population",
    "world AI patent applications": "world_ai_patent_applications",
}
# Of these no indicator is the denominator.
UNNAMED = {"administrative villages", "GDP", "mobile result pages", "racks"}
# The year-end whose population each report divides by: docs/data.md has the arithmetic.
POPULATIONS = {
    "cnnic-56": "2024-12",
    "cnnic-57": "2025-12",
    "cnnic-genai-2025": "2024-12",
    "cnnic-genai-2026": "2025-12",
    "cnnic-dc-2025": "2024-12",
}
READINGS = {
    "level": ("level", "stock"),
    "share": ("level", "ratio"),
    "growth": ("growth", "stock"),
    "change": ("change", "stock"),
    "change_pp": ("change", "ratio"),
}
Row = dict[str, str]


def read(path: str) -> list[Row]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def rows() -> list[tuple[Row, Row]]:
    """Source rows and what they are imported as."""
    found = []
    for table in TABLES:
        source = read(f"data/transcriptions/{table}.csv")
        found += [
            (source[int(each["line"]) - 2], each)
            for each in read(f"data/mapping/{table}.csv")
            if each["decision"] == "import"
        ]
    return found


@pytest.fixture(scope="module")
def indicators() -> dict[str, Row]:
    return {each["code"]: each for each in read("data/indicators.csv")}


def period(text: str) -> tuple[int, int]:
    """Give the first and the last month of a period in either table's spelling, from year 0."""
    text = text.removesuffix(" (month flow)").replace("..", "/")
    first, _, last = text.partition("/")
    if quarter := re.fullmatch(r"(\d{4})-Q(\d)", first):
        month = int(quarter[1]) * 12 + int(quarter[2]) * 3 - 3
        return month, month + 2
    if half := re.fullmatch(r"(\d{4})-S(\d)", first):
        month = int(half[1]) * 12 + int(half[2]) * 6 - 6
        return month, month + 5
    ends = [
        int(each[:4]) * 12 + (int(each[5:]) - 1 if each[4:] else default)
        for each, default in ((first, 0), (last or first, 11))
    ]
    return ends[0], ends[1]


def test_a_row_is_of_its_own_document_and_period(rows):
    for source, mapped in rows:
        own = SOURCES.get(source["report"], source["report"].lower())
        assert mapped["source"] == own or (mapped["source"] in PRESS and mapped["cites"] == own)
        first, last = period(source["period"])
        if mapped["indicator"] in YEAR_ENDS:
            first = last
        assert period(mapped["time_period"]) == (first, last), source


def test_what_a_row_compares_with_is_what_the_source_row_says(rows):
    for source, mapped in rows:
        if mapped["measure"] == "level":
            assert mapped["reference_period"] == ""
            continue
        base = re.sub(r" \(.*\)$", "", source["base"].removeprefix("vs "))
        if base.startswith(("same month", "same period")):
            first, last = (each - 12 for each in period(mapped["time_period"]))
        else:
            first, last = period(base)
        if mapped["indicator"] in YEAR_ENDS:
            first = last
        assert period(mapped["reference_period"]) == (first, last), source


def test_a_share_is_of_what_the_source_row_says(rows, indicators):
    for source, mapped in rows:
        if source["measure"] != "share":
            continue
        code = indicators[mapped["indicator"]]
        if source["base"] in UNNAMED:
            assert code["denominator"] == ""
        else:
            wanted = BASES[source["base"]]
            if mapped["indicator"] in {"birth_rate", "death_rate", "natural_growth_rate"}:
                wanted = "mean_population"
            assert code["denominator"] == wanted, source


def test_a_share_of_the_population_states_its_year_end(rows, indicators):
    for _, mapped in rows:
        code = indicators[mapped["indicator"]]
        if code["denominator"] == "population" and mapped["source"].startswith("cnnic-"):
            assert mapped["denominator_period"] == POPULATIONS[mapped["source"]], mapped
        elif code["kind"] == "ratio" and code["denominator"] not in {"", "mean_population"}:
            assert mapped["denominator_period"] == mapped["time_period"], mapped


def test_one_label_has_one_meaning(rows):
    meanings = defaultdict(set)
    for source, mapped in rows:
        base = source["base"] if source["measure"] == "share" else ""
        label = (source["indicator_en"], source["breakdown"], source["measure"] == "share", base)
        meanings[label].add((mapped["indicator"], mapped["breakdown"]))
    two = {label[0] for label, found in meanings.items() if len(found) > 1}
    # Its change in points is of the share, its change and growth of the users.
    assert two == {"Generative AI users"}


@pytest.fixture(scope="module")
def lexicon():
    return load_lexicon(records(read_table(ROOT / "schemas/lexicon.csv", "schemas/lexicon.csv")))


def test_an_excluded_row_is_a_twin_of_the_figure_that_it_names(lexicon):
    """The same report, measure, value and precision, whatever its words."""
    source = read("data/transcriptions/later_releases.csv")
    twins = 0
    for each in read("data/mapping/later_releases.csv"):
        if each["decision"] != "exclude":
            continue
        row = source[int(each["line"]) - 2]
        named = re.match(r"the same figure of .+ as (\w+)\.csv line (\d+) \((.+)\), read from ",
                         each["reason"])  # fmt: skip
        assert named, each
        same = read(f"data/transcriptions/{named[1]}.csv")[int(named[2]) - 2]
        mapped = read(f"data/mapping/{named[1]}.csv")[int(named[2]) - 2]
        assert mapped["line"] == named[2]
        assert same["printed"] == named[3]
        keys = ["indicator", "breakdown", "time_period", "measure", "reference_period", "source"]
        assert [each[key] for key in keys] == [mapped[key] for key in keys]
        assert (row["report"], row["period"]) == (same["report"], same["period"])
        one, two = (reading(side, lexicon) for side in (row, same))
        assert (one.value, one.unit) == (two.value, two.unit)
        twins += 1
    assert twins > 20


def reading(row: Row, lexicon) -> PrintedNumber:
    measure, kind = READINGS[row["measure"]]
    number = parse(row["printed"], row["printed_unit"], measure=measure, kind=kind, lexicon=lexicon)
    assert isinstance(number, PrintedNumber), row
    return number


def test_changes_since_december_2024_start_from_one_level(lexicon):
    """MIIT repeats them month after month, and every month implies the same unprinted base."""
    levels, bases = {}, defaultdict(list)
    source = read("data/transcriptions/companions_2025_2026.csv")
    mapped = read("data/mapping/companions_2025_2026.csv")
    found = [
        (each, reading(source[int(each["line"]) - 2] | repaired(each), lexicon))
        for each in mapped
        if each["source"].startswith("miit-2025-") and each["measure"] != "growth"
        and source[int(each["line"]) - 2]["measure"] in {"level", "change"}
    ]  # fmt: skip
    for each, number in found:
        if each["measure"] == "level":
            levels[each["indicator"], each["breakdown"], each["source"]] = number
    for each, number in found:
        level = levels.get((each["indicator"], each["breakdown"], each["source"]))
        if each["measure"] == "change" and level and each["reference_period"] == "2024-12":
            slack = (number.unit + level.unit) / Fraction(2)
            base = level.value - number.value
            bases[each["indicator"], each["breakdown"]].append((base - slack, base + slack))
    assert sum(len(each) > 1 for each in bases.values()) >= 8
    for series, ends in bases.items():
        assert max(low for low, _ in ends) <= min(high for _, high in ends), series


def repaired(mapped: Row) -> Row:
    return {key: mapped[key] for key in ("printed", "printed_unit") if mapped[key]}
