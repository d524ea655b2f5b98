"""Which value of a quantity stands, and what `series.csv` says."""

from __future__ import annotations

import datetime
import random
from fractions import Fraction

import pytest

from cnnic_validate.errors import UnreadableError
from cnnic_validate.model.exact import decimal_text
from cnnic_validate.release.series import COLUMNS, known_on, latest_series, series_csv
from tests.series.builder import STATISTICS, figure


def standing(*figures, as_of=None):
    day = datetime.date.fromisoformat(as_of) if as_of else None
    (point,) = latest_series(figures, STATISTICS, day)
    return point


def value_of(*figures, as_of=None):
    return series_csv([standing(*figures, as_of=as_of)]).splitlines()[1].split(",")[4]


OLD = figure("10.92", release="cnnic-53", mult=8)
NEW = figure("10.95", release="cnnic-55", mult=8)


def test_the_latest_vintage_stands():
    assert value_of(NEW, OLD) == "1095000000"
    assert standing(NEW, OLD).is_revised


def test_a_later_finer_print_stands_without_being_a_revision():
    point = standing(OLD, figure("109225", mult=4))
    assert (point.figure.source, point.is_revised) == ("cnnic-55", False)
    assert [each.relation for each in point.vintages] == ["first", "agrees"]


def test_a_later_coarser_print_says_nothing_new():
    assert value_of(figure("109225", release="cnnic-53", mult=4), figure("11", mult=8)) == (
        "1092250000"
    )


def test_a_coarser_print_that_a_basis_declares_a_revision_stands():
    later = figure("11", mult=8, exemption="restated")
    assert value_of(figure("109225", release="cnnic-53", mult=4), later) == "1100000000"


def test_of_equal_prints_the_own_agencys_latest_stands():
    own = [figure("7", release=release) for release in ("cnnic-53", "cnnic-54")]
    other = figure("7", release="cnsa-2025")
    point = standing(*own, other)
    assert (point.vintage.release, point.n_prints) == ("cnnic-54", 3)


def test_another_agency_that_says_something_new_stands():
    point = standing(
        figure("71", indicator="rate", qualifier="about", denominator="2024-12"),
        figure("71.2", indicator="rate", release="cnsa-2025", denominator="2024-12"),
    )
    assert point.vintage.release == "cnsa-2025"
    clash = standing(figure("7"), figure("9", release="cnsa-2025"))
    assert [each.relation for each in clash.vintages] == ["first", "differs"]
    assert not clash.is_revised


def test_a_repeat_belongs_to_the_release_that_it_repeats():
    repeat = figure("10.92", release="paper", mult=8, cites="cnnic-53")
    point = standing(OLD, repeat, NEW)
    assert [each.release for each in point.vintages] == ["cnnic-53", "cnnic-55"]
    assert [len(each.prints) for each in point.vintages] == [2, 1]
    assert point.figure is NEW


def test_a_repeat_of_a_repeat_goes_back_to_the_first():
    first = figure("7", release="cnnic-53")
    second = figure("7", release="cnnic-54", cites="cnnic-53")
    third = figure("7", release="paper", cites="cnnic-54")
    assert [each.release for each in standing(first, second, third).vintages] == ["cnnic-53"]
    # Where the first is not held, the last step that is known is taken.
    assert standing(third).vintage.release == "cnnic-54"


def test_documents_that_cite_each_other_end_somewhere():
    one = figure("7", release="cnnic-53", cites="cnnic-54")
    two = figure("7", release="cnnic-54", cites="cnnic-53")
    assert standing(one, two).n_prints == 2


def test_the_press_stands_only_where_no_agency_prints():
    paper = figure("50.5", release="paper", mult=9)
    assert standing(paper).figure is paper
    point = standing(paper, figure("50.44", release="cnnic-53", mult=9))
    assert (point.vintage.release, len(point.vintages)) == ("cnnic-53", 2)


def test_an_edition_is_a_vintage_of_its_own_day():
    point = standing(figure("7"), figure("9", release="cnnic-55-april"))
    assert point.vintage.release == "cnnic-55-april"
    assert standing(
        *(each.figure for each in point.vintages), as_of="2025-04-27"
    ).figure.source == ("cnnic-55")


def test_the_narrowest_print_of_a_release_stands():
    prints = [
        figure("11.1", mult=8, id="a"),
        figure("110833", mult=4, id="b", release="paper", cites="cnnic-55"),
        figure("110833", mult=4, id="c"),
        figure("11", mult=8, qualifier="at_least", id="d"),
    ]
    for _ in range(5):
        random.Random(1).shuffle(prints)
        # Of two equally narrow the release's own.
        assert standing(*prints).figure.id == "c"


