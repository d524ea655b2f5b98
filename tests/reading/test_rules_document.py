"""docs/rules.md: its examples load, name what the package defines, and say what it says they do."""

import csv
import re
from pathlib import Path

import pytest

from cnnic_validate.check.definitions import check_rules, read_statistics
from cnnic_validate.errors import DefinitionError
from cnnic_validate.model.package import Field, Package, Resource, RuleFiles, TableSchema
from cnnic_validate.reading.rules import load_rules
from cnnic_validate.table import Record

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
NAMED = RuleFiles("partitions.yaml", "rules.yaml", "waivers.yaml")
NUMBERS = {"minimum", "maximum"}


def example(key):
    (text,) = re.findall(rf"^```yaml\n({key}:\n.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    return text


@pytest.fixture
def package(tmp_path):
    texts = {
        "partitions.yaml": example("partitions"),
        "rules.yaml": example("figure_rules") + example("row_rules"),
        "waivers.yaml": example("waivers"),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Package(tmp_path, "datapackage.json", "guide", "", "", (), NAMED)


def read(name):
    with (ROOT / f"data/{name}.csv").open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = [Record(row, at + 2, at + 1) for at, row in enumerate(reader)]
    names = reader.fieldnames or []
    fields = tuple(Field(each, "number" if each in NUMBERS else "string") for each in names)
    return rows, Resource(name, f"data/{name}.csv", TableSchema(fields))


def test_the_examples_hold_together(package):
    rules = load_rules(package)
    assert len(rules.figure_rules) == 5
    read_tables = {
        name: read(name) for name in ("indicators", "breakdowns", "sources", "exemptions")
    }
    resources = tuple(resource for _, resource in read_tables.values())
    tables = {name: rows for name, (rows, _) in read_tables.items()}
    statistics, findings = read_statistics(tables, rules.partitions, {})
    described = Package(package.root, "datapackage.json", "guide", "", "", resources, NAMED)
    assert findings == ()
    assert check_rules(rules, statistics, described) == ()


def test_the_fault_is_shown_as_it_is(tmp_path):
    (shown,) = re.findall(r"^```text\n(.*)\n```", GUIDE, re.MULTILINE)
    good = "  - {id: r%d, rule: x < y, title: t, why: w}\n"
    bad = "  - {id: r3, rule: x < y < z, title: t, why: w}\n"
    text = "figure_rules:\n" + good % 1 + good % 2 + bad
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas/rules.yaml").write_text(text, encoding="utf-8")
    named = RuleFiles(rules="schemas/rules.yaml")
    with pytest.raises(DefinitionError) as refused:
        load_rules(Package(tmp_path, "datapackage.json", "x", "", "", (), named))
    assert str(refused.value) == shown
