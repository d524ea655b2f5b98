"""Contradictions that only show piece by piece: cycles through what nobody printed."""

from __future__ import annotations

import pytest

from tests.joint.builder import Book, verdicts


def rates_of_two_reports(change: str) -> Book:
    """Two levels, their rate and their changes; the earlier level and rate are unprinted.

    With d the change of the rate, d = (2931 - 0.842 · 2656) / 56400 = 1.23 points, up to 0.002.
    """
    book = Book()
    book.add("users", "5.91亿", "persons", at="2013-06")
    book.add("users", "2656", at="2013-06", measure="change", ref="2012-12")
    book.add("users", "5.64亿", "persons", at="2012-12")
    book.add("shoppers", "4.97亿", "persons", at="2013-06")
    book.add("shoppers", "2931", at="2013-06", measure="change", ref="2012-12")
    book.add("usage_rate", "84.2", at="2013-06", base="2013-06")
    book.add(
        "usage_rate",
        change,
        "percentage points",
        at="2013-06",
        measure="change",
        ref="2012-12",
        base="2013-06",
        ref_base="2012-12",
    )
    return book


def test_a_change_of_rates_that_no_levels_allow_is_an_error():
    book = rates_of_two_reports("1.3")
    result = book.check()
    (finding,) = result.findings
    assert (finding.code, finding.severity) == ("joint", "error")
    assert "f8" in {place.key for suspect in finding.suspects for place in suspect.places}
    assert finding.message.endswith("printed 1.3; the other figures require 1.22 to 1.24")
    lead = finding.suspects[0]
    assert (lead.places[0].key, lead.admissible) == ("f8", (("1.22", "1.24"),))
    assert lead.suggestions[0].text == "1.2"
    assert set(verdicts(result, "ratio")) == {"failed"}


@pytest.mark.parametrize("change", ["1.2", "1.23"])
def test_one_that_they_allow_has_a_witness(change):
    result = rates_of_two_reports(change).check()
    assert result.findings == ()
    assert set(verdicts(result, "ratio")) == {"passed"}


def test_an_unprinted_rate_without_terms_is_not_judged():
    book = rates_of_two_reports("1.3")
    book.figures = [each for each in book.figures if each.id not in {"f3", "f4"}]
    assert book.check().findings == ()
