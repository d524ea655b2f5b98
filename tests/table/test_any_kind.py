"""Whatever kind of value stands in a document, it is read or it is the author's fault, told."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from cnnic_validate.errors import DefinitionError, UnreadableError
from cnnic_validate.workflow import gate

BASE = Path(__file__).parents[1] / "cases" / "_base"
ALL = bool(os.environ.get("CNNIC_ALL_KINDS"))
DOCUMENTS = sorted(
    path.relative_to(BASE).as_posix()
    for path in (BASE / "datapackage.json", *(BASE / "schemas").glob("*.[jy]*"))
)
KINDS = (None, True, 0, -1.5, 10**400, "", "x", "\u202e", [], ["x"], [["x"]], {}, {"x": 1})
# What a package need not have is tried in a schema of its own.
RICH = {
    "fields": [
        {
            "name": "id",
            "type": "string",
            "title": "Id",
            "missingValues": ["-"],
            "constraints": {"required": True, "pattern": "a+", "enum": ["a"], "minLength": 1},
        },
        {
            "name": "n",
            "type": "number",
            "decimalChar": ".",
            "groupChar": "",
            "bareNumber": True,
            "constraints": {"minimum": "1", "exclusiveMaximum": 9},
        },
        {"name": "b", "type": "boolean", "trueValues": ["y"], "falseValues": ["n"]},
        {"name": "c", "type": "integer", "categories": [{"value": 1, "label": "one"}]},
    ],
    "missingValues": [{"value": ""}],
    "primaryKey": ["id"],
    "uniqueKeys": [["n"]],
    "foreignKeys": [{"fields": "id", "reference": {"resource": "", "fields": "id"}}],
    "fieldsMatch": "exact",
}


def places(value: object) -> Iterator[list[str | int]]:
    """Give the way to every value inside another, its own end included."""
    if isinstance(value, dict | list):
        for step, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield [step]
            yield from ([step, *more] for more in places(each))


def replaced(document: object, way: list[str | int], value: object) -> object:
    changed = deepcopy(document)
    target = changed
    for step in way[:-1]:
        target = target[step]
    target[way[-1]] = value
    return changed


def judged(folder: Path, **options: str) -> None:
    faults = ()
    try:
        gate.validate([str(folder)], **options)
    except (DefinitionError, UnreadableError) as error:
        faults = error.faults
        assert faults
    assert all(each.message for each in faults)


@pytest.fixture
def small(tmp_path):
    """Give the package of the cases with few rows: it is judged some thousand times."""
    folder = tmp_path / "package"
    shutil.copytree(BASE, folder)
    for table in (folder / "data").glob("*.csv"):
        lines = table.read_text(encoding="utf-8").splitlines()
        table.write_text("\n".join(lines[:4]) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", DOCUMENTS)
def test_in_a_document_of_a_package(small, name):
    path = small / name
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for number, way in enumerate(places(document)):
        # Each kind comes to many places; with CNNIC_ALL_KINDS=1 to all of them.
        for value in KINDS if ALL else (KINDS[number % len(KINDS)],):
            text = json.dumps(replaced(document, way, value), ensure_ascii=False)
            path.write_text(text, encoding="utf-8")
            judged(small)


def test_in_a_schema_by_itself(tmp_path):
    table, schema = tmp_path / "t.csv", tmp_path / "schema.json"
    table.write_text("id,n,b,c\na,1,y,1\n-,x,,2\n", encoding="utf-8")
    for way in places(RICH):
        for value in KINDS:
            schema.write_text(json.dumps(replaced(RICH, way, value)), encoding="utf-8")
            judged(table, schema=str(schema))
