"""What a release lacks or has for the first time, against the earlier ones of its series."""

from __future__ import annotations

from dataclasses import replace

from cnnic_validate.check.completeness import check_completeness
from cnnic_validate.model.numbering import earlier, months_of, number_of, series_of
from cnnic_validate.table import Record
from tests.series.builder import STATISTICS, figure

PATH = "cnnic-57.csv"


def printed(value, period, release, **more):
    """Give a figure of the release file."""
    given = figure(value, period, release, **more)
    return replace(given, place=replace(given.place, path=PATH))


def december(number, **more):
    """Give what the report with that number, of a December, prints besides `users`."""
    period = f"{2024 + (number - 55) // 2}-12"
    return [
        figure("7", period, f"cnnic-{number}"),
        figure("5", period, f"cnnic-{number}", indicator="rate", **more),
    ]


BEFORE = "cnnic-55, cnnic-53, cnnic-51"
HISTORY = [*december(51), *december(53), *december(55), figure("9", "2024-06", "cnnic-54")]


def row(indicator, line, period="2025-12", **more):
    values = {
        "indicator": indicator,
        "breakdown": "total",
        "time_period": period,
        "measure": "level",
        "source": "cnnic-57",
        "cites": "",
    }
    return Record(values | more, line, line - 1)


def told(figures, *unfilled, rows=()):
    findings = check_completeness(figures, rows, unfilled, PATH, STATISTICS)
    return [(each.code, each.severity, each.place.line, each.message) for each in findings]


def test_a_row_that_is_no_figure_for_an_error_in_it_is_printed():
    figures = [*HISTORY, printed("8", "2025-12", "cnnic-57")]
    assert told(figures, rows=[row("rate", 9)]) == []
    assert told(figures, rows=[row("rate", 9, period="2025")]) != []


def test_a_share_whose_base_is_not_named_any_more_is_a_warning():
    def share(number, period, **more):
        return figure("5", period, f"cnnic-{number}", indicator="share", **more)

    with_base = printed("8", "2025-12", "cnnic-57", indicator="share", denominator="2025-12")
    without = printed("8", "2025-12", "cnnic-57", indicator="share")
    named = [share(53, "2023-12"), share(55, "2024-12", denominator="2024-12")]
    assert told([*named, with_base]) == []
    message = "no period of the base is named, so that no rule checks the share; cnnic-55 names it"
    assert told([*named, without]) == [
        ("denominator-period", "warning", without.place.line, message)
    ]
    unnamed = [share(53, "2023-12", denominator="2023-12"), share(55, "2024-12")]
    assert told([*unnamed, without]) == [], "the last one tells how it is"


def test_what_every_release_of_the_month_printed_is_missed():
    assert told([*HISTORY, printed("8", "2025-12", "cnnic-57")]) == [
        (
            "missing-figure",
            "info",
            0,
            f"cnnic-57 does not print 1 of users that each of {BEFORE} prints: rate 2025-12",
        )
    ]


def test_two_releases_are_too_few_to_expect_anything():
    figures = [*december(53), *december(55), printed("8", "2025-12", "cnnic-57")]
    assert told(figures) == []


def test_a_release_that_lacks_it_too_says_that_it_is_not_always_printed():
    figures = [*HISTORY, figure("7", "2021-12", "cnnic-49")]
    assert told([*figures, printed("8", "2025-12", "cnnic-57")]) == []


def test_releases_of_another_month_say_nothing():
    # Three December reports print the rate; a June report need not.
    assert told([*HISTORY, printed("8", "2025-06", "cnnic-56")]) == []


def test_what_the_package_holds_of_the_release_already_is_there():
    held = figure("5", "2025-12", "cnnic-57", indicator="rate")
    assert told([*HISTORY, held, printed("8", "2025-12", "cnnic-57")]) == []


def test_a_package_is_not_judged():
    assert told([*HISTORY, figure("8", "2025-12", "cnnic-57")]) == []


def test_a_repeat_of_another_release_is_no_release():
    repeat = printed("8", "2025-12", "cnnic-57", cites="cnnic-55")
    assert told([*HISTORY, repeat]) == []


def test_rows_left_empty_are_counted_by_topic():
    rows = [row("sales", 3, "2025"), row("users", 4, breakdown="area_rural")]
    filled = [printed("8", "2025-12", "cnnic-57"), *december(57)[1:]]
    assert told([*HISTORY, *filled], *rows) == [
        (
            "missing-figure",
            "info",
            3,
            "cnnic-57 leaves 2 of users empty: sales 2025, users area_rural 2025-12",
        )
    ]


def test_an_empty_row_of_what_is_always_printed_is_told_once():
    findings = told([*HISTORY, printed("8", "2025-12", "cnnic-57")], row("rate", 4))
    assert [each[:3] for each in findings] == [("missing-figure", "info", 4)]


def test_an_untouched_template_is_judged_by_its_rows():
    (empty,) = told(HISTORY, row("users", 2), row("rate", 3))
    assert empty[:3] == ("missing-figure", "info", 3)
    assert "2 of users" in empty[3]


def test_a_row_without_a_period_or_of_an_unknown_indicator_does_no_harm():
    rows = [row("users", 2, ""), row("unheard_of", 3)]
    figures = [printed("8", "2025-12", "cnnic-57")]
    assert [each[3] for each in told(figures, *rows)] == [
        "cnnic-57 leaves 1 of unknown indicators empty: unheard_of 2025-12"
    ]


def test_many_are_named_in_part():
    rows = [row(f"unheard_{n}", n) for n in range(2, 10)]
    (finding,) = told([], *rows)
    assert finding[3].endswith(
        "unheard_2 2025-12, unheard_3 2025-12, unheard_4 2025-12,"
        " unheard_5 2025-12, unheard_6 2025-12 and 3 more"
    )


def test_what_no_release_printed_is_named():
    new = printed(
        "3", "2025-12", "cnnic-57", breakdown="area_rural", measure="change", reference="2024-12"
    )
    filled = [printed("8", "2025-12", "cnnic-57"), *december(57)[1:]]
    assert told([*HISTORY, *filled, new]) == [
        (
            "new-figure",
            "info",
            2,
            "cnnic-57 prints what no earlier cnnic- release printed, of users: users area_rural",
        )
    ]


def test_the_first_releases_of_a_series_are_not_all_new():
    figures = [figure("1", "2024-12", "nbs-1"), figure("1", "2024-12", "nbs-2")]
    assert told([*figures, printed("8", "2025-12", "nbs-3", indicator="sales")]) == []


def test_releases_that_are_numbered():
    assert (series_of("cnnic-55"), number_of("cnnic-55")) == ("cnnic-", 55)
    assert (series_of("report"), number_of("report")) == ("report", 0)
    known = ["cnnic-9", "cnnic-53", "nbs-1", "cnnic-54"]
    assert earlier("cnnic-54", known) == ["cnnic-53", "cnnic-9"]
    assert months_of([("a", 5), ("a", 7), ("a", 5), ("b", 1), ("b", 2)]) == {"a": 5, "b": 2}
