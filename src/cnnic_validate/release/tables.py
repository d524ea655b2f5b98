"""The tables that a bundle adds to its package: series, growth, vintages and breaks, described."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cnnic_validate.model.series import MissingPoint, SeriesPoint
from cnnic_validate.model.statistics import Figure, Statistics
from cnnic_validate.release.breaks import breaks_csv
from cnnic_validate.release.bundle import GeneratedTable
from cnnic_validate.release.growth import growth_csv
from cnnic_validate.release.series import series_csv, vintages_csv

SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
_REQUIRED = {"required": True}
_REFERENCES = {
    "indicator": ("indicators", "code"),
    "source": ("sources", "id"),
    "figure_id": ("observations", "id"),
}


def field(
    name: str, type_: str, description: str, constraints: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Describe a column of a table that is made."""
    made = {"name": name, "type": type_, "description": description}
    return {**made, "constraints": dict(constraints)} if constraints else made


# Columns that several tables have, each described once.
_FIELDS = {
    each["name"]: each
    for each in (
        field("indicator", "string", "What is measured: a code of indicators.", _REQUIRED),
        field("breakdown", "string", "`total`, or codes of breakdowns joined by +.", _REQUIRED),
        field(
            "time_period", "string", "Year, half, quarter, month, week, day or months.", _REQUIRED
        ),
        field("reference_period", "string", "What it is compared with."),
        field("denominator_period", "string", "What a ratio divides by is of this period."),
        field("value", "number", "In full scale, as precise as it is; empty: see obs_status."),
        field("low", "number", "The least true value that is printed so; empty: none."),
        field("high", "number", "The largest true value that is printed so; empty: none."),
        field("unit_measure", "string", "The unit of value, low and high.", _REQUIRED),
        field("obs_status", "string", "SDMX CL_OBS_STATUS: A normal, B break, F forecast …"),
        field("conf_status", "string", "SDMX CL_CONF_STATUS: C confidential, F free …"),
        field("source", "string", "The document that prints it: a code of sources."),
        field("figure_id", "string", "The row of observations."),
        field("n_prints", "integer", "How many figures print it.", _REQUIRED),
    )
}


def made_tables(
    figures: Sequence[Figure],
    points: Sequence[SeriesPoint],
    statistics: Statistics,
    resources: Iterable[str],
    missing: Iterable[MissingPoint] = (),
) -> tuple[GeneratedTable, ...]:
    """Give `series.csv`, `growth.csv`, `vintages.csv` and `breaks.csv` (docs/series.md).

    Args:
        figures: the figures of the package.
        points: the levels that stand, in order, as `release.series.latest_series` gives them.
        statistics: the definitions.
        resources: the names of the package's resources; the tables refer to those that they can.
        missing: what its sources say has no value.
    """
    known = frozenset(resources)
    return (
        _series(series_csv(points, missing), known),
        _growth(growth_csv(figures, points, statistics), known),
        _vintages(vintages_csv(points), known),
        _breaks(breaks_csv(figures, statistics), known),
    )


def _series(text: str, known: frozenset[str]) -> GeneratedTable:
    fields = _columns(
        text,
        field(
            "break", "string", "What breaks the series here: codes of exemptions, or B; see breaks."
        ),
        field(
            "growth_allowed",
            "boolean",
            "Whether growth from the row before of the same length of period is allowed: no break"
            " lies between; empty where there is none before.",
        ),
    )
    keys = {
        "primaryKey": ["figure_id"],
        "uniqueKeys": [["indicator", "breakdown", "time_period", "denominator_period"]],
    }
    title = "Series: one value a quantity, the latest vintage"
    return _table("series", title, text, fields, keys, known)


def _growth(text: str, known: frozenset[str]) -> GeneratedTable:
    fields = _columns(
        text,
        field(
            "measure",
            "string",
            "`growth` in percent, or `change` in the indicator's unit (points of a share).",
            {"required": True, "enum": ["growth", "change"]},
        ),
        field(
            "origin",
            "string",
            "`printed` by the source, or what follows from the two `levels` as printed.",
            {"required": True, "enum": ["printed", "levels"]},
        ),
        field(
            "withheld", "string", "The break between the two levels; value, low, high are empty."
        ),
        field("level_id", "string", "What follows from levels: the row of the later one."),
        field("reference_level_id", "string", "Likewise, the row of the earlier one."),
    )
    title = "Growth and change: as printed, and as it follows from the levels, as intervals"
    return _table("growth", title, text, fields, {}, known)


def _vintages(text: str, known: frozenset[str]) -> GeneratedTable:
    relations = ["first", "agrees", "revises", "differs"]
    fields = _columns(
        text,
        field("release", "string", "The release whose value it is.", _REQUIRED),
        field("published", "date", "The day of that release; empty where it is not known."),
        field(
            "relation",
            "string",
            "To the vintage before: whether they share a value, or which agency's differs.",
            {"required": True, "enum": relations},
        ),
        field("stands", "boolean", "Whether it is the value of series.", _REQUIRED),
    )
    title = "Vintages: every value of every release, oldest first"
    return _table("vintages", title, text, fields, {"primaryKey": ["figure_id"]}, known)


def _breaks(text: str, known: frozenset[str]) -> GeneratedTable:
    fields = _columns(
        text,
        field("break", "string", "A code of exemptions, or B: marked by the source.", _REQUIRED),
        field("title", "string", "What it is.", _REQUIRED),
        field("why", "string", "How it is known."),
        field("figure_ids", "string", "The rows of observations that say so.", _REQUIRED),
    )
    keys = {"primaryKey": ["indicator", "breakdown", "time_period", "break"]}
    title = "Breaks: where a series cannot be compared with what came before"
    return _table("breaks", title, text, fields, keys, known)


def _columns(text: str, *own: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the fields of a table in the order of its header."""
    fields = {**_FIELDS, **{each["name"]: each for each in own}}
    return [fields[name] for name in text.partition("\n")[0].split(",")]


def _table(
    name: str,
    title: str,
    text: str,
    fields: Sequence[Mapping[str, Any]],
    keys: Mapping[str, Any],
    known: frozenset[str],
) -> GeneratedTable:
    names = {each["name"] for each in fields}
    schema = {
        "$schema": SCHEMA,
        "fields": list(fields),
        "missingValues": [""],
        **keys,
        "foreignKeys": [
            {"fields": [column], "reference": {"resource": resource, "fields": [target]}}
            for column, (resource, target) in _REFERENCES.items()
            if resource in known and column in names
        ],
    }
    return GeneratedTable(name, f"{name}.csv", title, text.encode(), schema)
