"""`indicators.csv`: what is measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal, cast, get_args

from cnnic_validate.check.definitions.row import CatalogueRow, choice, known_code, number
from cnnic_validate.message import say
from cnnic_validate.model.breakdown import SAME, WITHOUT, breakdown_fault
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.statistics import Indicator, Kind, Statistics

Time = Literal["point", "period"]
_TIME_OF: Mapping[str, Time] = {"stock": "point", "flow": "period"}
_PER = {text: Fraction(text) for text in ("1", "100", "1000", "10000")}
_QUOTIENTS = ("ratio", "mean")


def read_indicators(
    rows: Mapping[str, CatalogueRow], statistics: Statistics
) -> dict[str, Indicator]:
    """Give the indicators; one whose kind cannot be read is left out.

    Args:
        rows: the rows by code; what is wrong is reported there.
        statistics: gives the breakdowns that numerators and denominators may name.
    """
    found = {code: each for code, row in rows.items() if (each := _indicator(row, rows))}
    for code, indicator in found.items():
        if indicator.kind in _QUOTIENTS and not _terms_hold(
            indicator, rows[code], found, statistics
        ):
            found[code] = replace(indicator, numerator="", denominator="")
    return found


def _indicator(row: CatalogueRow, rows: Mapping[str, CatalogueRow]) -> Indicator | None:
    kind = choice(row, "kind", get_args(Kind))
    if not kind:
        return None
    is_quotient = kind in _QUOTIENTS
    for column in ("numerator", "denominator", "per"):
        if row[column] and not is_quotient:
            row.note(
                column,
                say("a {kind} has no `{column}`", kind=kind, column=column),
                say("only ratios and means have one"),
            )
    return Indicator(
        code=row.key,
        kind=cast("Kind", kind),
        time=_time(row, kind, rows),
        unit_measure=row["unit_measure"],
        topic=row["topic"],
        title_en=row["title_en"],
        title_zh=row["title_zh"],
        agency=row["agency"],
        bounds=_bounds(row, "minimum", "maximum"),
        growth=_bounds(row, "growth_minimum", "growth_maximum"),
        numerator=row["numerator"] if is_quotient else "",
        numerator_breakdown=row["numerator_breakdown"] or SAME,
        denominator=row["denominator"] if is_quotient else "",
        denominator_breakdown=row["denominator_breakdown"] or SAME,
        per=_per(row, kind),
        quantum=_quantum(row),
    )


def _time(row: CatalogueRow, kind: str, rows: Mapping[str, CatalogueRow]) -> Time:
    implied = _TIME_OF.get(kind)
    stated = row["time"]
    if stated and stated not in get_args(Time):
        choice(row, "time", get_args(Time))
    elif stated and implied and stated != implied:
        row.note(
            "time",
            say(
                "a {kind} is of a {implied}, not of a {stated}",
                kind=kind,
                implied=implied,
                stated=stated,
            ),
            say("write {implied}", implied=implied),
        )
    elif not stated and not implied and not _inherited_time(row.key, rows):
        row.note(
            "time",
            say(
                "neither `time` nor a numerator says whether this {kind} is of a point or a period",
                kind=kind,
            ),
            say("write point or period"),
        )
    return implied or _inherited_time(row.key, rows) or "point"


def _inherited_time(code: str, rows: Mapping[str, CatalogueRow]) -> Time | None:
    """Give the time that a row states or implies, else that of its numerator."""
    seen: set[str] = set()
    while code in rows and code not in seen:
        seen.add(code)
        row = rows[code]
        if implied := _TIME_OF.get(row["kind"]):
            return implied
        if row["time"] in get_args(Time):
            return cast("Time", row["time"])
        code = row["numerator"]
    return None


def _bounds(row: CatalogueRow, low: str, high: str) -> Interval:
    bounds = Interval(number(row, low), number(row, high))
    if bounds.is_empty:
        row.note(
            low,
            say(
                "`{low}` {least} is above `{high}` {most}",
                low=low,
                least=row[low],
                high=high,
                most=row[high],
            ),
        )
        return Interval(None, None)
    return bounds


def _per(row: CatalogueRow, kind: str) -> Fraction:
    text = row["per"]
    if text in _PER:
        return _PER[text]
    if text or kind == "ratio":
        what = say("`per` is {text}", text=text) if text else say("a ratio has no `per`")
        row.note("per", what, say("write 1, 100 (percent), 1000 (per mille) or 10000"))
    return Fraction(1)


def _quantum(row: CatalogueRow) -> Fraction | None:
    quantum = number(row, "quantum")
    if quantum is not None and quantum <= 0:
        row.note(
            "quantum", say("a quantum is above zero"), say("write 1 for things counted one by one")
        )
        return None
    return quantum


def _terms_hold(
    indicator: Indicator,
    row: CatalogueRow,
    indicators: Mapping[str, Indicator],
    statistics: Statistics,
) -> bool:
    """Say whether the identity of a ratio or mean can be used; report where it cannot."""
    before = len(row.findings)
    for column in ("numerator", "denominator"):
        if not row[column]:
            continue
        if row[column] == indicator.code:
            row.note(column, say("{code} is its own {column}", code=indicator.code, column=column))
        else:
            known_code(row, column, indicators, say("the {column}", column=column))
    if indicator.numerator and not indicator.denominator:
        row.note("denominator", say("there is a numerator, but no denominator"))
    for column in ("numerator_breakdown", "denominator_breakdown"):
        _check_reference(row, column, statistics)
    same_terms = indicator.numerator == indicator.denominator != ""
    if same_terms and indicator.numerator_breakdown == indicator.denominator_breakdown:
        row.note(
            "denominator",
            say(
                "numerator and denominator are both {numerator} of one breakdown",
                numerator=indicator.numerator,
            ),
            say("a distribution divides by denominator_breakdown total"),
        )
    return len(row.findings) == before


def _check_reference(row: CatalogueRow, column: str, statistics: Statistics) -> None:
    text = row[column]
    if text in {"", SAME}:
        return
    if text.startswith(WITHOUT):
        dimension = text.removeprefix(WITHOUT)
        known = {each.dimension for each in statistics.breakdowns.values() if each.dimension}
        if dimension not in known:
            row.note(
                column,
                say("there is no dimension {dimension}", dimension=dimension or say("(empty)")),
                did_you_mean(dimension, sorted(known)),
            )
        return
    if fault := breakdown_fault(text, statistics):
        message, hint = fault
        row.note(
            column, message, hint or say("write same, total, without:DIMENSION or a breakdown")
        )
