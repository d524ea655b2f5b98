"""A change judged by its base: the data of the one, the definitions of the other.

docs/decisions/0010-versions.md says which is which: rules, partitions, waivers, exemptions and
constraints are those of the base; words, indicators, breakdowns and sources that the base has are
as the base defines them, those that it has not are taken from the change, as far as they widen
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cnnic_validate.check.additions import rounds_to_nearest
from cnnic_validate.check.inputs import Inputs
from cnnic_validate.figures import with_additions
from cnnic_validate.model.diff import DESCRIBING
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.package import Field, Package, Resource, TableSchema
from cnnic_validate.table import Batch, HeldTable, Record, Table, records

_EXEMPTIONS = "exemptions"
_KEYS = {"indicators": "code", "breakdowns": "code", "sources": "id"}


def composed(change: Inputs, base: Inputs) -> Inputs:
    """Give the data of `change` with the definitions of `base`, ready to be checked."""
    tables = dict(change.tables)
    for name, key in _KEYS.items():
        if name in base.tables and name in tables:
            tables[name] = _defined(tables[name], base.tables[name], key)
    for name in (_EXEMPTIONS, *_KEYS):
        if name == _EXEMPTIONS or name not in tables:
            tables.update({name: base.tables[name]} if name in base.tables else {})
    resources = tuple(_resource(each, base.package) for each in change.package.resources)
    return replace(
        change,
        package=replace(
            change.package,
            resources=resources,
            rule_files=base.package.rule_files,
            agencies=_agencies(change.package, base.package),
        ),
        rules=base.rules,
        lexicon=with_additions(base.lexicon, change.lexicon),
        tables=tables,
        to_nearest=_widening(tables.get("sources"), base.tables.get("sources")),
    )


def _agencies(change: Package, base: Package) -> tuple[str, ...]:
    """Give the names of agencies of the base and of the change; none where the base has none."""
    return tuple(dict.fromkeys((*base.agencies, *change.agencies))) if base.agencies else ()


def of_the_base(finding: Finding, base: Inputs) -> bool:
    """Whether a finding on a composed package is about a document of the base itself."""
    named = base.package.rule_files
    paths = set(named.paths)
    if _EXEMPTIONS in base.tables:
        paths.add(base.tables[_EXEMPTIONS].path)
    return finding.place.path in paths


def _resource(resource: Resource, base: Package) -> Resource:
    """Give a resource with the constraints of the base; fields that are new keep their own."""
    found = base.resource(resource.name)
    if found is None:
        return resource
    return replace(resource, schema=_schema(resource.schema, found.schema))


def _schema(own: TableSchema, base: TableSchema) -> TableSchema:
    """Put the new fields of a schema where they stand, among the fields of the base."""
    fields: list[Field] = list(base.fields)
    before = ""
    for each in own.fields:
        if base.field(each.name) is None:
            names = [field.name for field in fields]
            fields.insert(names.index(before) + 1 if before else 0, each)
        before = each.name
    return replace(base, fields=tuple(fields))


def _defined(own: Table, base: Table, key: str) -> Table:
    """Give the rows of a table with those that the base has as the base defines them.

    They come in the order of the base, whose dimensions are in that order, then the new ones. A row
    keeps its place in the file of the change; one that the change removed has none.
    """
    if key not in own.header or key not in base.header:
        return own
    definitions: dict[str, Record] = {}
    for record in records(base):
        definitions.setdefault(record[key], record)
    rank = {code: number for number, code in enumerate(definitions)}
    found = sorted(records(own), key=lambda each: rank.get(each[key], len(rank)))
    seen = {each[key] for each in found}
    last = max((each.row for each in found), default=0)
    removed = [each for code, each in definitions.items() if code not in seen]
    placed = [(definitions.get(each[key]), each.values, each.line, each.row) for each in found]
    placed += [(each, {}, 0, last + number) for number, each in enumerate(removed, start=1)]
    rows = tuple(_row(own.header, definition, values) for definition, values, _, _ in placed)
    batch = Batch(rows, tuple(line for *_, line, _ in placed), tuple(row for *_, row in placed))
    return HeldTable(own.path, own.header, own.faults, batch)


def _widening(own: Table | None, base: Table | None) -> frozenset[str]:
    """Give the sources that the base has not and that round in a mode that would widen."""
    if own is None or base is None:
        return frozenset()
    known = {record["id"] for record in records(base)}
    new = (each for each in records(own) if each["id"] not in known)
    return frozenset(each["id"] for each in new if not rounds_to_nearest(each.values))


def _row(
    header: tuple[str, ...], definition: Record | None, values: Mapping[str, str]
) -> tuple[str, ...]:
    """Give the cells of a row: those that define from the base, those that describe from itself."""
    if definition is None:
        return tuple(values[name] for name in header)
    return tuple(
        values[name]
        if name in values and (name in DESCRIBING or name not in definition.values)
        else definition[name]
        for name in header
    )
