"""Where a cell stands in its line, held against the lines themselves and the csv module."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnic_validate.model.finding import Finding
from cnnic_validate.model.place import Place
from cnnic_validate.reading.positions import positioned
from cnnic_validate.reading.reader import read_text_table
from cnnic_validate.table import HeldTable
from cnnic_validate.workflow import gate
from tests.test_cases import make


def lines_of(text):
    return re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))


def positions(content, *places):
    """Give (start, end) of the places of a table `t`."""
    table = read_text_table(content, "t")
    found = positioned([Finding("type", "error", "wrong", each) for each in places], [table])
    return [(each.place.start, each.place.end) for each in found]


def shown(content, line, column):
    """Give what stands at the position of a cell; None where it is not known."""
    text = content if isinstance(content, str) else content.decode("utf-8")
    [(start, end)] = positions(content, Place("t", line, line - 1, column))
    if not start:
        assert not end
        return None
    assert 1 <= start <= end
    return lines_of(text)[line - 1][start - 1 : end - 1]


@pytest.mark.parametrize(
    ("content", "line", "column", "expected"),
    [
        ("a,b,c\n1,22,333\n", 2, "a", "1"),
        ("a,b,c\n1,22,333\n", 2, "c", "333"),
        ("a,b,c\n1,22,333", 2, "c", "333"),
        ("a,b,c\n1,22,333\n", 1, "b", "b"),
        ("a,b\r\n1,2\r\n3,4\r\n", 3, "b", "4"),
        ("a,b\r1,2\r3,4", 3, "b", "4"),
        ('a,b\n"1,0",2\n', 2, "b", "2"),
        ('a,b\n"1,0",2\n', 2, "a", '"1,0"'),
        ('a,b\n"5"" disk",2\n', 2, "a", '"5"" disk"'),
        ('a,b\n"5""","""2"\n', 2, "b", '"""2"'),
        ('a,b\n"",""\n', 2, "b", '""'),
        ('"a ""x""",b\n1,2\n', 1, 'a "x"', '"a ""x"""'),
        ("网民,𠮷𠮷,b\n一,𠮷,2\n", 2, "b", "2"),
        ("\ufeffa,b\n1,2\n".encode(), 1, "a", "a"),
        ("\ufeffa,b\n1,2\n".encode(), 2, "b", "2"),
        # Of a cell with line breaks, what stands in the line that is named.
        ('a,b\n1,"x\ny"\n', 2, "b", '"x'),
        ('a,b\r\n1,"x""\r\ny"\r\n', 2, "b", '"x""'),
        ('a,b\n1,"\ny"\n', 2, "b", '"'),
        ('a,b\n"x\ny",2\n3,44\n', 4, "b", "44"),
        # A ragged row, and lines that cannot be split, above and below.
        ('a,b\n1\n"2"x,3\n4,55\n"6', 4, "b", "55"),
        # Moved to a later line than the one that is named.
        ('a,b\n"x\ny",2\n', 2, "b", None),
        ('"a\nx",b\n1,2\n', 1, "b", None),
        # No such column, two of the name, no such line, a line that is no row's.
        ("a,b\n1,2\n", 2, "c", None),
        ("a,b,a\n1,2,3\n", 2, "a", None),
        ("a,b\n1,2\n", 9, "b", None),
    ],
)
def test_the_cell_stands_there(content, line, column, expected):
    assert shown(content, line, column) == expected


@pytest.mark.parametrize(
    ("content", "line", "column", "position"),
    [
        ("a,b,c\n,,\n", 2, "a", (1, 1)),
        ("a,b,c\n,,\n", 2, "b", (2, 2)),
        ("a,b,c\n,,\n", 2, "c", (3, 3)),
        ("a\n\n", 2, "a", (1, 1)),
        ("a,b\n1,", 2, "b", (3, 3)),
        ("a,b\n😀,é\n", 2, "b", (3, 4)),
    ],
)
def test_an_empty_cell_has_a_start_and_no_width(content, line, column, position):
    assert positions(content, Place("t", line, line - 1, column)) == [position]


def test_what_is_about_a_row_or_another_file_has_no_position():
    places = [Place("t", 2, 1), Place("other", 2, 1, "a"), Place("t", column="a"), Place("")]
    assert positions("a,b\n1,2\n", *places) == [(0, 0)] * 4


