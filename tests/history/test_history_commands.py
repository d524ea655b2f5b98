"""`cnnic diff` and `cnnic version` as a person or a program uses them."""

from __future__ import annotations

import csv
import io
import json
import os
import unicodedata
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from small_packages import MICRO, OBSERVATIONS, RULES
from tests.json_objects import objects

from cnnic_validate.cli.commands import group

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/diff.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
GOLDEN = Path(__file__).parent / "golden"


def run(*given):
    result = CliRunner().invoke(group, given, catch_exceptions=False)
    return result.exit_code, result.output


@pytest.fixture
def changed(repository):
    """A change of every kind."""
    repository.revise("6.64亿", note="the report was misread: a 4 taken for a 2")
    repository.set(OBSERVATIONS, "cnnic-55.internet_users.2024-12.text", printed="11.083亿")
    repository.set(OBSERVATIONS, "cnnic-55.internet_users.2024-12.change", time_period="2024-06")
    repository.set(OBSERVATIONS, "cnnic-53.internet_users.2023-12", locator="page 7")
    repository.remove(OBSERVATIONS, "cnnic-55.non_internet_users.2024-12")
    figures = repository.rows(OBSERVATIONS)
    more = [
        dict(figures[0], id=f"cnnic-56.domain_names.{number}", source="cnnic-56")
        for number in range(9)
    ]
    repository.put_rows(OBSERVATIONS, [*figures, *more])
    repository.replace(RULES, "    severity: warning\n    title: How", "    title: How")
    repository.replace(RULES, "figure_rules:\n", f"figure_rules:\n{NEW_RULE}")
    repository.set("data/exemptions.csv", "comparable", exempts="growth change")
    repository.set("data/indicators.csv", "population", title_en="Population at the end of a year")
    path = "schemas/exemptions.schema.json"
    schema = json.loads(repository.read(path))
    schema["fields"][0]["constraints"]["maxLength"] = 40
    schema["title"] = "All exemptions"
    repository.write(path, json.dumps(schema))
    repository.replace("datapackage.json", '"version": "0.1.0"', '"version": "0.2.0"')
    return repository


NEW_RULE = """\
  - id: few-watch
    rule: micro_drama_users <= 1000000000
    title: Not everybody watches
    why: A test.

"""


def width(line):
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in line)


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("diff.txt", ("diff", "HEAD")),
        ("diff-verbose.txt", ("diff", "HEAD", "-v")),
        ("diff.csv", ("diff", "HEAD", "--format", "csv")),
        ("diff.md", ("diff", "HEAD", "--format", "markdown")),
        ("version.txt", ("version", "HEAD")),
    ],
)
def test_what_is_written(name, given):
    _, output = run(*given)
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(output, encoding="utf-8")
    assert output == path.read_text(encoding="utf-8")
    if name.endswith(".txt"):
        assert [line for line in output.splitlines() if width(line) > 80] == []


@pytest.mark.usefixtures("changed")
def test_rules_come_before_figures():
    _, output = run("diff", "HEAD")
    headings = ["How figures are judged", "Revised figures", "Withdrawn figures", "Added figures"]
    places = [output.index(f"\n{each}: ") for each in headings]
    assert places == sorted(places)
    assert output.index("contradicts the old figure") < output.index("another quantity")


@pytest.mark.usefixtures("repository")
def test_no_difference():
    code, output = run("diff", "HEAD", "--exit-code")
    assert code == 0
    assert output.endswith("No difference.\n")
    code, output = run("version", "HEAD")
    assert code == 0
    assert "least version  0.1.0: nothing differs" in output


@pytest.mark.usefixtures("changed")
def test_exit_codes():
    assert run("diff", "HEAD")[0] == 0
    assert run("diff", "HEAD", "--exit-code")[0] == 1
    assert run("diff", "nosuch")[0] == 3
    assert run("diff")[0] == 2
    code, output = run("version", "HEAD")
    assert code == 1
    assert "0.2.0 is not enough: write 1.0.0 or higher" in output


def test_a_version_that_is_enough(repository):
    repository.set(OBSERVATIONS, MICRO, note="checked")
    repository.replace("datapackage.json", '"version": "0.1.0"', '"version": "0.1.1"')
    code, output = run("version", "HEAD")
    assert code == 0
    assert "0.1.1 is enough" in output


@pytest.mark.usefixtures("changed")
def test_json_follows_its_schema_and_is_stable():
    _, output = run("diff", "HEAD", "--format", "json")
    value = json.loads(output)
    VALIDATOR.validate(value)
    assert output == run("diff", "HEAD", "--format", "json")[1]
    assert value["summary"]["figures"] == {
        "revised": 3,
        "withdrawn": 1,
        "added": 9,
        "described": 1,
    }
    assert value["summary"]["revisions"]["contradicted"] == 1
    (micro,) = (each for each in value["figures"] if each["id"] == MICRO)
    assert micro["relation"] == "contradicted"
    assert micro["old"]["interval"] == ["661500000", "662500000"]
    assert micro["new"]["interval"] == ["663500000", "664500000"]
    assert {"name": "obs_value", "old": "6.62", "new": "6.64"} in micro["edits"]
    assert [each["kind"] for each in value["judging"]] == [
        "row rule",
        "figure rule",
        "schema",
        "exemption",
    ]
    (gone,) = (each for each in value["figures"] if each["nature"] == "withdrawn")
    assert gone["new"] is None
    assert {each["name"] for each in gone["edits"]} > {"id", "printed", "source"}


