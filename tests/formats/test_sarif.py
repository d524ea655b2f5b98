"""SARIF logs against the official JSON Schema, and what code scanning needs besides."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest

from cnnic_validate.model.codes import CODES
from cnnic_validate.model.place import Place
from cnnic_validate.model.report import Report
from cnnic_validate.render.sarif import FINGERPRINT, MOST_RESULTS, report_sarif
from tests.formats.synthetic import CHANGED, SIZES, UNJUDGED, finding, place, report, written

SCHEMA = json.loads(
    (Path(__file__).parent / "schemas/sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft4Validator(SCHEMA)


def run_of(made):
    return json.loads(report_sarif(made))["runs"][0]


def errors(log):
    """Say what the official schema finds wrong in a log."""
    return [each.message for each in VALIDATOR.iter_errors(log)]


def region_of(place):
    made = Report("x", findings=(replace(finding(1), place=place),))
    [result] = run_of(made)["results"]
    return result["locations"][0]["physicalLocation"]["region"]


def prints(made):
    return [each["partialFingerprints"][FINGERPRINT] for each in run_of(made)["results"]]


@pytest.mark.parametrize("size", [0, 1, 40, 400])
def test_follows_the_schema(size):
    assert errors(json.loads(report_sarif(report(size)))) == []


def test_follows_the_schema_where_nothing_could_be_judged():
    log = json.loads(report_sarif(UNJUDGED))
    assert errors(log) == []
    invocation = log["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert [each["level"] for each in invocation["toolExecutionNotifications"]] == ["error"] * 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda run: run.pop("tool"),
        lambda run: run["results"][0].update(level="fatal"),
        lambda run: run["results"][0]["locations"][0]["physicalLocation"]["region"].update(
            startLine=0
        ),
        lambda run: run["results"][0].pop("message"),
    ],
)
def test_the_schema_refuses(spoil):
    log = json.loads(report_sarif(report(1)))
    spoil(log["runs"][0])
    assert errors(log) != []


@pytest.mark.parametrize("size", SIZES)
def test_every_finding_is_listed_or_counted(size):
    made = report(size)
    run = json.loads(written("sarif", size))["runs"][0]
    assert len(run["results"]) == min(size, MOST_RESULTS)
    listed = sum(each["occurrenceCount"] for each in run["results"])
    assert listed + run["properties"]["notListed"] == sum(made.severities.values())
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert bool(notes) is (size > MOST_RESULTS)
    # Errors first: none is left out while a warning is listed.
    levels = [each["level"] for each in run["results"]]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)


def test_every_large_log_has_the_shape_of_a_small_one():
    # The whole of it against the schema takes a minute; its parts are alike.
    log = json.loads(written("sarif", 100_000))
    results = log["runs"][0]["results"]
    log["runs"][0]["results"] = [*results[:20], *results[-20:]]
    assert errors(log) == []


def test_rules_are_named_once_and_explained():
    run = run_of(report(40))
    rules = run["tool"]["driver"]["rules"]
    names = [each["id"] for each in rules]
    assert len(names) == len(set(names))
    for result in run["results"]:
        assert names[result["ruleIndex"]] == result["ruleId"]
    for rule in rules:
        code = CODES[rule["id"].partition("/")[0]]
        assert code.fix in rule["help"]["markdown"]
        assert code.meaning in rule["shortDescription"]["text"]


@pytest.mark.parametrize(
    ("code", "rule", "name"),
    [
        ("type", "", "type"),
        ("ratio", "ratio", "ratio"),
        ("declared", "users-within-population", "declared/users-within-population"),
        ("row-rule", "stock-has-month", "row-rule/stock-has-month"),
        ("joint", "ratio, growth", "joint"),
        ("joint", "growth", "joint"),
    ],
)
def test_rule_ids_are_stable(code, rule, name):
    made = Report("x", findings=(replace(finding(1), code=code, rule=rule),))
    assert run_of(made)["results"][0]["ruleId"] == name


def test_a_region_is_the_characters_of_the_cell_in_code_points():
    assert run_of(report(1))["columnKind"] == "unicodeCodePoints"
    here = Place("a.csv", 41, 40, "printed", "k", start=9, end=12)
    # `endColumn` is the character after the last (SARIF 2.1.0, 3.30.8).
    assert region_of(here) == {"startLine": 41, "startColumn": 9, "endColumn": 12}
    empty = replace(here, end=9)
    assert region_of(empty) == {"startLine": 41, "startColumn": 9, "endColumn": 9}
    assert region_of(replace(here, start=0, end=0)) == {"startLine": 41}
    made = Report("x", findings=(replace(finding(1), place=empty),))
    assert errors(json.loads(report_sarif(made))) == []


def test_fingerprints_do_not_change_when_lines_move():
    here = replace(finding(4), place=place(7))
    elsewhere = replace(here.place, line=900, row=899, start=3, end=9)
    moved = replace(here, place=elsewhere, message="other words")
    assert prints(Report("x", findings=(here,))) == prints(Report("x", findings=(moved,)))


@pytest.mark.parametrize(
    "change",
    [
        {"code": "growth"},
        {"rule": "another-rule"},
        {"place": replace(place(7), key="another")},
        {"place": replace(place(7), column="decimals")},
        {"place": replace(place(7), path="data/sources.csv")},
    ],
)
def test_fingerprints_tell_findings_apart(change):
    here = replace(finding(4), place=place(7))
    other = replace(here, **change)
    assert len(set(prints(Report("x", findings=(here, other))))) == 2


def test_equal_findings_have_fingerprints_of_their_own():
    first = replace(finding(1), place=Place("a.csv", 3, 2, "n"))
    second = replace(first, place=Place("a.csv", 5, 4, "n"))
    assert len(set(prints(Report("x", findings=(first, second))))) == 2


@pytest.mark.parametrize(
    ("path", "uri", "base"),
    [
        ("data/a b.csv", "data/a%20b.csv", True),
        ("./data/网民.csv", "data/%E7%BD%91%E6%B0%91.csv", True),
        ("a:b#c?d.csv", "a%3Ab%23c%3Fd.csv", True),
        ("/srv/a b.csv", "file:///srv/a%20b.csv", False),
        ("<standard input>", "%3Cstandard%20input%3E", True),
    ],
)
def test_paths_are_relative_uris(path, uri, base):
    made = Report("x", findings=(replace(finding(1), place=Place(path, 2, 1)),))
    location = run_of(made)["results"][0]["locations"][0]["physicalLocation"]
    artifact = location["artifactLocation"]
    assert artifact["uri"] == uri
    assert ("uriBaseId" in artifact) is base
    assert unquote(uri).endswith(path.removeprefix("./"))


def test_a_finding_without_a_file_stands_at_what_was_judged():
    made = Report("datapackage.json", findings=(replace(finding(1), place=Place("")),))
    location = run_of(made)["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "datapackage.json"
    assert location["region"] == {"startLine": 1}


def test_a_code_that_is_not_explained_is_a_rule_all_the_same():
    made = Report("x", findings=(replace(finding(1), code="no-such-code", rule=""),))
    [rule] = run_of(made)["tool"]["driver"]["rules"]
    assert rule["id"] == "no-such-code"
    assert "help" not in rule


def test_the_same_report_gives_the_same_bytes():
    made = report(40)
    turned = replace(made, findings=made.findings[::-1])
    assert report_sarif(turned) == report_sarif(made)


def test_what_the_base_had_is_unchanged():
    here = replace(finding(1), place=place(7))
    known = replace(here, known=True, place=place(8))
    made = Report("x", findings=(here, known), against="v1.0.0")
    states = [each["baselineState"] for each in run_of(made)["results"]]
    assert states == ["new", "unchanged"]
    alone = run_of(replace(made, against=""))["results"]
    assert all("baselineState" not in each for each in alone)


def test_changed_definitions_are_told_of_the_configuration():
    log = json.loads(report_sarif(CHANGED))
    assert errors(log) == []
    [note] = log["runs"][0]["invocations"][0]["toolConfigurationNotifications"]
    assert note["message"]["text"].startswith(
        "Changed here, not applied: judged by origin/main's rules"
    )
