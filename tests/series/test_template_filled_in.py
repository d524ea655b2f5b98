"""A template on its way into the package: judged, normalised and accepted with rows left empty."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from cnnic_validate.workflow import gate, releases

CASES = Path(__file__).parents[1] / "cases"
COLUMNS = ("indicator", "breakdown", "time_period", "measure", "title_en", "title_zh", "printed")
HEADER = ",".join([*COLUMNS, "printed_unit", "obs_value", "source"]) + "\n"
EMPTY = 'online_shopping_users,total,2024-06,level,Users,用户规模,,"10,000 persons",,cnnic-54\n'
FILLED = "micro_drama_users,total,2024-06,level,Users,用户规模,5.76亿,persons,,cnnic-54\n"


@pytest.fixture
def package(tmp_path):
    return shutil.copytree(CASES / "_base", tmp_path / "package")


def release(package, *rows):
    path = package / "release.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return str(path)


def codes(report):
    return [(each.code, each.severity, each.place.line) for each in report.findings]


def test_only_what_is_filled_in_is_accepted(package):
    observations = package / "data/observations.csv"
    before = observations.read_bytes()
    accepted = releases.accept(release(package, EMPTY, FILLED), package=str(package))
    assert accepted.ids == ("cnnic-54.micro_drama_users.2024-06",)
    added = observations.read_bytes().removeprefix(before)
    assert added.count(b"\n") == 1
    assert "用户规模".encode() not in added


def test_a_row_left_empty_is_told_and_is_no_error(package):
    report = gate.validate((release(package, EMPTY, FILLED),), package=str(package))
    assert report.valid
    assert codes(report) == [("missing-figure", "info", 2)]


def test_a_value_beside_an_empty_printed_text_is_an_error(package):
    odd = EMPTY.replace(',"10,000 persons",,', ',"10,000 persons",84827,')
    report = gate.validate((release(package, odd, FILLED),), package=str(package))
    assert codes(report) == [("required", "error", 2)]


def test_a_template_that_nobody_touched_is_valid(package):
    report = gate.validate((release(package, EMPTY),), package=str(package))
    assert (report.valid, report.tables[-1].rows) == (True, 0)


def test_normalise_keeps_rows_for_later_and_drops_titles(package):
    normalised = releases.normalise(release(package, EMPTY, FILLED), package=str(package))
    first, second = csv.DictReader(io.StringIO(normalised.text))
    assert (first["printed"], first["obs_value"], first["id"]) == ("", "", "")
    assert (second["obs_value"], second["unit_mult"]) == ("5.76", "8")
    assert "title_en" not in first
    assert normalised.unfilled == ()
