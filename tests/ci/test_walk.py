"""The walk of docs/ci.md: a pull request that is wrong twice, as its reviewer sees it, and fixed.

The reusable workflow runs on it, and what it wrote is drawn in a browser. CNNIC_WRITE_IMAGES=1
keeps the images.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.ci.pages import comment_page, diff_files, diff_page
from tests.ci.repository import git
from tests.ci.service import ROOT, pull_request, service
from tests.ci.test_pull_request import TYPO
from tests.formats.browser.harness import IMAGES, few_colours, images_folder, look
from tests.formats.commands import commands
from tests.test_cases import make, set_cells

RATE = "cnnic-55.online_shopping_usage_rate.2024-12"
RANK = "cnnic-55.un_e_government_rank.2024"
# The base misread the rank; the pull request corrects it without a word.
MISREAD = {RANK: {"printed": "第36位", "obs_value": "36"}}
CORRECTED = {RANK: {"printed": "第35位", "obs_value": "35"}}
RELEASE = """\
indicator,breakdown,time_period,measure,reference_period,denominator_period,printed,printed_unit
internet_users,total,2024-06,level,,,1.09967 billion,billion persons
internet_users,total,2024-06,change,2023-12,,7.42 million,million persons
internet_penetration,total,2024-06,level,,2023-12,78.0%,percent
"""
FIXED = {
    RATE: {"printed": "87.9", "obs_value": "87.9"},
    RANK: {"note": "第36位 was misread"},
}
PATH = "data/observations.csv"
GUIDE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
TITLE = "Correct two figures, add those of the 54th report"
WIDTH = 880


def misread(folder):
    make("_base", folder)
    set_cells(folder / PATH, MISREAD)


def walked(installed, folder):
    """Run the workflow on the pull request as it was opened, and as it was fixed."""
    made = service(folder, installed, misread)
    git(made.work, "checkout", "--quiet", "-b", "change")
    (folder / "release.csv").write_text(RELEASE, encoding="utf-8")
    accept = ("cnnic", "accept", "--source", "cnnic-54", "../release.csv")
    subprocess.run(accept, cwd=made.work, env=made.environment, check=True, capture_output=True)
    states = []
    for edits in (TYPO | CORRECTED, FIXED):
        set_cells(made.work / PATH, edits)
        git(made.work, "commit", "--quiet", "--all", "--message", "change")
        states.append(state(made, made.run("validate", pull_request())))
        shutil.rmtree(made.reports)
    return states


def state(made, outcomes):
    """Keep what a run of the workflow left."""
    shown = ("git", "diff", "--unified=1", "origin/main...HEAD")
    diff = subprocess.run(shown, cwd=made.work, capture_output=True, text=True, check=True).stdout
    reports = made.reports
    told = commands(outcomes["Validate"].stdout)
    return SimpleNamespace(
        codes={name: each.returncode for name, each in outcomes.items()},
        commands=[each for each in told if "file" in each[1]],
        first=[message for _, place, message in told if "file" not in place],
        comments=made.comments,
        diff=diff,
        report=(reports / "report.html").read_text(encoding="utf-8"),
        results=json.loads((reports / "report.sarif").read_bytes())["runs"][0]["results"],
    )


def line_of(diff, key):
    """Give the number that the line of a figure has after the change."""
    (number,) = (
        line.after
        for _, lines in diff_files(diff)[PATH]
        for line in lines
        if line.sign == "+" and line.text.startswith(f"{key},")
    )
    return number


def test_a_pull_request_from_opening_to_mending(installed, tmp_path):
    wrong, fixed = walked(installed, tmp_path)
    assert_the_gate_finds_both_and_takes_what_is_mended(wrong, fixed)
    assert_the_reviewer_sees_it(wrong, fixed, tmp_path)
    assert_the_guide_quotes_what_was_said(wrong, fixed)


def assert_the_gate_finds_both_and_takes_what_is_mended(wrong, fixed):
    assert wrong.codes == {"Validate": 1, "Comment": 0}
    assert {(place["title"], int(place["line"])) for _, place, _ in wrong.commands} == {
        ("ratio (column printed)", line_of(wrong.diff, RATE)),
        ("undeclared-revision (column printed)", line_of(wrong.diff, RANK)),
    }
    assert fixed.codes == {"Validate": 0, "Comment": 0}
    assert fixed.commands == []
    for each, why in ((wrong, "no reason is given"), (fixed, "reason: 第36位 was misread")):
        (first,) = each.first
        assert first.startswith("Lost since refs/remotes/origin/main:")
        assert f"value {RANK}" in first
        assert why in first
    [before], [after] = wrong.comments, fixed.comments
    assert after["id"] == before["id"]
    for each in (before, after):
        assert "- version 0.2.0 at least: a MINOR change\n" in each["body"]


def drawn(wrong, fixed, folder):
    """Give the pages, each with the part of it that the guide shows."""
    texts = {
        "annotations": (diff_page(TITLE, wrong.diff, wrong.commands), "main"),
        "comment": (comment_page(TITLE, wrong.comments[0]["body"]), "main"),
        "fixed": (comment_page(TITLE, fixed.comments[0]["body"]), "main"),
        "report": (wrong.report, ""),
    }
    images = images_folder(folder)
    for name, (text, clip) in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
        image = str(images / f"pull-request-{name}.png")
        mode = {"scheme": "light", "width": WIDTH, "height": 1150, "scale": 1.5}
        mode |= {"clip": clip, "image": image}
        yield {"name": name, "file": str(folder / f"{name}.html"), "modes": [mode]}


def one_line(text):
    return " ".join(text.replace("\N{WORD JOINER}", "").split())


def assert_the_reviewer_sees_it(wrong, fixed, folder):
    pages = list(drawn(wrong, fixed, folder))
    seen = {each["name"]: each for each in look(pages)}
    for page in pages:
        each = seen[page["name"]]
        assert each["violations"] == [], page["name"]
        assert each["messages"] == [], page["name"]
        assert each["requests"] == [], page["name"]
        assert each["overflow"] <= 0, page["name"]
        few_colours(Path(page["modes"][0]["image"]))
    marks = {name: {mark["mark"]: mark for mark in each["marks"]} for name, each in seen.items()}
    (comment,) = marks["comment"].values()
    assert len(wrong.results) == 2
    for result in wrong.results:  # what SARIF says, which nothing of the pages is made from
        line = result["locations"][0]["physicalLocation"]["region"]["startLine"]
        note = marks["annotations"][f"annotation {PATH} {line}"]
        above = marks["annotations"][f"line {PATH} {line}"]
        assert 0 <= note["top"] - above["bottom"] < 10
        assert note["left"] > above["left"]
        assert note["right"] <= above["right"]
        assert f"error · line {line} · {result['ruleId']} (column printed)" in note["text"]
        said = [one_line(each) for each in result["message"]["text"].split("\n")]
        assert [each for each in said if each not in one_line(note["text"])] == []
        assert said[0] in one_line(comment["text"])
        assert f"{PATH}:{line}" in comment["text"]
    assert "did you mean 87.9?" in comment["text"]
    assert "0.2.0 at least: a MINOR change" in comment["text"]
    (last,) = marks["fixed"].values()
    assert last["text"].startswith("Valid: ")
    assert "Errors" not in last["text"]


def assert_the_guide_quotes_what_was_said(wrong, fixed):
    """Every line that the walk quotes was said in this run."""
    said = "\n".join(
        [each.comments[0]["body"] for each in (wrong, fixed)]
        + [message for _, _, message in wrong.commands]
    )
    known = {one_line(each.lstrip("#")) for each in said.split("\n")}
    section = GUIDE.partition("### What a reviewer sees\n")[2].partition("\n## ")[0]
    quoted = [
        one_line(line)
        for block in re.findall(r"^```text\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    assert len(quoted) >= 4
    assert [each for each in quoted if each not in known] == []


@pytest.mark.parametrize("name", ["annotations", "comment", "fixed", "report"])
def test_the_images_of_the_guide(name):
    assert f"(img/pull-request-{name}.png)" in GUIDE
    data = (IMAGES / f"pull-request-{name}.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) < 120_000