@pytest.mark.usefixtures("repository")
def test_json_of_no_difference():
    value = json.loads(run("diff", "HEAD", "--format", "json")[1])
    VALIDATOR.validate(value)
    assert value["differs"] is False


@pytest.mark.usefixtures("changed")
def test_the_schema_describes_every_key_and_requires_it():
    VALIDATOR.check_schema(SCHEMA)
    value = json.loads(run("diff", "HEAD", "--format", "json")[1])
    seen = 0
    for each, schema in objects(value, SCHEMA, SCHEMA):
        if "properties" in schema:
            seen += 1
            assert set(each) == set(schema["properties"]) == set(schema["required"])
    assert seen > 50


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    "spoil",
    [
        lambda value: value.pop("differs"),
        lambda value: value.update(version=2),
        lambda value: value["figures"][0].update(relation="worse"),
        lambda value: value["tables"][0]["counts"].update(added="1"),
        lambda value: value["judging"][0].update(nature="renamed"),
    ],
)
def test_the_schema_refuses(spoil):
    value = json.loads(run("diff", "HEAD", "--format", "json")[1])
    spoil(value)
    assert not VALIDATOR.is_valid(value)


@pytest.mark.usefixtures("changed")
def test_csv_has_a_line_for_each_thing():
    rows = list(csv.DictReader(io.StringIO(run("diff", "HEAD", "--format", "csv")[1])))
    (printed,) = (each for each in rows if each["id"] == MICRO and each["field"] == "printed")
    assert (printed["part"], printed["of"], printed["nature"]) == ("figure", "cnnic-55", "revised")
    assert printed["relation"] == "contradicted"
    assert printed["old"] == "6.62亿 (100 million persons)"
    assert sum(each["nature"] == "added" and each["part"] == "figure" for each in rows) == 9


def test_text_from_files_cannot_act(repository):
    evil = "\x1b[31m</details>```@all \u202e<script>"
    repository.set(OBSERVATIONS, MICRO, note=evil)
    for name in ("text", "json", "markdown"):
        _, output = run("diff", "HEAD", "--format", name)
        assert "\x1b" not in output
        assert "\u202e" not in output
    assert "\n````text\n" in run("diff", "HEAD", "--format", "markdown")[1]


def test_a_long_row_is_cut_before_what_happened_to_it(repository):
    fields = '"schema": {"fields": [{"name": "text"}]}'
    notes = f'{{"name": "notes", "path": "data/notes.csv", {fields}}},'
    first = '{"name": "observations"'
    repository.replace("datapackage.json", first, f"{notes} {first}")
    repository.write("data/notes.csv", f"text\n{'old ' * 60}\n")
    repository.commit("rows without a key")
    repository.write("data/notes.csv", f"text\n{'new ' * 60}\n")
    _, output = run("diff", "HEAD")
    words = " ".join(output.split())
    assert "…: removed (line 2) new new" in words
    assert words.endswith("…: added (line 2)")


def test_markdown_fits_a_comment(repository):
    rows = repository.rows(OBSERVATIONS)
    many = [dict(rows[0], id=f"x.{number}", locator=str(number)) for number in range(3000)]
    repository.put_rows(OBSERVATIONS, many)
    _, output = run("diff", "HEAD", "--format", "markdown", "-v")
    assert len(output) <= 65_536
    assert "1 more part does not fit here" in output


@pytest.mark.usefixtures("changed")
def test_version_as_json():
    code, output = run("version", "HEAD", "--format", "json")
    value = json.loads(output)
    assert code == 1
    assert (value["least"], value["level"], value["enough"]) == ("1.0.0", "major", False)
    assert value["old"] == {"name": "HEAD", "version": "0.1.0"}
    assert {"level": "major", "text": "1 row of observations deleted"} in value["reasons"]


def test_a_file_and_another_package(changed, tmp_path):
    target = tmp_path / "diff.json"
    given = ("--format", "json", "-o", str(target))
    assert run("diff", "HEAD", str(changed.package), *given) == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["new"]["name"] == str(changed.package)
    assert run("diff", "HEAD", "HEAD", "--package", str(changed.package), "--exit-code")[0] == 0


@pytest.mark.usefixtures("changed")
def test_colour_is_asked_for():
    assert "\x1b[" in run("diff", "HEAD", "--color", "always")[1]
    assert "\x1b[" in run("version", "HEAD", "--color", "always")[1]
