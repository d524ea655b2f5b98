"""A series as text, JSON and frame."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import jsonschema
import pandas as pd
import pytest

from cnnic_validate.frames import period_of, series_frame
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.period import parse_period
from cnnic_validate.model.series import Series
from cnnic_validate.release.series import latest_series, series_csv, vintages_csv
from cnnic_validate.render.layout import Style, width_of
from cnnic_validate.render.series import series_json, series_text, value_words
from tests.series.builder import STATISTICS, figure

ROOT = Path(__file__).parents[2]
PLAIN = Style()
FIGURES = (
    figure("3", "1997-10", release="cnnic-53", mult=5, status="B"),
    figure("10.92", "2023-12", release="cnnic-53", mult=8),
    figure("109225", "2023-12", mult=4),
    figure("10.9", "2024-06", release="cnnic-54", mult=8),
    figure("12", "2024-06", mult=8, exemption="definition_break"),
    figure("13", "2024-12", mult=8, qualifier="at_least", release="cnsa-2025"),
)


def series_of(*figures, as_of=None, unread=0):
    what = figures[0].quantity
    classes = [STATISTICS.breakdowns[code] for code in what.breakdown.split("+") if code != "total"]
    return Series(
        STATISTICS.indicators[what.indicator],
        what.breakdown,
        tuple(classes),
        as_of,
        latest_series(figures, STATISTICS, as_of),
        STATISTICS.exemptions,
        unread,
    )


SERIES = series_of(*FIGURES)


def test_text():
    assert (
        series_text(SERIES, PLAIN)
        == """\
Users (网民规模) [users]
4 periods, 1997-10 to 2024-12, in persons

period           value                          source
1997-10        300,000 ± 50,000                 cnnic-53
    ^ break: marked by the source
2023-12  1,092,250,000 ± 5,000                  cnnic-55
2024-06  1,200,000,000 ± 50,000,000             cnnic-55
    ^ break: Definition (definition_break)
    ^ revised, before 1,090,000,000 ± 5,000,000 (cnnic-54)
