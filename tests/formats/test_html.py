"""HTML reports, read back by html5lib; tests/formats/test_html_browser.py looks at them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import html5lib
import pytest

from cnnic_validate.model.clash import MeantText, NamedRule, Slip
from cnnic_validate.model.picture import Excerpt, ExcerptRow, Picture, PicturePoint, Span
from cnnic_validate.model.report import Report, RowRuleCount
from cnnic_validate.model.rule import RuleInstance
from cnnic_validate.render.drawing.conflict import drawing_of
from cnnic_validate.render.escape import escaped
from cnnic_validate.render.html import _breaks, report_html
from cnnic_validate.render.sentences import bounds_words
from tests.formats.synthetic import (
    CHANGED,
    HOSTILE,
    OBSERVATIONS,
    SIZES,
    UNJUDGED,
    conflict,
    finding,
    place,
    reading,
    report,
    written,
)

NAMED = reading(1, "t", "1").quantity
XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"


def bounds(low, high):
    return tuple(Decimal(end) if end else None for end in (low, high))


SPANS = (
    Span("printed", bounds("97403.5", "97404.5"), reading(1, "users", "97,404")),
    Span("rule", bounds("97400", "97450"), rules=(NamedRule("ratio", "a = b / c"),)),
    Span("rule", bounds("10", "900000"), rules=(NamedRule("growth", "wide"),)),
    Span("rule", bounds("", "97452"), rules=(NamedRule("bound", "open"),)),
    Span("together", bounds("97438.6", "97448.9")),
    Span(
        "suggestion",
        bounds("97439.5", "97440.5"),
        meant=MeantText("97,440", Slip.SUBSTITUTION),
    ),
)
SERIES = tuple(
    PicturePoint(
        f"202{n}-12", 24240 + 12 * n, f"9{n}", bounds(f"9{n}", f"9{n}.5"), place(n), n == 2
    )
    for n in range(5)
)


def parsed(text):
    """Parse strictly: any error of the HTML standard's parser is raised."""
    return html5lib.HTMLParser(strict=True).parse(text)


def texts(root, tag):
    return ["".join(each.itertext()) for each in root.iter(XHTML + tag)]


def illustrated(text="x"):
    """Give a report of one conflict with its picture and its rows, each text the one given."""
    one = conflict(1, text)
    spans = tuple(
        replace(
            each,
            reading=each.reading and reading(1, text, "97,404"),
            rules=tuple(NamedRule(text, text) for _ in each.rules),
            meant=each.meant and replace(each.meant, text=text),
        )
        for each in SPANS
    )
    series = tuple(replace(each, printed=text) for each in SERIES)
    picture = Picture(one.place, NAMED, text, text, spans, series)
    rows = tuple(ExcerptRow(n + 2, n + 1, (text, "", f"{n}", "")) for n in range(3))
    excerpt = Excerpt(OBSERVATIONS, one.place.row, ("id", "note", "printed", "url"), rows)
    return Report("x", findings=(one,), pictures=(picture,), excerpts=(excerpt,))


@pytest.mark.parametrize("size", SIZES)
def test_is_valid_html_of_a_size_that_opens(size):
    text = written("html", size)
    parsed(text)
    assert len(text.encode()) < 1_500_000


@pytest.mark.parametrize("size", SIZES)
def test_every_finding_is_shown_or_counted(size):
    made = report(size)
    root = parsed(written("html", size))
    articles = list(root.iter(XHTML + "article"))
    assert len(articles) == min(size, 300)
    [more] = [each for each in texts(root, "caption") if "more, by cause" in each] or ["and 0 more"]
    shown = sum(each.count for each in made.findings) - int(
        re.search(r"and ([\d,]+) more", more)[1].replace(",", "")
    )
    assert shown >= min(size, 300)
    if size <= 300:
        assert shown == sum(each.count for each in made.findings)


