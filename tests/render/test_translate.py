"""Spaces in Chinese: one between Chinese and other words, none within it or beside its signs."""

from __future__ import annotations

import pytest

from cnnic_validate.message import joined, say
from cnnic_validate.render.layout import Style
from cnnic_validate.render.translate import translated

ZH = Style(lang="zh")


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("数据", "指标"), "数据和指标"),
        (("a", "b"), "a 和 b"),
        (("第 3 行", "b:4"), "第 3 行和 b:4"),
        (("78.6%", "（空）"), "78.6% 和（空）"),
        (("`a`", "“乙”"), "`a` 和 “乙”"),
    ],
)
def test_and_has_the_spaces_that_its_neighbours_ask_for(parts, text):
    assert ZH.joined(" and ", parts) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("网民规模", "没有指标网民规模"), ("users", "没有指标 users"), ("（x）", "没有指标（x）")],
)
def test_a_template_has_the_spaces_that_its_values_ask_for(value, text):
    assert ZH.tell("the indicator {code} is unknown", code=value) == text


def test_a_space_alone_between_two_values_goes_too():
    words = say("{words} {period}", words="网民规模（农村）", period="2024-12")
    assert translated(words, "zh") == "网民规模（农村）2024-12"
    assert translated(joined(" ", ("网民规模", "2024-12")), "zh") == "网民规模 2024-12"


def test_what_values_are_made_of_stays():
    assert ZH.tell("printed {printed}", printed=" 9.7 亿 人") == "原文印作  9.7 亿 人"
    assert ZH.tell("printed {printed}", printed="9.7亿") == "原文印作 9.7亿"


def test_colours_have_no_width():
    painted = Style(color=True).paint("没有", "error")
    assert ZH.joined(" and ", (painted, painted)) == f"{painted}和{painted}"
