"""Small statistics and figures, built from printed texts."""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction

from cnnic_validate.check.joint.engine import JointResult, Question, check_joint
from cnnic_validate.figures import Unreadable, domain_of, intervals, load_lexicon, parse
from cnnic_validate.model.interval import ANYTHING, Interval
from cnnic_validate.model.period import parse_period
from cnnic_validate.model.place import Place
from cnnic_validate.model.rule import RuleSet
from cnnic_validate.model.statistics import (
    Breakdown,
    Exemption,
    Figure,
    Indicator,
    Partition,
    Quantity,
    Source,
    Statistics,
)

LEXICON = load_lexicon(())
POSITIVE = Interval(Fraction(0), None)
PERCENT = Interval(Fraction(0), Fraction(100))


def stock(code: str, agency: str = "CNNIC", **more) -> Indicator:
    return Indicator(
        code, "stock", "point", "persons", "t", code, code, agency, POSITIVE, ANYTHING, **more
    )


def ratio(code: str, numerator: str, denominator: str, **more) -> Indicator:
    return Indicator(
        code,
        "ratio",
        "point",
        "percent",
        "t",
        code,
        code,
        "CNNIC",
        PERCENT,
        ANYTHING,
        numerator=numerator,
        denominator=denominator,
        per=Fraction(100),
        **more,
    )


def source(code: str, agency: str, published: str, **more) -> Source:
    day = datetime.date.fromisoformat(published)
    return Source(code, "release", agency, code, code, day, "nearest", **more)


STATISTICS = Statistics(
    indicators={
        each.code: each
        for each in (
            stock("users"),
            stock("shoppers"),
            stock("population", "NBS"),
            ratio("usage_rate", "shoppers", "users"),
            ratio("penetration", "users", "population"),
            ratio("structure", "users", "users", denominator_breakdown="total"),
        )
    },
    breakdowns={
        each.code: each
        for each in (
            Breakdown("total", "", "", "Total", "合计"),
            Breakdown("urban", "area", "total", "Urban", "城镇"),
            Breakdown("rural", "area", "total", "Rural", "农村"),
            Breakdown("old", "age", "total", "Old", "老"),
            Breakdown("young", "age", "total", "Young", "少"),
        )
    },
    sources={
        each.id: each
        for each in (
            source("c53", "CNNIC", "2024-03-22"),
            source("c55", "CNNIC", "2025-01-17"),
            source("c55b", "CNNIC", "2025-01-17", edition_of="c55"),
            source("n23", "NBS", "2024-01-17"),
            source("n24", "NBS", "2025-01-17"),
            source("press", "Daily", "2025-01-18"),
        )
    },
    exemptions={
        "restated": Exemption("restated", frozenset({"growth", "change"}), "Restated", "why"),
        "census": Exemption("census", frozenset({"revision", "growth"}), "Census", "why"),
    },
    partitions={
        "area": Partition("area", ("users", "population"), "total", ("urban", "rural"), "all")
    },
)


NO_RULES = RuleSet()


class Book:
    """Rows of observations, a figure each, on lines 2, 3, …"""

    def __init__(self, statistics: Statistics = STATISTICS) -> None:
        self.statistics = statistics
        self.figures: list[Figure] = []

    def add(  # one argument a column
        self,
        indicator: str,
        printed: str,
        unit: str = "10,000 persons",
        *,
        breakdown: str = "total",
        at: str = "2024-12",
        measure: str = "level",
        ref: str = "",
        base: str = "",
        ref_base: str = "",
        source: str = "c55",
        cites: str = "",
        exemption: str = "",
        status: str = "A",
    ) -> str:
        kind = self.statistics.indicators[indicator]
        if measure == "growth" or (kind.kind == "ratio" and measure == "level"):
            unit = "percent"
        number = parse(printed, unit, measure=measure, kind=kind.kind, lexicon=LEXICON)
        assert not isinstance(number, Unreadable), number
        rounding = self.statistics.sources[source].rounding
        hard, soft = intervals(
            number,
            decimals=None,
            rounding=rounding,
            quantum=kind.quantum if measure != "growth" else None,
            domain=domain_of(kind, measure),
            percent=number.unit_measure in {"percent", "percentage_points"},
        )
        line = len(self.figures) + 2
        quantity = Quantity(
            indicator,
            breakdown,
            parse_period(at),
            parse_period(base),
            measure,
            parse_period(ref),
            parse_period(ref_base),
        )
        name = f"f{line}"
        self.figures.append(
            Figure(
                name,
                quantity,
                printed,
                unit,
                number,
                hard,
                soft,
                exemption,
                status,
                source,
                cites,
                "",
                Place("data/observations.csv", line, line - 1, "printed", name),
            )
        )
        return name

    def check(self, rules: RuleSet = NO_RULES, **more) -> JointResult:
        day = datetime.date(2025, 3, 1)
        return check_joint(Question(self.figures, self.statistics, rules, day, **more))

    def with_indicator(self, code: str, **changes) -> None:
        indicators = dict(self.statistics.indicators)
        indicators[code] = replace(indicators[code], **changes)
        self.statistics = replace(self.statistics, indicators=indicators)


def verdicts(result: JointResult, rule: str) -> list[str]:
    return [each.verdict for each in result.instances if each.rule == rule]
