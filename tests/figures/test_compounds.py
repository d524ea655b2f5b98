"""Numbers printed piece by piece are read to the last piece, or not at all."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnic_validate.figures import Unreadable, load_lexicon, parse

LEXICON = load_lexicon()

READ = [
    ("11亿7,296万", "1172960000", 4),
    ("11億7,296萬", "1172960000", 4),
    ("10亿7900万", "1079000000", 4),
    ("216万2千", "2162000", 3),
    ("一万五千亿", "1500000000000", 11),
    ("3亿1,435.5万", "314355000", 3),
    ("10亿零790万", "1007900000", 4),
    ("30亿50万2千", "3000502000", 3),
    ("1万2345", "12345", 0),
    ("一百二十三", "123", 0),
    ("三百零五", "305", 0),
    ("十五亿", "1500000000", 8),
    ("二十万", "200000", 5),
    ("一万亿", "1000000000000", 12),
    ("3千万", "30000000", 7),
]
REFUSED = [
    "2万5",
    "三百五",
    "1万1亿",
    "3.5亿2万",
    "1万2万",
    "2千3千",
    "1亿20000万",
    "5 million million",
]


def read(printed, unit="人"):
    return parse(printed, unit, measure="level", kind="stock", lexicon=LEXICON)


@pytest.mark.parametrize(("printed", "value", "power"), READ)
def test_the_last_piece_is_the_precision(printed, value, power):
    number = read(printed)
    assert number.value == int(value)
    assert number.unit == Fraction(10) ** power


@pytest.mark.parametrize("printed", REFUSED)
def test_what_can_mean_two_things_is_not_read(printed):
    assert isinstance(read(printed), Unreadable), read(printed)


def test_tenths_and_hundredths():
    number = read("七成八", "")
    assert (number.obs_value, number.unit_measure, number.unit) == ("78", "percent", 1)
    assert read("百分之七十八", "").value == 78
    assert isinstance(read("七成十八", ""), Unreadable)


DIGITS = "零一二三四五六七八九"


def section(number):
    """Write a number below 10,000 as Chinese does."""
    text, gap = "", False
    for power, unit in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
        digit = number // 10**power % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + unit
            gap = False
        else:
            gap = True
    return text


@given(st.integers(1, 9999), st.integers(0, 9999), st.integers(0, 9999))
def test_what_chinese_writes_is_read(high, middle, low):
    text = section(high) + "亿"
    for number, unit in ((middle, "万"), (low, "")):
        if number:
            text += ("零" if number < 1000 else "") + section(number) + unit
    assert read(text).value == high * 10**8 + middle * 10**4 + low


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_arabic_pieces_add_up(high, low):
    for text in (f"{high}亿{low}万", f"{high:,}亿{low:,}万"):
        assert read(text).value == high * 10**8 + low * 10**4
