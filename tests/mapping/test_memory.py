"""Which codes a label may mean: what agrees, what differs, and when nobody is asked."""

from dataclasses import replace

import pytest

from cnnic_validate.mapping.memory import MARGIN, SCORE, Memory
from cnnic_validate.mapping.ngrams import Index, overlap
from cnnic_validate.mapping.words import content, is_whole
from cnnic_validate.model.interval import ANYTHING
from cnnic_validate.model.mapping import Decision, LabelLine
from cnnic_validate.model.statistics import Breakdown, Indicator

LINE = LabelLine("CNNIC", "", "", "Online shopping users", "total")


def indicator(code, title, kind="stock"):
    return Indicator(code, kind, "point", "persons", "t", title, "", "", ANYTHING, ANYTHING)


INDICATORS = {
    "shopping": indicator("shopping", "Online shopping users"),
    "payment": indicator("payment", "Online payment users"),
    "shopping_rate": indicator("shopping_rate", "Online shopping usage rate", "ratio"),
    "users": indicator("users", "Internet users"),
}
BREAKDOWNS = {
    code: Breakdown(code, "area", "total", title, "")
    for code, title in (("urban", "Urban"), ("rural", "Rural"))
}
RURAL = replace(LINE, label="Internet users", breakdown="rural")
DECIDED = [
    (LINE, Decision("import", "shopping", "total")),
    (replace(LINE, label="Online payment users"), Decision("import", "payment", "total")),
    (
        replace(LINE, label="Internet users", breakdown="rural"),
        Decision("import", "users", "rural"),
    ),
    (replace(LINE, label="Internet users"), Decision("import", "users", "total")),
    (
        replace(LINE, label="Online shopping users", is_share=True, base="internet users"),
        Decision("import", "shopping_rate", "total"),
    ),
    (replace(LINE, agency="NBS", label="Urban"), Decision("import", "users", "urban")),
    (replace(LINE, label="Page views"), Decision("exclude", reason="not ours")),
]
PAIRS = {(each.indicator, each.breakdown) for _, each in DECIDED if each.indicator}


@pytest.fixture(scope="module")
def memory():
    return Memory(DECIDED, PAIRS, INDICATORS, BREAKDOWNS)


def answered(memory, line, fits=lambda _: True):
    decision = memory.answer(line, fits)
    return decision and (decision.indicator, decision.breakdown, decision.how)


def test_the_same_line_is_remembered_whatever_its_unit(memory):
    line = replace(LINE, unit="10,000 persons")
    assert answered(memory, line) == ("shopping", "total", "remembered")
    assert memory.answer(replace(LINE, label="Page views"), bool).reason == "not ours"


def test_another_wording_is_known_by_likeness(memory):
    line = replace(LINE, label="Number of online shopping users in China")
    assert answered(memory, line) == ("shopping", "total", "answered")


def test_a_word_more_is_another_indicator(memory):
    assert answered(memory, replace(LINE, label="Mobile online shopping users")) is None


def test_indicator_and_class_are_found_apart(memory):
    urban = replace(LINE, label="Internet users", breakdown="urban")
    assert answered(memory, urban) == ("users", "urban", "answered")


def test_a_pair_of_which_there_is_no_figure_is_asked(memory):
    assert answered(memory, replace(LINE, breakdown="rural")) is None
    assert memory.ranked(replace(LINE, breakdown="rural"), lambda _: True) is not None


def test_a_share_is_no_level_and_its_base_must_fit(memory):
    share = replace(LINE, is_share=True, base="all internet users")
    assert answered(memory, share) == ("shopping_rate", "total", "answered")
    other = replace(share, base="population")
    ranked = memory.ranked(other, lambda _: True)
    assert ranked[0].score < SCORE


def test_a_bare_class_of_another_agency_says_nothing(memory):
    assert answered(memory, replace(LINE, label="Urban")) is None


def test_a_unit_that_does_not_fit_rules_an_indicator_out(memory):
    assert answered(memory, LINE, lambda code: code != "shopping") is None


def test_two_codes_for_one_label_are_asked():
    twice = [*DECIDED, (LINE, Decision("import", "payment", "total"))]
    memory = Memory(twice, PAIRS, INDICATORS, BREAKDOWNS)
    first, second, *_ = memory.ranked(LINE, lambda _: True)
    assert first.score - second.score < MARGIN
    assert answered(memory, LINE) is None


def test_what_of_a_label_counts():
    assert content("网络视频用户规模", is_share=False) == content("网络视频", is_share=False)
    assert content("aged 60 and over", is_share=False) == content("60+", is_share=False)
    assert content("使用率", is_share=True) == frozenset()
    assert content("带宽", is_share=False) != content("带", is_share=False)
    assert is_whole("合计")
    assert not is_whole("农村")


def test_likeness_is_one_for_the_same_and_nothing_for_strangers():
    found = Index(["网民规模", "online shopping"]).alike("网民规模")
    assert found["网民规模"] == pytest.approx(1)
    assert "online shopping" not in found
    assert overlap("abc", "abc") == pytest.approx(1)
    assert overlap("abc", "网民") == 0
