"""Intervals: the table of docs/decisions/0003-interval-widths.md, and the laws it must obey."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnic_validate.figures import domain_of, intervals, load_lexicon, parse
from cnnic_validate.model.interval import ANYTHING, Interval
from cnnic_validate.model.statistics import Indicator, PrintedNumber

LEXICON = load_lexicon()
F = Fraction


def both(text, unit, **options):
    percent = unit in {"%", "percentage points"}
    measure = options.pop("measure", "level")
    kind = "difference" if unit == "percentage points" else "stock"
    number = parse(text, unit, measure=measure, kind=kind, lexicon=LEXICON)
    assert isinstance(number, PrintedNumber), number
    given_options = {
        "decimals": None,
        "rounding": "nearest",
        "quantum": None,
        "domain": ANYTHING,
        "percent": percent,
    }
    return intervals(number, **(given_options | options))


def ends(interval):
    return (interval.low, interval.high)


# Hard and soft ends worked out by hand from the table, in the unit that is printed.
WORKED = [
    ("5.25", "persons", "5.245 5.255", "5.245 5.255"),
    ("reached 5", "persons", "4.5 5.5", "4.5 5.5"),
    ("nearly 600", "persons", "500 600.5", "550 600"),  # s = 100
    ("nearly 300", "persons", "240 300.5", "250 300"),  # s = 100 is cut at 20 %
    ("nearly 650", "persons", "585 650.5", "617.5 650"),  # 10 % and 5 % are wider than s
    ("over 600", "persons", "599.5 750", "600 700"),
    ("over 1", "persons", "0.975 1.5", "1 1.5"),  # h is 2.5 %, and s is cut at 50 %
    ("at least 331", "persons", "330.5 inf", "331 413.75"),
    ("at most 331", "persons", "-inf 331.5", "248.25 331"),
    ("about 650", "persons", "617.5 682.5", "643.5 656.5"),
    ("over 76", "%", "75.5 78", "76 77"),
    ("nearly 70", "%", "60 70.5", "65 70"),
    ("about 71.5", "%", "71.3 71.7", "71.4 71.6"),
    ("over 1", "%", "0.5 3", "1 2"),
    ("nearly half", "%", "40 55", "45 50"),
    ("more than half", "%", "45 60", "50 60"),
    ("about 20", "percentage points", "10 30", "19 21"),
    ("at least 20", "%", "19.5 inf", "20 30"),
    ("less than 20", "%", "-inf 20.5", "10 20"),
]


def worked(text):
    low, high = text.split()
    return (None if low == "-inf" else F(low), None if high == "inf" else F(high))


@pytest.mark.parametrize(("text", "unit", "hard", "soft"), WORKED)
def test_the_table(text, unit, hard, soft):
    got_hard, got_soft = both(text, unit)
    assert ends(got_hard) == worked(hard)
    assert ends(got_soft) == worked(soft)


def test_rounding_modes_of_plain_numbers():
    assert ends(both("5.2", "persons", rounding="truncate")[0]) == (F("5.2"), F("5.3"))
    assert ends(both("5.2", "persons", rounding="unknown")[0]) == (F("5.1"), F("5.3"))
    change = {"measure": "change", "rounding": "truncate"}
    assert ends(both("-5.2", "persons", **change)[0]) == (F("-5.3"), F("-5.2"))
    assert ends(both("0.0", "persons", **change)[0]) == (F("-0.1"), F("0.1"))
    assert ends(both("-0.0", "persons", **change)[0]) == (F("-0.1"), F("0.1"))


def test_rounding_leaves_qualified_numbers_alone():
    assert both("over 5", "%", rounding="unknown") == both("over 5", "%")


def test_a_plain_number_printed_to_the_quantum_is_a_point():
    one = F(1)
    assert ends(both("3,340", "persons", quantum=one)[0]) == (3340, 3340)
    assert ends(both("334万", "persons", quantum=one)[0]) == (3335000, 3345000)
    assert ends(both("3,340", "persons", quantum=one, rounding="unknown")[0]) == (3339, 3341)
    assert ends(both("3,340", "persons", quantum=one, decimals=-1)[0]) == (3335, 3345)


def test_coarser_decimals_widen():
    assert ends(both("280 million", "persons", decimals=-1)[0]) == (275 * 10**6, 285 * 10**6)
    hard, _ = both("nearly 283", "%", decimals=-1)
    assert ends(hard) == (273, 288)  # m = min(max(20, 10), 10); h = 5


def test_cut_at_the_domain():
    percent = Interval(F(0), F(100))
    assert ends(both("99.99", "%", decimals=1, domain=percent)[0]) == (F("99.94"), 100)
    hard, soft = both("at most 3", "%", domain=percent)
    assert ends(hard) == (0, F("3.5"))
    assert ends(soft) == (2, 3)
    hard, soft = both("about 100.1", "%", domain=percent)
    assert (ends(hard), ends(soft)) == ((F("99.9"), 100), (100, 100))
    assert both("120", "%", domain=percent)[0].is_empty
    assert both("120", "%", domain=percent)[1].is_empty


def indicator(low, high):
    return Indicator(
        "x", "stock", "point", "persons", "", "", "", "", Interval(low, high), ANYTHING
    )


def test_domain_of_each_measure():
    assert domain_of(indicator(F(0), F(9)), "level") == Interval(F(0), F(9))
    assert domain_of(indicator(F(0), F(9)), "change") == Interval(F(-9), F(9))
    assert domain_of(indicator(F(0), None), "change") == ANYTHING
    assert domain_of(indicator(F(0), None), "growth") == Interval(F(-100), None)
    assert domain_of(indicator(F(-1), None), "growth") == ANYTHING
    assert domain_of(indicator(None, None), "growth") == ANYTHING


SCALES = [("万", 4), (" million", 6), ("亿", 8), (" billion", 9), ("億", 8), ("", 0)]


@given(
    value=st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=4),
    scale=st.sampled_from(SCALES),
    places=st.integers(0, 3),
    grouped=st.booleans(),
    rounding=st.sampled_from(["nearest", "truncate"]),
    tie=st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]),
)
@settings(max_examples=300)
def test_the_true_value_is_inside(value, scale, places, grouped, rounding, tie):
    """What a publisher prints of a value, read back, admits that value."""
    word, power = scale
    mode = tie if rounding == "nearest" else ROUND_DOWN
    shown = value.scaleb(-power).quantize(Decimal(1).scaleb(-places), rounding=mode)
    text = f"{shown:,f}" if grouped else f"{shown:f}"
    hard, soft = both(text + word, "persons", measure="change", rounding=rounding)
    assert F(value) in hard
    assert hard == soft
    unknown, _ = both(text + word, "persons", measure="change", rounding="unknown")
    assert unknown.intersect(hard) == hard  # not knowing the rounding never excludes more


NUMBERS = st.builds(
    PrintedNumber,
    obs_value=st.decimals(0, 10**6, places=2).map(str),
    unit_mult=st.sampled_from([0, 4, 8]),
    decimals=st.just(2),
    qualifier=st.sampled_from(["", "nearly", "over", "at_least", "at_most", "about"]),
)
OPTIONS = st.fixed_dictionaries(
    {
        "decimals": st.sampled_from([None, 2, 1, 0, -1]),
        "rounding": st.sampled_from(["nearest", "truncate", "unknown"]),
        "quantum": st.sampled_from([None, F(1)]),
        "percent": st.booleans(),
    }
)


@given(NUMBERS, OPTIONS)
@settings(max_examples=300)
def test_soft_lies_in_hard_and_both_hold_the_printed_value(number, options):
    hard, soft = intervals(number, domain=ANYTHING, **options)
    if soft.is_empty:  # no whole number is printed so
        assert hard == soft
        assert options["quantum"]
        return
    assert hard.intersect(soft) == soft
    if options["quantum"]:
        assert all(end is None or end.denominator == 1 for end in (soft.low, soft.high))
    else:
        assert number.value in soft
    assert all(isinstance(end, Fraction) for end in (hard.low, hard.high) if end is not None)


@given(NUMBERS, OPTIONS)
@settings(max_examples=200)
def test_negative_numbers_mirror(number, options):
    mirrored = PrintedNumber(
        f"-{number.obs_value}", number.unit_mult, number.decimals, number.qualifier
    )
    for plus, minus in zip(
        intervals(number, domain=ANYTHING, **options),
        intervals(mirrored, domain=ANYTHING, **options),
        strict=True,
    ):
        assert minus.low == (None if plus.high is None else -plus.high)
        assert minus.high == (None if plus.low is None else -plus.low)
