"""Growth and breaks: what is printed, what follows from levels, and what is withheld."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnic_validate.release.breaks import breaks_csv
from cnnic_validate.release.growth import growth_csv
from cnnic_validate.release.series import latest_series, series_csv
from cnnic_validate.release.wide import wide_tables
from tests.series.builder import STATISTICS, figure


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


def growth(*figures):
    return read(growth_csv(figures, latest_series(figures, STATISTICS), STATISTICS))


def series(*figures):
    return read(series_csv(latest_series(figures, STATISTICS)))


def test_growth_that_follows_from_levels_is_an_interval():
    (row,) = growth(figure("10.92", "2023-12", mult=8), figure("11.08", "2024-12", mult=8))
    assert (row["origin"], row["measure"], row["unit_measure"]) == ("levels", "growth", "percent")
    least, most = Fraction("11.075") / Fraction("10.925"), Fraction("11.085") / Fraction("10.915")
    assert Fraction(row["low"]) <= 100 * (least - 1) < Fraction(row["low"]) + Fraction("0.001")
    assert Fraction(row["high"]) >= 100 * (most - 1) > Fraction(row["high"]) - Fraction("0.001")
    assert row["value"] == "1.465"


def test_a_ratio_changes_in_points():
    (row,) = growth(
        figure("77.5", "2023-12", indicator="rate"), figure("78.6", "2024-12", indicator="rate")
    )
    assert (row["measure"], row["unit_measure"]) == ("change", "percentage points")
    assert (row["value"], row["low"], row["high"]) == ("1.1", "1", "1.2")


def test_each_period_is_compared_with_the_one_before_and_with_the_year_before():
    rows = growth(*(figure("7", period) for period in ("2023-06", "2023-12", "2024-06")))
    assert [(row["time_period"], row["reference_period"]) for row in rows] == [
        ("2023-12", "2023-06"),
        ("2024-06", "2023-06"),
        ("2024-06", "2023-12"),
    ]


def test_ten_months_are_not_compared_with_a_year():
    sales = [
        figure("7", period, indicator="sales") for period in ("2023", "2024-01/2024-10", "2024")
    ]
    assert [(row["time_period"], row["reference_period"]) for row in growth(*sales)] == [
        ("2024", "2023")
    ]


def test_what_is_printed_stands_across_a_break_and_what_follows_is_withheld():
    printed = figure(
        "7.2", "2024", indicator="sales", measure="growth", reference="2023",
        exemption="definition_break",
    )  # fmt: skip
    levels = [
        figure("154264", "2023", indicator="sales"), figure("152287", "2024", indicator="sales")
    ]  # fmt: skip
    said, withheld = growth(*levels, printed)
    assert (said["origin"], said["value"], said["withheld"]) == ("printed", "7.2", "")
    assert (withheld["origin"], withheld["value"], withheld["low"], withheld["high"]) == (
        "levels", "", "", "",
    )  # fmt: skip
    assert withheld["withheld"] == "definition_break"
    first, second = series(*levels, printed)
    assert (first["break"], first["growth_allowed"]) == ("", "")
    assert (second["break"], second["growth_allowed"]) == ("definition_break", "false")


def test_a_break_in_between_is_crossed_too():
    levels = [
        figure("5", "2022-12"), figure("6", "2023-06", status="B"), figure("7", "2023-12")
    ]  # fmt: skip
    rows = {(row["time_period"], row["reference_period"]): row for row in growth(*levels)}
    assert rows["2023-12", "2022-12"]["withheld"] == "B"
    assert rows["2023-12", "2023-06"]["withheld"] == ""
    assert [row["growth_allowed"] for row in series(*levels)] == ["", "false", "true"]


def test_nothing_follows_from_a_level_that_may_be_nothing():
    assert growth(figure("0", "2023-12"), figure("5", "2024-12")) == []


@given(
    st.integers(1, 10**6), st.integers(0, 10**6), st.fractions(Fraction(-1, 2), Fraction(1, 2)),
    st.fractions(Fraction(-1, 2), Fraction(1, 2)),
)  # fmt: skip
def test_the_interval_holds_the_growth_of_all_true_values(reference, level, one, other):
    (row,) = growth(figure(str(reference), "2023-12"), figure(str(level), "2024-12")) or [None]
    if row is None:
        return
    true = 100 * (max(Fraction(0), level + other) / (reference + one) - 1)
    assert Fraction(row["low"]) <= true <= Fraction(row["high"])


def test_breaks_name_their_cause_and_their_figures():
    marked = figure("7", "2024-06", status="B", id="m")
    exempt = figure("3", "2024-12", exemption="definition_break", id="e")
    again = figure("3.0", "2024-12", exemption="definition_break", id="f", release="paper")
    other = figure("4", "2024-12", exemption="adjusted", indicator="rate")
    rows = read(breaks_csv([again, exempt, marked, other], STATISTICS))
    assert [(row["time_period"], row["break"], row["figure_ids"]) for row in rows] == [
        ("2024-06", "B", "m"),
        ("2024-12", "definition_break", "f e"),
    ]
    assert rows[1]["title"] == "Definition"


@pytest.fixture
def wide():
    figures = [
        figure("50", "2024-12", indicator="rate", qualifier="nearly"),
        figure("48.1", "2023-12", indicator="rate"),
        figure("7", "2024-12"),
    ]
    return {
        each.path: read(each.data.decode())
        for each in wide_tables(latest_series(figures, STATISTICS), STATISTICS)
    }


def test_a_word_of_a_wide_value_stands_beside_it(wide):
    earlier, later = wide["wide/users.csv"]
    assert (later["rate"], later["rate_qualifier"]) == ("50", "nearly")
    assert (earlier["rate"], earlier["rate_qualifier"]) == ("48.1", "")
    assert "users_qualifier" not in later


def test_a_second_table_says_what_the_columns_are(wide):
    about = {row["column"]: row for row in wide["wide/users.columns.csv"]}
    assert about["rate"]["unit_measure"] == "percent"
    assert about["users"]["sources"] == "cnnic-55"
