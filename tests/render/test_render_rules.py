"""The rule listing."""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from render_reports import CLEAN, INSTANCES

from cnnic_validate.model.expression import Linear, Name
from cnnic_validate.model.interval import ANYTHING
from cnnic_validate.model.listing import RoundingEvidence, rule_listing
from cnnic_validate.model.report import Report, RowRuleCount
from cnnic_validate.model.rule import Each, FigureRule, RowRule, RuleInstance, RuleSet, Waiver
from cnnic_validate.model.statistics import Breakdown, Exemption, Indicator, Partition, Statistics
from cnnic_validate.render import Style, listing_text
from cnnic_validate.render.layout import width_of

GOLDEN = Path(__file__).parent / "golden"
STATISTICS = Statistics(
    {
        "users": Indicator(
            *("users", "stock", "point", "persons", "", "Users", "网民", "CNNIC"),
            *(ANYTHING, ANYTHING),
        )
    },
    {"urban": Breakdown("urban", "area", "total", "Urban", "城镇")},
    {},
    {
        "comparable": Exemption(
            "comparable", frozenset({"growth"}), "Growth in comparable terms", "NBS says so."
        ),
        "unused": Exemption("unused", frozenset({"ratio", "change"}), "Never used", "For a test."),
    },
    {"area": Partition("area", ("users",), "total", ("urban", "rural"), "No third area.")},
)
RULES = RuleSet(
    row_rules=(
        RowRule(
            *("stock-has-month", "observations", "time_period != ''", Name("time_period")),
            *("A stock is at the end of a month", "error", "A year is no point in time."),
        ),
        RowRule("odd", "sources", "url != ''", Name("url"), "A source has a page", "warning", "…"),
    ),
    figure_rules=(
        FigureRule(
            "aware",
            "ai_users <= ai_aware",
            Linear(((Fraction(1), Name("ai_users")),), None, Fraction(0)),
            "Who uses it has heard of it",
            "error",
            "The question comes second.",
            each=Each("breakdown", "partition", "age"),
        ),
    ),
    partitions=STATISTICS.partitions,
    waivers=(
        Waiver(
            *("w-1", ("g1",), ("ratio",), "Confirmed by mail.", "Data desk"),
            datetime.date(2025, 6, 30),
        ),
    ),
)
REPORT = Report(
    ".",
    instances=(
        *INSTANCES,
        RuleInstance("ratio", "…", "waived", "error", ("g1", "x"), "w-1"),
        RuleInstance("growth", "…", "waived", "error", ("g1",), "w-2"),
        RuleInstance("aware", "…", "passed", "error", ("y",)),
    ),
    row_rules=(RowRuleCount("stock-has-month", "…", "error", 1000, 2, 0),),
)
EXEMPTION_OF = {"g1": "comparable", "z": "comparable"}
LISTING = replace(
    rule_listing("cnnic", RULES, STATISTICS, REPORT, EXEMPTION_OF),
    rounding=(
        RoundingEvidence("cnnic-55", "nearest", 1_200, 0),
        RoundingEvidence("a-source-with-a-long-name-2024", "unknown", 0, 1),
        RoundingEvidence("press", "unknown", 3, 2),
    ),
)


@pytest.mark.parametrize("verbose", [False, True])
def test_golden(verbose):
    name = "rules-verbose.txt" if verbose else "rules.txt"
    text = listing_text(LISTING, Style(verbose=verbose))
    assert text == (GOLDEN / name).read_text(encoding="utf-8")
    assert max(width_of(line) for line in text.splitlines()) <= 80


def test_verdicts_are_counted():
    verdicts = {rule.id: rule.verdicts for rule in LISTING.rules}
    assert verdicts["ratio"] == {"passed": 40, "failed": 1, "not evaluated": 3, "waived": 1}
    assert verdicts["aware"] == {"passed": 1}
    assert verdicts["stock-has-month"] == {"passed": 1000, "failed": 2}
    assert verdicts["odd"] == verdicts["change"] == {}


def test_what_exempts_is_counted():
    assert [
        (each.exemption.code, each.figures, len(each.exempted)) for each in LISTING.exemptions
    ] == [
        ("comparable", 2, 1),
        ("unused", 0, 0),
    ]
    assert [len(each.waived) for each in LISTING.waivers] == [1]


def test_a_long_sum_is_cut_unless_all_is_wanted():
    parts = tuple(f"prov_{number}" for number in range(32))
    listing = replace(LISTING, partitions=(Partition("provinces", ("users",), "total", parts, ""),))
    assert "total = prov_0 + prov_1 + … (32 parts)\n" in listing_text(listing, Style())
    assert "prov_31" in listing_text(listing, Style(verbose=True))


def test_a_package_without_rules_still_lists_what_the_model_implies():
    listing = rule_listing("p", RuleSet(), Statistics({}, {}, {}, {}, {}), CLEAN, {})
    assert {rule.kind for rule in listing.rules} == {"implied"}
    text = listing_text(listing, Style())
    assert "Waivers: none" in text
    assert "Declared for rows: none" in text
