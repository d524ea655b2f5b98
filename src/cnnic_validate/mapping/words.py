"""The words that tables are labelled with: one reviewed table, `words.csv`.

Roles:

* ``neutral``: may stand in a label or not, and it means the same; ``neutral-share`` likewise where
  a share is meant.
* ``whole``: the whole, no class.
* ``same``: says the same as its value.
* ``measure``: what a column of measures says; ``said``: what a heading or label says, the value is
  ``level``, ``growth``, ``change``, ``share`` or ``change_pp`` (a change of a share, in points).
* ``column``: the heading of a label column; the value is what the column holds.
"""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]+")
_BETWEEN = re.compile(r"[\s\-_/()（）,，、:：;；.。\"“”'’›]+")
_LATIN = re.compile(r"[^\W\d_]+|\d+|[^\s\w]")

# What of a label counts, and how often.
Content = frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Words:
    """The table by role."""

    neutral: tuple[str, ...]
    neutral_in_shares: tuple[str, ...]
    whole: frozenset[str]
    same: Mapping[str, str]
    measures: Mapping[str, str]
    said: Mapping[str, str]
    columns: Mapping[str, str]


def folded(text: str) -> str:
    """Give a text in one case and width, its parts divided by single spaces."""
    return _BETWEEN.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()


def content(text: str, *, is_share: bool) -> Content:
    """Give what of a label counts: its characters and words without the neutral ones."""
    table = words()
    plain = folded(text)
    for word, other in table.same.items():
        plain = plain.replace(word, f" {other} ")
    chinese = "".join(IDEOGRAPHS.findall(plain))
    neutral = table.neutral_in_shares if is_share else table.neutral
    for word in neutral:
        chinese = chinese.replace(word, "")
    named = [
        _singular(word)
        for word in _LATIN.findall(IDEOGRAPHS.sub(" ", plain))
        if word not in neutral
    ]
    return frozenset((Counter(chinese) + Counter(named)).items())


def is_whole(text: str) -> bool:
    """Whether the text of a class says that there is none."""
    return not text or folded(text) in words().whole


def measure_said(text: str) -> str:
    """Give the measure that a heading or a label speaks of, by its longest word; else empty."""
    plain = folded(text)
    return next((value for word, value in words().said.items() if word in plain), "")


def without_measure(text: str) -> str:
    """Leave the words of measures out of a heading; what is left says what is measured."""
    plain = folded(text)
    for word in words().said:
        plain = plain.replace(word, " ")
    return " ".join(plain.split())


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


@functools.cache
def words() -> Words:
    """Give the table; of its words the longest come first."""
    file = resources.files("cnnic_validate.mapping") / "words.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    rows.sort(key=lambda row: -len(row["word"]))

    def of(role: str) -> dict[str, str]:
        return {folded(row["word"]): row["value"] for row in rows if row["role"] == role}

    neutral, shares = of("neutral"), of("neutral-share")
    both = sorted({*neutral, *shares}, key=lambda word: -len(word))
    return Words(
        neutral=tuple(neutral),
        neutral_in_shares=tuple(both),
        whole=frozenset(of("whole")),
        same=of("same"),
        measures=of("measure"),
        said=of("said"),
        columns={row["word"]: row["value"] for row in rows if row["role"] == "column"},
    )
