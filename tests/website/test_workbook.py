"""A workbook holds its tables as they are, and nothing that runs."""

from __future__ import annotations

import io

import openpyxl
import pytest

from cnnic_validate.render.workbook import Sheet, workbook


def read(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {each.title: [[cell.value for cell in row] for row in each.iter_rows()] for each in book}


def test_numbers_are_numbers_and_text_is_text():
    rows = [["007", "1.50"], ["=1+1", "-2"], ["网民 <&>", ""], ["x", "1e400"], ["y", "1,000"]]
    sheets = read(workbook([Sheet("a/b", ("code", "value"), rows, frozenset({"value"}))]))
    assert sheets == {
        "a_b": [
            ["code", "value"],
            ["007", 1.5],
            ["=1+1", -2],
            ["网民 <&>", None],
            ["x", "1e400"],
            ["y", "1,000"],
        ]
    }
    data = workbook([Sheet("s", ("a",), [["=cmd()"]])])
    (cell,) = openpyxl.load_workbook(io.BytesIO(data)).active["A2:A2"][0]
    assert cell.data_type in {"s", "inlineStr"}


def test_names_are_those_that_a_spreadsheet_takes():
    names = ["x" * 40, "x" * 41, "X" * 42, "a:b", ""]
    titles = list(read(workbook([Sheet(name, ("a",), []) for name in names])))
    assert len({each.lower() for each in titles}) == len(names)
    assert all(1 <= len(each) <= 31 for each in titles)


def test_the_same_bytes_for_the_same_tables():
    sheets = [Sheet("a", ("b",), [["c"]])]
    assert workbook(sheets) == workbook(sheets)


def test_the_workbook_of_a_version_has_its_tables(site):
    built = site()
    (path,) = built.glob("v/*/*.xlsx")
    sheets = read(path.read_bytes())
    (folder,) = built.glob("v/*/files")
    for name, file in (("series", "series.csv"), ("observations", "data/observations.csv")):
        lines = (folder / file).read_text(encoding="utf-8").splitlines()
        assert len(sheets[name]) == len(lines)
        assert sheets[name][0] == lines[0].split(",")
    value = sheets["series"][0].index("value")
    assert all(isinstance(row[value], int | float) for row in sheets["series"][1:])


@pytest.mark.parametrize("control", ["\x00", "\x0b", "\ud800", "\u202e"])
def test_signs_that_no_xml_holds_are_made_visible(control):
    ((_, (shown,)),) = read(workbook([Sheet("a", ("b",), [[f"x{control}"]])])).values()
    assert shown.startswith("x\\")
