"""Printed texts: real ones with what a person reads in them, and texts that must be refused."""

from __future__ import annotations

import string
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnic_validate.figures import Unreadable, load_lexicon, parse
from cnnic_validate.figures.tokens import MAX_DIGITS, MAX_LENGTH
from cnnic_validate.model.statistics import PrintedNumber

LEXICON = load_lexicon()


def read(printed, unit="", measure="level", kind="stock"):
    return parse(printed, unit, measure=measure, kind=kind, lexicon=LEXICON)


# printed, printed_unit, measure, kind -> obs_value, unit_mult, decimals, qualifier, unit
READ = [
    # Chinese and English scales, in printed or in printed_unit or in both
    ("11.08亿", "100 million persons", "level", "stock", "11.08", 8, 2, "", "persons"),
    ("11.08亿", "persons", "level", "stock", "11.08", 8, 2, "", "persons"),
    ("11.08亿", "", "level", "stock", "11.08", 8, 2, "", ""),
    ("1,108 million", "million persons", "level", "stock", "1108", 6, 0, "", "persons"),
    ("1.060 billion", "billion persons", "level", "stock", "1.060", 9, 3, "", "persons"),
    (".576 billion", "billion persons", "level", "stock", "0.576", 9, 3, "", "persons"),
    ("110,833", "10,000 persons", "level", "stock", "110833", 4, 0, "", "persons"),
    ("86481万人", "10,000 persons", "level", "stock", "86481", 4, 0, "", "persons"),
    ("97404", "万人", "level", "stock", "97404", 4, 0, "", "persons"),
    ("218 万", "persons", "level", "stock", "218", 4, 0, "", "persons"),
    ("9400萬", "persons", "level", "stock", "9400", 4, 0, "", "persons"),
    ("3.38億", "persons", "level", "stock", "3.38", 8, 2, "", "persons"),
    ("221 mln", "persons", "level", "stock", "221", 6, 0, "", "persons"),
    ("83.21-million", "persons", "level", "stock", "83.21", 6, 2, "", "persons"),
    ("242-million", "persons", "level", "stock", "242", 6, 0, "", "persons"),
    ("4,682万户", "10,000 users", "change", "stock", "4682", 4, 0, "", ""),
    ("19.56亿户", "100 million users", "level", "stock", "19.56", 8, 2, "", ""),
    ("4.35万亿元", "trillion yuan", "level", "flow", "4.35", 12, 2, "", "yuan"),
    ("155225亿元", "100 million yuan", "level", "flow", "155225", 8, 0, "", "yuan"),
    ("155225", "亿元", "level", "flow", "155225", 8, 0, "", "yuan"),
    ("48.79 trillion yuan", "trillion yuan", "level", "flow", "48.79", 12, 2, "", "yuan"),
    ("12,226.5", "billion yuan", "level", "flow", "12226.5", 9, 1, "", "yuan"),
    ("about $2.18 trillion", "trillion USD", "level", "flow", "2.18", 12, 2, "about", "USD"),
    ("about 2.15 trillion", "U.S. dollars", "level", "flow", "2.15", 12, 2, "about", "USD"),
    ("8亿2000万", "persons", "level", "stock", "82000", 4, 0, "", "persons"),
    ("5\u00a0万", "persons", "level", "stock", "5", 4, 0, "", "persons"),
    # full-width forms
    ("１１.４０亿", "persons", "level", "stock", "11.40", 8, 2, "", "persons"),
    ("１，１７２．９６万", "人", "level", "stock", "1172.96", 4, 2, "", "persons"),
    ("－３．５％", "", "growth", "flow", "-3.5", 0, 1, "", "percent"),
    # what a sentence says beside the number
    ("持平", "", "growth", "flow", "0", 0, 0, "", "percent"),
    ("持平", "percentage points", "change", "ratio", "0", 0, 0, "", "percentage_points"),
    ("新增1608万", "人", "change", "stock", "1608", 4, 0, "", "persons"),
    # units of table heads
    ("435.7", "yuan (millions)", "level", "flow", "435.7", 6, 1, "", "yuan"),
    ("435.7", "yuan, million", "level", "flow", "435.7", 6, 1, "", "yuan"),
    ("435.7", "yuan mn", "level", "flow", "435.7", 6, 1, "", "yuan"),
    ("435.7", "mn yuan", "level", "flow", "435.7", 6, 1, "", "yuan"),
    ("435.7", "'000 yuan", "level", "flow", "435.7", 3, 1, "", "yuan"),
    ("435.7", "10^6 yuan", "level", "flow", "435.7", 6, 1, "", "yuan"),
    ("435.7", "10⁶ yuan", "level", "flow", "435.7", 6, 1, "", "yuan"),
    ("3,309", "000s", "level", "stock", "3309", 3, 0, "", ""),
    ("3,309k", "persons", "level", "stock", "3309", 3, 0, "", "persons"),
    ("3.309 lakh", "persons", "level", "stock", "3.309", 5, 3, "", "persons"),
    ("12", "单位：万人", "level", "stock", "12", 4, 0, "", "persons"),
    ("12", "（万人）", "level", "stock", "12", 4, 0, "", "persons"),
    ("2,005,000", "number", "level", "stock", "2005000", 0, 0, "", ""),
    ("78.7", "pct", "level", "ratio", "78.7", 0, 1, "", "percent"),
    ("0.1", "p.p.", "change", "ratio", "0.1", 0, 1, "", "percentage_points"),
    # things counted
    ("34个", "counties", "level", "stock", "34", 0, 0, "", "counties"),
    ("3340所", "hospitals", "level", "stock", "3340", 0, 0, "", "hospitals"),
    ("302款", "", "level", "stock", "302", 0, 0, "", ""),
    ("超过4500家", "enterprises", "level", "stock", "4500", 0, 0, "over", "enterprises"),
    ("over 4,500", "companies", "level", "stock", "4500", 0, 0, "over", "enterprises"),
    ("7.68万门", "10,000 courses", "level", "stock", "7.68", 4, 2, "", "courses"),
    ("5554万篇", "10,000 articles", "level", "flow", "5554", 4, 0, "", "articles"),
    ("504起", "events", "level", "flow", "504", 0, 0, "", "events"),
    ("68042块/32", "blocks/32", "level", "stock", "68042", 0, 0, "", "blocks_32"),
    ("3376亿GB", "100 million GB", "level", "flow", "3376", 8, 0, "", "GB"),
    ("87", "KB", "level", "mean", "87", 0, 0, "", "kilobytes"),
    ("2.6个小时", "hours per week", "change", "mean", "2.6", 0, 1, "", "hours_per_week"),
    ("下降1.8", "hours per week", "change", "mean", "-1.8", 0, 1, "", "hours_per_week"),
    ("156分钟", "minutes", "level", "mean", "156", 0, 0, "", "minutes"),
    ("104.34", "ratio", "level", "ratio", "104.34", 0, 2, "", ""),
    ("第35位", "rank", "level", "rank", "35", 0, 0, "", "rank"),
    # percents and points
    ("78.6%", "percent", "level", "ratio", "78.6", 0, 1, "", "percent"),
    ("7.2﹪", "percent", "level", "ratio", "7.2", 0, 1, "", "percent"),
    ("16.8 per cent", "%", "level", "ratio", "16.8", 0, 1, "", "percent"),
    ("70.0", "percent", "level", "ratio", "70.0", 0, 1, "", "percent"),
    ("6.77‰", "per mille", "level", "ratio", "6.77", 0, 2, "", "per_mille"),
    ("-0.99‰", "per mille", "level", "ratio", "-0.99", 0, 2, "", "per_mille"),
    ("7成", "", "level", "ratio", "7", 1, 0, "", "percent"),
    ("近七成", "%", "level", "ratio", "7", 1, 0, "nearly", "percent"),
    ("百分之50", "", "level", "ratio", "50", 0, 0, "", "percent"),
    ("近一半", "percent", "level", "ratio", "5", 1, 0, "nearly", "percent"),
    ("more than half", "percent", "level", "ratio", "5", 1, 0, "over", "percent"),
    ("半数以上", "", "level", "ratio", "5", 1, 0, "at_least", "percent"),
    ("1.1个百分点", "percentage points", "change", "ratio", "1.1", 0, 1, "", "percentage_points"),
    ("4個百分點", "percentage points", "change", "ratio", "4", 0, 0, "", "percentage_points"),
    ("1.9 percentage points", "", "change", "ratio", "1.9", 0, 1, "", "percentage_points"),
    ("23.9%", "percentage points", "level", "difference", "23.9", 0, 1, "", "percentage_points"),
    # signs
    ("减少1608万", "10,000 persons", "change", "stock", "-1608", 4, 0, "", "persons"),
    ("減少了596萬", "persons", "change", "stock", "-596", 4, 0, "", "persons"),
    ("增加1083万人", "10,000 persons", "change", "stock", "1083", 4, 0, "", "persons"),
    ("净减682万户", "10,000 users", "change", "stock", "-682", 4, 0, "", ""),
    ("下降了 11.4%", "percent", "growth", "stock", "-11.4", 0, 1, "", "percent"),
    ("降低9.2個百分點", "", "change", "ratio", "-9.2", 0, 1, "", "percentage_points"),
    ("缩小6.3个百分点", "", "change", "difference", "-6.3", 0, 1, "", "percentage_points"),
    ("提高1.2个百分点", "", "change", "ratio", "1.2", 0, 1, "", "percentage_points"),
    ("-1.3", "percent", "growth", "stock", "-1.3", 0, 1, "", "percent"),
    ("−1.3", "percent", "growth", "stock", "-1.3", 0, 1, "", "percent"),
    ("+7.2%", "", "growth", "flow", "7.2", 0, 1, "", "percent"),
    ("下降近3%", "", "growth", "flow", "-3", 0, 0, "nearly", "percent"),
    ("fell by about 3 percent", "", "growth", "flow", "-3", 0, 0, "about", "percent"),
    ("提升8位", "", "change", "rank", "-8", 0, 0, "", "rank"),
    ("up 8 places", "", "change", "rank", "-8", 0, 0, "", "rank"),
    ("下降8个名次", "ranks", "change", "rank", "8", 0, 0, "", "rank"),
    # qualifiers, before and after
    ("nearly 70 percent", "percent", "level", "ratio", "70", 0, 0, "nearly", "percent"),
    ("Over 76 Percent", "percent", "level", "ratio", "76", 0, 0, "over", "percent"),
    ("surpassed 1 billion", "persons", "level", "stock", "1", 9, 0, "over", "persons"),
    ("at least 331 million", "persons", "level", "stock", "331", 6, 0, "at_least", "persons"),
    ("around 647,000", "jobs", "level", "flow", "647000", 0, 0, "about", "jobs"),
    ("约1.2亿", "persons", "level", "stock", "1.2", 8, 1, "about", "persons"),
    ("超过10.8亿人", "", "level", "stock", "10.8", 8, 1, "over", "persons"),
    ("100余家", "", "level", "stock", "100", 0, 0, "over", ""),
    ("1000多万人", "", "level", "stock", "1000", 4, 0, "over", "persons"),
    ("100万人以上", "", "level", "stock", "100", 4, 0, "at_least", "persons"),
    ("60%左右", "", "level", "ratio", "60", 0, 0, "about", "percent"),
    ("不足1亿", "persons", "level", "stock", "1", 8, 0, "at_most", "persons"),
    ("达11亿人", "", "level", "stock", "11", 8, 0, "", "persons"),
    ("reached 1.1 billion", "persons", "level", "stock", "1.1", 9, 1, "", "persons"),
    ("0.0%", "", "growth", "stock", "0.0", 0, 1, "", "percent"),
]


