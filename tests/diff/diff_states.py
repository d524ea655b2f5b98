"""Small states of a package, made in memory, and what a diff makes of one of them."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

from cnnic_validate.comparison import Snapshot, diff_packages
from cnnic_validate.model.package import Package, Resource
from cnnic_validate.reading.reader import read_text_table
from cnnic_validate.reading.table_schema import table_schema


def csv_text(header, rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([header, *rows])
    return out.getvalue()


def state(tables, *, schemas=None, documents=None, lexicon=None, called="x", **properties):
    """Make a state; `tables` are CSV texts by resource, `schemas` JSON values."""
    schemas = schemas or {}
    resources, raw, read = [], [], {}
    for each, text in tables.items():
        faults = []
        given = schemas.get(each, {"fields": [{"name": "x"}]})
        resources.append(Resource(each, f"{each}.csv", table_schema(given, faults)))
        assert faults == []
        raw.append({"name": each, "path": f"{each}.csv", "schema": given})
        read[each] = read_text_table(text, f"{each}.csv")
    return Snapshot(
        name=called,
        package=Package(
            Path(), "datapackage.json", "p", "", properties.get("version", ""), tuple(resources)
        ),
        descriptor={**properties, "resources": raw},
        documents=documents or {},
        tables=read,
        reading={"lexicon": read_text_table(lexicon, "lexicon.csv")} if lexicon else {},
    )


def schema(*fields, **more):
    return {
        "fields": [each if isinstance(each, dict) else {"name": each} for each in fields],
        **more,
    }


def rows_of(old, new, **options):
    """Compare two CSV texts of one resource and give what happened to its rows."""
    table = compared(old, new, **options).table("t")
    return [(each.nature, each.key, each.nth) for each in table.rows]


def compared(old, new, *, key=(), old_key=None):
    header = next(csv.reader([new.split("\n", 1)[0]]))
    before = next(csv.reader([old.split("\n", 1)[0]]))
    return diff_packages(
        state({"t": old}, schemas={"t": schema(*before, primaryKey=list(old_key or key))}),
        state({"t": new}, schemas={"t": schema(*header, primaryKey=list(key))}),
    )


def content(snapshot):
    """Give everything that a state says as plain values."""
    resources = {}
    for each in snapshot.descriptor["resources"]:
        table = snapshot.tables[each["name"]]
        resources[each["name"]] = {
            "properties": {"path": each["path"]},
            "header": table.header,
            "rows": [row for batch in table.batches() for row in batch.rows],
            "schema": flat_schema(each["schema"]),
        }
    metadata = {key: value for key, value in snapshot.descriptor.items() if key != "resources"}
    return {
        "metadata": {key: text(value) for key, value in metadata.items()},
        "definitions": definitions(snapshot.documents),
        "resources": resources,
    }


def text(value):
    return (
        value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
    )


def definitions(documents):
    kinds = {"waivers": "waiver", "figure_rules": "figure rule"}
    return {
        (kinds[section], entry["id"]): {key: text(value) for key, value in entry.items()}
        for document in documents.values()
        for section, entries in document.items()
        for entry in entries
    }


def flat_schema(value):
    found = {
        ("", "order"): " ".join(each["name"] for each in value["fields"]),
        ("", "primaryKey"): ", ".join(value.get("primaryKey", [])) or None,
    }
    for each in value["fields"]:
        found |= flat_field(each)
    return {key: each for key, each in found.items() if each is not None}


def flat_field(value):
    name = value["name"]
    constraints = value.get("constraints", {})
    found = {(name, "field"): name, (name, "type"): value.get("type", "any")}
    found[name, "title"] = value.get("title")
    for key in ("required", "minimum"):
        found[name, key] = text(constraints[key]) if constraints.get(key) else None
    return {key: each for key, each in found.items() if each is not None}


def applied(old, diff):
    """Make the new content from the old content and the diff alone."""
    metadata = with_edits(old["metadata"], diff.metadata)
    entries = {key: dict(value) for key, value in old["definitions"].items()}
    for each in diff.definitions:
        key = (each.kind, each.id)
        if each.nature == "removed":
            assert with_edits(entries.pop(key), each.edits) == {}
        else:
            entries[key] = with_edits(entries.get(key, {}), each.edits)
    resources = {name: dict(value) for name, value in old["resources"].items()}
    for each in diff.resources:
        if each.nature == "removed":
            removed = resources.pop(each.name)
            assert with_edits(removed["properties"], each.edits) == {}
        elif each.nature == "added":
            empty = {"header": (), "rows": [], "schema": None}
            resources[each.name] = {"properties": with_edits({}, each.edits)} | empty
        else:
            moved = resources.pop(each.old_name or each.name)
            edited = with_edits(moved["properties"], each.edits)
            resources[each.name] = moved | {"properties": edited}
    for table in diff.tables:
        if table.resource in resources:
            resources[table.resource] |= applied_rows(resources[table.resource], table)
    for name, each in resources.items():
        if each["schema"] is not None:
            each["schema"] = applied_schema(each["schema"], name, diff.schemas)
    return {"metadata": metadata, "definitions": entries, "resources": resources}


def with_edits(values, edits):
    found = dict(values)
    for each in edits:
        assert found.get(each.name) == each.old
        if each.new is None:
            found.pop(each.name, None)
        else:
            found[each.name] = each.new
    return found


def applied_rows(old, table):
    assert old["header"] == table.old_header
    seen, kept = Counter(), {}
    for row in old["rows"]:
        cells = dict(zip(table.old_header, row, strict=True))
        key = tuple(cells[name] for name in table.key) if table.key else row
        seen[key] += 1
        kept[key, seen[key]] = tuple(cells.get(name, "") for name in table.new_header)
    for each in table.rows:
        if each.new is None:
            del kept[each.key, each.nth]
    added = [each.new for each in table.rows if each.old is None]
    for each in table.rows:
        if each.nature == "changed":
            kept[each.key, each.nth] = each.new
    return {"header": table.new_header, "rows": [*kept.values(), *added]}


def applied_schema(old, resource, changes):
    found = dict(old)
    for each in changes:
        if each.resource != resource:
            continue
        key = (each.field, each.what)
        if each.what == "field" and each.new is None:
            found = {name: value for name, value in found.items() if name[0] != each.field}
        elif each.what == "field":
            found |= flat_field(json.loads(each.new))
        elif each.new is None:
            assert found.pop(key) == each.old
        else:
            assert found.get(key, "any" if each.what == "type" else None) == each.old
            found[key] = each.new
    if not any(each.what == "order" and each.resource == resource for each in changes):
        names = [name for (name, what) in found if what == "field"]
        found["", "order"] = " ".join(names)
    return found


def comparable(value):
    """Make rows a multiset: their order is not part of what a diff keeps."""
    resources = {
        name: {**each, "rows": Counter(each["rows"])} for name, each in value["resources"].items()
    }
    for each in resources.values():
        if each["schema"] is None:  # a resource that was added has no schema changes
            each.pop("schema")
    return {**value, "resources": resources}
