"""Two states of a package compared: keyed, and aware that printed numbers are rounded.

Pure: values and tables in, a `Diff` out. Who calls it says how rows are read as figures, for that
takes definitions and a lexicon.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cnnic_validate.comparison.documents import diff_documents, diff_reading, diff_values
from cnnic_validate.comparison.figures import QUANTITY, Read, diff_figures, nothing_read
from cnnic_validate.comparison.schemas import diff_schemas
from cnnic_validate.comparison.tables import diff_tables
from cnnic_validate.model.diff import (
    DEFINING,
    OBSERVATIONS,
    Diff,
    ResourceChange,
    SchemaChange,
    TableDiff,
)
from cnnic_validate.model.package import Package, Resource, TableSchema
from cnnic_validate.table import Table

__all__ = ["QUANTITY", "Read", "Snapshot", "diff_packages"]

_OF_RESOURCES = "resources"
_MEANT = frozenset({OBSERVATIONS, *DEFINING})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of a package, as read.

    `name` is how a person names it; `descriptor` the descriptor as it stands in JSON, with schemas
    that are files of their own put in; `documents` the rule files by role (`rules`, `partitions`,
    `waivers`) as they stand in YAML; `tables` the table of each resource that could be read;
    `reading` the tables, by role, of words, number styles and symbols that it adds; `read` gives
    the intervals of rows of observations.
    """

    name: str
    package: Package
    descriptor: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    reading: Mapping[str, Table] = field(default_factory=dict)
    read: Read = nothing_read


def diff_packages(old: Snapshot, new: Snapshot) -> Diff:
    """Compare two states of a package: everything in `new` that is not as in `old`."""
    pairs = _paired(old.package, new.package)
    tables = tuple(_table(old, new, was, now) for was, now in pairs)
    observations = next((each for each in tables if each.resource == OBSERVATIONS), None)
    return Diff(
        old=old.name,
        new=new.name,
        old_version=old.package.version,
        new_version=new.package.version,
        metadata=diff_values(_metadata(old.descriptor), _metadata(new.descriptor)),
        resources=_resources(old, new, pairs),
        schemas=_schemas(old, new, pairs),
        definitions=(
            *diff_documents(old.documents, new.documents),
            *diff_reading(old.reading, new.reading),
        ),
        tables=tables,
        figures=diff_figures(observations, old.read, new.read) if observations else (),
    )


_Pair = tuple[Resource | None, Resource | None]


def _paired(old: Package, new: Package) -> list[_Pair]:
    """Pair resources by name; of the rest, one that has the other's path is the other renamed.

    Resources whose names have a meaning are never renamed: without `observations` no figure is
    left.
    """
    left = {
        each.path: each
        for each in old.resources
        if new.resource(each.name) is None and each.name not in _MEANT
    }
    pairs: list[_Pair] = []
    for now in new.resources:
        was = old.resource(now.name)
        if was is None and now.name not in _MEANT:
            was = left.pop(now.path, None)
        pairs.append((was, now))
    seen = [was for was, _ in pairs]
    return [*pairs, *((each, None) for each in old.resources if each not in seen)]


def _table(old: Snapshot, new: Snapshot, was: Resource | None, now: Resource | None) -> TableDiff:
    name = now.name if now else was.name if was else ""
    schema = now.schema if now else was.schema if was else TableSchema(())
    before = old.tables.get(was.name) if was else None
    after = new.tables.get(now.name) if now else None
    return diff_tables(name, schema.primary_key, before, after)


def _resources(old: Snapshot, new: Snapshot, pairs: list[_Pair]) -> tuple[ResourceChange, ...]:
    changes = []
    for was, now in pairs:
        edits = diff_values(_described(old, was), _described(new, now))
        if now is None:
            changes.append(ResourceChange(was.name if was else "", "removed", edits=edits))
        elif was is None:
            changes.append(ResourceChange(now.name, "added", edits=edits))
        elif was.name != now.name:
            changes.append(ResourceChange(now.name, "renamed", was.name, edits))
        elif edits:
            changes.append(ResourceChange(now.name, "changed", edits=edits))
    return tuple(changes)


def _schemas(old: Snapshot, new: Snapshot, pairs: list[_Pair]) -> tuple[SchemaChange, ...]:
    return tuple(
        change
        for was, now in pairs
        if was and now
        for change in diff_schemas(
            now.name,
            was.schema,
            now.schema,
            (_raw(old, was).get("schema"), _raw(new, now).get("schema")),
        )
    )


def _metadata(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in descriptor.items() if name != _OF_RESOURCES}


def _described(snapshot: Snapshot, resource: Resource | None) -> dict[str, Any]:
    """Give the properties of a resource other than its schema and its name."""
    raw = _raw(snapshot, resource) if resource else {}
    return {name: value for name, value in raw.items() if name not in {"schema", "name"}}


def _raw(snapshot: Snapshot, resource: Resource) -> Mapping[str, Any]:
    given = snapshot.descriptor.get(_OF_RESOURCES, ())
    found = (each for each in given if each.get("name") == resource.name)
    return next(found, {})
