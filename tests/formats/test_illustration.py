"""Pictures of known conflicts and the rows around findings."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cnnic_validate.check.joint.picture import draw
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.place import Place
from cnnic_validate.table import Batch, HeldTable
from cnnic_validate.workflow import gate
from cnnic_validate.workflow.illustration import MOST_ILLUSTRATED, excerpts
from tests.joint.builder import Book
from tests.test_cases import arguments, make


@pytest.fixture
def judged(tmp_path, monkeypatch):
    """Give a function that judges a case of tests/cases with its pictures."""

    def judge(name):
        folder = tmp_path / name
        case = make(name, folder)
        monkeypatch.chdir(folder)
        return gate.validate(arguments(case, folder), illustrate=True)

    return judge


@pytest.mark.parametrize(
    "name", ["ratio_digit", "joint_level_digit", "partition_part", "growth_digit", "repeat_press"]
)
def test_pictures_say_what_the_finding_says(judged, name):
    report = judged(name)
    [finding] = [each for each in report.findings if each.suspects]
    best = finding.suspects[0]
    [picture] = report.pictures
    assert picture.place == best.places[0]
    assert picture.printed == finding.value
    spans = {}
    for each in picture.spans:
        spans.setdefault(each.kind, []).append(each)
    [printed], [together] = spans["printed"], spans["together"]
    assert together.ends == best.admissible[0]
    # The picture shows the conflict: what is printed lies outside what the others leave.
    low, high = printed.ends
    assert high < together.ends[0] or low > together.ends[1]
    # Each rule holds what all of them leave; a suggestion meets it.
    for each in spans.get("rule", []):
        assert each.ends[0] <= together.ends[0]
        assert each.ends[1] >= together.ends[1]
    for each in spans.get("suggestion", []):
        assert each.ends[0] <= together.ends[1]
        assert each.ends[1] >= together.ends[0]
    assert "rule" in spans or "print" in spans


def test_the_rules_of_the_conflict_come_first(judged):
    report = judged("ratio_digit")
    [finding] = report.findings
    rules = [each.rules for each in report.pictures[0].spans if each.kind == "rule"]
    assert rules[0] == finding.account.clashes[0].rules


def test_exchanged_figures_have_a_picture_each(judged):
    report = judged("swap_parts")
    [finding] = [each for each in report.findings if each.suspects]
    assert [each.place for each in report.pictures] == list(finding.suspects[0].places)
    one, other = report.pictures
    [meant] = [each.reading for each in one.spans if each.kind == "suggestion"]
    assert meant.printed == other.printed


def test_another_print_of_the_quantity_is_a_reading(judged):
    report = judged("repeat_in_text")
    prints = [each for each in report.pictures[0].spans if each.kind == "print"]
    assert prints
    assert all(each.source and each.reading.place.line for each in prints)


def test_a_sound_package_has_none(judged):
    report = judged("_base")
    assert report.pictures == ()
    assert report.excerpts == ()


def test_nothing_is_drawn_unless_asked_for(tmp_path, monkeypatch):
    make("ratio_digit", tmp_path / "package")
    monkeypatch.chdir(tmp_path / "package")
    report = gate.validate()
    assert report.findings
    assert report.pictures == ()
    assert report.excerpts == ()


def test_a_release_shows_its_own_rows(judged):
    report = judged("release_transposed")
    [excerpt] = report.excerpts
    assert excerpt.path == "incoming.csv"
    assert excerpt.row in [row.row for row in excerpt.rows]


def test_several_paths_keep_their_pictures(tmp_path, monkeypatch):
    for name in ("ratio_digit", "growth_digit"):
        make(name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    report = gate.validate(["ratio_digit", "growth_digit"], illustrate=True)
    assert [each.place.path.partition("/")[0] for each in report.pictures] == [
        "ratio_digit",
        "growth_digit",
    ]
    assert len(report.excerpts) == 2


def test_a_table_judged_by_a_schema_shows_its_rows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "schema.json").write_text('{"fields": [{"name": "n", "type": "integer"}]}')
    (tmp_path / "table.csv").write_text("n\n1\nx\n3\n")
    report = gate.validate(["table.csv"], schema="schema.json", illustrate=True)
    [excerpt] = report.excerpts
    assert excerpt.header == ("n",)
    assert [(each.line, each.cells) for each in excerpt.rows] == [
        (2, ("1",)),
        (3, ("x",)),
        (4, ("3",)),
    ]


def table(rows):
    numbers = tuple(range(1, rows + 1))
    cells = tuple((str(each),) for each in numbers)
    return HeldTable(
        "t.csv", ("n",), (), Batch(cells, tuple(each + 1 for each in numbers), numbers)
    )


@pytest.mark.parametrize(("row", "around"), [(1, [1, 2]), (3, [2, 3, 4]), (5, [4, 5])])
def test_the_ends_of_a_table(row, around):
    finding = Finding("type", "error", "m", Place("t.csv", row + 1, row, "n"))
    [excerpt] = excerpts({"t.csv": table(5)}, [finding])
    assert [each.row for each in excerpt.rows] == around


@pytest.mark.parametrize("place", [Place("t.csv"), Place("t.csv", 9, 9), Place("u.csv", 2, 1)])
def test_no_row_is_no_fault(place):
    finding = Finding("type", "error", "m", place)
    assert excerpts({"t.csv": table(5)}, [finding]) == ()


def test_only_the_first_findings_are_illustrated():
    findings = [
        Finding("type", "error", "m", Place("t.csv", row + 1, row)) for row in range(1, 400)
    ]
    assert len(excerpts({"t.csv": table(400)}, findings)) == MOST_ILLUSTRATED


def slip(*more):
    """Give the pictures of a level that two ratios contradict, beside other figures."""
    book = Book()
    book.add("users", "101,833")
    book.add("shoppers", "97,443")
    book.add("usage_rate", "87.9", base="2024-12")
    book.add("population", "140,828", source="c55")
    book.add("penetration", "78.7", base="2024-12")
    for printed, given in more:
        book.add("users", printed, **given)
    result = book.check()
    findings = [each for each in result.findings if each.value == "101,833"]
    [picture] = draw(result, book.statistics, findings)
    return picture


def test_the_series_of_a_suspect():
    earlier = [("109,225", {"at": "2023-12"}), ("10.67亿", {"at": "2022-12", "unit": "persons"})]
    picture = slip(*earlier)
    assert [(each.period, each.printed, each.is_suspect) for each in picture.series] == [
        ("2022-12", "10.67亿", False),
        ("2023-12", "109,225", False),
        ("2024-12", "101,833", True),
    ]
    # All in the scale of the suspect's print.
    assert picture.series[0].ends == (Decimal(106650), Decimal(106750))
    assert slip(earlier[0]).series == ()


def test_a_long_series_is_shown_around_the_suspect():
    earlier = [(f"{n},000", {"at": f"{1995 + n - 70}-12"}) for n in range(80, 98)]
    assert [each.period for each in slip(*earlier).series] == [
        *(f"{year}-12" for year in range(2015, 2023)),
        "2024-12",
    ]


def test_a_rule_that_leaves_nothing_is_not_drawn():
    change = ("-200,000", {"measure": "change", "ref": "2023-12"})
    picture = slip(("109,225", {"at": "2023-12"}), change)
    rules = [one.rule for each in picture.spans for one in each.rules]
    assert rules == ["ratio", "ratio"]
