"""The tables that a bundle adds to its package: the series, and a wide table for each topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cnnic_validate.model.series import SeriesPoint, value_text
from cnnic_validate.model.statistics import Indicator, Statistics
from cnnic_validate.release.bundle import GeneratedTable
from cnnic_validate.release.rows import csv_file
from cnnic_validate.release.series import series_csv

_SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
_PERIOD = r"\d{4}(-\d{2}(/\d{4}-\d{2})?|-Q[1-4])?"


def series_table(points: Sequence[SeriesPoint], resources: Iterable[str]) -> GeneratedTable:
    """Give `series.csv`: of each quantity the value that stands (docs/series.md).

    Args:
        points: in order, as `release.series.latest_series` gives them.
        resources: the names of the package's resources; the table refers to those of them it can.
    """
    required = {"required": True}
    period = {**required, "pattern": _PERIOD}
    fields = [
        _field("indicator", "string", "What is measured: a code of indicators.", required),
        _field("breakdown", "string", "`total`, or codes of breakdowns joined by +.", required),
        _field("time_period", "string", "Year, quarter, month or range of months.", period),
        _field("denominator_period", "string", "What a ratio divides by is of this period."),
        _field("value", "number", "In full scale (persons, yuan), as precise as it is.", required),
        _field("low", "number", "The least true value that is printed so; empty: none."),
        _field("high", "number", "The largest true value that is printed so; empty: none."),
        _field("unit_measure", "string", "The unit of value, low and high.", required),
        _field("obs_status", "string", "SDMX CL_OBS_STATUS: A normal, B break, F forecast …"),
        _field("source", "string", "The document that prints it: a code of sources.", required),
        _field("figure_id", "string", "The row of observations.", required),
        _field("n_prints", "integer", "How many figures print this quantity.", required),
    ]
    references = {"indicator": ("indicators", "code"), "source": ("sources", "id")}
    references["figure_id"] = ("observations", "id")
    known = set(resources)
    schema = {
        "$schema": _SCHEMA,
        "fields": fields,
        "missingValues": [""],
        "primaryKey": ["figure_id"],
        "uniqueKeys": [["indicator", "breakdown", "time_period", "denominator_period"]],
        "foreignKeys": [
            {"fields": [name], "reference": {"resource": resource, "fields": [target]}}
            for name, (resource, target) in references.items()
            if resource in known
        ],
    }
    title = "Series: one value a quantity, the latest vintage"
    return GeneratedTable("series", "series.csv", title, series_csv(points).encode(), schema)


def wide_tables(
    points: Iterable[SeriesPoint], statistics: Statistics
) -> tuple[GeneratedTable, ...]:
    """Give for each topic a table for people: a row a period and breakdown, a column an indicator.

    Of a ratio printed with several denominator periods the latest stands. Values are in full scale;
    units and titles are in the schema of the table.
    """
    topics: dict[str, list[SeriesPoint]] = defaultdict(list)
    for point in points:
        topics[statistics.indicators[point.quantity.indicator].topic].append(point)
    return tuple(_wide(topic, topics[topic], statistics) for topic in sorted(topics) if topic)


def _wide(topic: str, points: Sequence[SeriesPoint], statistics: Statistics) -> GeneratedTable:
    cells: dict[tuple[Any, bool, str], dict[str, str]] = defaultdict(dict)
    for point in points:  # in order of denominator period, so that the latest is the last
        quantity = point.quantity
        part = quantity.breakdown != "total"
        row = cells[quantity.time_period, part, quantity.breakdown]
        row["time_period"], row["breakdown"] = str(quantity.time_period), quantity.breakdown
        row[quantity.indicator] = value_text(point.figure)
    named = {point.quantity.indicator for point in points}
    columns = [code for code in statistics.indicators if code in named]
    rows = [cells[key] for key in sorted(cells)]
    data = csv_file(("time_period", "breakdown", *columns), rows).encode()
    name = topic.replace("_", "-")
    title = f"Topic {topic}: a row a period and breakdown, a column an indicator"
    schema = {
        "$schema": _SCHEMA,
        "fields": [
            _field("time_period", "string", "Year, quarter, month or range.", {"required": True}),
            _field("breakdown", "string", "`total` or codes joined by +.", {"required": True}),
            *(_column(statistics.indicators[code]) for code in columns),
        ],
        "missingValues": [""],
        "primaryKey": ["time_period", "breakdown"],
    }
    return GeneratedTable(f"wide-{name}", f"wide/{topic}.csv", title, data, schema)


def _column(indicator: Indicator) -> dict[str, Any]:
    chinese = f" ({indicator.title_zh})" if indicator.title_zh else ""
    title = indicator.title_en + chinese
    return {
        "name": indicator.code,
        "type": "number",
        "title": title,
        "description": f"In {indicator.unit_measure}, in full scale.",
    }


def _field(
    name: str, type_: str, description: str, constraints: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    field = {"name": name, "type": type_, "description": description}
    return {**field, "constraints": dict(constraints)} if constraints else field
