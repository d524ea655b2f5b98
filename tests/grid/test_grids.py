"""Documents of every kind as grids, and what is refused, with a remedy that works."""

import csv
import datetime
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from reportlab.lib.styles import ParagraphStyle

from cnnic_validate.errors import UnreadableError
from cnnic_validate.grid import UndecodedError, Wanted, grids, one_of
from cnnic_validate.grid.layout import laid_out
from tests.grid.documents import documents, page, portable, saved, table_pdf, workbook

SMALL = [
    ["应用", "用户规模(万)", "使用率"],
    ["即时通信", "105,963", "97.0%"],
    ["网络支付", "95,386", "87.3%"],
]
RELEASE = Path(__file__).with_name("cnnic_57.csv")


def texts(grid):
    return [[cell.text for cell in row] for row in grid.rows]


def values(grid):
    return [(each.label, each.heading, each.cell.text) for each in laid_out(grid).values]


def read(data, name="file", **wanted):
    return one_of(grids(data, name, Wanted(**wanted)), Wanted(**wanted))


def test_a_release_reads_alike_from_five_documents():
    rows = list(csv.reader(io.StringIO(RELEASE.read_text(encoding="utf-8"))))
    read_as = {
        name: values(read(data, name, encoding="gb18030" if name == "table.csv" else ""))
        for name, data in documents(rows).items()
    }
    at = rows[0].index("printed")
    assert [text for *_, text in read_as["table.xlsx"]] == [row[at] for row in rows[1:]]
    assert all(each == read_as["table.xlsx"] for each in read_as.values())


@pytest.mark.parametrize("ruled", [True, False])
def test_a_pdf_reads_with_lines_and_without(ruled):
    assert texts(read(portable(SMALL, ruled=ruled))) == SMALL


def rich(text, mark):
    return CellRichText(text, TextBlock(InlineFont(vertAlign="superscript"), mark))


def test_a_raised_footnote_is_never_a_digit_in_a_workbook():
    book = Workbook()
    book.active.append(["指标", "数值"])
    book.active.append([rich("网民规模", "a"), rich("110818", "1")])
    book.active.append(["农村", "31,308²"])
    book.active.append(["城镇", "2"])
    book.active["B4"].font = Font(vertAlign="superscript")
    grid = read(saved(book))
    assert texts(grid)[1:] == [["网民规模", "110818"], ["农村", "31,308"], ["城镇", ""]]
    assert [row[1].marks for row in grid.rows[1:]] == [("1",), ("²",), ("2",)]


def test_a_raised_footnote_is_never_a_digit_on_a_page():
    html = (
        b"<table><tr><td>x<td>y<tr><td>km\xc2\xb2<td>110818<sup>1</sup><tr><td>b<td>5<sub>p</sub>"
    )
    grid = read(html)
    assert texts(grid)[1:] == [["km²", "110818"], ["b", "5"]]
    assert [row[1].marks for row in grid.rows[1:]] == [("1",), ("p",)]


@pytest.mark.parametrize("markup", ["<super>1</super>", "<super size=5>1</super>", "<sub>1</sub>"])
def test_a_raised_footnote_is_never_a_digit_in_a_pdf(markup):
    rows = [["Item", "Number"], ["Users", f"110818{markup}"], ["Rural", "31,308"]]
    grid = read(table_pdf(rows, ParagraphStyle("latin", fontName="Helvetica", fontSize=10)))
    assert texts(grid)[1:] == [["Users", "110818"], ["Rural", "31,308"]]
    assert grid.rows[1][1].marks == ("1",)


def test_a_power_of_ten_is_no_footnote():
    grid = read(page([["a", "b"], ["x", "1.2×10⁶"], ["y", "3"]]))
    assert [cell.text for cell in grid.unread()] == ["1.2×10"]