def test_headings_make_an_outline():
    root = parsed(written("html", 40))
    levels = [
        int(each.tag[-1]) for each in root.iter() if re.fullmatch(rf"{XHTML}h[1-6]", str(each.tag))
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_text(text):
    root = parsed(report_html(illustrated(text)))
    assert not list(root.iter(XHTML + "script"))
    assert not list(root.iter(XHTML + "img"))
    assert escaped(text).strip() in "".join(texts(root, "h4"))
    assert escaped(text) in texts(root, "mark") + texts(root, "td")
    for each in root.iter():
        assert not any(str(name).startswith("on") for name in each.attrib)
        assert each.get("href", "#").startswith(("#", "data:,"))


@pytest.mark.parametrize("made", [report(1), UNJUDGED, illustrated()])
def test_nothing_is_fetched(made):
    text = report_html(made)
    assert not re.search(r"<script|<link rel=\"(?!icon)|@import|url\(|<[^>]* src=", text)
    assert "default-src 'none'" in text


def neighbour_rows(root):
    [table] = [each for each in root.iter(XHTML + "table") if each.get("class") == "neighbours"]
    return [["".join(cell.itertext()) for cell in row] for row in table.iter(XHTML + "tr")]


def test_the_row_stands_among_its_neighbours():
    root = parsed(report_html(illustrated("note")))
    assert neighbour_rows(root) == [
        ["Column", "line 2", "line 3", "line 4"],
        ["printed", "0", "1", "2"],
        ["id", "note"],
    ]
    assert texts(root, "mark") == ["1"]


def test_the_cell_pointed_at_stands_by_itself_where_all_are_alike():
    made = illustrated()
    [excerpt] = made.excerpts
    rows = tuple(replace(each, cells=("a", "", "7", "")) for each in excerpt.rows)
    root = parsed(report_html(replace(made, excerpts=(replace(excerpt, rows=rows),))))
    assert neighbour_rows(root)[1:] == [["printed", "7", "7", "7"], ["id", "a"]]
    assert texts(root, "mark") == ["7"]


def test_a_row_of_many_columns_is_counted():
    made = illustrated()
    header = ("printed", *(f"column_{n}" for n in range(99)))
    rows = (ExcerptRow(3, 2, ("7", *map(str, range(99)))),)
    root = parsed(report_html(replace(made, excerpts=(Excerpt(OBSERVATIONS, 2, header, rows),))))
    assert len(neighbour_rows(root)) == 31
    assert "and 70 more" in texts(root, "p")


def test_rules_that_failed_come_first_then_the_undecided():
    given = ("passed", "passed", "undecided", "failed", "passed")
    instances = tuple(
        RuleInstance(rule, "t", verdict, "error", ("f",), "")
        for rule, verdict in zip("abcde", given, strict=True)
    )
    counts = RowRuleCount("row", "Of rows", "error", 3, 2, 1)
    root = parsed(report_html(Report("x", instances=instances, row_rules=(counts,))))
    [table] = [each for each in root.iter(XHTML + "table") if each.get("class") == "rules"]
    rules = ["".join(row[0].itertext()) for row in table.iter(XHTML + "tr")]
    assert rules == ["Rule", "d", "row", "c", "a", "b", "e"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("mobile-within-users", ["mobile-within-users"]),
        ("data/a_b.csv:3", ["data/", "a_", "b.", "csv:3"]),
        ("cnnic-55.users.2024-12", ["cnnic-55.", "users.", "2024-12"]),
        ("9.74亿 或 1.5", ["9.74亿 或 1.5"]),
        ("<a_b>", ["&lt;a_", "b&gt;"]),
    ],
)
def test_ids_may_be_broken_after_some_signs(text, pieces):
    written = str(_breaks(text))
    assert re.sub("</?span[^>]*>", "", written).split("<wbr>") == pieces
    assert "".join(parsed(f"<!DOCTYPE html><title>t</title><p>{written}").itertext())[1:] == text


def test_an_empty_cell_can_be_pointed_at():
    made = illustrated()
    [excerpt] = made.excerpts
    rows = tuple(replace(each, cells=("a", "b", "", "")) for each in excerpt.rows)
    root = parsed(report_html(replace(made, excerpts=(replace(excerpt, rows=rows),))))
    assert texts(root, "mark") == ["(empty)"]


def test_verdicts_waivers_and_unseen_are_listed():
    root = parsed(written("html", 1))
    [table] = [each for each in root.iter(XHTML + "table") if each.get("class") == "rules"]
    rows = [["".join(cell.itertext()) for cell in row] for row in table.iter(XHTML + "tr")]
    assert rows[0][2:] == [
        *("passed", "failed", "waived", "not applicable", "not evaluated", "undecided")
    ]
    assert ["stock-has-month", "A stock has a month", "300", "2", "0", "0", "1", "0"] in rows
    assert any(row[0] == "growth" and row[2] == "10" for row in rows)
    assert any("Waived: 10" in each for each in texts(root, "caption"))
    assert "<b>" in texts(root, "li")
    assert any("2 figures of 199,000 are unchecked" in each for each in texts(root, "p"))


def test_a_long_list_of_reasons_is_counted():
    instances = tuple(
        RuleInstance("ratio", "t", "not evaluated", "error", (str(n),), f"reason {n}")
        for n in range(60)
    )
    root = parsed(report_html(Report("x", instances=instances)))
    assert "other reasons" in texts(root, "td")
    assert any("No rule instance is waived." in each for each in texts(root, "p"))


