"""Symbols mean what the source's table says, in their place, and nothing without it."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from cnnic_validate.errors import DefinitionError
from cnnic_validate.figures import NoValue, Unreadable, intervals, load_lexicon, read_print
from cnnic_validate.figures.lexicon import LexiconFiles
from cnnic_validate.figures.symbols import COLUMNS
from cnnic_validate.model.interval import ANYTHING
from cnnic_validate.model.statistics import Indicator, Source
from cnnic_validate.table import Record

ROWS = [
    ("rso", "..", "cell", "missing", "L", ""),
    ("rso", ":", "cell", "missing", "", ""),
    ("rso", "x", "cell", "confidential", "", ""),
    ("rso", "–", "cell", "zero", "", ""),
    ("rso", "0", "cell", "below_unit", "", ""),
    ("rso", "(p)", "suffix", "status", "P", ""),
    ("rso", "p", "suffix", "status", "P", ""),
    ("rso", "r", "suffix", "footnote", "", ""),
    ("rso", "*", "suffix", "footnote", "", ""),
    ("rso", "c", "suffix", "confidential", "", ""),
    ("rso", "[u]", "suffix", "status", "U", ""),
    ("rso", "1", "superscript", "footnote", "", ""),
    ("rso", "1)", "suffix", "footnote", "", ""),
    ("rso", "+", "suffix", "qualifier", "at_least", ""),
    ("rso", "<", "prefix", "qualifier", "at_most", ""),
    ("rso", "~", "prefix", "qualifier", "about", ""),
    ("rso", "c.", "prefix", "qualifier", "about", ""),
    ("rso", "e", "prefix", "status", "E", ""),
    ("rso", "-", "between", "range", "", ""),
    ("rso", "between", "prefix", "range", "", ""),
    ("rso", "and", "between", "range", "", ""),
]
INDICATOR = Indicator("visits", "flow", "period", "persons", "", "", "", "", ANYTHING, ANYTHING)


def lexicon(*rows):
    records = [
        Record(dict(zip(COLUMNS, row, strict=True)), line, line - 1)
        for line, row in enumerate(rows, start=2)
    ]
    return load_lexicon(files=LexiconFiles(symbols=records))


def read(printed, table="rso", unit="persons", words=lexicon(*ROWS)):  # noqa: B008
    day = datetime.date(2025, 1, 1)
    source = Source("rso-1", "release", "RSO", "", "", day, "nearest", symbols=table)
    return read_print(
        printed, unit, measure="level", indicator=INDICATOR, source=source, lexicon=words
    )


NO_VALUE = [("..", "L", ""), (":", "O", ""), ("x", "Q", "C")]


@pytest.mark.parametrize(("printed", "obs_status", "conf_status"), NO_VALUE)
def test_a_symbol_in_place_of_a_number(printed, obs_status, conf_status):
    assert read(printed) == NoValue(obs_status, conf_status)
    refused = read(printed, table="")
    assert isinstance(refused, Unreadable)
    assert "symbols" in refused.hint


BESIDE = [
    ("1,234 (p)", "1234", "P", "", ""),
    ("1,234p", "1234", "P", "", ""),
    ("1,234 p r", "1234", "P", "", ""),
    ("12.3*", "12.3", "", "", ""),
    ("12.3 [u]", "12.3", "U", "", ""),
    ("12.3r", "12.3", "", "", ""),
    ("12.3c", "12.3", "", "C", ""),
    ("412.6¹", "412.6", "", "", ""),
    ("412.6 1)", "412.6", "", "", ""),
    ("~412.6", "412.6", "", "", "about"),
    ("c. 412.6", "412.6", "", "", "about"),
    ("e 412.6", "412.6", "E", "", ""),
    ("<5", "5", "", "", "at_most"),
    ("250,000+", "250000", "", "", "at_least"),
    ("–", "0", "", "", ""),
    ("0", "0", "N", "", ""),
]


@pytest.mark.parametrize(("printed", "value", "obs_status", "conf_status", "qualifier"), BESIDE)
def test_symbols_beside_a_number(printed, value, obs_status, conf_status, qualifier):
    number = read(printed)
    assert (number.obs_value, number.qualifier) == (value, qualifier)
    assert (number.obs_status, number.conf_status) == (obs_status, conf_status)


@pytest.mark.parametrize("printed", ["412.6²", "412.61)", "1,234 q", "1,234e", "5<", "p1,234"])
def test_a_symbol_is_one_in_its_own_place_only(printed):
    assert isinstance(read(printed), Unreadable), read(printed)


RANGES = [
    ("1-9", "persons", 1, 9),
    ("100-200万", "persons", 1_000_000, 2_000_000),
    ("between 100 and 200", "persons", 100, 200),
    ("90万-1.2亿", "persons", 900_000, 120_000_000),
]


@pytest.mark.parametrize(("printed", "unit", "low", "high"), RANGES)
def test_a_range_lies_between_its_ends(printed, unit, low, high):
    number = read(printed, unit=unit)
    assert (number.qualifier, number.value, number.upper_value) == ("between", low, high)
    hard, soft = intervals(
        number,
        decimals=None,
        rounding="nearest",
        quantum=None,
        domain=ANYTHING,
        percent=False,
    )
    assert hard == soft
    half = number.unit / 2
    assert (hard.low, hard.high) == (low - half, high + half)


def test_a_range_of_counts_is_exact_and_runs_upwards():
    hard, _ = intervals(
        read("1-9"),
        decimals=None,
        rounding="nearest",
        quantum=Fraction(1),
        domain=ANYTHING,
        percent=False,
    )
    assert (hard.low, hard.high) == (1, 9)
    assert isinstance(read("9-1"), Unreadable)
    assert isinstance(read("1-9", table=""), Unreadable)
    assert isinstance(read("over 5-about 9"), Unreadable)


BAD = [
    (("", "..", "cell", "missing", "", ""), "table"),
    (("t", " ", "cell", "missing", "", ""), "symbol"),
    (("t", "..", "row", "missing", "", ""), "place"),
    (("t", "..", "cell", "footnote", "", ""), "meaning"),
    (("t", "..", "cell", "missing", "A", ""), "value"),
    (("t", "p", "suffix", "status", "", ""), "value"),
    (("t", "p", "suffix", "status", "Q", ""), "value"),
    (("t", "*", "suffix", "footnote", "1", ""), "value"),
    (("t", "<", "prefix", "qualifier", "below", ""), "value"),
]


@pytest.mark.parametrize(("row", "part"), BAD)
def test_bad_rows_are_faults(row, part):
    with pytest.raises(DefinitionError) as raised:
        lexicon(row)
    (fault,) = raised.value.faults
    assert part in fault.message


def test_one_symbol_has_one_meaning_in_one_place():
    row = ("t", "p", "suffix", "status", "P", "")
    with pytest.raises(DefinitionError, match="twice"):
        lexicon(row, row)
    lexicon(row, ("u", *row[1:]), ("t", "p", "prefix", *row[3:]))


def test_a_flag_is_no_word_of_the_lexicon():
    rows = [("(p)", "provisional"), ("p", "provisional"), ("*", "footnote")]
    records = [
        Record(
            {"word": word, "language": "en", "script": "", "role": "classifier", "note": note},
            line,
            line - 1,
        )
        for line, (word, note) in enumerate(rows, start=2)
    ]
    with pytest.raises(DefinitionError) as raised:
        load_lexicon(records)
    assert len(raised.value.faults) == len(rows)
