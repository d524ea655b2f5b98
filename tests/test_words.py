"""The words of the project: one meaning a word, and retired ones stay retired."""

from __future__ import annotations

import ast
import re
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# What each is called now: exemption, unchecked, fix, cross-check.
RETIRED = re.compile(
    r"(?<![a-z-])(?:basis|bases|unseen|lift(?:s|ed|ing)?|mend(?:s|ed|ing)?|referees?)(?![a-z])",
    re.IGNORECASE,
)
HELD = ("src", "docs", "data", "schemas", "README.md", "CONTRIBUTING.md", "datapackage.json")
# What was read on a source's page keeps its words; a picture and what is compiled have none.
VERBATIM = ("data/transcriptions/",)
COMPILED = {".png", ".mo", ".pyc"}


def written():
    """Give each text that holds no retired word, under its name."""
    for name in HELD:
        top = ROOT / name
        for path in [top] if top.is_file() else sorted(each for each in top.rglob("*")):
            place = path.relative_to(ROOT).as_posix()
            if path.is_dir() or path.suffix in COMPILED or place.startswith(VERBATIM):
                continue
            if path.suffix == ".zip":
                yield from _packed(path, place)
            else:
                yield place, path.read_text(encoding="utf-8")


def _packed(path, place):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not any(part in f"{name}" for part in VERBATIM):
                yield f"{place}!{name}", archive.read(name).decode()


def test_no_retired_word_is_written():
    found = [
        f"{place}:{number}: {line.strip()[:80]}"
        for place, text in written()
        for number, line in enumerate(text.splitlines(), start=1)
        if RETIRED.search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "word", ["a basis", "bases.csv", "`lifts`", "unseen", "Mended", "referees"]
)
def test_a_retired_word_would_be_found(word):
    assert RETIRED.search(word)


@pytest.mark.parametrize(
    "word", ["flex-basis", "database", "databases", "baseline", "recommended", "amend", "base"]
)
def test_other_words_are_free(word):
    assert not RETIRED.search(word)


@pytest.mark.parametrize("name", ["View", "Row", "Text", "Context", "Version", "Entry", "Scope"])
def test_a_class_name_has_one_meaning(name):
    places = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "src").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.lstrip("_") == name
    ]
    assert len(places) <= 1, places