def test_many_findings_in_any_order_and_on_one_line():
    places = [Place("t", 4, 3, "b"), Place("t", 2, 1, "b"), Place("t", 4, 3, "a")]
    assert positions("a,b\n1,2\n3,4\n55,6\n", *places) == [(4, 5), (3, 4), (1, 3)]


def test_a_table_that_was_put_together_has_no_lines_to_point_at():
    table = read_text_table("a\n1\n", "t")
    held = HeldTable("t", ("a",), (), next(iter(table.batches())))
    [found] = positioned([Finding("type", "error", "", Place("t", 2, 1, "a"))], [held])
    assert found.place.start == 0


def test_a_position_is_no_part_of_what_place_it_is():
    here = Place("t", 2, 1, "a")
    there = Place("t", 2, 1, "a", start=1, end=2)
    assert here == there
    assert hash(here) == hash(there)
    assert not here < there
    assert not there < here


def test_names_of_columns_are_pointed_at_where_they_are_wrong():
    content = 'a,"b",,"b"\n1,2,3,4\n'
    table = read_text_table(content, "t")
    found = positioned(table.faults, [table])
    line = lines_of(content)[0]
    told = {each.message: (each.place.start, each.place.end) for each in found}
    assert told == {
        "column 3 has no name": (7, 7),
        "columns 2 and 4 have the same name `b`": (8, 11),
    }
    assert line[7:10] == '"b"'
    [broken] = read_text_table('"x\ny",\n1,2\n', "t").faults
    assert (broken.place.start, broken.place.end) == (0, 0)


texts = st.text(st.sampled_from('ab,"\n\r é\t国𠮷'), max_size=6)


@st.composite
def written(draw):
    """Give rows below a header, and the text that the csv module makes of them all."""
    width = draw(st.integers(1, 5))
    rows = draw(st.lists(st.lists(texts, min_size=width, max_size=width), max_size=6))
    # The module quotes line breaks by the line end that it writes: all of them only with CRLF.
    ends = [
        ("\r\n", csv.QUOTE_MINIMAL),
        ("\r\n", csv.QUOTE_NONNUMERIC),
        ("\n", csv.QUOTE_ALL),
        ("\r", csv.QUOTE_ALL),
    ]
    end, quoting = draw(st.sampled_from(ends))
    header = [f"h{number}" for number in range(width)]
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=end, quoting=quoting).writerows([header, *rows])
    return header, rows, draw(st.sampled_from(["", "\ufeff"])) + stream.getvalue()


@given(written())
def test_the_csv_module_reads_the_cell_at_its_position(given_):
    header, rows, text = given_
    table = read_text_table(text.encode(), "t")
    numbered = [
        (line, cells)
        for batch in table.batches()
        for line, cells in zip(batch.lines, batch.rows, strict=True)
    ]
    assert [list(cells) for _, cells in numbered] == rows
    lines = lines_of(text)
    for line, cells in [(1, header), *numbered]:
        places = [Place("t", line, line - 1, name) for name in header]
        is_moved = False
        for cell, (start, end) in zip(cells, positions(text.encode(), *places), strict=True):
            assert bool(start) is not is_moved
            at = lines[line - 1][start - 1 : end - 1] if start else ""
            is_broken = "\n" in cell or "\r" in cell
            if is_moved:
                assert not end
            elif is_broken:
                assert end == len(lines[line - 1]) + 1
                first = next(csv.reader([f'{at}"'], strict=True))
                assert first == [lines_of(cell)[0]]
            else:
                read = next(csv.reader([at], strict=True))
                assert (read or [""]) == [cell]
            is_moved |= is_broken


@pytest.mark.parametrize(
    ("case", "paths"),
    [
        ("type_word", ["."]),
        ("line_and_row_differ", ["."]),
        ("header_twice", ["."]),
        ("release_transposed", [".", "incoming.csv"]),
        ("release_transposed", ["-"]),
        ("type_by_schema_alone", ["data/sources.csv"]),
    ],
)
def test_the_gate_points_at_what_it_names(case, paths, tmp_path, monkeypatch):
    make(case, tmp_path / "case")
    monkeypatch.chdir(tmp_path / "case")
    incoming = Path("incoming.csv").read_bytes() if paths == ["-"] else None
    schema = "schemas/sources.schema.json" if "schema" in case else ""
    [found] = gate.validate(paths, schema=schema, stdin=incoming).findings
    text = (incoming or Path(found.place.path).read_bytes()).decode("utf-8")
    line = lines_of(text)[found.place.line - 1]
    assert line[found.place.start - 1 : found.place.end - 1] == found.value
