"""Rows of observations: each fault is one finding with its place; none is skipped in silence."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnic_validate.check.observations import JUDGED_BY_SCHEMA, duplicates, read_figures
from cnnic_validate.figures import load_lexicon
from cnnic_validate.model.interval import ANYTHING, Interval
from cnnic_validate.model.period import parse_period
from cnnic_validate.model.place import Place
from cnnic_validate.model.statistics import Breakdown, Exemption, Indicator, Source, Statistics
from cnnic_validate.table import Record

LEXICON = load_lexicon()
PATH = "data/observations.csv"
COUNT = Interval(Fraction(0), None)
PERCENT = Interval(Fraction(0), Fraction(100))


def an_indicator(code, kind="stock", unit="persons", bounds=COUNT, time="point", **more):
    return Indicator(code, kind, time, unit, "", "", "", "", bounds, ANYTHING, **more)


def by_code(*values):
    return {value.code: value for value in values}


def a_source(code, rounding="nearest", kind="release"):
    return Source(code, kind, "", "", "", datetime.date(2025, 1, 17), rounding)


STATISTICS = Statistics(
    indicators=by_code(
        an_indicator("internet_users"),
        an_indicator("population", bounds=Interval(Fraction(0), Fraction(2 * 10**9))),
        an_indicator(
            "internet_penetration",
            "ratio",
            "percent",
            PERCENT,
            numerator="internet_users",
            denominator="population",
            per=Fraction(100),
        ),
        an_indicator("retail", "flow", "yuan", time="period"),
        an_indicator("web_sites", unit="sites", quantum=Fraction(1)),
        an_indicator("page_size", "mean", "kilobytes", denominator="pages"),
        an_indicator("weekly_hours", "mean", "hours_per_week"),
        an_indicator("gap", "difference", "percentage_points", ANYTHING),
        an_indicator("deficit", "flow", "yuan", Interval(None, Fraction(0)), time="period"),
        an_indicator("egov_rank", "rank", "rank", Interval(Fraction(1), Fraction(193))),
    ),
    breakdowns=by_code(
        Breakdown("prov_hebei", "province", "total", "", ""),
        Breakdown("age_20_29", "age", "total", "", ""),
        Breakdown("age_60_plus", "age", "total", "", ""),
        Breakdown("sex_female", "sex", "total", "", ""),
    ),
    sources={
        "cnnic-55": a_source("cnnic-55"),
        "press": a_source("press", "unknown", "press"),
    },
    exemptions=by_code(Exemption("comparable", frozenset({"growth"}), "", "")),
    partitions={},
)
ROW = {
    "id": "a",
    "indicator": "internet_users",
    "breakdown": "total",
    "time_period": "2024-12",
    "measure": "level",
    "printed": "11.08亿",
    "printed_unit": "100 million persons",
    "source": "cnnic-55",
    "locator": "text",
}
RATIO = {"indicator": "internet_penetration", "printed": "78.6%", "printed_unit": ""}
GROWTH = {"measure": "growth", "printed": "1.5%", "printed_unit": ""}
FLOW = {"indicator": "retail", "printed": "5亿元", "printed_unit": "", "time_period": "2024"}
RANK = {"indicator": "egov_rank", "printed": "第35位", "printed_unit": "", "time_period": "2024-12"}


def read(*rows, **options):
    records = [Record(ROW | row, line=n + 2, row=n + 1) for n, row in enumerate(rows)]
    return read_figures(records, PATH, STATISTICS, LEXICON, **options)[:2]


def test_a_sound_row_is_a_figure():
    (figure,), findings = read({"obs_status": "A", "exemption": "comparable", "cites": "press"})
    assert findings == ()
    assert figure.id == "a"
    assert figure.place == Place(PATH, 2, 1, "printed", "a")
    assert figure.quantity.indicator == "internet_users"
    assert figure.quantity.time_period == parse_period("2024-12")
    assert figure.hard == Interval(Fraction(1107500000), Fraction(1108500000))
    assert figure.soft == figure.hard
    assert (figure.exemption, figure.cites, figure.source, figure.obs_status, figure.locator) == (
        "comparable",
        "press",
        "cnnic-55",
        "A",
        "text",
    )
    assert not figure.is_qualified


def test_a_row_as_normalise_fills_it_is_a_figure():
    filled = {
        "obs_value": "11.08",
        "unit_measure": "persons",
        "unit_mult": "8",
        "decimals": "2",
        "qualifier": "",
    }
    assert read(filled)[1] == ()


def test_rounding_quantum_and_decimals_reach_the_interval():
    sites = {"indicator": "web_sites", "printed": "13,037", "printed_unit": "sites"}
    figures, findings = read(
        {"source": "press"},
        sites,
        {"decimals": "1", "locator": "page"},
        sites
        | {"measure": "growth", "printed": "1%", "printed_unit": "", "reference_period": "2023-12"},
    )
    assert findings == ()
    press, exact, coarse, growth = (figure.hard for figure in figures)
    assert press == Interval(Fraction(1107000000), Fraction(1109000000))
    assert exact == Interval(Fraction(13037), Fraction(13037))
    assert coarse == Interval(Fraction(1103000000), Fraction(1113000000))
    assert growth == Interval(Fraction(1, 2), Fraction(3, 2))
    assert figures[2].number.unit == 10**7


# a change of the row -> the findings (code, column), whether the row is still a figure
FAULTS = [
    # printed text
    ({"printed": "1_000"}, [("printed", "printed")], False),
    ({"printed_unit": "10,000 persons"}, [("scale", "printed_unit")], False),
    ({"printed": "5", "printed_unit": ""}, [("unit", "printed_unit")], False),
    ({"printed": "5亿元", "printed_unit": ""}, [("unit", "printed_unit")], False),
    ({"printed": "下降5亿"}, [("printed", "printed")], False),
    # filled columns
    ({"obs_value": "11.80"}, [("obs-value", "obs_value")], True),
    ({"obs_value": "11.080"}, [("obs-value", "obs_value")], True),
    ({"unit_mult": "4"}, [("obs-value", "unit_mult")], True),
    ({"unit_measure": "yuan"}, [("unit", "unit_measure")], True),
    ({"qualifier": "over"}, [("obs-value", "qualifier")], True),
    ({"printed": "超11.08亿", "obs_value": "11.08"}, [("obs-value", "qualifier")], True),
    ({"decimals": "3"}, [("decimals", "decimals")], True),
    ({"decimals": "-9"}, [("decimals", "decimals")], True),
    ({"decimals": "-999999999999"}, [("decimals", "decimals")], True),
    ({"decimals": "1"}, [], True),
    # bounds
    (RATIO | {"printed": "120%"}, [("out-of-bounds", "printed")], False),
    (RATIO | {"printed": "-1%"}, [("out-of-bounds", "printed")], False),
    (RATIO | {"printed": "100.0%"}, [], True),
    (
        GROWTH | {"printed": "-120%", "reference_period": "2023-12"},
        [("out-of-bounds", "printed")],
        False,
    ),
    ({"indicator": "population", "printed": "141亿"}, [("out-of-bounds", "printed")], False),
    # breakdowns
    ({"breakdown": "age_20_29+sex_female"}, [], True),
    ({"breakdown": "sex_female+age_20_29"}, [("breakdown", "breakdown")], True),
    ({"breakdown": "age_20_29+age_60_plus"}, [("breakdown", "breakdown")], False),
    ({"breakdown": "age_20_30"}, [("breakdown", "breakdown")], False),
    ({"breakdown": "age_20_30+sex_fmale"}, [("breakdown", "breakdown")] * 2, False),
    ({"breakdown": "total+sex_female"}, [("breakdown", "breakdown")], False),
    ({"breakdown": "sex_female+"}, [("breakdown", "breakdown")], False),
    # periods
    ({"time_period": "2024"}, [("time-period", "time_period")], False),
    ({"time_period": "2024-Q4"}, [("time-period", "time_period")], False),
    ({"time_period": "Dec-24"}, [("time-period", "time_period")], False),
    ({"time_period": "2024-13"}, [("time-period", "time_period")], False),
    (FLOW, [], True),
    (FLOW | {"time_period": "2024-01/2024-12"}, [("time-period", "time_period")], True),
    (FLOW | {"time_period": "2024-11/2024-01"}, [("time-period", "time_period")], False),
    # reference periods
    ({"reference_period": "2023-12"}, [("reference-period", "reference_period")], False),
    (GROWTH, [("reference-period", "reference_period")], False),
    (GROWTH | {"reference_period": "2023-12"}, [], True),
    (GROWTH | {"reference_period": "2023"}, [("reference-period", "reference_period")], False),
    (GROWTH | {"reference_period": "2024-12"}, [("reference-period", "reference_period")], False),
    (GROWTH | {"reference_period": "2025-06"}, [("reference-period", "reference_period")], False),
    (GROWTH | {"reference_period": "last year"}, [("reference-period", "reference_period")], False),
    (FLOW | GROWTH | {"reference_period": "2023"}, [], True),
    (
        FLOW | GROWTH | {"reference_period": "2023-01/2023-11"},
        [("reference-period", "reference_period")],
        False,
    ),
    # measures
    (RANK, [], True),
    (RANK | {"measure": "change", "printed": "提升8位", "reference_period": "2022-12"}, [], True),
    (RANK | GROWTH | {"reference_period": "2022-12"}, [("measure", "measure")], False),
    (
        {"indicator": "gap"} | GROWTH | {"reference_period": "2022-12"},
        [("measure", "measure")],
        False,
    ),
    # denominator periods
    (RATIO | {"denominator_period": "2023-12"}, [], True),
    (RATIO | {"denominator_period": "2023"}, [("denominator-period", "denominator_period")], False),
    ({"denominator_period": "2023-12"}, [("denominator-period", "denominator_period")], False),
    (
        RATIO | {"reference_denominator_period": "2023-12"},
        [("denominator-period", "reference_denominator_period")],
        False,
    ),
    (
        RATIO
        | {"measure": "change", "printed": "1.1个百分点", "reference_period": "2023-12"}
        | {"denominator_period": "2023-12", "reference_denominator_period": "2022-12"},
        [],
        True,
    ),
    (
        {"indicator": "page_size", "printed": "87", "printed_unit": "KB"}
        | {"denominator_period": "2024-12"},
        [],
        True,
    ),
    (
        {"indicator": "weekly_hours", "printed": "28.7", "printed_unit": "hours per week"}
        | {"denominator_period": "2024-12"},
        [("denominator-period", "denominator_period")],
        False,
    ),
    # what the table check names: no second finding here, and no figure
    ({"indicator": "internet_user"}, [], False),
    ({"source": "cnnic-56"}, [], False),
    ({"cites": "cnnic-56"}, [], False),
    ({"exemption": "comparible"}, [], False),
    ({"measure": "share"}, [], False),
    ({"breakdown": ""}, [], False),
    ({"time_period": ""}, [], False),
    ({"printed": ""}, [("required", "printed")], False),
]


@pytest.mark.parametrize(("values", "expected", "is_figure"), FAULTS)
def test_faults(values, expected, is_figure):
    figures, findings = read(values)
    assert [(each.code, each.place.column) for each in findings] == expected
    assert bool(figures) is is_figure
    for finding in findings:
        assert finding.severity == "error"
        assert finding.message
        assert finding.value == (ROW | values).get(finding.place.column, "")
        assert (finding.place.path, finding.place.line, finding.place.row) == (PATH, 2, 1)
        assert finding.place.key == "a"


UNJUDGED = [
    ({"indicator": "internet_user"}, "foreign-key", "did you mean `internet_users`?"),
    ({"indicator": "zzz"}, "foreign-key", ""),
    ({"indicator": ""}, "required", ""),
    ({"source": "cnnic-56"}, "foreign-key", "did you mean `cnnic-55`?"),
    ({"cites": "cnnic-56"}, "foreign-key", "did you mean `cnnic-55`?"),
    ({"exemption": "comparible"}, "foreign-key", "did you mean `comparable`?"),
    ({"measure": "share"}, "measure", ""),
    ({"breakdown": ""}, "breakdown", ""),
    ({"time_period": ""}, "time-period", None),
    ({"printed": ""}, "required", None),
]


@pytest.mark.parametrize(("values", "code", "hint"), UNJUDGED)
def test_without_a_schema_that_judges_them_they_are_findings_here(values, code, hint):
    figures, findings = read(values, judged=frozenset())
    assert figures == ()
    assert [each.code for each in findings] == [code]
    assert findings[0].place.column in values
    if hint is not None:
        assert findings[0].hint == hint


def test_messages_say_what_was_seen_and_what_was_expected():
    _, findings = read(
        {"obs_value": "11.80"},
        RATIO | {"printed": "120%"},
        {"breakdown": "sex_femal"},
        FLOW | {"time_period": "2024-01/2024-12"},
        {"indicator": "population", "printed": "-5亿"},
        RANK | {"printed": "第200位"},
    )
    assert [(each.message, each.hint) for each in findings] == [
        (
            "11.80, but 11.08亿 reads as 11.08",
            "correct the one that is not what the source prints",
        ),
        (
            "120 lies outside what the level of internet_penetration can be: 0 to 100",
            "correct the number, its unit or the indicator's bounds",
        ),
        ("'sex_femal' is no breakdown code", "did you mean `sex_female`?"),
        ("2024-01/2024-12 has another, canonical form", "write 2024"),
        (
            "-500,000,000 lies outside what the level of population can be: 0 to 2,000,000,000",
            "correct the number, its unit or the indicator's bounds",
        ),
        (
            "200 lies outside what the level of egov_rank can be: 1 to 193",
            "correct the number, its unit or the indicator's bounds",
        ),
    ]


def test_one_sided_bounds_are_named():
    _, findings = read({"printed": "-5亿"}, FLOW | {"indicator": "deficit"})
    assert findings[0].message.endswith("can be: at least 0")
    assert findings[1].message.endswith("can be: at most 0")


def test_several_faults_of_a_row_are_all_named():
    _, findings = read(
        {"breakdown": "x", "time_period": "2024", "reference_period": "2023-12", "printed": "?"}
    )
    assert [each.code for each in findings] == [
        "breakdown",
        "time-period",
        "reference-period",
        "printed",
    ]


def test_duplicate_figures():
    figures, findings = read(
        {}, {"id": "b"}, {"id": "c", "locator": "table 5"}, {"id": "d", "source": "press"}
    )
    assert (len(figures), findings) == (4, ())
    (finding,) = duplicates(figures)
    assert finding.code == "duplicate-figure"
    assert finding.place == Place(PATH, 3, 2, "", "b")
    assert finding.figures == (Place(PATH, 2, 1, "", "a"), Place(PATH, 3, 2, "", "b"))
    assert "data/observations.csv:2 (a)" in finding.message


def test_a_row_without_id_still_has_one_to_be_named_by():
    (first, second), _ = read({"id": ""}, {"id": "", "locator": "page"})
    assert (first.id, second.id) == ("line-2", "line-3")


KNOWN = ["2024", "2024-12", "2023-12", "growth", "5%", "第3位", "1亿", "-1", "1", "0", "total"]
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", *STATISTICS.indicators, *STATISTICS.breakdowns, *KNOWN]),
)
COLUMNS = [*ROW, "reference_period", "denominator_period", "reference_denominator_period"]
COLUMNS += ["obs_value", "unit_mult", "decimals", "qualifier", "unit_measure", "exemption", "cites"]


@given(st.dictionaries(st.sampled_from(COLUMNS), CELLS, max_size=8))
@settings(max_examples=300)
def test_no_row_raises_and_none_is_lost_in_silence(values):
    figures, findings = read(values, judged=frozenset())
    assert figures or findings
    for figure in figures:
        assert not figure.hard.is_empty
        assert not figure.soft.is_empty


def test_the_default_is_what_the_schema_of_observations_judges():
    assert {"indicator", "source", "cites", "exemption"} < JUDGED_BY_SCHEMA


def test_a_range_that_runs_backwards_is_turned():
    _, findings = read(FLOW | {"time_period": "2024-11/2024-01"})
    assert ("'2024-11/2024-01' ends before it begins", "write 2024-01/2024-11") in [
        (each.message, each.hint) for each in findings
    ]
