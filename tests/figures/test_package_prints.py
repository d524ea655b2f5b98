"""Every printed number of the package is read, in the unit of its indicator."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cnnic_validate.figures import Unreadable, load_lexicon, parse
from cnnic_validate.figures.parser import POINTS
from cnnic_validate.table import Record

ROOT = Path(__file__).parents[2]


def rows(path):
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return [Record(row, reader.line_num, number) for number, row in enumerate(reader, 1)]


@pytest.fixture(scope="module")
def lexicon():
    return load_lexicon(rows("schemas/lexicon.csv"))


def test_every_printed_number_is_read_as_filled(lexicon):
    """An independent reading of the columns: value and unit as the filled columns give them."""
    kinds = {row["code"]: row["kind"] for row in rows("data/indicators.csv")}
    figures = rows("data/observations.csv")
    assert len(figures) > 500
    wrong = []
    for row in figures:
        number = parse(
            row["printed"],
            row["printed_unit"],
            measure=row["measure"],
            kind=kinds[row["indicator"]],
            lexicon=lexicon,
        )
        if isinstance(number, Unreadable):
            wrong.append((row.line, row["printed"], number.message))
        elif (number.obs_value, str(number.unit_mult), number.qualifier) != (
            row["obs_value"],
            row["unit_mult"],
            row["qualifier"],
        ) or number.unit_measure not in {
            "",
            row["unit_measure"],
            row["unit_measure"].split("_per_")[0],
        }:
            wrong.append((row.line, row["printed"], number))
    assert wrong == []


def test_points_are_changes_of_ratios_or_differences():
    kinds = {row["code"]: row["kind"] for row in rows("data/indicators.csv")}
    for row in rows("data/observations.csv"):
        if row["unit_measure"] == POINTS:
            kind = kinds[row["indicator"]]
            assert kind == "difference" or (kind == "ratio" and row["measure"] == "change")
