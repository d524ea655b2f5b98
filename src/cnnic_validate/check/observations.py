"""Rows of `observations.csv` to figures: everything that one row must satisfy by itself.

Every fault is a finding with its place. A fault of form (the order of breakdown codes, a longer
spelling of a period, a filled column that disagrees with `printed`) leaves the figure standing, so
that the joint check still sees the number; a fault of meaning (which quantity, what value) does
not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from cnnic_validate.check.columns import column_findings
from cnnic_validate.check.prints import (
    compare_comparison,
    compare_multiple,
    compare_rounding,
    figure_number,
)
from cnnic_validate.check.quantities import (
    ObservationContext,
    ObservationRow,
    read_code,
    read_measure,
    read_quantity,
)
from cnnic_validate.figures import Lexicon, NoValue, coarser, domain_of, intervals_of
from cnnic_validate.message import say
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.statistics import (
    Figure,
    Indicator,
    Measure,
    MissingFigure,
    PrintedNumber,
    Quantity,
    Source,
    Statistics,
)
from cnnic_validate.table import Record

# Columns whose empty and unknown values the table check names, by constraint or foreign key.
JUDGED_BY_SCHEMA = frozenset(
    {
        "indicator",
        "breakdown",
        "time_period",
        "measure",
        "printed",
        "exemption",
        "source",
        "cites",
    }
)

# What says of a figure that no true value can be printed so.
IMPOSSIBLE = frozenset({"out-of-bounds", "quantum"})
# SDMX CL_OBS_STATUS: forecast and estimate, which may be of a time to come.
_EXPECTED = frozenset({"F", "E"})


class FiguresRead(NamedTuple):
    """The figures of rows and what is wrong with them.

    `outside` are figures that cannot be what they print: their interval is all that their
    indicator can be. `missing` are the rows that say that there is no value, and why.
    """

    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    outside: tuple[Figure, ...]
    missing: tuple[MissingFigure, ...]


def read_figures(
    records: Iterable[Record],
    path: str,
    statistics: Statistics,
    lexicon: Lexicon,
    *,
    judged: frozenset[str] = JUDGED_BY_SCHEMA,
    faulty: frozenset[str] = frozenset(),
) -> FiguresRead:
    """Read rows of observations.

    Args:
        records: the rows as text, in file order.
        path: how a person names the file.
        statistics: the definitions that the rows are read against.
        lexicon: the words of numbers.
        judged: columns whose empty and unknown values the table check names already: a row with
            such a value is no figure and gets no second finding here. Those of other columns are
            judged here.
        faulty: codes whose definitions have findings of their own: a figure that names one is no
            figure, and gets no second finding.

    Returns:
        The figures and the findings, in file order. A row that is no figure has a finding here or,
        for the columns in `judged`, in the table check; the caller counts rows against figures, and
        calls `duplicates` once it has the figures of all files.
    """
    context = ObservationContext(path, statistics, lexicon, judged, faulty)
    figures: list[Figure] = []
    findings: list[Finding] = []
    outside: list[Figure] = []
    missing: list[MissingFigure] = []
    for record in records:
        row = ObservationRow(record, context)
        figure = _figure(row)
        findings.extend(row.findings)
        if isinstance(figure, MissingFigure):
            missing.append(figure)
        elif figure is not None:
            is_outside = any(each.code in IMPOSSIBLE for each in row.findings)
            (outside if is_outside else figures).append(figure)
    found = column_findings(figures, findings)
    return FiguresRead(tuple(figures), tuple(found), tuple(outside), tuple(missing))


def _figure(row: ObservationRow) -> Figure | MissingFigure | None:
    """Read one row; None where its quantity or its value is in doubt.

    One that lies outside its bounds can be all that they allow.
    """
    statistics = row.context.statistics
    indicator = read_code(row, "indicator", statistics.indicators)
    source = read_code(row, "source", statistics.sources)
    named = all(
        not row.record[column] or read_code(row, column, known)
        for column, known in (("exemption", statistics.exemptions), ("cites", statistics.sources))
    )
    measure = read_measure(row)
    if indicator is None or measure is None:
        return None
    quantity = read_quantity(row, indicator, measure)
    number = figure_number(row, indicator, measure, source)
    if quantity is None or number is None or source is None or not named:
        return None
    _compare_date(row, quantity, source)
    if isinstance(number, NoValue):
        return MissingFigure(
            id=row.record["id"] or f"line-{row.record.line}",
            quantity=quantity,
            printed=row.record["printed"],
            obs_status=number.obs_status,
            conf_status=number.conf_status,
            source=source.id,
            cites=row.record["cites"],
            locator=row.record["locator"],
            place=row.place("printed"),
        )
    compare_comparison(row, number, quantity)
    compare_multiple(row, number, indicator, measure, source)
    decimals = coarser(number, row.record["decimals"])
    hard, soft = intervals_of(number, decimals, indicator, measure, source.rounding)
    if hard.is_empty:
        hard = soft = domain_of(indicator, measure)
        if not compare_rounding(row, number, decimals, indicator, measure, source):
            _out_of_bounds(row, indicator, measure, number, hard)
    return Figure(
        id=row.record["id"] or f"line-{row.record.line}",
        quantity=quantity,
        printed=row.record["printed"],
        printed_unit=row.record["printed_unit"],
        number=number if decimals is None else replace(number, decimals=decimals),
        hard=hard,
        soft=soft,
        exemption=row.record["exemption"],
        obs_status=row.record["obs_status"] or number.obs_status or source.obs_status,
        source=source.id,
        cites=row.record["cites"],
        locator=row.record["locator"],
        place=row.place("printed"),
        conf_status=row.record["conf_status"] or number.conf_status,
    )


def _compare_date(row: ObservationRow, quantity: Quantity, source: Source) -> None:
    """Report a period that ends after the month in which its source appeared, unless expected."""
    day = source.published
    status = row.record["obs_status"] or source.obs_status
    if day is None or status in _EXPECTED:
        return
    if quantity.time_period.last > day.year * 12 + day.month - 1:
        row.report(
            "future-period",
            "time_period",
            say(
                "{period} ends after {source} appeared, on {day}",
                period=quantity.time_period,
                source=source.id,
                day=day,
            ),
            say("correct the period or the source, or give an `obs_status` of F or E"),
        )


def _out_of_bounds(
    row: ObservationRow,
    indicator: Indicator,
    measure: Measure,
    number: PrintedNumber,
    domain: Interval,
) -> None:
    row.report(
        "out-of-bounds",
        "printed",
        say(
            "{value} lies outside what the {measure} of {code} can be: {bounds}",
            value=_text(number.value),
            measure=measure,
            code=indicator.code,
            bounds=_bounds(domain),
        ),
        say("correct the number, its unit or the indicator's bounds"),
    )


def _bounds(domain: Interval) -> str:
    if domain.high is None:
        return say("at least {low}", low=_text(domain.low))
    if domain.low is None:
        return say("at most {high}", high=_text(domain.high))
    return say("{low} to {high}", low=_text(domain.low), high=_text(domain.high))


def _text(number: Fraction | None) -> str:
    """Give a number as people write it; bounds are decimal texts, so ten digits are plenty."""
    if number is None:
        return ""
    return f"{int(number):,}" if number.denominator == 1 else f"{float(number):,.10g}"


def duplicates(figures: Iterable[Figure | MissingFigure]) -> list[Finding]:
    """Find figures that a source prints twice at one place: a row copied, or a key mistyped.

    Apart from `read_figures`, for a release file may repeat what the package holds.
    """
    first: dict[tuple[Quantity, str, str], Figure | MissingFigure] = {}
    findings: list[Finding] = []
    for figure in figures:
        seen = first.setdefault((figure.quantity, figure.source, figure.locator), figure)
        if seen is not figure:
            places = tuple(replace(each.place, column="") for each in (seen, figure))
            findings.append(
                Finding(
                    "duplicate-figure",
                    "error",
                    say(
                        "the figure of {path}:{line} ({id}) again: same quantity, measure, "
                        "source and locator",
                        path=seen.place.path,
                        line=seen.place.line,
                        id=seen.id,
                    ),
                    places[1],
                    value=shown(figure.printed),
                    hint=say("remove one, or say in locator where each stands"),
                    figures=places,
                )
            )
    return findings
