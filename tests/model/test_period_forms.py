"""Periods as SDMX spells them, and as people write them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnic_validate.model.period import parse_period, spelt
from cnnic_validate.model.period_forms import as_point, period_hint, proposed_period

MEANT = [
    ("2024M11", "2024-11"),
    ("2024-M10", "2024-10"),
    ("2024Q3", "2024-Q3"),
    ("Q3 2024", "2024-Q3"),
    ("2024年三季度", "2024-Q3"),
    ("2024-H1", "2024-S1"),
    ("2024年上半年", "2024-S1"),
    ("2023A", "2023"),
    ("2024年", "2024"),
    ("2024/9", "2024-09"),
    ("2024-8", "2024-08"),
    ("2024年7月", "2024-07"),
    ("2024年1-11月", "2024-01/2024-11"),
    ("Jan-Nov 2024", "2024-01/2024-11"),
    ("July 2024", "2024-07"),
    ("2024-W5", "2024-W05"),
    ("2024年7月5日", "2024-07-05"),
    ("2024-11-30T00:00:00Z", "2024-11-30"),
    ("45597", "2024-11"),
    ("2024-Q05", ""),
    ("2024-13", ""),
    ("Dec-24", ""),
]


@pytest.mark.parametrize(("text", "period"), MEANT)
def test_what_people_write_is_proposed_in_ours(text, period):
    assert proposed_period(text) == period
    assert parse_period(text) is None


def test_a_fiscal_year_needs_the_calendar_of_its_source():
    for text in ("2023/24", "2023-24", "FY2023", "2023/2024"):
        assert proposed_period(text) == ""
        assert "reporting_year_start" in period_hint(text)
        assert proposed_period(text, year_start=4) == "2023-A1"
    period = parse_period("2023-A1", 4)
    assert str(period) == "2023-04/2024-03"
    assert spelt(period, 4) == "2023-A1"
    assert str(parse_period("2023-A1")) == "2023"


def test_a_point_is_a_month_or_a_day():
    assert str(as_point(parse_period("2024-12-31"))) == "2024-12"
    assert str(as_point(parse_period("2024-12-30"))) == "2024-12-30"
    assert proposed_period("2024/12/31", is_point=True) == "2024-12"
    assert not parse_period("2024-W05").is_point


DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 1, 1))


@given(DAYS, st.integers(-60, 60))
def test_days_and_weeks_come_back_and_move(day, months):
    year, week, _ = day.isocalendar()
    for text in (day.isoformat(), f"{year:04d}-W{week:02d}"):
        period = parse_period(text)
        assert str(period) == text
        moved = period.shifted(months)
        assert moved.length == period.length
        assert parse_period(str(moved)) == moved
        before = period.previous
        assert before.length == period.length
        assert before.last_day == period.first_day - 1
        assert period.end > before.end


@given(st.integers(1900 * 12, 2200 * 12), st.integers(1, 24), st.integers(1, 12))
def test_months_come_back_in_any_calendar(first, months, start):
    month = parse_period(f"{first // 12:04d}-{first % 12 + 1:02d}")
    period = month._replace(last=first + months - 1)
    assert parse_period(spelt(period, start), start) == period
    assert parse_period(str(period)) == period


@pytest.mark.parametrize("text", ["2024-W54", "2023-W53", "2024-02-30", "2024-S3", "2024-00"])
def test_what_no_calendar_has_is_no_period(text):
    assert parse_period(text) is None
