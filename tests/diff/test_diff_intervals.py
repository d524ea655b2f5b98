"""A diff reads numbers as the check does: by a shorter way, to the same intervals."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from cnnic_validate.check.observations import read_figures
from cnnic_validate.model.diff import OBSERVATIONS
from cnnic_validate.table import Record, records
from cnnic_validate.workflow import history
from cnnic_validate.workflow.loading import load_inputs

ROOT = Path(__file__).resolve().parents[2]
STRANGE = ("", " ", "5", "-1", "100%", "nearly 5", "half", "xx", "2024", "2024-12", "total", "多")


@pytest.fixture(scope="module")
def inputs():
    return load_inputs(str(ROOT))


@pytest.fixture(scope="module")
def rows(inputs):
    return [tuple(each.values.values()) for each in records(inputs.tables[OBSERVATIONS])]


def crossed(rows, dice):
    """Give each row with up to four cells of other rows, or of none, in place of its own."""
    for row in rows:
        cells = list(row)
        for _ in range(dice.randrange(5)):
            at = dice.randrange(len(cells))
            cells[at] = dice.choice((*(dice.choice(rows)[at] for _ in range(3)), *STRANGE))
        yield tuple(cells)


@pytest.mark.parametrize(
    "left_out", [(), ("decimals", "exemption", "printed_unit"), ("indicator",)]
)
def test_intervals_are_those_of_the_check(inputs, rows, left_out):
    header = inputs.tables[OBSERVATIONS].header
    kept = [at for at, name in enumerate(header) if name not in left_out]
    header = tuple(header[at] for at in kept)
    every = [*rows, *crossed(rows, random.Random(1))][:: 1 if not left_out else 5]
    numbered = [(tuple(row[at] for at in kept), line) for line, row in enumerate(every, 2)]
    figures, *_ = read_figures(
        [Record(dict(zip(header, row, strict=True)), line, line) for row, line in numbered],
        "",
        history._statistics(inputs),
        inputs.lexicon,
    )
    expected = {each.place.line: each.hard for each in figures}
    assert history.snapshot(inputs).read(header, numbered) == expected
    assert ("indicator" in left_out) == (len(expected) < len(every) / 20)
