"""Texts one slip away from a printed number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnic_validate.figures import load_lexicon, parse
from cnnic_validate.figures.typos import SHARES, UNEXPLAINED, meant, spelt_like
from cnnic_validate.model.clash import Slip
from cnnic_validate.model.statistics import PrintedNumber


def texts(printed: str, obs_value: str, decimals: int = 0) -> dict[str, Slip]:
    number = PrintedNumber(obs_value, 0, decimals, "")
    return {
        spelt_like(printed, each, number): each.slip
        for each in meant(number)
        if each.slip != Slip.UNIT
    }


@pytest.mark.parametrize(
    ("typed", "value", "decimals", "true", "slip"),
    [
        ("94,743", "94743", 0, "97,443", Slip.TRANSPOSITION),
        ("97,643", "97643", 0, "97,443", Slip.SUBSTITUTION),
        ("9,443", "9443", 0, "97,443", Slip.DROPPED_DIGIT),
        ("977,443", "977443", 0, "97,443", Slip.DOUBLED_DIGIT),
        ("972,443", "972443", 0, "97,443", Slip.EXTRA_DIGIT),
        ("8.79%", "8.79", 2, "87.9%", Slip.DECIMAL_SHIFT),
        ("-0.13", "-0.13", 2, "-1.3", Slip.DECIMAL_SHIFT),
        ("20", "20", 0, "2.0", Slip.DECIMAL_SHIFT),
        ("1.3", "1.3", 1, "-1.3", Slip.SIGN),
        ("-1.3", "-1.3", 1, "1.3", Slip.SIGN),
        ("下降6.5%", "-6.5", 1, "6.5%", Slip.SIGN),
    ],
)
def test_what_was_meant_is_among_the_texts(typed, value, decimals, true, slip):
    assert texts(typed, value, decimals)[true] == slip


def test_a_wrong_unit_keeps_the_digits():
    number = PrintedNumber("97443", 4, 0, "")
    units = [each for each in meant(number) if each.slip == Slip.UNIT]
    assert {each.number(number).unit_mult for each in units} >= {0, 3, 5, 8}
    assert all(each.number(number).obs_value == "97443" for each in units)


@given(st.integers(1, 10**12), st.integers(0, 4))
def test_shares_add_up_to_at_most_one_and_no_text_is_the_printed_one(value, decimals):
    digits = str(value).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    number = PrintedNumber(text, 0, decimals, "")
    found = list(meant(number))
    assert sum(each.probability for each in found) <= sum(SHARES.values()) + 1e-9
    assert 0 < UNEXPLAINED < 0.2
    for each in found:
        spelt = each.number(number)
        assert (spelt.obs_value, spelt.unit_mult) != (number.obs_value, number.unit_mult)
        assert spelt.obs_value.lstrip("-").replace(".", "").isdigit()


LEXICON = load_lexicon()
PRINTS = [
    ("2.143,50", "yuan", "comma_point"),
    ("1’172’960.5", "yuan", "point_apostrophe"),
    ("1.172.960", "persons", "comma_point"),
    ("11亿7,296万", "persons", "point_comma"),
    ("一万五千亿", "yuan", "point_comma"),
    ("216万2千", "persons", "point_comma"),
    ("110,833万", "persons", "point_comma"),
    ("七成", "", "point_comma"),
]


@pytest.mark.parametrize(("printed", "unit", "style"), PRINTS)
def test_a_text_is_one_that_reads_as_what_was_meant(printed, unit, style):
    def read(text):
        return parse(
            text,
            unit,
            measure="level",
            kind="stock",
            lexicon=LEXICON,
            style=LEXICON.styles[style],
        )

    number = read(printed)
    for each in meant(number):
        if each.slip not in {Slip.UNIT, Slip.SIGN}:
            text = spelt_like(printed, each, number)
            assert read(text).value == each.number(number).value, text
