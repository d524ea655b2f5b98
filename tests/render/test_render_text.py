"""The text report, against golden files."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from render_reports import CLEAN, CONFLICT, INSTANCES, TYPE_ERRORS, UNJUDGED, WARNING, WRONG, place

from cnnic_validate.errors import Fault
from cnnic_validate.model.finding import Evidence, Finding
from cnnic_validate.model.report import Report, TableCount
from cnnic_validate.render import Style, faults_lines, report_text
from cnnic_validate.render.layout import width_of

GOLDEN = Path(__file__).parent / "golden"
PLAIN = Style()
SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(
    ("name", "report", "style"),
    [
        ("clean", CLEAN, PLAIN),
        ("wrong", WRONG, PLAIN),
        ("wrong-verbose", WRONG, Style(verbose=True)),
        ("unjudged", UNJUDGED, PLAIN),
    ],
)
def test_golden(name, report, style):
    assert report_text(report, style) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("more", [0, 1, 4900])
def test_a_hundred_faults_are_told_and_the_rest_counted(more):
    faults = tuple(
        Fault("rules.yaml", f"line {each}", "the tag is not read") for each in range(100 + more)
    )
    lines = faults_lines(faults, PLAIN)
    assert len(lines) == 200 + bool(more)
    assert not more or lines[-1] == f"and {more:,} more"


@pytest.mark.parametrize("report", [CLEAN, WRONG, UNJUDGED])
@pytest.mark.parametrize("verbose", [False, True])
def test_fits_80_columns_and_is_plain(report, verbose):
    text = report_text(report, Style(verbose=verbose))
    assert max(width_of(line) for line in text.splitlines()) <= 80
    assert all(line.isprintable() and line == line.rstrip() for line in text.split("\n"))


def test_colour_changes_nothing_but_colour():
    coloured = report_text(WRONG, Style(color=True))
    assert coloured != report_text(WRONG, PLAIN)
    assert SGR.sub("", coloured) == report_text(WRONG, PLAIN)


def test_terminal_codes_in_data_never_reach_the_terminal():
    coloured = report_text(replace(WRONG, findings=(WARNING,)), Style(color=True))
    assert "\x1b" not in SGR.sub("", coloured)
    assert "\x1b[31m" not in coloured
    assert r"\x1b[31m预测\u202e" in coloured


def test_order_of_findings_is_that_of_the_file_with_errors_first():
    text = report_text(replace(WRONG, findings=(WARNING, *TYPE_ERRORS[:2], CONFLICT)), PLAIN)
    places = re.findall(r"observations.csv:(\d+) ", text)
    assert places == ["41", "100", "101", "70"]


def test_a_line_that_the_evidence_names_is_not_named_twice():
    evidence = Evidence("Internet users printed 110,833 (line 12)", place(12))
    elsewhere = Evidence("Population printed 140,967", place(3).__class__("old.csv", 3, 2))
    text = report_text(
        Report("x", findings=(replace(CONFLICT, because=(evidence, elsewhere)),)), PLAIN
    )
    assert text.count("(line 12)") == 1
    assert "140,967 (old.csv:3)" in text


def test_conflicts_that_differ_are_all_shown():
    conflicts = tuple(replace(CONFLICT, message=f"{n}", place=place(n)) for n in range(2, 12))
    text = report_text(Report("x", findings=conflicts), PLAIN)
    assert text.count("because  usage rate") == 10
    assert "-v shows all" not in text


def test_details_of_reasons_are_shown_on_demand():
    detail = "a term is not printed: users of kind 2"
    assert detail not in report_text(CLEAN, PLAIN)
    assert detail in report_text(CLEAN, Style(verbose=True))


def test_one_more_reason_is_shown_rather_than_counted():
    odd = tuple(
        replace(INSTANCES[-1], verdict="undecided", reason=f"reason {n}", figures=(str(n),))
        for n in range(6)
    )
    assert "reason 5" in report_text(Report("x", instances=odd), PLAIN)


def test_many_reasons_are_cut_to_a_screen_and_shown_whole_on_demand():
    odd = tuple(
        replace(INSTANCES[-1], verdict="undecided", reason=f"reason {n}", figures=(str(n),))
        for n in range(9)
    )
    report = Report("x", tables=(TableCount("t", "t.csv", 1),), instances=odd)
    assert "4  for 4 other reasons; -v shows all" in report_text(report, PLAIN)
    verbose = report_text(report, Style(verbose=True))
    assert all(f"reason {n}" in verbose for n in range(9))


@pytest.mark.parametrize(
    ("report", "last"),
    [
        (Report("x", tables=(TableCount("t", "t.csv", 1),)), "Valid: 1 row, no errors."),
        (replace(CLEAN, instances=INSTANCES[:2]), "Valid: 2 rule instances hold, no errors."),
        (Report("x", findings=(WARNING,)), "Valid, with 1 warning."),
        (Report("x", findings=(CONFLICT,)), "Not valid: 1 error."),
        (Report("x", findings=(CONFLICT, WARNING)), "Not valid: 1 error, 1 warning."),
        (replace(UNJUDGED, findings=(CONFLICT,)), "faults in what was given; 1 error in the rest."),
    ],
)
def test_last_line_is_the_verdict(report, last):
    assert report_text(report, PLAIN).splitlines()[-1].endswith(last)


def test_counted_repeats_and_notes():
    note = Finding("encoding", "info", "begins with a byte order mark", place(1), count=3)
    text = report_text(Report("x", findings=(note,)), PLAIN)
    assert "repeats  3 times\n" in text
    assert "findings  0 errors, 0 warnings, 3 notes" in text


@pytest.mark.parametrize(
    ("code", "rule", "english", "chinese"),
    [
        ("type", "", "type", "type"),
        ("ratio", "ratio", "ratio", "ratio"),
        ("ratio", "ratio, growth", "ratio with growth", "ratio 连同 growth"),
        (
            "ratio",
            "growth, ratio, change, non-users",
            "ratio with growth, change and non-users",
            "ratio 连同 growth、change 和 non-users",
        ),
        ("row-rule", "a-has-b", "row-rule, rule a-has-b", "row-rule，规则 a-has-b"),
        ("joint", "a, b", "joint, rules a and b", "joint，规则 a 和 b"),
    ],
)
def test_the_tag_names_the_code_first_then_the_other_rules(code, rule, english, chinese):
    finding = Finding(code, "error", "m", place(1), rule=rule)
    report = Report("x", findings=(finding,))
    assert f"  error ({english}): m\n" in report_text(report, PLAIN)
    assert f"  错误（{chinese}）：m\n" in report_text(report, Style(lang="zh"))