def test_many_faults_and_unseen_figures_are_counted():
    faults = UNJUDGED.faults[:1] * 250
    unchecked = tuple(f"figure-{n}" for n in range(1200))
    root = parsed(report_html(replace(UNJUDGED, faults=faults, figures=2000, unchecked=unchecked)))
    paragraphs = texts(root, "p")
    assert "and 50 more" in paragraphs
    assert "and 200 more" in paragraphs


def test_the_same_report_gives_the_same_bytes():
    made = report(40)
    assert report_html(replace(made, findings=made.findings[::-1])) == report_html(made)


def test_bars_stand_in_proportion():
    picture = Picture(place(1), NAMED, "97,404", "", SPANS)
    drawing = drawing_of(picture)
    bars = {each.label: each for each in drawing.bars}
    printed, together = bars["printed 97,404 (10,000 persons)"], bars["all other figures together"]
    per_unit = (together.start - printed.start) / (97_438.6 - 97_403.5)
    assert together.end - together.start == pytest.approx(10.3 * per_unit, abs=0.05)
    assert [each.span.kind for each in drawing.bands] == ["printed", "together"]
    for tick in drawing.ticks:
        value = float(tick.label.replace(",", ""))
        assert printed.start + (value - 97_403.5) * per_unit == pytest.approx(tick.at, abs=0.05)
    assert len(drawing.ticks) >= 3


def test_what_goes_beyond_the_axis_has_an_open_end():
    wide, unbounded = drawing_of(Picture(place(1), NAMED, "1", "", SPANS)).bars[2:4]
    assert (wide.start, wide.end, wide.starts, wide.ends) == (0.0, 100.0, False, False)
    assert (unbounded.start, unbounded.starts, unbounded.ends) == (0.0, False, True)


@pytest.mark.parametrize(
    ("rule", "position"), [(bounds("99000", "500000"), "end"), (bounds("1", "90000"), "start")]
)
def test_a_far_rule_shows_its_nearer_end(rule, position):
    spans = (SPANS[0], Span("rule", rule, rules=(NamedRule("ratio", "far"),)), SPANS[4])
    bar = drawing_of(Picture(place(1), NAMED, "1", "", spans)).bars[1]
    assert bar.start < bar.end
    assert (bar.ends if position == "start" else bar.starts) is True


def test_one_number_alone_can_be_drawn():
    span = Span("printed", bounds("0", "0"), reading(1, "t", "0"))
    drawing = drawing_of(Picture(place(1), NAMED, "0", "", (span,)))
    assert drawing.bars[0].start == drawing.bars[0].end == 50.0


def test_the_series_marks_the_suspect_and_joins_the_others():
    spans = (Span("together", bounds("95", "96")),)
    chart = drawing_of(Picture(place(1), NAMED, "92", "", spans, SERIES)).chart
    assert [each.point.is_suspect for each in chart.marks] == [False, False, True, False, False]
    assert len(chart.path) == 3
    assert [each.x for each in chart.marks] == sorted(each.x for each in chart.marks)
    assert "2022-12" in [each.label for each in chart.periods]
    assert chart.allowed[0].x == chart.marks[2].x
    # Larger numbers stand higher.
    assert chart.marks[0].low > chart.marks[4].low > chart.allowed[0].low


def test_a_series_without_numbers_is_no_fault():
    series = tuple(replace(each, ends=(None, None)) for each in SERIES)
    chart = drawing_of(Picture(place(1), NAMED, "92", "", SPANS[:1], series)).chart
    assert chart.marks == ()


@pytest.mark.parametrize(
    ("ends", "text"),
    [
        (("1", "2"), "1 to 2"),
        (("1", "1"), "1"),
        (("1", ""), "at least 1"),
        (("", "2"), "at most 2"),
        (("", ""), "any value"),
    ],
)
def test_ranges_in_words(ends, text):
    assert bounds_words(bounds(*ends)) == text


def test_an_unknown_code_is_shown_without_a_meaning():
    one = replace(finding(1), code="no-such-code", rule="")
    root = parsed(report_html(Report("x", findings=(one,))))
    assert not [each for each in root.iter(XHTML + "p") if each.get("class") == "meaning"]


def test_changed_definitions_come_first():
    text = report_html(CHANGED)
    root = parsed(text)
    heads = texts(root, "h2")
    assert heads.index("Changed here, not applied: judged by origin/main's rules") < heads.index(
        "Findings"
    )
    assert "rule: a <= b → a >= b" in texts(root, "td")
    assert "and 12 more" in texts(root, "p")


def test_what_the_base_had_is_said():
    root = parsed(report_html(Report("x", findings=(replace(finding(1), known=True),))))
    assert "known: the base had it already" in texts(root, "b")
