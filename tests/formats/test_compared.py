"""What a change does to the figures of its base, in each format, whatever the figures hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from cnnic_validate.model.version import Comparison
from cnnic_validate.render import REPORT_FORMATS, Style
from cnnic_validate.render.markdown import MOST_CHARACTERS
from tests.formats.synthetic import COMPARED, HOSTILE
from tests.formats.test_html import XHTML, parsed, texts
from tests.formats.test_markdown import OUR_TAGS, tokens

UNREAD = replace(
    COMPARED, comparisons=(Comparison(replace(COMPARED.comparisons[0].diff, figures=()), None, 2),)
)


def written(name, report=COMPARED, style=None):
    return REPORT_FORMATS[name](report, style or Style())


def test_text_says_what_differs_and_which_version_it_asks_for():
    text = written("text")
    lines = text.splitlines()
    said = " ".join(text.split())
    assert "against origin/main: figures 320 revised (320 compatible), 1 withdrawn, 1 added" in said
    assert "version 2.0.0 at least: a MAJOR change" in said
    assert [each for each in lines if each.endswith(": 320")] == ["Revised figures: 320"]
    assert "  308 more; -v shows all" in lines
    assert lines.index("Revised figures: 320") < lines.index("Withdrawn figures: 1")
    assert len(written("text", style=Style(verbose=True)).splitlines()) > 3 * 320


def test_text_says_what_cannot_be_told():
    said = " ".join(written("text", UNREAD).split())
    assert "origin/main: 2 rows could not be read: what is gone, and the version, cannot" in said
    assert "at least" not in said


def test_markdown_keeps_what_figures_hold_in_code():
    text = written("markdown")
    assert written("markdown", style=Style(verbose=True)) == text
    assert len(text) <= MOST_CHARACTERS
    kinds = {each.type for each in tokens(text)}
    assert "fence" in kinds
    assert not kinds & {"link_open", "image", "em_open", "strong_open", "s_open", "hr"}
    for each in tokens(text):
        if each.type in {"html_block", "html_inline"}:
            assert OUR_TAGS.sub("", each.content.replace("<details open>", "")) == ""
    assert "#### What differs" in text
    assert "- version 2.0.0 at least: a MAJOR change" in text


def test_html_has_a_row_for_each_figure_up_to_a_limit():
    root = parsed(written("html"))
    (table,) = (
        each
        for each in root.iter(XHTML + "table")
        if "Against origin/main" in texts(each, "caption")
    )
    rows = list(table.iter(XHTML + "tr"))[1:]
    assert len(rows) == 300
    assert "and 22 more" in texts(root, "p")
    first = ["".join(cell.itertext()) for cell in rows[0]]
    assert first[0] == "revised"
    assert first[2:4] == [
        "2.0 (percent)",
        f"2.1 {HOSTILE[2]} (percent)".replace("\n", "\\n").replace("\r", "\\r"),
    ]
    assert first[4] == "compatible: some true values fit both"
    assert not list(root.iter(XHTML + "script"))


def test_json_counts_what_differs():
    (told,) = json.loads(written("json"))["comparisons"]
    assert told == {
        "base": "origin/main",
        "figures": {"revised": 320, "withdrawn": 1, "added": 1, "described": 0},
        "least_version": "2.0.0",
        "level": "major",
        "enough": True,
        "unread": 0,
    }
    (untold,) = json.loads(written("json", UNREAD))["comparisons"]
    assert (untold["least_version"], untold["level"], untold["enough"]) == (None, None, None)


def test_chinese_has_no_english_left():
    said = written("text", style=Style(lang="zh"))
    head = said[said.index("origin/main") :]
    assert re.search(r"至少 2\.0\.0", head)
    assert not re.search(r"revised|withdrawn|added|at least|change", said.partition("x.2")[0])
