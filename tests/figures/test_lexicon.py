"""The lexicon: the built-in table is sound, a package may add words and never change one."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from cnnic_validate.errors import DefinitionError
from cnnic_validate.figures import Unreadable, load_lexicon, parse
from cnnic_validate.figures.lexicon import COLUMNS
from cnnic_validate.table import Record


def row(line, **values):
    return Record(
        {"language": "en", "script": "Latn", "note": "", "value": ""} | values, line, line
    )


def faults_of(*rows):
    with pytest.raises(DefinitionError) as raised:
        load_lexicon(rows, "schemas/words.csv")
    return raised.value.faults


def test_built_in_table_has_its_columns_and_no_word_twice():
    text = resources.files("cnnic_validate.figures").joinpath("lexicon.csv").read_text("utf-8")
    rows = list(csv.reader(text.splitlines()))
    assert tuple(rows[0]) == COLUMNS
    words = [cells[0] for cells in rows[1:]]
    assert len(set(words)) == len(words)
    assert {cells[1] for cells in rows[1:]} == {"en", "zh", "any"}
    assert {cells[2] for cells in rows[1:]} == {"Latn", "Hans", "Hant", "Hani", "Zyyy"}


def test_a_package_adds_words():
    before = load_lexicon()
    lexicon = load_lexicon(
        [
            row(2, word="kiosks", role="unit", value="kiosks"),
            row(3, word="间", role="classifier"),
            row(4, word="million", role="scale", value="6"),  # repeats what is known
        ]
    )
    for printed, unit, code in (
        ("45 kiosks", "", "kiosks"),
        ("45间", "", ""),
        ("45", "kiosks", "kiosks"),
    ):
        number = parse(printed, unit, measure="level", kind="stock", lexicon=lexicon)
        assert not isinstance(number, Unreadable)
        assert number.unit_measure == code
        refused = parse(printed, unit, measure="level", kind="stock", lexicon=before)
        assert isinstance(refused, Unreadable)


def test_a_package_cannot_change_a_word():
    (fault,) = faults_of(row(7, word="万", role="scale", value="5"))
    assert (fault.path, fault.where) == ("schemas/words.csv", "line 7")
    assert fault.message == (
        "'万' is already known as scale 4 after the number,"
        " and cannot become scale 5 after the number"
    )
    (fault,) = faults_of(row(7, word="over…", role="qualifier", value="at_least"))
    assert "qualifier over before the number" in fault.message
    (fault,) = faults_of(
        row(2, word="kiosks", role="unit", value="kiosks"),
        row(3, word="kiosks", role="classifier"),
    )
    assert fault.where == "line 3"
    assert "classifier (no value)" in fault.message


BAD = [
    ({"word": "", "role": "unit", "value": "x"}, "expected 1 to 40 characters"),
    ({"word": "5er", "role": "unit", "value": "x"}, "begin with no digit"),
    ({"word": "-x", "role": "unit", "value": "x"}, "begin with no digit"),
    ({"word": ".x", "role": "unit", "value": "x"}, "begin with no digit"),
    ({"word": "x ", "role": "unit", "value": "x"}, "expected 1 to 40"),
    ({"word": "a  b", "role": "unit", "value": "x"}, "expected 1 to 40"),
    ({"word": "a\x07b", "role": "unit", "value": "x"}, "expected 1 to 40"),
    ({"word": "x" * 41, "role": "unit", "value": "x"}, "expected 1 to 40"),
    ({"word": "…", "role": "unit", "value": "x"}, "expected 1 to 40"),
    ({"word": "…x…", "role": "unit", "value": "x"}, "expected 1 to 40"),
    ({"word": "a…b", "role": "unit", "value": "x"}, "before or after the word"),
    ({"word": "zz", "role": "noun", "value": "x"}, "role 'noun' of 'zz': expected one of scale"),
    ({"word": "zz", "role": "unit", "value": ""}, "a unit code"),
    ({"word": "zz", "role": "unit", "value": "a b"}, "a unit code"),
    ({"word": "zz", "role": "scale", "value": "1e9"}, "a power of ten"),
    ({"word": "zz", "role": "scale", "value": "100"}, "a power of ten"),
    ({"word": "zz", "role": "classifier", "value": "x"}, "names no unit"),
    ({"word": "zz", "role": "qualifier", "value": "maybe"}, "one of none"),
    ({"word": "zz", "role": "sign", "value": "+"}, "plus or minus"),
    ({"word": "zz", "role": "number", "value": "00"}, "digits"),
]


@pytest.mark.parametrize(("values", "part"), BAD)
def test_bad_rows_are_faults(values, part):
    (fault,) = faults_of(row(5, **values))
    assert part in fault.message
    assert fault.where == "line 5"


def test_all_faults_are_collected():
    rows = [row(line, **values) for line, (values, _) in enumerate(BAD, start=2)]
    assert len(faults_of(*rows)) == len(BAD)
