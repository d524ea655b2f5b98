"""GitHub annotations, read back as the runner reads them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from cnnic_validate.model.place import Place
from cnnic_validate.model.report import Report
from cnnic_validate.render.github import report_github
from tests.formats.commands import commands
from tests.formats.synthetic import CHANGED, HOSTILE, SIZES, UNJUDGED, finding, report, written


@pytest.mark.parametrize("size", SIZES)
def test_every_line_is_one_of_our_commands_but_the_verdict(size):
    text = written("github", size)
    *lines, verdict, end = text.split("\n")
    assert end == ""
    assert verdict.startswith(("Valid", "Not valid"))
    assert len(commands(text)) == len(lines)
    assert {kind for kind, _, _ in commands(text)} <= {"error", "warning", "notice"}


@pytest.mark.parametrize("size", SIZES)
def test_at_most_ten_of_a_kind_and_none_lost(size):
    made = report(size)
    read = commands(written("github", size))
    counts = Counter(kind for kind, _, _ in read)
    severities = {"error": "error", "warning": "warning", "notice": "info"}
    for kind, severity in severities.items():
        chosen = [each for each in made.findings if each.severity == severity]
        assert counts[kind] == min(10, len(chosen))
        if len(chosen) > 10:
            last = [message for each, _, message in read if each == kind][-1]
            more = int(re.match(r"([\d,]+) more", last)[1].replace(",", ""))
            told = made.severities[severity] - more
            assert 9 <= told <= 9 * 3


def test_place_and_message_come_back():
    one = replace(finding(4), place=Place("data/a,b:c%.csv", 41, 40, "printed", "k"))
    [(kind, properties, message)] = commands(report_github(Report("x", findings=(one,))))
    assert kind == "error"
    assert properties == {
        "file": "data/a,b:c%.csv",
        "line": "41",
        "title": "ratio (column printed)",
    }
    assert "did you mean 97,440" in message
    assert message.splitlines()[-1] == "data/a,b:c%.csv:41 (row 40)  printed  k"


@pytest.mark.parametrize("end", [12, 9])
def test_a_cell_has_its_first_character_and_the_one_after_its_last(end):
    one = replace(finding(4), place=Place("data/a.csv", 41, 40, "printed", "k", start=9, end=end))
    [(_, properties, _)] = commands(report_github(Report("x", findings=(one,))))
    assert list(properties.items()) == [
        ("file", "data/a.csv"),
        ("line", "41"),
        ("col", "9"),
        ("endColumn", str(end)),
        ("title", "ratio (column printed)"),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_file_starts_a_command(text):
    one = replace(finding(1), message=text, value=text, hint=text, rule=text)
    one = replace(one, place=Place(text, 3, 2, text, text))
    text = report_github(Report("x", findings=(one,)))
    assert len(commands(text)) == 1
    assert all(line.isprintable() for line in text.splitlines())
    assert len(text.splitlines()) == 2


def test_errors_come_first_and_faults_before_them():
    both = replace(UNJUDGED, findings=tuple(map(finding, range(12))))
    read = commands(report_github(both))
    order = ["error", "warning", "notice"]
    assert [each[0] for each in read] == sorted((each[0] for each in read), key=order.index)
    assert read[0][1] == {"file": "datapackage.json", "title": "could not judge"}
    assert read[0][2] == "in resources[0].schema: `numbr` is no type\nmend: write `number`"


def test_standard_input_is_no_file_of_the_change():
    one = replace(finding(1), place=Place("<standard input>", 3, 2, "n", start=5, end=6))
    [(_, properties, _)] = commands(report_github(Report("x", findings=(one,))))
    assert list(properties) == ["title"]


def test_a_message_of_any_length_fits_an_annotation():
    one = replace(finding(1), message="x" * 100_000)
    [(_, _, message)] = commands(report_github(Report("x", findings=(one,))))
    assert len(message) == 4000


def test_what_the_change_brings_comes_before_what_is_known():
    known = tuple(replace(finding(4), known=True, place=Place("a.csv", n, n)) for n in range(2, 14))
    new = replace(finding(4), place=Place("z.csv", 9, 8))
    read = commands(report_github(Report("x", findings=(*known, new))))
    assert read[0][1]["file"] == "z.csv"
    assert "known: the base had it already" in read[1][2]


def test_changed_definitions_come_first():
    kind, properties, message = commands(report_github(CHANGED))[0]
    assert (kind, properties) == ("notice", {"title": "changed definitions"})
    assert message.startswith(
        "Changed here, not applied: judged by origin/main's rules: 1 waiver, 1 figure"
    )


def test_changed_definitions_count_as_a_note():
    notes = tuple(replace(finding(2), place=Place("a.csv", n, n)) for n in range(2, 12))
    read = commands(report_github(replace(CHANGED, findings=notes)))
    assert [kind for kind, _, _ in read] == ["notice"] * 10
    assert "more notes" in read[-1][2]
