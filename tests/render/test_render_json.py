"""The JSON report and its schema."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from render_reports import CLEAN, UNJUDGED, WRONG
from tests.formats.synthetic import conflict
from tests.json_objects import objects

from cnnic_validate.model.report import NotJudged, Report
from cnnic_validate.render.json import report_json

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs/report.schema.json").read_text(encoding="utf-8")
)
CLASH = Report(
    "x",
    findings=(conflict(0),),
    not_judged=(NotJudged("", "data/other.csv", "no resource declares it"),),
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_is_a_schema():
    of_schemas = jsonschema.Draft202012Validator(jsonschema.Draft202012Validator.META_SCHEMA)
    assert list(of_schemas.iter_errors(SCHEMA)) == []


@pytest.mark.parametrize("report", [Report("x"), CLEAN, WRONG, UNJUDGED])
def test_reports_follow_the_schema(report):
    assert list(VALIDATOR.iter_errors(json.loads(report_json(report)))) == []


@pytest.mark.parametrize("report", [CLEAN, WRONG, UNJUDGED, CLASH])
def test_the_schema_describes_every_key_and_requires_it(report):
    for value, schema in objects(json.loads(report_json(report)), SCHEMA, SCHEMA):
        if "properties" in schema:
            assert set(value) == set(schema["properties"]) == set(schema["required"])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda report: report.pop("valid"),
        lambda report: report.update(version=1),
        lambda report: report["findings"][0].update(severity="fatal"),
        lambda report: report["findings"][0]["place"].update(line="41"),
        lambda report: report["rules"][0].update(verdict="fine"),
        lambda report: report["summary"]["rules"].pop("not evaluated"),
    ],
)
def test_the_schema_refuses(spoil):
    report = json.loads(report_json(WRONG))
    spoil(report)
    assert not VALIDATOR.is_valid(report)


def test_what_a_program_reads():
    value = json.loads(report_json(WRONG))
    assert value["valid"] is False
    assert value["summary"] == {
        "figures": 1151,
        "unchecked": 1,
        "release": {"figures": 0, "unchecked": 0},
        "rows": 1363,
        "not_judged": 0,
        "rules": {
            "passed": 40,
            "failed": 1,
            "waived": 1,
            "not applicable": 1,
            "not evaluated": 3,
            "undecided": 0,
        },
        "findings": {"error": 13, "warning": 6, "info": 0},
    }
    first = value["findings"][0]
    assert (first["code"], first["rule"], first["known"]) == ("ratio", "ratio", False)
    assert first["place"] == {
        "path": "data/observations.csv",
        "line": 41,
        "row": 40,
        "column": "printed",
        "key": "cnnic-55.online_shopping_users.2024-12",
    }
    assert [each["line"] for each in first["figures"]] == [41, 12, 57]
    assert first["because"][1] == {"text": "no rule has a place of its own", "place": None}
    assert json.loads(report_json(UNJUDGED))["faults"][0]["hint"] == "write `number`"


def test_a_clash_is_data():
    value = json.loads(report_json(CLASH))
    assert value["not_judged"] == [
        {"resource": "", "path": "data/other.csv", "reason": "no resource declares it"}
    ]
    (finding,) = value["findings"]
    first, other = finding["suspects"]
    assert (first["admissible"], other["admissible"]) == (
        [["97438.6", "97448.9"]],
        [[None, "3"]],
    )
    assert first["places"][0]["printed"] == "97,404"
    assert first["places"][0]["means"] == ["97404", "97404"]
    assert first["places"] == finding["figures"][:1]
    suggestion = first["suggestions"][0]
    assert (suggestion["text"], suggestion["kind"]) == ("97,440", "transposition")
    assert suggestion["cells"] == [
        {"text": "97,440", "kind": "transposition", "unit_power": 0, "period": None}
    ]


def test_order_does_not_depend_on_how_the_report_was_made():
    turned = replace(WRONG, findings=WRONG.findings[::-1], instances=WRONG.instances[::-1])
    assert report_json(turned) == report_json(WRONG)


def test_hostile_text_is_escaped():
    written = report_json(WRONG)
    assert "\\u001b[31m预测\\u202e" in written
    assert all(line.isprintable() for line in written.splitlines())
