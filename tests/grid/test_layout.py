"""Headings, labels, values, titles and notes of a table."""

import pytest

from cnnic_validate.errors import UnreadableError
from cnnic_validate.grid import Wanted
from cnnic_validate.grid.delimited import text_grid
from cnnic_validate.grid.layout import laid_out


def layout(text, **wanted):
    return laid_out(text_grid(text, "t", "|"), Wanted(delimiter="|", **wanted))


def test_titles_sections_and_notes_are_set_apart():
    found = layout(
        "表1 网民||\n单位：万人||\n指标|2023.12|2024.12\n一、总体||\n网民|109,225|110,833\n"
        "二、分城乡||\n农村|32,600|31,308\n注：样本||\n"
    )
    assert found.titles == ("表1 网民", "单位：万人")
    assert found.notes == ("注：样本",)
    assert found.label_names == ("section", "指标")
    assert [(each.label, each.heading) for each in found.values] == [
        (("一、总体", "网民"), ("2023.12",)),
        (("一、总体", "网民"), ("2024.12",)),
        (("二、分城乡", "农村"), ("2023.12",)),
        (("二、分城乡", "农村"), ("2024.12",)),
    ]


def test_a_second_row_of_headings_with_units_alone():
    found = layout("indicator|period|printed\n||(million)\nretail|2024-12|412.6\n")
    (value,) = found.values
    assert value.heading == ("printed", "(million)")
    assert value.label == ("retail", "2024-12")


def test_age_groups_are_labels_though_they_begin_like_numbers():
    found = layout("年龄|占比\n6-9岁|4.2%\n10-19岁|13.9%\n60岁及以上|15.4%\n")
    assert [each.label for each in found.values] == [("6-9岁",), ("10-19岁",), ("60岁及以上",)]


def test_a_column_of_symbols_and_words_holds_values():
    found = layout("x|2023|2024\na|..|近7成\nb|约5.2亿|over 3 billion\nc|–|下降3.5%\n")
    assert [each.cell.text for each in found.values if each.heading == ("2023",)] == [
        "..",
        "约5.2亿",
        "–",
    ]


def test_an_empty_cell_is_no_value_and_a_column_of_units_none():
    found = layout("x|2024|unit\na|5|km\nb||km\nc|6|km\n")
    assert [each.label for each in found.values] == [("a", "km"), ("c", "km")]
    assert found.label_names == ("x", "unit")


def test_a_person_may_say_what_is_what():
    text = "2023|2024\n1|2\n3|4\n"
    assert [each.label for each in layout(text).values] == [("1",), ("3",)]
    assert [each.label for each in layout(text, label_columns=0).values] == [()] * 4
    assert len(layout(text, heading_rows=0, label_columns=0).values) == 6


def test_a_table_without_values_is_refused():
    with pytest.raises(UnreadableError, match="--heading-rows"):
        layout("a|b\nc|d\n")
