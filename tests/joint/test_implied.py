"""What the data model implies, instance by instance, on small sets of printed figures."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from cnnic_validate.model.interval import Interval
from cnnic_validate.model.rule import RuleSet, Waiver
from cnnic_validate.render.sentences import worded
from tests.joint.builder import Book, verdicts


def codes(result):
    return [(each.code, each.severity, each.place.line) for each in result.findings]


def test_a_right_usage_rate_passes_and_all_three_figures_are_seen():
    book = Book()
    book.add("users", "110,833")
    book.add("shoppers", "97,443")
    book.add("usage_rate", "87.9%", base="2024-12")
    result = book.check()
    assert verdicts(result, "ratio") == ["passed"]
    assert result.findings == ()
    assert result.unchecked == ()


def test_a_wrong_digit_is_told_with_what_the_others_require():
    book = Book()
    book.add("users", "110,833")
    book.add("usage_rate", "87.9%", base="2024-12")
    book.add("shoppers", "79,443")
    (finding,) = map(worded, book.check().findings)
    assert (finding.code, finding.severity) == ("ratio", "error")
    assert finding.place.line == 4
    assert "printed 79,443; the other figures require 97,366.3 to 97,478" in finding.message
    assert {each.place.line for each in finding.because if each.place} == {2, 3}


def test_fixed_tolerance_would_flag_what_intervals_allow():
    """Urban 79,524 + rural 31,308 = 110,832 against 110,833: rounding, not an error."""
    book = Book()
    book.add("users", "110,833")
    book.add("users", "79,524", breakdown="urban")
    book.add("users", "31,308", breakdown="rural")
    assert book.check().findings == ()
    assert abs(79524 + 31308 - 110833) > 0.05


def test_a_sum_off_by_more_than_rounding_allows_fails():
    book = Book()
    book.add("users", "110,833")
    book.add("users", "79,524", breakdown="urban")
    book.add("users", "31,306", breakdown="rural")
    (finding,) = map(worded, book.check().findings)
    assert finding.code == "partition"
    assert {each.places[0].line for each in finding.suspects} == {2, 3, 4}


def test_counts_printed_to_the_unit_are_exact():
    book = Book()
    book.with_indicator("users", quantum=1)
    book.add("users", "13,580", "persons")
    book.add("users", "8,000", "persons", breakdown="urban")
    book.add("users", "5,581", "persons", breakdown="rural")
    assert verdicts(book.check(), "partition") == ["failed"]


def test_shares_of_the_whole_add_to_a_hundred():
    book = Book()
    book.add("structure", "71.8%", breakdown="urban", base="2024-12")
    book.add("structure", "28.2%", breakdown="rural", base="2024-12")
    assert verdicts(book.check(), "partition") == ["passed"]
    book.add("structure", "28.2%", breakdown="old", base="2024-12")
    assert verdicts(book.check(), "partition") == ["passed"]


def test_shares_that_miss_a_hundred_fail():
    book = Book()
    book.add("structure", "71.8%", breakdown="urban", base="2024-12")
    book.add("structure", "28.4%", breakdown="rural", base="2024-12")
    assert verdicts(book.check(), "partition") == ["failed"]


def test_growth_and_change_meet_the_levels():
    book = Book()
    book.add("shoppers", "97,443")
    book.add("shoppers", "91,496", at="2023-12")
    book.add("shoppers", "6.5%", measure="growth", ref="2023-12")
    book.add("shoppers", "5,947", measure="change", ref="2023-12")
    result = book.check()
    assert verdicts(result, "growth") == ["passed"]
    assert verdicts(result, "change") == ["passed"]
    assert result.unchecked == ()


def test_two_changes_meet_in_a_base_that_nobody_printed():
    book = Book()
    book.add("shoppers", "97,443")
    book.add("shoppers", "5,947", measure="change", ref="2023-12")
    book.add("shoppers", "7.5%", measure="growth", ref="2023-12")
    result = book.check()
    assert sorted(verdicts(result, "growth") + verdicts(result, "change")) == ["failed", "failed"]
    assert [each.code for each in result.findings] == ["joint"]


def test_a_growth_and_a_change_without_levels_are_decided():
    book = Book()
    book.add("shoppers", "5,947", measure="change", ref="2023-12")
    book.add("shoppers", "6.5%", measure="growth", ref="2023-12")
    verdict = {each.verdict for each in book.check().instances}
    assert verdict == {"passed"}
    book = Book()
    book.add("shoppers", "-5,947", measure="change", ref="2023-12")
    book.add("shoppers", "6.5%", measure="growth", ref="2023-12")
    assert [each.severity for each in book.check().findings] == ["error"]


def test_a_lonely_latent_is_not_evaluated_and_named():
    book = Book()
    book.add("usage_rate", "87.9%", base="2024-12")
    book.add("users", "110,833")
    (instance,) = [each for each in book.check().instances if each.rule == "ratio"]
    assert instance.verdict == "not evaluated"
    assert instance.reason == "not printed: shoppers 2024-12"


def test_an_unstated_base_is_not_evaluated():
    book = Book()
    book.add("penetration", "78.6%")
    book.add("users", "110,833")
    book.add("population", "140,967", at="2023-12", source="n23")
    (instance,) = [each for each in book.check().instances if each.rule == "ratio"]
    assert instance.verdict == "not evaluated"
    assert instance.reason == "the period of the denominator is not stated"


def test_a_declared_base_of_another_agency_is_hard():
    book = Book()
    book.add("penetration", "78.9%", base="2023-12")
    book.add("users", "110,833")
    book.add("population", "140,967", at="2023-12", source="n23")
    assert [(each.code, each.severity) for each in book.check().findings] == [("ratio", "error")]


def test_the_60_plus_case_three_figures_clash_though_no_two_do():
    """CNNIC 55: penetration 52.5 % of end-2023, car-hailing 3,849 at 24.6 % of users aged 60+."""
    book = Book()
    rate = book.add("penetration", "52.5%", breakdown="old", base="2023-12")
    hailing = book.add("shoppers", "3,849", breakdown="old")
    share = book.add("usage_rate", "24.6%", breakdown="old", base="2024-12")
    population = book.add("population", "29,697", breakdown="old", at="2023-12", source="n23")
    result = book.check()
    (finding,) = result.findings
    assert finding.code == "joint"
    assert {each.key for each in finding.figures} == {rate, hailing, share, population}
    for left_out in (rate, hailing, share):
        fewer = Book()
        fewer.figures = [each for each in book.figures if each.id != left_out]
        assert fewer.check().findings == ()


def test_a_basis_lifts_and_is_listed():
    book = Book()
    book.add("shoppers", "97,443")
    book.add("shoppers", "91,496", at="2023-12")
    book.add("shoppers", "9.9%", measure="growth", ref="2023-12", exemption="restated")
    result = book.check()
    assert result.findings == ()
    (instance,) = [each for each in result.instances if each.rule == "growth"]
    assert (instance.verdict, instance.reason) == ("not applicable", "exemption restated: Restated")


def test_two_vintages_of_one_agency_that_differ_are_a_revision():
    book = Book()
    book.add("shoppers", "97,443", source="c53")
    book.add("shoppers", "97,448", source="c55")
    assert codes(book.check()) == [("revision", "error", 3)]


def test_a_declared_revision_is_not_applicable():
    book = Book()
    book.add("shoppers", "97,443", source="c53")
    book.add("shoppers", "97,448", source="c55", exemption="census")
    result = book.check()
    assert result.findings == ()
    assert verdicts(result, "revision") == ["not applicable"]


def test_another_agency_that_differs_is_a_warning():
    book = Book()
    book.add("shoppers", "97,443", source="c55")
    book.add("shoppers", "97,448", source="n24")
    assert codes(book.check()) == [("revision", "warning", 3)]


def test_a_forecast_is_not_compared_with_an_actual_value():
    book = Book()
    book.add("shoppers", "97,443", source="c53", status="F")
    book.add("shoppers", "91,448", source="c55")
    assert verdicts(book.check(), "revision") == ["not applicable"]


def test_a_citation_joins_the_cited_release():
    book = Book()
    book.add("shoppers", "97,443")
    book.add("shoppers", "974 million", "", source="press", cites="c55")
    assert verdicts(book.check(), "repeat") == ["passed"]
    book.add("shoppers", "947 million", "", source="press", cites="c55")
    result = book.check()
    assert codes(result) == [("repeat", "error", 4)]
    assert "printed 947 million" in worded(result.findings[0]).message


def test_citations_are_followed_to_their_origin():
    book = Book()
    book.add("population", "140,967", at="2023-12", source="n23")
    book.add("population", "140,967", at="2023-12", source="c55", cites="n23")
    book.add("population", "1.4 billion", "", at="2023-12", source="press", cites="c55")
    assert verdicts(book.check(), "repeat") == ["passed", "passed"]


def test_an_edition_serves_the_terms_of_the_other():
    book = Book()
    book.add("penetration", "66.0%", base="2023-12", source="c55b", breakdown="rural")
    book.add("users", "31,308", breakdown="rural", source="c55")
    book.add("population", "47,700", breakdown="rural", at="2023-12", source="n23")
    assert codes(book.check()) == [("ratio", "error", 3)] or codes(book.check())[0][0] == "ratio"


def test_a_part_is_no_more_than_its_whole():
    book = Book()
    book.add("users", "11,083")
    book.add("users", "79,524", breakdown="urban")
    result = book.check()
    assert [each.code for each in result.findings] == ["part-whole"]


def test_a_qualified_figure_is_told_apart():
    book = Book()
    book.add("users", "110,833")
    book.add("shoppers", "55,000")
    book.add("usage_rate", "nearly 60 percent", base="2024-12")
    (finding,) = map(worded, book.check().findings)
    assert "unless 'nearly 60 percent' means 49." in finding.message


def test_a_loose_word_is_a_warning_that_accuses_nobody():
    book = Book()
    book.add("users", "110,833")
    book.add("shoppers", "57,600")
    book.add("usage_rate", "nearly 60 percent", base="2024-12")
    assert [each.code for each in book.check().findings] == ["soft-interval"]


@pytest.mark.parametrize(
    ("rules", "figures", "covered"),
    [(("ratio",), (), True), ((), ("f3",), True), (("ratio",), ("f9",), False)],
)
def test_a_waiver_covers_what_it_names(rules, figures, covered):
    book = Book()
    book.add("users", "110,833")
    book.add("shoppers", "79,443")
    book.add("usage_rate", "87.9%", base="2024-12")
    day = datetime.date(2025, 12, 31)
    waiver = Waiver("w1", figures, rules, "asked the agency", "maintainer", day)
    result = book.check(RuleSet(waivers=(waiver,)), waivers_path="schemas/waivers.yaml")
    found = [each.code for each in result.findings]
    assert found == ([] if covered else ["ratio", "stale-waiver"])
    if not covered:
        stranger = result.findings[-1]
        assert stranger.message == "waiver w1 names f9, which is no figure read here"
    assert verdicts(result, "ratio") == (["waived"] if covered else ["failed"])


def test_a_waiver_of_rules_that_fail_only_together_is_not_stale():
    """No exempted instance fails by itself: a growth and a change on one unprinted base."""
    book = Book()
    book.add("shoppers", "97,443")
    book.add("shoppers", "5,947", measure="change", ref="2023-12")
    book.add("shoppers", "7.5%", measure="growth", ref="2023-12")
    day = datetime.date(2025, 12, 31)
    waiver = Waiver("w1", (), ("growth", "change"), "asked", "maintainer", day)
    result = book.check(RuleSet(waivers=(waiver,)))
    assert result.findings == ()
    assert verdicts(result, "growth") + verdicts(result, "change") == ["waived", "waived"]


def test_stale_and_expired_waivers_are_reported():
    book = Book()
    book.add("users", "110,833")
    book.add("shoppers", "97,443")
    book.add("usage_rate", "87.9%", base="2024-12")
    waiver = Waiver("w1", ("f3",), (), "why", "maintainer", datetime.date(2025, 1, 1))
    result = book.check(RuleSet(waivers=(waiver,)), waivers_path="schemas/waivers.yaml")
    assert [each.code for each in result.findings] == ["stale-waiver", "expired-waiver"]
    assert {each.place.path for each in result.findings} == {"schemas/waivers.yaml"}


def test_two_wrong_figures_are_two_findings():
    book = Book()
    book.add("users", "110,833")
    book.add("shoppers", "79,443")
    book.add("usage_rate", "87.9%", base="2024-12")
    book.add("users", "100,924", at="2023-12")
    book.add("shoppers", "91,496", at="2023-12")
    book.add("usage_rate", "83.8%", base="2023-12", at="2023-12")
    assert [each.code for each in book.check().findings] == ["ratio", "ratio"]


def test_plausible_growth_is_a_warning():
    book = Book()
    book.with_indicator("users", growth=Interval(Fraction(-5), Fraction(20)))
    book.add("users", "110,833")
    book.add("users", "78,833", at="2023-12")
    (finding,) = map(worded, book.check().findings)
    assert (finding.code, finding.severity) == ("plausible-growth", "warning")
    assert "is 40.6 %; plausible is -5 % to 20 %" in finding.message
