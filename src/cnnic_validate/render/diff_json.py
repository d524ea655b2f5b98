"""A diff as JSON, for programs; docs/diff.schema.json describes it."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from typing import Any

from cnnic_validate.model.diff import (
    OBSERVATIONS,
    RELATIONS,
    DefinitionChange,
    Diff,
    Edit,
    FigureChange,
    PrintReading,
    RowChange,
    TableDiff,
)
from cnnic_validate.model.exact import decimal_text
from cnnic_validate.render.escape import json_escaped

VERSION = 1
_encoded = json.JSONEncoder(ensure_ascii=False).encode
_NATURES = ("revised", "withdrawn", "added", "described")


def diff_json(diff: Diff) -> str:
    """Write a diff as JSON; the same bytes for the same two states."""
    observations = diff.table(OBSERVATIONS)
    value = {
        "version": VERSION,
        "differs": diff.differs,
        "old": {"name": diff.old, "version": diff.old_version},
        "new": {"name": diff.new, "version": diff.new_version},
        "summary": _summary(diff),
        "judging": [_definition(each) for each in diff.gate_changes],
        "resources": [
            {
                "name": each.name,
                "nature": each.nature,
                "old_name": each.old_name,
                "edits": _edits(each.edits),
            }
            for each in diff.resources
        ],
        "schemas": [
            {
                "resource": each.resource,
                "field": each.field,
                "what": each.what,
                "effect": each.effect,
                "old": each.old,
                "new": each.new,
            }
            for each in diff.schemas
        ],
        "metadata": _edits(diff.metadata),
        "figures": [_figure(each, observations) for each in diff.figures],
        "tables": [_table(each) for each in diff.tables],
    }
    return _written(value, "\n") + "\n"


def _written(value: Any, line: str) -> str:
    """Write a value as `json.dumps(value, indent=2)` does, invisible characters escaped.

    That function goes through Python where it indents, at several times the cost.

    Args:
        value: dicts with plain names as keys, lists, and what JSON has beside them.
        line: a line break with the indent of the line that the value begins on.
    """
    if isinstance(value, str):  # nearly every value
        text = _encoded(value)
        return text if text.isprintable() else json_escaped(text)
    deeper = line + "  "
    if isinstance(value, dict):
        start, end = "{}"
        members = [f'"{name}": {_written(each, deeper)}' for name, each in value.items()]
    elif isinstance(value, list):
        start, end = "[]"
        members = [_written(each, deeper) for each in value]
    else:
        return _encoded(value)
    return f"{start}{deeper}{f',{deeper}'.join(members)}{line}{end}" if members else start + end


def _definition(change: DefinitionChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "id": change.id,
        "nature": change.nature,
        "edits": _edits(change.edits),
    }


def _summary(diff: Diff) -> dict[str, Any]:
    natures: Counter[str] = Counter(each.nature for each in diff.figures)
    relations = Counter(each.relation for each in diff.figures)
    return {
        "judging": len(diff.gate_changes),
        "figures": {each: natures[each] for each in _NATURES},
        "revisions": {each: relations[each] for each in RELATIONS},
    }


def _edits(edits: tuple[Edit, ...]) -> list[dict[str, str | None]]:
    return [{"name": each.name, "old": each.old, "new": each.new} for each in edits]


def _figure(change: FigureChange, table: TableDiff | None) -> dict[str, Any]:
    subject = change.subject
    edits = change.edits or (table.edits(change.row) if table else ())
    return {
        "id": subject.id,
        "nature": change.nature,
        "relation": change.relation,
        "indicator": subject.indicator,
        "breakdown": subject.breakdown,
        "time_period": subject.time_period,
        "measure": subject.measure,
        "source": subject.source,
        "old": _reading(change.old, change.row.old_line),
        "new": _reading(change.new, change.row.new_line),
        "edits": _edits(edits),
    }


def _reading(reading: PrintReading | None, line: int) -> dict[str, Any] | None:
    if reading is None:
        return None
    interval = reading.interval
    return {
        "line": line,
        "printed": reading.printed,
        "printed_unit": reading.printed_unit,
        "interval": [_end(interval.low), _end(interval.high)] if interval else None,
    }


def _end(end: Fraction | None) -> str | None:
    """Write an end of an interval: every one is a printed number and a decimal part of it."""
    return None if end is None else decimal_text(end)


def _table(table: TableDiff) -> dict[str, Any]:
    """Give the rows that differ; those of observations stand under `figures`."""
    own = () if table.resource == OBSERVATIONS else table.rows
    return {
        "resource": table.resource,
        "key": list(table.key),
        "keyed": table.keyed,
        "old": {"columns": list(table.old_header), "rows": table.old_rows},
        "new": {"columns": list(table.new_header), "rows": table.new_rows},
        "reordered": table.reordered,
        "counts": {each: table.count(each) for each in ("changed", "removed", "added")},
        "rows": [_row(each, table) for each in own],
    }


def _row(change: RowChange, table: TableDiff) -> dict[str, Any]:
    return {
        "key": list(change.key),
        "nth": change.nth,
        "nature": change.nature,
        "old_line": change.old_line,
        "new_line": change.new_line,
        "edits": _edits(table.edits(change)),
    }
