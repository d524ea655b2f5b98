"""A diff as CSV: one row for each thing that differs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from cnnic_validate.model.diff import (
    OBSERVATIONS,
    Diff,
    Edit,
    FigureChange,
    PrintReading,
    TableDiff,
)

COLUMNS = ("part", "of", "id", "nature", "relation", "field", "old", "new")

_CsvRow = tuple[str, ...]


def diff_csv(diff: Diff) -> str:
    """Write a diff as CSV, every cell in quotes, None as an empty cell.

    A row that was added or removed takes one line, a row or definition that changed one line for
    each cell or field. A figure that was added, withdrawn or revised has what is printed on the
    line of the field `printed`.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(diff))
    return stream.getvalue()


def _rows(diff: Diff) -> Iterator[_CsvRow]:
    for each in diff.gate_changes:
        yield from _edits(("judging", each.kind, each.id, each.nature, ""), each.edits)
    for change in diff.resources:
        head = ("resource", "", change.name, change.nature, "")
        yield from _edits(head, change.edits) if change.edits else [(*head, "", "", "")]
    for schema in diff.schemas:
        nature = f"{schema.field}" if schema.field else ""
        yield (
            "schema",
            schema.resource,
            nature,
            schema.effect,
            "",
            schema.what,
            schema.old or "",
            schema.new or "",
        )
    yield from _edits(("descriptor", "", "", "changed", ""), diff.metadata)
    for figure in diff.figures:
        yield from _figure(figure)
    for table in diff.tables:
        if table.resource != OBSERVATIONS:
            yield from _table(table)


def _edits(head: _CsvRow, edits: Iterable[Edit]) -> Iterator[_CsvRow]:
    for each in edits:
        yield (*head, each.name, each.old or "", each.new or "")


def _figure(change: FigureChange) -> Iterator[_CsvRow]:
    subject = change.subject
    head = ("figure", subject.source, subject.id, change.nature, change.relation or "")
    if change.nature != "described":
        yield (*head, "printed", _printed(change.old), _printed(change.new))
    yield from _edits(head, [each for each in change.edits if each.name != "printed"])


def _printed(reading: PrintReading | None) -> str:
    return reading.text if reading else ""


def _table(table: TableDiff) -> Iterator[_CsvRow]:
    for row in table.rows:
        cells = row.old if row.new is None else row.new
        name = " ".join(row.key if table.keyed else filter(None, cells or ()))
        head = ("row", table.resource, name, row.nature, "")
        if row.nature == "changed":
            yield from _edits(head, table.edits(row))
        else:
            yield (*head, "", "", "")