2024-12  1,300,000,000 (1,267,500,000 or more)  cnsa-2025
"""
    )


def test_text_with_vintages():
    lines = series_text(SERIES, PLAIN, vintages=True).splitlines()[3:]
    assert lines == [
        "period   published              value                          release",
        "1997-10  2024-03-22  *        300,000 ± 50,000                 cnnic-53",
        "2023-12  2024-03-22     1,092,000,000 ± 500,000                cnnic-53",
        "2023-12  2025-01-17  *  1,092,250,000 ± 5,000                  cnnic-55",
        "2024-06  2024-08-29     1,090,000,000 ± 5,000,000              cnnic-54",
        "2024-06  2025-01-17  *  1,200,000,000 ± 50,000,000             cnnic-55",
        "    ^ revises",
        "2024-12  2025-03-26  *  1,300,000,000 (1,267,500,000 or more)  cnsa-2025",
    ]


def test_decimals_stand_below_each_other_and_the_base_of_a_ratio_is_told():
    rates = [
        figure("9", "2023-12", indicator="rate", denominator="2022-12", breakdown="area_rural"),
        figure("71.25", indicator="rate", denominator="2023-12", breakdown="area_rural"),
    ]
    assert series_text(series_of(*rates), PLAIN).splitlines() == [
        "Rate, Rural (网民规模, 农村) [rate area_rural]",
        "2 periods, 2023-12 to 2024-12, in percent",
        "",
        "period   of       value          source",
        "2023-12  2022-12   9    ± 0.5    cnnic-55",
        "2024-12  2023-12  71.25 ± 0.005  cnnic-55",
    ]


def test_the_day_and_what_is_missing_are_told():
    text = series_text(series_of(*FIGURES, as_of=datetime.date(2024, 9, 1), unread=2), PLAIN)
    assert "3 periods, 1997-10 to 2024-06, in persons, as it was known on 2024-09-01\n" in text
    assert text.endswith(
        "\n2 rows of the package have errors and may be missing here: see cnnic-validate.\n"
    )


@pytest.mark.parametrize("vintages", [False, True])
def test_text_fits_80_columns(vintages):
    wide = [
        figure("15522", "2024-01/2024-10", indicator="sales", mult=9, release="cnnic-55-april"),
        figure("16522", "2024-01/2024-10", indicator="sales", mult=9, qualifier="nearly"),
    ]
    text = series_text(series_of(*wide), PLAIN, vintages=vintages)
    assert max(width_of(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"value": "7", "qualifier": "at_most"}, "7 (0 to 7.175)"),
        ({"value": "60", "indicator": "rate", "qualifier": "nearly"}, "60 (50 to 60.5)"),
        ({"value": "0.5", "indicator": "rate"}, "0.5 ± 0.05"),
        ({"value": "71", "indicator": "rate", "qualifier": "about"}, "71 ± 2"),
    ],
)
def test_values_in_words(given, text):
    assert value_words(figure(**given)) == text


def test_json_is_as_its_schema_says():
    schema = json.loads((ROOT / "docs/series.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    value = json.loads(series_json(SERIES))
    jsonschema.validate(value, schema, cls=jsonschema.Draft202012Validator)
    first, second, third, last = value["points"]
    assert (first["value"], first["low"], first["breaks"]) == (
        "300000",
        "250000",
        ["marked by the source"],
    )
    assert [each["release"] for each in second["vintages"]] == ["cnnic-53", "cnnic-55"]
    assert (third["revised"], third["vintages"][1]["relation"]) == (True, "revises")
    assert (last["high"], value["as_of"]) == (None, None)
    wrong = value | {"points": [first | {"value": 300000}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schema, cls=jsonschema.Draft202012Validator)


def test_csv_of_vintages():
    rows = [line.split(",") for line in vintages_csv(SERIES.points).splitlines()]
    told = [[row[2], row[4], row[5], row[6], *row[-3:]] for row in rows[1:]]
    assert told[1:3] == [
        ["2023-12", "cnnic-53", "2024-03-22", "1092000000", "1", "first", "false"],
        ["2023-12", "cnnic-55", "2025-01-17", "1092250000", "1", "agrees", "true"],
    ]
    assert len(series_csv(SERIES.points).splitlines()) == 5


def test_frame():
    frame = series_frame(SERIES)
    assert frame.time_period.dtype == "period[M]"
    assert list(frame.value) == [3e5, 1_092_250_000, 1.2e9, 1.3e9]
    assert frame.high.iloc[-1] == float("inf")
    assert list(frame.exact) == ["300000", "1092250000", "1200000000", "1300000000"]
    assert list(frame.printed)[1] == "109225"
    assert frame.obs_status.cat.categories.tolist() == ["A", "B"]
    assert list(frame.revised) == [False, False, True, False]
    assert frame.published.iloc[0] == pd.Timestamp("2024-03-22")
    assert frame.denominator_period.isna().all()
    assert frame.attrs == {
        "indicator": "users",
        "title": "Users",
        "breakdown": "total",
        "as_of": "",
    }


def test_a_frame_of_periods_of_several_lengths():
    flows = [
        figure("1", time, indicator="sales", release="undated")
        for time in ("2023", "2024-01/2024-10", "2024-Q4")
    ]
    frame = series_frame(series_of(*flows))
    assert [str(each) for each in frame.time_period] == ["2023", "2024-01", "2024Q4"]
    assert frame.published.isna().all()


@pytest.mark.parametrize("text", ["2024", "2024-Q3", "2024-02", "2024-01/2024-10"])
def test_periods_keep_their_ends(text):
    period = parse_period(text)
    ours = period_of(period)
    assert ours.start_time.year * 12 + ours.start_time.month - 1 == period.first
    assert ours.end_time.year * 12 + ours.end_time.month - 1 == period.last


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (7, 7, "7"),
        (None, None, "7 (any value)"),
        (None, 8, "7 (8 or less)"),
    ],
)
def test_ends_in_words(low, high, text):
    ends = (None if end is None else Fraction(end) for end in (low, high))
    assert value_words(replace(figure("7"), hard=Interval(*ends))) == text