def test_as_of_a_day():
    assert value_of(OLD, NEW, as_of="2025-01-16") == "1092000000"
    assert value_of(OLD, NEW, as_of="2025-01-17") == "1095000000"
    assert latest_series([NEW], STATISTICS, datetime.date(2024, 1, 1)) == ()


def test_a_repeat_is_known_once_its_release_is():
    repeat = figure("10.92", release="paper", mult=8, cites="cnnic-53")
    assert value_of(repeat, as_of="2024-04-01") == "1092000000"


def test_a_release_without_a_date_counts_as_the_newest():
    undated = figure("9", release="undated")
    assert standing(figure("7"), undated).figure is undated
    assert standing(figure("7"), undated, as_of="2030-01-01").figure is not undated


def test_days_by_date_and_by_source():
    assert known_on("2024-05-01", STATISTICS) == datetime.date(2024, 5, 1)
    assert known_on("cnnic-54", STATISTICS) == datetime.date(2024, 8, 29)
    with pytest.raises(UnreadableError, match=r"neither a date .*did you mean `cnnic-54`"):
        known_on("cnic-54", STATISTICS)
    with pytest.raises(UnreadableError, match="no date of publication"):
        known_on("undated", STATISTICS)


def test_an_unknown_denominator_joins_the_one_known():
    known = figure("78.6", indicator="rate", denominator="2023-12")
    unknown = figure("78.6", indicator="rate", release="cnnic-54")
    assert standing(known, unknown).denominator == "2023-12"
    other = figure("79.0", indicator="rate", release="cnsa-2025", denominator="2024-12")
    points = latest_series([known, unknown, other], STATISTICS)
    assert [each.denominator for each in points] == ["", "2023-12", "2024-12"]


def test_breaks_come_from_bases_that_lift_growth_and_from_the_status():
    level = figure("7")
    growth = figure("5", measure="growth", reference="2023-12", exemption="definition_break")
    assert standing(level, growth).breaks == ("definition_break",)
    assert standing(figure("7", exemption="definition_break")).breaks == ("definition_break",)
    assert standing(figure("7", status="B")).breaks == ("marked by the source",)
    assert standing(figure("7", exemption="adjusted")).breaks == ()


def test_growth_and_change_are_no_levels():
    assert latest_series([figure("5", measure="growth", reference="2023-12")], STATISTICS) == ()


def test_series_csv_is_exact_and_in_order():
    figures = [
        figure("11.08", mult=8, id="e"),
        figure("78.60", indicator="rate", denominator="2023-12", id="a"),
        figure("0.1", indicator="rate", denominator="2023-12", breakdown="area_rural", id="b"),
        figure(
            "15.52", "2024", indicator="sales", mult=12, qualifier="at_least", status="E", id="c"
        ),
        figure("3", "1997-10", mult=5, id="d"),
        figure("3", "1997-10", mult=5, breakdown="area_rural", id="f"),
    ]
    random.Random(3).shuffle(figures)
    text = series_csv(latest_series(figures, STATISTICS))
    assert text.splitlines() == [
        ",".join(COLUMNS),
        "rate,total,2024-12,2023-12,78.60,78.595,78.605,percent,A,,,,cnnic-55,a,1",
        "rate,area_rural,2024-12,2023-12,0.1,0.05,0.15,percent,A,,,,cnnic-55,b,1",
        "sales,total,2024,,15520000000000,15515000000000,,yuan,E,,,,cnnic-55,c,1",
        "users,total,1997-10,,300000,250000,350000,persons,A,,,,cnnic-55,d,1",
        "users,total,2024-12,,1108000000,1107500000,1108500000,persons,A,,,true,cnnic-55,e,1",
        "users,area_rural,1997-10,,300000,250000,350000,persons,A,,,,cnnic-55,f,1",
    ]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(0), 0, "0"),
        (Fraction(-1, 8), 0, "-0.125"),
        (Fraction(7), 2, "7.00"),
        (Fraction(10) ** 30, 0, "1" + 30 * "0"),
    ],
)
def test_decimal_text(value, places, text):
    assert decimal_text(value, places) == text


def test_a_third_is_no_decimal():
    with pytest.raises(ValueError, match="1/3"):
        decimal_text(Fraction(1, 3))