@pytest.mark.parametrize("row", READ)
def test_reads(row):
    printed, unit, measure, kind, obs_value, mult, decimals, qualifier, code = row
    number = read(printed, unit, measure, kind)
    assert number == PrintedNumber(obs_value, mult, decimals, qualifier, code)
    assert number.value == Fraction(obs_value) * Fraction(10) ** mult
    assert number.unit == Fraction(10) ** (mult - decimals)


# printed, printed_unit, measure, kind -> code, part of the message
REFUSED = [
    ("", "persons", "level", "stock", "printed", "no number"),
    ("1_000", "persons", "level", "stock", "printed", "'_' (LOW LINE)"),
    ("١٢٣", "persons", "level", "stock", "printed", "no word"),
    ("٣", "persons", "level", "stock", "printed", "ARABIC-INDIC DIGIT THREE"),
    ("Infinity", "persons", "level", "stock", "printed", "'Infinity' is no word"),
    ("-inf", "persons", "level", "stock", "printed", "'-inf'"),
    ("NaN", "persons", "level", "stock", "printed", "'NaN'"),
    ("1E+11", "persons", "level", "stock", "printed", "exponent"),
    ("1e5", "persons", "level", "stock", "printed", "exponent"),
    ("1,2345", "persons", "level", "stock", "printed", "'1,2345' is not a number"),
    ("12,34", "persons", "level", "stock", "printed", "is not a number"),
    ("1,23,456", "persons", "level", "stock", "printed", "is not a number"),
    ("0,123", "persons", "level", "stock", "printed", "is not a number"),
    ("007", "persons", "level", "stock", "printed", "is not a number"),
    ("72.8.", "%", "level", "ratio", "printed", "is not a number"),
    ("72.", "%", "level", "ratio", "printed", "is not a number"),
    ("1.108,5", "persons", "level", "stock", "printed", "is not a number"),
    ("1 108", "persons", "level", "stock", "printed", "more than one number"),
    ("51.1:48.9", "%", "level", "ratio", "printed", "':'"),
    ("5-10", "%", "level", "ratio", "printed", "more than one number"),
    ("11.08亿，78.6%", "persons", "level", "stock", "printed", "no word"),
    ("nearly", "persons", "level", "stock", "printed", "no number"),
    ("nearly about 5", "%", "level", "ratio", "printed", "more than one qualifier"),
    ("约60%左右", "", "level", "ratio", "printed", "more than one qualifier"),
    ("增加减少5万", "persons", "change", "stock", "printed", "more than one sign word"),
    ("下降-1.5%", "", "growth", "flow", "printed", "a sign twice"),
    ("万5", "persons", "level", "stock", "printed", "order"),
    ("5 nearly", "persons", "level", "stock", "printed", "order"),
    (" 5", "persons", "level", "stock", "printed", "white space"),
    ("5\n", "persons", "level", "stock", "printed", "white space"),
    ("5  万", "persons", "level", "stock", "printed", "no word"),
    ("5 percentages", "%", "level", "ratio", "printed", "no word"),
    ("5 gb", "", "level", "flow", "printed", "no word"),
    ("5 \u212am", "", "level", "stock", "printed", "no word"),  # the Kelvin sign lower-cases to k
    ("9" * 31, "persons", "level", "stock", "printed", str(MAX_DIGITS)),
    ("9" * 5000, "persons", "level", "stock", "printed", str(MAX_LENGTH)),
    ("5 多 余", "persons", "level", "stock", "printed", "more than one qualifier"),
    # signs where none can be
    ("下降5%", "", "level", "ratio", "printed", "the measure is level"),
    ("+5%", "", "level", "ratio", "printed", "the measure is level"),
    ("8位", "", "change", "rank", "printed", "better or worse"),
    ("+8位", "", "change", "rank", "printed", "better or worse"),
    ("减少8位", "", "change", "rank", "printed", "better or worse"),
    # scales
    ("5万亿亿", "persons", "level", "stock", "scale", "a scale twice"),
    ("5 million million", "persons", "level", "stock", "scale", "a scale twice"),
    ("4,682万户", "100 million users", "level", "stock", "scale", "10^4"),
    ("1.1 billion", "million persons", "level", "stock", "scale", "10^9"),
    ("1.1亿", "10,000 persons", "level", "stock", "scale", "10^8"),
    ("5 million percent", "", "level", "ratio", "scale", "of percent"),
    ("78.6", "10,000 percent", "level", "ratio", "scale", "of percent"),
    ("7%", "成", "level", "ratio", "scale", "in tens"),
    ("half", "成", "level", "ratio", "scale", "in tens"),
    # units
    ("5", "", "level", "stock", "unit", "names a unit"),
    ("5", "furlongs", "level", "stock", "unit", "printed_unit 'furlongs'"),
    ("5", "15 persons", "level", "stock", "unit", "no power of ten"),
    ("5", "-10 persons", "level", "stock", "unit", "no power of ten"),
    ("5", "half", "level", "ratio", "unit", "no power of ten"),
    ("5", "over persons", "level", "stock", "unit", "is no unit"),
    ("5元", "persons", "level", "stock", "unit", "printed is in yuan"),
    ("$5元", "", "level", "stock", "unit", "two units"),
    ("5%", "", "change", "ratio", "unit", "percentage points"),
    ("5%", "percentage points", "change", "ratio", "unit", "percentage points"),
    ("5%", "percentage points", "change", "difference", "unit", "percentage points"),
    ("5个百分点", "", "level", "ratio", "unit", "percentage points"),
    ("5个百分点", "", "growth", "stock", "unit", "growth is in percent"),
    ("5万人", "", "growth", "stock", "unit", "growth is in percent"),
    ("5个百分点", "percent", "change", "ratio", "unit", "printed_unit says percent"),
]


