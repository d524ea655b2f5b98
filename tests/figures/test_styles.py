"""Number styles: each locale's own numbers are read in its style, and others are refused."""

from __future__ import annotations

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from cnnic_validate.errors import DefinitionError
from cnnic_validate.figures import Unreadable, load_lexicon, parse
from cnnic_validate.figures.lexicon import LexiconFiles
from cnnic_validate.figures.styles import COLUMNS
from cnnic_validate.table import Record

LEXICON = load_lexicon()
# CLDR says how each of these locales writes numbers (Babel has its data).
LOCALES = {
    "en_US": "point_comma",
    "zh_CN": "point_comma",
    "ja_JP": "point_comma",
    "hi_IN": "point_indian",
    "en_IN": "point_indian",
    "de_DE": "comma_point",
    "pt_BR": "comma_point",
    "it_IT": "comma_point",
    "fr_FR": "comma_space",
    "ru_RU": "comma_space",
    "sv_SE": "comma_space",
    "nb_NO": "comma_space",
}


def styled(*rows):
    records = [
        Record(dict(zip(COLUMNS, row, strict=True)), line, line - 1)
        for line, row in enumerate(rows, start=2)
    ]
    return load_lexicon(files=LexiconFiles(styles=records))


def read(printed, style, lexicon=LEXICON, measure="change"):
    return parse(
        printed,
        "persons",
        measure=measure,
        kind="stock",
        lexicon=lexicon,
        style=lexicon.styles[style],
    )


@pytest.mark.parametrize("locale", LOCALES)
@given(value=st.decimals(-(10**9), 10**9, places=3))
def test_what_cldr_writes_is_read_as_it_is(locale, value):
    printed = format_decimal(
        value, locale=locale, format="#,##,##0.###" if "IN" in locale else None
    )
    number = read(printed, LOCALES[locale])
    assert not isinstance(number, Unreadable), (printed, number)
    assert number.value == value


PAIRS = [
    ("1.108,5", "point_comma", "comma_point"),
    ("1 108,5", "comma_point", "comma_space"),
    ("1,108.5", "comma_space", "point_comma, point_indian"),
    ("1,17,29,60,000", "point_comma", "point_indian"),
    ("1’172.96", "point_comma", "point_apostrophe"),
    ("1 172.96", "point_comma", "point_space"),
]


@pytest.mark.parametrize(("printed", "style", "fitting"), PAIRS)
def test_another_style_is_refused_and_named(printed, style, fitting):
    answer = read(printed, style)
    assert isinstance(answer, Unreadable)
    assert fitting in answer.hint
    for each in fitting.split(", "):
        assert not isinstance(read(printed, each), Unreadable)


@given(
    st.text(alphabet="0123456789.,'’ \u00a0\u202f", max_size=15), st.sampled_from([*LEXICON.styles])
)
def test_marks_that_are_mixed_are_no_number(text, style):
    number = read(text, style)
    if not isinstance(number, Unreadable):
        groups = {each for each in text.strip() if not each.isdecimal()}
        assert len(groups - {LEXICON.styles[style].decimal}) <= 1


MINUS = [
    ("–3.5", "own", "-3.5"),
    ("－3.5", "own", "-3.5"),
    ("▲3.5", "own", "-3.5"),
    ("(20,076)", "own", "-20076"),
    ("20,076-", "own", "-20076"),
    ("−3.5", "own", "-3.5"),
    ("3.5", "own", "3.5"),
]


@pytest.mark.parametrize(("printed", "style", "value"), MINUS)
def test_what_makes_a_number_negative_is_declared(printed, style, value):
    lexicon = styled(("own", ".", ",", "3", "- − – ▲ parentheses trailing", ""))
    assert read(printed, style, lexicon).obs_value == value
    if printed[0] in "–▲(":
        answer = read(printed, "point_comma")
        assert "`minus`" in answer.hint


GROUPINGS = [
    (("g4", ".", ",", "4", "-", ""), "11,7296", "117296"),
    (("free", ".", "space", "free", "-", ""), "1 17 2960", "1172960"),
    (("none", ",", "", "none", "-", ""), "1172,5", "1172.5"),
]


@pytest.mark.parametrize(("row", "printed", "value"), GROUPINGS)
def test_groups_of_other_sizes(row, printed, value):
    assert read(printed, row[0], styled(row)).obs_value == value


BAD = [
    (("", ".", ",", "3", "-", ""), "code"),
    (("x", "", ",", "3", "-", ""), "decimal"),
    (("x", "5", ",", "3", "-", ""), "decimal"),
    (("x", ".", ",", "5", "-", ""), "grouping"),
    (("x", ".", "blank", "3", "-", ""), "group"),
    (("x", ".", ".", "3", "-", ""), "other than its decimal mark"),
    (("x", ".", "", "3", "-", ""), "needs marks"),
    (("x", ".", ",", "3", "minus", ""), "minus"),
    (("x", ".", ",", "3", ",", ""), "minus"),
    (("point_comma", ",", ".", "3", "-", ""), "is known, and is another"),
]


@pytest.mark.parametrize(("row", "part"), BAD)
def test_bad_rows_are_faults(row, part):
    with pytest.raises(DefinitionError) as raised:
        styled(row)
    (fault,) = raised.value.faults
    assert part in fault.message
    assert fault.where == "line 2"