def test_a_workbook_is_read_as_displayed():
    book = Workbook()
    sheet = book.active
    sheet.title = "Table 1"
    sheet.append(["2024.12", None, "月"])
    sheet.append([0.786, 88, datetime.date(2024, 12, 1)])
    sheet["A2"].number_format, sheet["B2"].number_format = "0.0%", "0.00"
    sheet["C2"].number_format = "yyyy-mm"
    sheet.merge_cells("A1:B1")
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    grid = read(saved(book))
    assert texts(grid) == [["2024.12", "2024.12", "月"], ["78.6%", "88.00", "2024-12"]]
    assert [cell.continues for cell in grid.rows[0]] == [False, True, False]
    assert grid.rows[1][1].place == "'Table 1'!B2"
    assert [name for _, name in grid.hidden_rows] == ["'Table 1'!2:2"]
    assert [name for _, name in grid.hidden_columns] == ["'Table 1'!B:B"]


def test_what_a_workbook_does_not_tell_is_listed():
    book = Workbook()
    sheet = book.active
    for row in (["a", "b"], ["=1+1", 0.5], ["#N/A", datetime.date(2024, 12, 1)], ["x", 5]):
        sheet.append(row)
    sheet["B2"].number_format, sheet["B3"].number_format = "# ?/?", "mm-dd-yy"
    sheet["B4"].number_format = ";;;"
    places = [cell.place for cell in read(saved(book)).unread()]
    assert places == ["Sheet!A2", "Sheet!B2", "Sheet!A3", "Sheet!B3", "Sheet!B4"]


def test_one_of_several_tables_is_named():
    book = Workbook()
    for title in ("one", "two"):
        sheet = book.create_sheet(title)
        for row in SMALL:
            sheet.append([title, *row])
    data = saved(book)
    with pytest.raises(UnreadableError, match=r"--table NUMBER.*sheet one.*sheet two"):
        read(data)
    assert read(data, sheet="two").rows[0][0].text == "two"
    assert read(data, table=2).part == "sheet one"
    with pytest.raises(UnreadableError, match="it has Sheet, one, two"):
        read(data, sheet="three")


def test_spans_and_captions_of_a_page():
    html = (
        b"<table><caption>T</caption><tr><th rowspan=2>x<th colspan=2>2024<tr><th>a<th>b"
        b"<tr><td>r<td>1<td>2<tr style='display:none'><td>s<td>3<td>4</table>"
    )
    grid = read(html)
    assert texts(grid)[:2] == [["x", "2024", "2024"], ["x", "a", "b"]]
    assert (grid.title, grid.head_rows) == ("T", 2)
    assert [(each.heading, each.cell.text, each.hidden) for each in laid_out(grid).values] == [
        (("2024", "a"), "1", ()),
        (("2024", "b"), "2", ()),
        (("2024", "a"), "3", ("table 1, row 4",)),
        (("2024", "b"), "4", ("table 1, row 4",)),
    ]


def test_a_merged_heading_of_a_pdf_stands_over_its_columns():
    span = [("SPAN", (1, 0), (2, 0)), ("SPAN", (0, 0), (0, 1))]
    rows = [["Item", "2024", ""], ["", "Users", "Rate"], ["Payment", "95,386", "87.3%"]]
    style = ParagraphStyle("latin", fontName="Helvetica", fontSize=10)
    assert values(read(table_pdf(rows, style, extra=span))) == [
        (("Payment",), ("2024", "Users"), "95,386"),
        (("Payment",), ("2024", "Rate"), "87.3%"),
    ]


def test_radicals_become_the_characters_they_stand_for():
    from cnnic_validate.grid.characters import without_radicals  # noqa: PLC0415

    assert without_radicals("⺠⽹") == "民网"


