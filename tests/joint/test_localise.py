"""Which cell is named, and what text: small tables with known slips."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnnic_validate.model.clash import Slip
from cnnic_validate.render.sentences import worded
from tests.joint.builder import Book


def table(**wrong: str) -> Book:
    """Two applications as CNNIC prints them; `wrong` replaces texts by name."""
    texts = {
        "users": "110,833",
        "users_before": "109,225",
        "shoppers": "97,443",
        "shoppers_before": "91,496",
        "rate": "87.9%",
        "rate_before": "83.8%",
        "growth": "6.5%",
    } | wrong
    book = Book()
    book.add("users", texts["users"])
    book.add("users", texts["users_before"], at="2023-12")
    book.add("shoppers", texts["shoppers"])
    book.add("shoppers", texts["shoppers_before"], at="2023-12")
    book.add("usage_rate", texts["rate"], base="2024-12")
    book.add("usage_rate", texts["rate_before"], base="2023-12", at="2023-12")
    book.add("shoppers", texts["growth"], measure="growth", ref="2023-12")
    return book


def errors(book: Book):
    return [each for each in book.check().findings if each.severity == "error"]


def test_the_table_is_right():
    assert table().check().findings == ()


@pytest.mark.parametrize(
    ("name", "text", "line", "meant"),
    [
        ("shoppers", "94,743", 4, "97,443"),
        ("shoppers", "9,743", 4, "97,443"),
        ("shoppers_before", "94,196", 5, "91,496"),
        ("growth", "5.6%", 8, "6.5%"),
        ("growth", "0.65%", 8, "6.5%"),
        ("growth", "-6.5%", 8, "6.5%"),
        ("rate", "78.9%", 6, "87.9%"),
    ],
)
def test_one_slip_is_named_with_what_was_meant(name, text, line, meant):
    (finding,) = errors(table(**{name: text}))
    lead = finding.suspects[0]
    assert [place.line for place in lead.places] == [line]
    assert meant in [each.texts[0].text for each in lead.suggestions[:3]]
    assert finding.place.line == line


def test_a_copied_period_is_named_as_such():
    (finding,) = errors(table(shoppers="91,496"))
    lead = finding.suspects[0]
    assert [place.line for place in lead.places] == [4]
    copies = [each.texts[0] for each in lead.suggestions if not each.texts[0].text]
    assert [(each.slip, str(each.period)) for each in copies] == [(Slip.COPY, "2023-12")]


def test_two_cells_exchanged_are_one_finding():
    (finding,) = errors(table(shoppers="91,496", shoppers_before="97,443"))
    lead = finding.suspects[0]
    assert lead.operation == "swap"
    assert {place.line for place in lead.places} == {4, 5}
    assert {each.text for each in lead.suggestions[0].texts} == {"91,496", "97,443"}
    assert "most probably exchanged" in worded(finding).message


def test_two_slips_at_once_in_one_rule_are_both_named():
    (finding,) = errors(table(shoppers="94,743", rate="78.9%"))
    lead = finding.suspects[0]
    assert {place.line for place in lead.places} == {4, 6}
    texts = [{one.text for one in each.texts} for each in lead.suggestions]
    assert {"97,443", "87.9%"} in texts


def test_two_slips_that_share_a_right_cell_are_told_apart():
    book = Book()
    book.add("users", "110,833")
    book.add("shoppers", "94,743")
    book.add("usage_rate", "87.9%", base="2024-12")
    book.add("users", "97,246", breakdown="urban")
    book.add("structure", "71.5%", base="2024-12", breakdown="urban")
    found = errors(book)
    leads = {each.place.line: each.suspects[0] for each in found}
    assert sorted(leads) == [3, 5]
    meant = {line: {one.texts[0].text for one in lead.suggestions} for line, lead in leads.items()}
    assert "97,443" in meant[3]
    assert "79,246" in meant[5]
    # Each is told with its own rule and figures only, and every chance is one.
    assert [len(each.figures) for each in found] == [3, 3]
    assert all(sum(each.probability for each in one.suspects) <= 1.0 for one in found)


def test_a_column_in_a_wrong_unit_is_one_finding():
    book = Book()
    for breakdown in ("urban", "rural", "old", "young"):
        book.add("users", "10,833", breakdown=breakdown)
        book.add("shoppers", "9,523", "100 million persons", breakdown=breakdown)
        book.add("usage_rate", "87.9%", base="2024-12", breakdown=breakdown)
    (finding,) = errors(book)
    lead = finding.suspects[0]
    assert lead.operation == "unit"
    assert [place.line for place in lead.places] == [3, 6, 9, 12]
    assert "4 figures printed in 100 million persons" in worded(finding).message


def incoming(book: Book):
    """Check a book as a release that is about to enter, all of it."""
    figures = [
        replace(each, place=replace(each.place, path="incoming.csv")) for each in book.figures
    ]
    book.figures[:] = figures
    return [each for each in book.check(incoming="incoming.csv").findings if each.suspects]


@pytest.mark.parametrize(
    "wrong",
    [
        {"shoppers": "94,743"},
        {"shoppers": "91,496", "shoppers_before": "97,443"},
        {"shoppers": "94,743", "rate": "78.9%"},
    ],
)
def test_where_every_cell_is_new_being_new_says_nothing(wrong):
    def chances(found):
        return [
            (
                each.operation,
                pytest.approx(each.probability),
                text.texts,
                pytest.approx(text.probability),
            )
            for one in found
            for each in one.suspects
            for text in each.suggestions
        ]

    assert chances(incoming(table(**wrong))) == chances(errors(table(**wrong)))


def test_one_slip_in_several_cells_is_as_likely_as_the_slip():
    (finding,) = errors(table(shoppers="91,496", shoppers_before="97,443"))
    lead = finding.suspects[0]
    assert [each.probability for each in lead.suggestions] == [lead.probability]


def test_of_two_equal_suspects_the_incoming_one_is_named():
    book = Book()
    for line in (1, 2):
        book.add("users", f"110,8{line}3")
        latest = book.figures[-1]
        path = "incoming.csv" if line == 1 else "data/observations.csv"
        book.figures[-1] = replace(latest, place=replace(latest.place, path=path))
    leads = [
        finding.suspects[0].places[0].path
        for finding in book.check(incoming="incoming.csv").findings
    ]
    assert leads == ["incoming.csv"]
