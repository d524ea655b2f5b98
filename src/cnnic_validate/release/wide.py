"""A wide table for each topic: for people, and for programs that want a column an indicator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cnnic_validate.model.series import SeriesPoint, value_text
from cnnic_validate.model.statistics import Indicator, Statistics
from cnnic_validate.release.bundle import GeneratedTable
from cnnic_validate.release.rows import csv_file
from cnnic_validate.release.tables import SCHEMA, field

_QUALIFIER = "_qualifier"
_ABOUT = ("column", "title_en", "title_zh", "unit_measure", "agency", "sources")


def wide_tables(
    points: Iterable[SeriesPoint], statistics: Statistics
) -> tuple[GeneratedTable, ...]:
    """Give for each topic a row a period and breakdown, a column an indicator.

    Of a ratio printed with several denominator periods the latest stands. Values are in full scale.
    Where a value is no plain number ("nearly half"), its word stands in the column `…_qualifier`
    beside it. A second table, `….columns.csv`, says what each column is, in which unit and from
    which sources.
    """
    topics: dict[str, list[SeriesPoint]] = defaultdict(list)
    for point in points:
        topics[statistics.indicators[point.quantity.indicator].topic].append(point)
    made = [
        table
        for topic in sorted(filter(None, topics))
        for table in _tables(topic, topics[topic], statistics)
    ]
    return tuple(made)


def _tables(
    topic: str, points: Sequence[SeriesPoint], statistics: Statistics
) -> tuple[GeneratedTable, GeneratedTable]:
    named = {point.quantity.indicator for point in points}
    indicators = [each for code, each in statistics.indicators.items() if code in named]
    qualified = {each.quantity.indicator for each in points if each.figure.is_qualified}
    name = f"wide-{topic.replace('_', '-')}"
    title = f"Topic {topic}: a row a period and breakdown, a column an indicator"
    fields = [
        field("time_period", "string", "Year, quarter, month or range.", {"required": True}),
        field("breakdown", "string", "`total` or codes joined by +.", {"required": True}),
        *(column for each in indicators for column in _columns(each, qualified)),
    ]
    schema = {
        "$schema": SCHEMA,
        "fields": fields,
        "missingValues": [""],
        "primaryKey": ["time_period", "breakdown"],
    }
    data = csv_file([each["name"] for each in fields], _rows(points)).encode()
    return (
        GeneratedTable(name, f"wide/{topic}.csv", title, data, schema),
        _about(topic, name, indicators, points),
    )


def _columns(indicator: Indicator, qualified: set[str]) -> list[dict[str, Any]]:
    chinese = f" ({indicator.title_zh})" if indicator.title_zh else ""
    column = {
        "name": indicator.code,
        "type": "number",
        "title": indicator.title_en + chinese,
        "description": f"In {indicator.unit_measure}, in full scale.",
    }
    if indicator.code not in qualified:
        return [column]
    word = (
        f"The word with which {indicator.code} is printed, such as nearly; empty: a plain number."
    )
    return [column, field(indicator.code + _QUALIFIER, "string", word)]


def _rows(points: Sequence[SeriesPoint]) -> list[Mapping[str, str]]:
    cells: dict[tuple[Any, bool, str], dict[str, str]] = defaultdict(dict)
    for point in points:  # in order of denominator period, so that the latest is the last
        quantity = point.quantity
        part = quantity.breakdown != "total"
        row = cells[quantity.time_period, part, quantity.breakdown]
        row["time_period"], row["breakdown"] = str(quantity.time_period), quantity.breakdown
        row[quantity.indicator] = value_text(point.figure)
        row[quantity.indicator + _QUALIFIER] = point.figure.number.qualifier
    return [cells[key] for key in sorted(cells)]


def _about(
    topic: str, name: str, indicators: Sequence[Indicator], points: Sequence[SeriesPoint]
) -> GeneratedTable:
    sources: dict[str, set[str]] = defaultdict(set)
    for point in points:
        sources[point.quantity.indicator].add(point.figure.source)
    rows = [
        {
            "column": each.code,
            "title_en": each.title_en,
            "title_zh": each.title_zh,
            "unit_measure": each.unit_measure,
            "agency": each.agency,
            "sources": " ".join(sorted(sources[each.code])),
        }
        for each in indicators
    ]
    required = {"required": True}
    schema = {
        "$schema": SCHEMA,
        "fields": [
            field("column", "string", "The column: a code of indicators.", required),
            field("title_en", "string", "What it is."),
            field("title_zh", "string", "What it is, in Chinese."),
            field("unit_measure", "string", "Its unit, in full scale.", required),
            field("agency", "string", "Whose statistic it is."),
            field("sources", "string", "The documents that print its values.", required),
        ],
        "missingValues": [""],
        "primaryKey": ["column"],
    }
    title = f"Topic {topic}: what each column is"
    data = csv_file(_ABOUT, rows).encode()
    return GeneratedTable(f"{name}-columns", f"wide/{topic}.columns.csv", title, data, schema)
