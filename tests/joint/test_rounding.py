"""What the figures tell of how a source rounds, and of the base of a share."""

from __future__ import annotations

import pytest

from cnnic_validate.check.joint.rounding import rounding_evidence
from cnnic_validate.model.listing import RoundingEvidence
from cnnic_validate.render.sentences import worded
from tests.joint.builder import Book


def told(book: Book) -> dict[str, RoundingEvidence]:
    return {each.source: each for each in rounding_evidence(book.check(), book.statistics)}


def shares(*printed: str) -> Book:
    """Shares of 1,000 users whose numerators the same report prints: 8796, 8794 and 9745 / 10."""
    book = Book()
    book.add("users", "10000", "10,000 persons")
    counts = {"total": "8796", "old": "8794", "young": "9745"}
    for breakdown, text in zip(counts, printed, strict=True):
        book.add("shoppers", counts[breakdown], "10,000 persons", breakdown=breakdown)
        book.add("users", "10000", "10,000 persons", breakdown=breakdown)
        book.add("usage_rate", text, breakdown=breakdown, base="2024-12")
    return book


def test_rounded_shares_say_nearest():
    evidence = told(shares("88.0", "87.9", "97.5"))["c55"]
    # 87.94 is printed 87.9 either way and tells nothing.
    assert (evidence.nearest, evidence.truncate, evidence.inferred) == (2, 0, "nearest")
    assert evidence.stated == "nearest"


def test_cut_shares_say_truncate():
    evidence = told(shares("87.9", "87.9", "97.4"))["c55"]
    assert (evidence.nearest, evidence.truncate, evidence.inferred) == (0, 1, "truncate")


def test_a_source_that_does_both_is_unknown():
    book = shares("88.0", "87.9", "97.4")
    book.add("shoppers", "8797", "10,000 persons", at="2023-12")
    book.add("users", "10000", "10,000 persons", at="2023-12")
    book.add("usage_rate", "87.9", at="2023-12", base="2023-12")
    evidence = told(book)["c55"]
    assert (evidence.nearest, evidence.truncate, evidence.inferred) == (1, 1, "unknown")


def test_words_and_lone_figures_tell_nothing():
    book = Book()
    book.add("users", "nearly 11000", "10,000 persons")
    book.add("users", "10998", "10,000 persons", at="2023-12")
    assert told(book) == {}


@pytest.mark.parametrize(("stated", "fits"), [("2024-12", True), ("2023-12", False)])
def test_a_share_on_a_wrong_base_is_told_the_period_that_fits(stated, fits):
    book = Book()
    book.add("users", "110833")
    book.add("population", "140967", at="2023-12", source="n23")
    book.add("population", "140828", at="2024-12", source="n24")
    book.add("penetration", "78.6", base=stated)
    hints = [worded(each).hint for each in book.check().findings]
    assert hints == [
        hint
        for hint in hints
        if hint.startswith(
            "with the denominator_period 2023-12 the figures would fit; else compare"
        )
    ]
    assert len(hints) == fits


@pytest.mark.parametrize(("measure", "printed"), [("growth", "9.1%"), ("change", "912")])
@pytest.mark.parametrize(("stated", "fits"), [("2023-06", True), ("2023-12", False)])
def test_what_compares_with_a_wrong_period_is_told_the_one_that_fits(
    measure, printed, stated, fits
):
    book = Book()
    for at, level in (("2024-12", "10912"), ("2023-12", "10000"), ("2023-06", "9300")):
        book.add("users", level, "10,000 persons", at=at)
    book.add("users", printed, measure=measure, ref=stated)
    hints = [worded(each).hint for each in book.check().findings]
    assert len(hints) == fits
    assert all("with the reference_period 2023-12 the figures would fit" in each for each in hints)


def test_no_base_is_named_where_none_fits():
    book = Book()
    book.add("users", "110833")
    book.add("population", "140967", at="2023-12", source="n23")
    book.add("population", "140828", at="2024-12", source="n24")
    book.add("penetration", "68.6", base="2024-12")
    (finding,) = book.check().findings
    assert "denominator_period" not in finding.hint