@pytest.mark.parametrize(
    "text",
    [
        "a\tb\nx\t1,5\ny\t2,5;3\n",
        "a;b\nx;1,234\ny;12\n",
        "Title\na|b\nx|1\n\nNote: c\n",
        'a,b\n"x\ny","1,234"\nz,5\n',
    ],
)
def test_the_delimiter_that_fits_is_taken(text):
    grid = read(text.encode())
    assert len(laid_out(grid).values) == text.count("\n") - text.count("\n\n") - (
        1 + ("Title" in text) * 2 + ('"x\n' in text)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b;c\n1,2;3\n", "several delimiters fit"),
        ("网民,110,833\n农村,31,308\n城镇,1\n", "rows have not 3 cells|row has not 3 cells"),
        ("one\ntwo\n", "no row has more than one cell"),
        ("", "empty"),
        ('a,"b"c\n1,2\n', "delimiter"),
    ],
)
def test_a_delimiter_is_never_guessed(text, said):
    with pytest.raises(UnreadableError, match=said):
        read(text.encode())


def test_a_delimiter_may_be_named():
    assert texts(read(b"a,b;c\n1,2;3\n", delimiter=";")) == [["a,b", "c"], ["1,2", "3"]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_says_the_encoding(encoding):
    text = "\n".join(",".join(each.replace(",", "") for each in row) for row in SMALL)
    mark = "\ufeff" if encoding in {"utf-16-le", "utf-16-be"} else ""
    assert texts(read((mark + text).encode(encoding)))[1][0] == "即时通信"


def test_another_encoding_is_asked_for():
    with pytest.raises(UndecodedError, match=r"as gb18030 it reads.*--encoding gb18030") as caught:
        read("应用,规模\n即时通信,5\n".encode("gbk"))
    assert caught.value.proposed == "gb18030"
    with pytest.raises(UndecodedError, match="name its encoding") as caught:
        read("caf\xe9,b\n1,2\n".encode("latin-1"))
    assert not caught.value.proposed
    assert texts(read("caf\xe9,b\nx,2\n".encode("latin-1"), encoding="cp1252"))[0][0] == "café"
    with pytest.raises(UnreadableError, match="unknown"):
        read(b"a,b\n1,2\n", encoding="klingon")


def test_a_page_says_its_own_encoding():
    html = "<meta charset=gb2312><table><tr><td>网民<td>规模<tr><td>a<td>5</table>"
    assert texts(read(html.encode("gbk")))[0] == ["网民", "规模"]


def archive(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as held:
        for name, data in members.items():
            held.writestr(name.replace("__", "/").replace("_", "."), data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "save it as .xlsx"),
        (archive(word__document_xml=""), "Word"),
        (archive(other=""), "unpack it"),
        (b"PK\x03\x04nonsense", "damaged"),
        (b"\xd0\xcf\x11\xe0old", "save it as .xlsx"),
        (b"\x89PNG", "picture"),
        (b"%PDF-1.4 nonsense", "cannot be read as PDF"),
        (b"<html><p>no table", "no delimiter|no table"),
        (b"<html><table></table>", "no table"),
        (b"a\0b,c\0d\n1,2\n", "binary"),
        (archive(xl__workbook_xml="<x/>"), "cannot be read as a workbook"),
    ],
)
def test_what_is_not_read_is_refused_with_a_remedy(data, said):
    with pytest.raises(UnreadableError, match=said):
        read(data)


def test_a_workbook_that_unpacks_to_too_much_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr("xl/workbook.xml", b" " * (11 * 1024 * 1024))
    with pytest.raises(UnreadableError, match="more than the limit"):
        read(stream.getvalue())


def test_an_option_without_use_is_refused():
    for wanted in ({"sheet": "x"}, {"pages": "1"}):
        with pytest.raises(UnreadableError, match="has no use for --"):
            read(b"a,b\nx,2\n", **wanted)
    with pytest.raises(UnreadableError, match="has no use for --delimiter"):
        read(workbook(SMALL), delimiter=";")


def test_pages_of_a_pdf():
    data = portable(SMALL)
    assert texts(read(data, pages="1")) == SMALL
    for pages in ("2", "0", "2-1", "x"):
        with pytest.raises(UnreadableError, match="has no pages"):
            read(data, pages=pages)
