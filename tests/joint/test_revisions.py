"""Revisions: told as such where no slip explains them, with the later print's row; reasons."""

from __future__ import annotations

from cnnic_validate.model.clash import Contradiction, Revision
from cnnic_validate.render.sentences import worded
from tests.joint.builder import Book


def two_releases(*pairs: tuple[str, str, str]) -> Book:
    """Levels by period as two releases of one agency print them."""
    book = Book()
    for at, old, _ in pairs:
        book.add("users", old, at=at, source="c53")
    for at, _, new in pairs:
        book.add("users", new, at=at, source="c55")
    return book


def test_a_revision_is_told_with_both_prints_on_the_later_line():
    (finding,) = two_releases(("2023-12", "41,260", "39,890")).check().findings
    assert isinstance(finding.account, Revision)
    assert (finding.code, finding.place.line, finding.suspects) == ("revision", 3, ())
    told = worded(finding)
    assert told.message == (
        "users 2023-12: c55 prints 39,890 (10,000 persons), c53 printed 41,260 (10,000 persons): "
        "revised, and no exemption says so"
    )
    assert "line 3 of data/observations.csv" in told.hint
    assert [each.place.line for each in told.because if each.place] == [2, 3]


def test_a_slip_in_a_later_print_is_no_revision():
    (finding,) = two_releases(("2023-12", "41,260", "42,160")).check().findings
    assert isinstance(finding.account, Contradiction)
    meant = {each.texts[0].text for suspect in finding.suspects for each in suspect.suggestions}
    assert meant & {"41,260", "42,160"}


def test_a_series_restated_by_one_factor_is_one_finding():
    restated = two_releases(
        ("2021-12", "40,000", "33,848"),
        ("2022-12", "51,000", "43,156"),
        ("2023-12", "60,000", "50,772"),
    )
    (finding,) = restated.check().findings
    assert len(finding.account.pairs) == 3
    low, high = map(float, finding.account.factor)
    assert low <= 0.8462 <= high < low + 0.001
    assert "3 figures are restated by one factor, 0.84" in worded(finding).message
    apart = two_releases(
        ("2021-12", "40,000", "33,848"),
        ("2022-12", "51,000", "43,156"),
        ("2023-12", "60,000", "46,772"),
    )
    assert len(apart.check().findings) == 3


def test_of_two_clashing_prints_the_one_that_a_change_wrote_is_the_likelier_culprit():
    for changed in ("f2", "f3"):
        book = Book()
        book.add("users", "107,442")
        book.add("users", "107,424")
        (finding,) = book.check(changed=frozenset({changed})).findings
        assert finding.place.key == changed


def test_every_figure_that_the_range_rests_on_is_named_tightest_first():
    book = Book()
    book.add("users", "104,724")
    for text in ("107,4亿", "107,424", "10.7亿", "1.1 billion", "1.07 billion", "107,424"):
        unit = "persons" if "亿" in text or "billion" in text else "10,000 persons"
        book.add("users", text.replace("107,4亿", "10.74亿"), unit)
    (finding,) = book.check().findings
    told = worded(finding)
    first = next(each for each in told.because if each.place)
    assert first.place.line in {4, 8}
    named = {each.place.line for each in told.because if each.place}
    by_line = " ".join(each.text for each in told.because if not each.place)
    assert all(line in named or str(line) in by_line for line in range(3, 9))


def test_figures_beside_the_clash_that_narrow_the_range_are_named():
    book = Book()
    book.add("users", "110,833")
    book.add("shoppers", "94,743")
    book.add("usage_rate", "87.9%", base="2024-12")
    book.add("shoppers", "91,496", at="2023-12")
    book.add("shoppers", "5,947", measure="change", ref="2023-12")
    (finding,) = [each for each in book.check().findings if each.severity == "error"]
    lines = {each.line for each in finding.figures}
    beside = {each.place.line for each in finding.account.beside}
    assert lines | beside == {2, 3, 4, 5, 6}
