"""Values of JSON and YAML documents, compared property by property."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cnnic_validate.comparison.tables import diff_tables
from cnnic_validate.model.diff import DefinitionChange, Edit
from cnnic_validate.table import Table

# In place of a value that is not there; None is a value of JSON.
ABSENT: Any = object()
# What the entries of a section of a rule file are called, one by one.
_KINDS = {
    "row_rules": "row rule",
    "figure_rules": "figure rule",
    "partitions": "partition",
    "waivers": "waiver",
    "withdrawals": "withdrawal",
    "policy": "policy",
}
# What the rows of the tables that say how texts are read are called, and what tells them apart.
_READING = {
    "lexicon": ("word", ("word", "language", "role")),
    "number_styles": ("number style", ("code",)),
    "symbols": ("symbol", ("table", "symbol", "place")),
}


def diff_values(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Edit, ...]:
    """Compare two objects property by property, in the order of the new one, then the old one."""
    edits = []
    for name in dict.fromkeys((*new, *old)):
        before, after = old.get(name, ABSENT), new.get(name, ABSENT)
        if not _same(before, after):
            edits.append(edit(name, before, after))
    return tuple(edits)


def edit(name: str, old: Any, new: Any) -> Edit:
    """Write two values as text: texts as they are, everything else as JSON."""
    texts = (_text(old), _text(new))
    if texts[0] == texts[1]:  # 1 and "1" differ, and must look different
        texts = (_json(old), _json(new))
    return Edit(name, *texts)


def diff_documents(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[DefinitionChange, ...]:
    """Compare the rule files entry by entry.

    Args:
        old: the documents by role (`rules`, `partitions`, `waivers`), each a mapping of sections to
            lists of entries with an `id`, or to mappings; None where a document is empty.
        new: the same.
    """
    before, after = dict(_entries(old)), dict(_entries(new))
    changes = []
    for kind, name in dict.fromkeys((*after, *before)):
        was, now = before.get((kind, name)), after.get((kind, name))
        edits = diff_values(was or {}, now or {})
        if was is None or now is None:
            changes.append(DefinitionChange(kind, name, "added" if now else "removed", edits))
        elif edits:
            changes.append(DefinitionChange(kind, name, "changed", edits))
    return tuple(changes)


def diff_reading(
    old: Mapping[str, Table], new: Mapping[str, Table]
) -> tuple[DefinitionChange, ...]:
    """Compare the words, number styles and symbols that two packages add."""
    tables = {
        role: diff_tables(role, key, old.get(role), new.get(role))
        for role, (_, key) in _READING.items()
    }
    return tuple(
        DefinitionChange(_READING[role][0], " ".join(row.key), row.nature, table.edits(row))
        for role, table in tables.items()
        for row in table.rows
    )


def _entries(documents: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Give every entry of every section; one with an id that stands again is numbered."""
    seen: dict[tuple[str, str], int] = {}
    for document in documents.values():
        for section, value in (document or {}).items():
            kind = _KINDS[section]
            if isinstance(value, Mapping):
                yield from (((kind, key), {"value": each}) for key, each in value.items())
                continue
            for each in value or ():
                name = str(each.get("id", ""))
                number = seen[kind, name] = seen.get((kind, name), 0) + 1
                yield (kind, name if number == 1 else f"{name} ({number})"), each


def _same(old: Any, new: Any) -> bool:
    """Whether two values are one JSON value: `1` is not `true`, `1.0` is not `"1.0"`."""
    if old is ABSENT or new is ABSENT:
        return old is new
    return old is new or _json(old) == _json(new)


def _text(value: Any) -> str | None:
    if value is ABSENT or value is None:
        return None
    return value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str | None:
    if value is ABSENT:
        return None
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=float)
