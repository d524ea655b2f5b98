"""Show what a report tells: pictures of conflicts and the rows around findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from cnnic_validate.check.inputs import Inputs
from cnnic_validate.check.joint.picture import draw
from cnnic_validate.check.package import Outcome
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.picture import Excerpt, ExcerptRow
from cnnic_validate.model.report import Report
from cnnic_validate.table import Table, records

# Pages are read by people: more pictures and rows than these are counted, not drawn.
MOST_ILLUSTRATED = 300
# Rows are looked for from the top; further down in a large table none is shown.
MOST_ROWS_READ = 300_000


def illustrated(inputs: Inputs, outcome: Outcome) -> Report:
    """Give the report of an outcome with pictures and excerpts for its first findings."""
    report = outcome.report
    chosen = report.findings[:MOST_ILLUSTRATED]
    tables: list[Table] = [*inputs.tables.values()]
    tables += [outcome.release or inputs.incoming] if inputs.incoming else []
    return replace(
        report,
        pictures=draw(outcome.joint, outcome.statistics, chosen),
        excerpts=excerpts({table.path: table for table in tables}, chosen),
    )


def excerpts(tables: Mapping[str, Table], findings: Sequence[Finding]) -> tuple[Excerpt, ...]:
    """Give the rows that the first findings are about, each with the rows before and after it.

    Args:
        tables: every table that was read, by path.
        findings: those whose rows are wanted.
    """
    wanted: dict[str, set[int]] = {}
    for place in (each.place for each in findings[:MOST_ILLUSTRATED]):
        if place.row and place.path in tables:
            wanted.setdefault(place.path, set()).add(place.row)
    return tuple(
        excerpt
        for path, rows in wanted.items()
        for excerpt in _excerpts(tables[path], sorted(rows))
    )


def _excerpts(table: Table, rows: Sequence[int]) -> Iterable[Excerpt]:
    near = {row + step for row in rows for step in (-1, 0, 1)}
    found: dict[int, ExcerptRow] = {}
    for record in islice(records(table), MOST_ROWS_READ):
        if record.row in near:
            cells = tuple(record.values.values())
            found[record.row] = ExcerptRow(record.line, record.row, cells)
        if record.row > rows[-1]:
            break
    for row in rows:
        around = tuple(found[each] for each in (row - 1, row, row + 1) if each in found)
        if row in found:
            yield Excerpt(table.path, row, table.header, around)
