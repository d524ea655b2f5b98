"""Figures and definitions made by hand, as small as a test needs."""

from __future__ import annotations

import datetime
from fractions import Fraction

from cnnic_validate.figures import domain_of, intervals
from cnnic_validate.model.interval import ANYTHING, Interval
from cnnic_validate.model.period import parse_period
from cnnic_validate.model.place import Place
from cnnic_validate.model.statistics import (
    Breakdown,
    Exemption,
    Figure,
    Indicator,
    PrintedNumber,
    Quantity,
    Source,
    Statistics,
)


def indicator(code, kind="stock", unit="persons", **more):
    time = "point" if kind in {"stock", "ratio"} else "period"
    given = {
        "title_en": code.capitalize(),
        "title_zh": "网民规模",
        "agency": "CNNIC",
        "bounds": Interval(Fraction(0), None),
        "growth": ANYTHING,
    }
    return Indicator(code, kind, time, unit, "users", **(given | more))


def source(code, published, kind="release", agency="CNNIC", edition_of=""):
    day = datetime.date.fromisoformat(published) if published else None
    return Source(code, kind, agency, f"Title of {code}", "", day, "nearest", edition_of)


SOURCES = (
    source("cnnic-53", "2024-03-22"),
    source("cnnic-54", "2024-08-29"),
    source("cnnic-55", "2025-01-17"),
    source("cnnic-55-april", "2025-04-28", edition_of="cnnic-55"),
    source("cnsa-2025", "2025-03-26", agency="CNSA"),
    source("paper", "2025-06-01", kind="press", agency="Paper"),
    source("undated", ""),
)
STATISTICS = Statistics(
    indicators={
        each.code: each
        for each in (
            indicator("users"),
            indicator("rate", "ratio", "percent", bounds=Interval(Fraction(0), Fraction(100))),
            indicator("share", "ratio", "percent", denominator="users"),
            indicator("sales", "flow", "yuan"),
        )
    },
    breakdowns={
        code: Breakdown(code, "area", "total", title, zh)
        for code, title, zh in (("area_urban", "Urban", "城镇"), ("area_rural", "Rural", "农村"))
    },
    sources={each.id: each for each in SOURCES},
    exemptions={
        each.code: each
        for each in (
            Exemption("definition_break", frozenset({"growth", "change"}), "Definition", "why"),
            Exemption("restated", frozenset({"revision"}), "Restated", "why"),
            Exemption("adjusted", frozenset({"ratio"}), "Adjusted", "why"),
        )
    },
    partitions={},
)


def figure(value, period="2024-12", release="cnnic-55", **more):
    """Give a figure: `value` as obs_value; unit_mult, decimals and qualifier by keyword."""
    given = {
        "indicator": "users",
        "breakdown": "total",
        "measure": "level",
        "reference": None,
        "denominator": None,
        "mult": 0,
        "qualifier": "",
        "exemption": "",
        "status": "A",
        "cites": "",
        "id": "",
        "locator": "",
    } | more
    what = STATISTICS.indicators[given["indicator"]]
    decimals = len(value.partition(".")[2])
    number = PrintedNumber(value, given["mult"], decimals, given["qualifier"], what.unit_measure)
    hard, soft = intervals(
        number,
        decimals=None,
        rounding="nearest",
        quantum=None,
        domain=domain_of(what, given["measure"]),
        percent=what.unit_measure == "percent",
    )
    quantity = Quantity(
        what.code,
        given["breakdown"],
        parse_period(period),
        parse_period(given["denominator"]) if given["denominator"] else None,
        given["measure"],
        parse_period(given["reference"]) if given["reference"] else None,
        None,
    )
    key = given["id"] or f"{release}.{what.code}.{period}.{value}"
    return Figure(
        key,
        quantity,
        value,
        what.unit_measure,
        number,
        hard,
        soft,
        given["exemption"],
        given["status"],
        release,
        given["cites"],
        given["locator"],
        Place("data/observations.csv", 2, 1, "printed", key),
    )
