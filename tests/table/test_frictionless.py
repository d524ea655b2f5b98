"""What frictionless says otherwise, and that the decision record lists exactly that."""

import re
from pathlib import Path

import frictionless
import pytest

from .frictionless_cases import CASES
from .support import check, schema_of

RECORD = Path(__file__).parents[2] / "docs" / "decisions" / "0004-table-executors.md"
_PROFILES = "https://datapackage.org/profiles/2.0/"


def verdict_here(data, fields, properties):
    found = check(data, schema_of(*fields, **properties)).findings
    return not any(each.severity == "error" for each in found)


def verdict_there(folder, data, fields, properties):
    (folder / "t.csv").write_bytes(data)
    schema = {"$schema": f"{_PROFILES}tableschema.json", "fields": fields, **properties}
    resource = {"name": "t", "type": "table", "path": "t.csv", "encoding": "utf-8"}
    descriptor = {
        "$schema": f"{_PROFILES}datapackage.json",
        "name": "p",
        "resources": [{**resource, "schema": schema}],
    }
    package = frictionless.Package.from_descriptor(descriptor, basepath=str(folder))
    return package.validate().valid


def recorded():
    """Read the rows of the record's table: name, verdict here, verdict there."""
    row = re.compile(r"\| (.+?) \| (valid|invalid) \| (valid|invalid) \| .+ \|")
    found = [row.fullmatch(line) for line in RECORD.read_text(encoding="utf-8").splitlines()]
    return {each[1]: (each[2] == "valid", each[3] == "valid") for each in found if each}


@pytest.mark.parametrize("name", CASES)
def test_each_disagreement_is_recorded_and_nothing_else(name, tmp_path):
    content, fields, properties = CASES[name]
    data = content if isinstance(content, bytes) else content.encode()
    here = verdict_here(data, fields, properties)
    there = verdict_there(tmp_path, data, fields, properties)
    expected = recorded().get(name, (here, here))
    assert (here, there) == expected


def test_every_row_of_the_record_is_a_case():
    assert set(recorded()) <= set(CASES)
    assert all(here != there for here, there in recorded().values())