@pytest.mark.parametrize(("printed", "unit", "measure", "kind", "code", "part"), REFUSED)
def test_refuses(printed, unit, measure, kind, code, part):
    answer = read(printed, unit, measure, kind)
    assert isinstance(answer, Unreadable), answer
    assert (answer.code, part in answer.message) == (code, True), answer


COMPARED = [
    ("同比增长3.5%", "3.5", "year"),
    ("环比下降0.3%", "-0.3", "previous"),
    ("up 3.5% year on year", "3.5", "year"),
    ("同比持平", "0", "year"),
    ("增长3.5%", "3.5", ""),
]


@pytest.mark.parametrize(("printed", "value", "compares"), COMPARED)
def test_a_print_may_say_what_it_compares_with(printed, value, compares):
    number = read(printed, "", "growth", "flow")
    assert (number.obs_value, number.compares) == (value, compares)
    assert isinstance(read(printed, "percent", "level", "ratio"), Unreadable)


TEXTS = st.one_of(
    st.text(max_size=30),
    st.text(alphabet=string.digits + ".,-+ 万亿%个人近下降…", max_size=20),
    st.lists(st.sampled_from([*LEXICON.words, "5", "1,000", " ", "-", ".5"]), max_size=8).map(
        "".join
    ),
)
MEASURES = st.sampled_from(["level", "growth", "change"])
KINDS = st.sampled_from(["stock", "flow", "mean", "ratio", "difference", "rank"])


@given(TEXTS, TEXTS, MEASURES, KINDS)
@settings(max_examples=400)
def test_never_raises(printed, unit, measure, kind):
    answer = read(printed, unit, measure, kind)
    if isinstance(answer, Unreadable):
        assert answer.message
    else:
        assert answer.unit > 0
        assert str(answer.obs_value).lstrip("-").replace(".", "").isdecimal()


def test_each_word_of_the_lexicon_can_be_read_in_some_number():
    unread = [
        text
        for text, word in LEXICON.words.items()
        if all(
            isinstance(read(candidate, unit, measure, kind), Unreadable)
            for candidate in (f"{text}5", f"{text} 5", f"5{text}", f"5 {text}", f"{text}%", text)
            for unit in ("", "persons", "%", "rank")
            for measure, kind in (
                ("level", "stock"),
                ("growth", "stock"),
                ("change", "ratio"),
                ("level", "difference"),
            )
        )
    ]
    assert unread == []
