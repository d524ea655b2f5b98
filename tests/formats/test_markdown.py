"""Markdown reports, read back by markdown-it-py."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from cnnic_validate.model.finding import Evidence
from cnnic_validate.model.place import Place
from cnnic_validate.model.report import Report
from cnnic_validate.render.escape import escaped
from cnnic_validate.render.markdown import MOST_CHARACTERS, report_markdown
from tests.formats.synthetic import CHANGED, HOSTILE, SIZES, UNJUDGED, finding, report, written

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OUR_TAGS = re.compile(
    r"</?details>|<summary>(?:[^<>&]|&(?:amp|lt|gt|quot|#x27);)*</summary>|<br>|\s"
)
JOINER = "\N{WORD JOINER}"


def tokens(text):
    for token in PARSER.parse(text):
        yield token
        yield from token.children or ()


def shown(text):
    """Give what a reader sees of the Markdown, without the joiners."""
    parts = [
        each.content if each.type in {"text", "code_inline"} else "\n"
        for each in tokens(text)
        if each.type in {"text", "code_inline", "paragraph_close", "td_close"}
    ]
    return "".join(parts).replace(JOINER, "")


def assert_plain(text):
    """Nothing but our own marks: no link, no picture, no tag that is not ours."""
    kinds = {each.type for each in tokens(text)}
    assert not kinds & {"link_open", "image", "em_open", "strong_open", "s_open", "fence"}
    assert not kinds & {"code_block", "blockquote_open", "ordered_list_open", "hr"}
    for each in tokens(text):
        if each.type in {"html_block", "html_inline"}:
            assert OUR_TAGS.sub("", each.content) == ""


@pytest.mark.parametrize("size", SIZES)
def test_fits_a_comment_and_is_plain(size):
    text = written("markdown", size)
    assert len(text) <= MOST_CHARACTERS
    assert_plain(text)
    lines = text.split("\n")
    assert lines.count("<details>") == lines.count("</details>") > 0
    assert "What was checked" in text


@pytest.mark.parametrize("size", SIZES[1:])
def test_every_error_is_listed_or_counted(size):
    made = report(size)
    text = shown(written("markdown", size))
    assert f"Errors: {made.severities['error']:,}" in text.replace("Error: 1", "Errors: 1")
    if size > 40:
        assert re.search(r"and [\d,]+ more:", text)


def test_tables_have_as_many_cells_as_headers():
    rows = []
    for token in PARSER.parse(report_markdown(report(400))):
        if token.type == "tr_open":
            rows.append(0)
        elif token.type in {"td_open", "th_open"}:
            rows[-1] += 1
        elif token.type == "table_close":
            assert len(set(rows)) == 1
            rows = []


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_reads_as_it_is(text):
    one = replace(
        finding(1),
        message=text,
        rule=text,
        value="",
        hint=text,
        place=Place(text, 3, 2, text, text),
        because=(Evidence(text),),
    )
    comment = report_markdown(replace(UNJUDGED, findings=(one,)))
    assert_plain(comment)
    seen = shown(comment)
    assert escaped(text).strip() in seen
    assert f"because {escaped(text)}".strip() in seen


@pytest.mark.parametrize(
    "text", ["@everyone", "#12", "GH-3", "www.x.example", "http://x", "a@b.example", ":tada:"]
)
def test_github_finds_no_reference_in_plain_text(text):
    one = replace(finding(1), message=text, because=(Evidence(text),), place=Place("a.csv", 2, 1))
    comment = report_markdown(Report("x", findings=(one,)))
    assert text not in comment
    assert text.replace("#", "\\#") not in comment
    assert text in shown(comment)


@pytest.mark.parametrize("text", ["`", "``a`", "`a``", "a|b", " ", "\\"])
def test_code_holds_any_text(text):
    one = replace(finding(1), place=Place("a.csv", 2, 1, text), value="")
    comment = report_markdown(Report("x", findings=(one,)))
    codes = [each.content for each in tokens(comment) if each.type == "code_inline"]
    assert text in codes


def test_what_does_not_fit_is_said():
    many = tuple(
        replace(finding(3), message=f"{n}" * 40, because=(Evidence("long " * 900),) * 5)
        for n in range(60)
    )
    text = report_markdown(Report("x", findings=many))
    assert len(text) <= MOST_CHARACTERS
    assert re.search(r"More does not fit here \(\d+ parts\)", text)
    assert text.rstrip().endswith("</details>")


def test_faults_are_a_table():
    text = report_markdown(UNJUDGED)
    assert text.startswith("### Could not judge: 2 faults in what was given.")
    assert "| `datapackage.json` | `resources[0].schema` | \\`numbr\\` is no type |" in text


def test_many_faults_are_counted():
    text = report_markdown(replace(UNJUDGED, faults=UNJUDGED.faults[:1] * 80))
    assert text.count("| `datapackage.json` |") == 50
    assert "and 30 more" in text


def test_what_the_base_had_is_said():
    text = report_markdown(Report("x", findings=(replace(finding(1), known=True),)))
    assert "(known: the base had it already)" in shown(text)


def test_changed_definitions_come_first():
    text = report_markdown(CHANGED)
    assert_plain(text)
    assert text.index("Changed here, not applied") < text.index("#### Error: 1")
    seen = shown(text)
    assert "rule: a <= b → a >= b" in seen
    assert f"why: {HOSTILE[4]}" in seen
    assert "and 12 more" in seen
