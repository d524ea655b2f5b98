"""The flows of the public API on a copy of the package."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

import cnnic_validate
from cnnic_validate.errors import UnreadableError
from cnnic_validate.pandera_schema import frame_of
from cnnic_validate.reading.reader import read_table
from cnnic_validate.render import Style, report_text
from cnnic_validate.render.json import report_json
from cnnic_validate.render.sentences import worded
from cnnic_validate.workflow import gate, inspection, releases

ROOT = Path(__file__).resolve().parents[2]
HEADER = "indicator,breakdown,time_period,measure,printed,printed_unit,locator\n"


def release(package: Path, *rows: str) -> str:
    path = package / "in.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return str(path)


def test_normalise_fills_what_the_print_says(package):
    path = release(package, "internet_users,total,2025-12,level,11.25亿,,table 1")
    done = releases.normalise(path, package=str(package), source="cnnic-55")
    header, row = done.text.splitlines()
    filled = dict(zip(header.split(","), row.split(","), strict=True))
    assert done.unfilled == ()
    assert filled["id"] == "cnnic-55.internet_users.2025-12"
    assert (filled["obs_value"], filled["unit_mult"], filled["decimals"]) == ("11.25", "8", "2")
    assert filled["unit_measure"] == "persons"


def test_normalise_names_what_it_could_not_read(package):
    path = release(package, "internet_users,total,2025-12,level,eleven,persons,t")
    done = releases.normalise(path, package=str(package), source="cnnic-55")
    assert [each.code for each in done.unfilled] == ["printed"]
    assert ",eleven," in done.text


def test_a_new_release_has_the_keys_and_no_numbers(package):
    text = releases.new_release("cnnic-56", like="cnnic-54", package=str(package))
    header, *rows = text.splitlines()
    assert header.startswith("indicator,breakdown,time_period,measure")
    assert len(rows) >= 10
    assert "internet_users,total,2025-06,level" in text
    with pytest.raises(UnreadableError, match="nothing-1"):
        releases.new_release("cnnic-56", like="nothing-1", package=str(package))


def test_rules_list_what_lifts_and_what_is_lifted(package):
    listing = inspection.rules(str(package))
    assert {each.id for each in listing.rules} >= {"ratio", "telephones", "non-users"}
    exempted = {each.exemption.code: len(each.exempted) for each in listing.exemptions}
    assert exempted["restated_base"] > 0
    assert all(each.exemption.why for each in listing.exemptions)


def test_schema_is_a_pandera_schema_that_accepts_the_package(package):
    schema = cnnic_validate.schema("sources", package=str(package))
    frame = frame_of(read_table(package / "data/sources.csv", "sources.csv"))
    assert len(schema.validate(frame)) == len(frame)
    with pytest.raises(UnreadableError, match="no resource 'source'"):
        cnnic_validate.schema("source", package=str(package))


def test_several_paths_are_judged_one_after_the_other(package):
    path = release(package, "internet_users,total,2024-12,level,12.08亿,,table 9")
    report = gate.validate([str(package), path], package=str(package), source="cnnic-55")
    assert not report.valid
    assert report.figures > 2 * 1100
    assert ", " in report.judged


def test_what_is_named_twice_is_judged_once(package, tmp_path):
    (tmp_path / "link").symlink_to(package)
    once = cnnic_validate.validate([str(package)])
    assert cnnic_validate.validate([str(package), f"{package}/", str(tmp_path / "link")]) == once


def test_of_two_columns_of_one_name_the_first_is_read(package):
    path = Path(release(package, "internet_users,total,2024-12,level,11.08亿,,t"))
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join([f"{head},printed", *(f"{each},x" for each in rows)]), encoding="utf-8"
    )
    report = cnnic_validate.validate([str(path)], package=str(package), source="cnnic-55")
    assert [
        (each.code, each.place.line) for each in report.findings if each.severity == "error"
    ] == [("header", 1)]


def test_a_second_row_of_headings_is_one_finding_and_its_remedy_works(package):
    path = Path(
        release(package, ",,,,(亿),,", "internet_users,total,2025-12,level,11.25,persons,t")
    )
    options = {"package": str(package), "source": "cnnic-55"}
    report = cnnic_validate.validate([str(path)], **options)
    (finding,) = [each for each in report.findings if each.place.path == str(path)]
    assert (finding.code, finding.place.line, finding.value) == ("header", 2, "(亿)")
    assert "printed_unit" in finding.hint
    head, _, row = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{head}\n{row.replace('persons', '亿')}\n", encoding="utf-8")
    assert len(cnnic_validate.validate([str(path)], **options).release) == 1


def test_a_package_without_observations_judges_no_release(tmp_path):
    (tmp_path / "t.csv").write_text("a\n1\n", encoding="utf-8")
    (tmp_path / "datapackage.json").write_text(
        '{"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "name": "p",'
        ' "resources": [{"name": "t", "path": "t.csv",'
        ' "schema": {"fields": [{"name": "a", "type": "integer"}]}}]}',
        encoding="utf-8",
    )
    assert gate.validate(package=str(tmp_path)).valid
    path = release(tmp_path, "internet_users,total,2025-12,level,11.25亿,,t")
    with pytest.raises(UnreadableError, match="no resource observations"):
        gate.validate([path], package=str(tmp_path))


def test_a_release_from_standard_input(package):
    text = HEADER + "internet_users,total,2024-12,level,12.08亿,,table 9\n"
    report = gate.validate(["-"], package=str(package), source="cnnic-55", stdin=text.encode())
    assert [each.code for each in report.findings][:1] == ["repeat"]
    assert report.findings[0].place.path == "<standard input>"
    assert report.findings[0].place.line == 2


def test_fixed_waiver_day(package):
    waivers = package / "schemas/waivers.yaml"
    waivers.write_text(
        "waivers:\n  - id: w\n    figures: [cnnic-55.online_shopping_users.2024-12.t5]\n"
        "    rules: [ratio]\n    why: asked\n    owner: someone\n    until: '2025-12-31'\n",
        encoding="utf-8",
    )
    early = gate.validate(package=str(package), as_of=datetime.date(2025, 12, 31))
    late = gate.validate(package=str(package), as_of=datetime.date(2026, 1, 1))
    assert waiver_codes(early) == ["stale-waiver"]
    assert waiver_codes(late) == ["expired-waiver", "stale-waiver"]
    assert early.verdicts["waived"] > 0


def waiver_codes(report):
    return [each.code for each in report.findings if each.code.endswith("-waiver")]


def test_definitions_without_figures_are_told(package):
    path = package / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"name": "observations"', '"name": "observation"'), "utf-8")
    findings = cnnic_validate.validate([str(package)]).findings
    (finding,) = [each for each in findings if each.severity == "warning"]
    assert finding.code == "definition"
    assert finding.message == "no resource is named observations, so no figure is judged"
    assert finding.hint == "did you mean `observation`?"


def test_a_release_is_counted_apart(package):
    path = release(
        package,
        "internet_users,total,2024-12,level,11.08亿,,t",
        "micro_drama_users,total,2024-11,level,6.6亿,,t",
    )
    report = cnnic_validate.validate([path], package=str(package), source="cnnic-55")
    before = cnnic_validate.validate([str(package)]).figures
    assert (len(report.release), report.figures) == (2, before + 2)
    assert report.unchecked_of_release == ("cnnic-55.micro_drama_users.2024-11",)
    assert set(report.unchecked_of_release) < set(report.unchecked)
    text = report_text(report, Style())
    assert "release    2 of these, 1 of them unchecked" in text
    assert "Unchecked of the release: 1\n  cnnic-55.micro_drama_users.2024-11\n" in text
    assert "census_revision" not in text, "what is not checked of other figures is counted only"
    assert "census_revision" in report_text(report, Style(verbose=True))
    assert json.loads(report_json(report))["summary"]["release"] == {"figures": 2, "unchecked": 1}


def test_a_release_that_was_accepted_is_told_once(package):
    path = release(
        package,
        "internet_users,total,2024-12,level,11.08亿,,t",
        "micro_drama_users,total,2024-11,level,6.6亿,,t",
    )
    before = (package / "data/observations.csv").read_bytes()
    assert len(releases.accept(path, package=str(package), source="cnnic-55").ids) == 2
    again = releases.accept(path, package=str(package), source="cnnic-55")
    (finding,) = [each for each in again.report.findings if each.place.path == path]
    assert (finding.code, again.ids) == ("duplicate-figure", ())
    assert finding.message.startswith("all 2 rows of this file are in ")
    assert finding.hint == "it was accepted: delete the file"
    rows = (package / "data/observations.csv").read_bytes().removeprefix(before)
    assert rows.count(b"\n") == 2


@pytest.mark.parametrize(("printed", "meant"), [("879", ["87.9"]), ("12345", [])])
def test_what_cannot_be_is_told_what_the_others_require(package, printed, meant):
    path = package / "data/observations.csv"
    text = path.read_text(encoding="utf-8")
    row = "cnnic-55.online_shopping_usage_rate.2024-12.t5,online_shopping_usage_rate,total,2024-12,"
    right = f"{row}level,,2024-12,,87.9,percent,87.9,percent,0,1,"
    assert right in text
    decimals = len(printed.partition(".")[2])
    wrong = f"{row}level,,2024-12,,{printed},percent,{printed},percent,0,{decimals},"
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    findings = cnnic_validate.validate([str(package)]).findings
    (finding,) = [worded(each) for each in findings if each.code == "out-of-bounds"]
    assert "can be: 0 to 100; the other figures require 87." in finding.message
    suggested = [
        text.text for each in finding.suspects for one in each.suggestions for text in one.texts
    ]
    assert suggested[:1] == meant
