"""Contradictions that only show piece by piece: cycles through what nobody printed."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest

from cnnic_validate.check.joint.build.network import Constraint, Network, Variable, sum_form
from cnnic_validate.check.joint.locate.region import Ground, Region
from cnnic_validate.check.joint.prove.box import Box
from cnnic_validate.render.sentences import worded
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
    assert worded(finding).message.endswith("printed 1.3; the other figures require 1.22 to 1.24")
    lead = finding.suspects[0]
    assert (lead.places[0].key, lead.admissible) == ("f8", ((Decimal("1.22"), Decimal("1.24")),))
    assert lead.suggestions[0].texts[0].text == "1.2"
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


@pytest.mark.parametrize(
    ("ends", "left"),
    [((0.0, 1.0), None), ((1.0, math.nextafter(1.0, 2.0)), (1.0, math.nextafter(1.0, 2.0)))],
)
def test_an_interval_that_is_refuted_slice_by_slice_leaves_nothing(ends, left):
    variables = [Variable(quantity, "r") for quantity in (None, None)]
    equal = Constraint("declared", "", "error", sum_form((1, -1), Fraction(0), Fraction(0)), (0, 1))
    network = Network(variables, [equal])
    box = Box([ends[0], 5.0], [ends[1], 6.0])
    region = Region(Ground(network, box, box.copy(), network.neighbours([0]), {}))
    # Slices that floats do not tell apart are not tried without end.
    assert region._shaved(1, 0, ends) == left
