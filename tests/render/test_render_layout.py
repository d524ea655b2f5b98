"""Escapes and wrapping."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnic_validate.render.escape import escaped, json_escaped
from cnnic_validate.render.layout import broken, counted, cut, width_of, wrapped


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("第55次 CNNIC, 11.08亿", "第55次 CNNIC, 11.08亿"),
        ("a\tb\r\n", r"a\tb\r\n"),
        ("\x1b[31mred\x07\x7f", r"\x1b[31mred\x07\x7f"),
        ("\x9b31m", r"\x9b31m"),
        ("1\u00a0234", r"1\xa0234"),
        ("\u202eabc\u2066", r"\u202eabc\u2066"),
        ("\u200b\ufeff\u2028", r"\u200b\ufeff\u2028"),
        ("\udc80", r"\udc80"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_escapes(text, shown):
    assert escaped(text) == shown


@given(st.text(st.characters()))
def test_escaped_text_is_one_printable_line(text):
    assert escaped(text).isprintable()


@given(st.text(st.characters()))
def test_escaped_json_is_the_same_json(text):
    written = json.dumps(text, ensure_ascii=False)
    safe = json_escaped(written)
    assert json.loads(safe) == text
    assert safe.isprintable()


def test_wrapping_breaks_at_spaces_and_keeps_numbers_with_their_sign():
    lines = wrapped("x" * 71 + " 12345 % more", first="- ")
    assert lines == ["- " + "x" * 71, "  12345 % more"]


def test_wrapping_breaks_between_chinese_characters_but_not_inside_a_number():
    lines = wrapped("网" * 37 + "11.08亿网民规模")
    assert lines == ["网" * 36, "网11.08亿网民规模"]
    assert wrapped("网" * 41) == ["网" * 40, "网"]


def test_a_piece_wider_than_the_line_is_not_broken():
    path = "https://example.org/" + "a" * 90
    assert wrapped(f"see {path} there", first="  ") == ["  see", f"  {path}", "  there"]


@given(st.text(st.sampled_from("ab1 %网，."), max_size=300))
def test_wrapping_loses_nothing_but_spaces(text):
    lines = wrapped(text, first="  ", rest="    ")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.text(st.characters(), max_size=60), st.integers(2, 40))
def test_cut_fits(text, columns):
    assert width_of(cut(text, columns)) <= columns


def test_cut_ends_at_a_word():
    assert cut("growth of 110,833 persons", 17) == "growth of …"
    assert cut("short", 17) == "short"


def test_combining_marks_take_no_column():
    assert width_of("e\u0301网") == 3


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1200, "1,200 rows")]
)
def test_counted(count, words):
    assert counted(count, "row") == words


def test_a_value_without_spaces_is_broken_anywhere():
    value = "网民,total,2024-12," * 12
    lines = broken(value, first="  value    ")
    assert max(width_of(line) for line in lines) <= 80
    assert "".join(line[11:] for line in lines) == value
    assert broken("a b", first="  value    ") == ["  value    a b"]
