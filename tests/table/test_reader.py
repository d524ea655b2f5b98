import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cnnic_validate.errors import UnreadableError
from cnnic_validate.reading import passing, reader
from cnnic_validate.reading.reader import read_table, read_text_table


def rows_of(table):
    return [
        (line, number, cells)
        for batch in table.batches()
        for cells, line, number in zip(batch.rows, batch.lines, batch.numbers, strict=True)
    ]


def faults(content):
    return [
        (each.code, each.severity, each.place.line, each.place.row, each.count)
        for each in read_text_table(content, "t.csv").faults
    ]


def test_rows_know_their_line_and_number():
    table = read_text_table('a,b\n1,"x\ny"\r\n2,"z"\n"3\n\n",4\n5,6', "t.csv")
    assert table.header == ("a", "b")
    assert table.faults == ()
    assert rows_of(table) == [
        (2, 1, ("1", "x\ny")),
        (4, 2, ("2", "z")),
        (5, 3, ("3\n\n", "4")),
        (8, 4, ("5", "6")),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(end):
    table = read_text_table(end.join(["a,b", "1,2", "3,4", ""]), "t.csv")
    assert rows_of(table) == [(2, 1, ("1", "2")), (3, 2, ("3", "4"))]
    assert table.faults == ()


def test_other_separators_of_lines_are_text():
    table = read_text_table("a\nx\u2028y\x0bz\x85\n", "t.csv")
    assert rows_of(table) == [(2, 1, ("x\u2028y\x0bz\x85",))]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\n1,2\n", []),
        (b"", [("empty-file", "error", 0, 0, 1)]),
        (b" \n\n", [("empty-file", "error", 0, 0, 1)]),
        (b"\xef\xbb\xbf", [("encoding", "warning", 1, 0, 1), ("empty-file", "error", 0, 0, 1)]),
        (b"\xef\xbb\xbfa\n1\n", [("encoding", "warning", 1, 0, 1)]),
        (b"\xff\xfea\x00", [("encoding", "error", 1, 0, 1)]),
        (b"a,b\n1,\xff\n3,4\n5,\xfe\n", [("encoding", "error", 2, 1, 2)]),
        (b"a\xff,b\n1,2\n", [("encoding", "error", 1, 0, 1)]),
        (b"a,b\n1,\x002\n", [("nul-byte", "error", 2, 1, 1)]),
        (b'a,b\n1,"2\n3,4\n', [("quote", "error", 2, 1, 1)]),
        (b'a,b\n1,"2"x\n3,4\n', [("quote", "error", 2, 1, 1)]),
        (b'a,b\n1,2"x\n3,4\n', [("quote", "error", 2, 1, 1)]),
        (b'a,b\n1, "2"\n3,4\n', [("quote", "error", 2, 1, 1)]),
        (b'a,b\n1,"2""x"\n', []),
        (b"a,b\n1\n", [("ragged-row", "error", 2, 1, 1)]),
        (b"a,b\n1,2,3\n", [("ragged-row", "error", 2, 1, 1)]),
        (b"a,b\n\n1,2\n", [("ragged-row", "error", 2, 1, 1)]),
        (b"\na,b\n1,2\n", [("header", "error", 1, 0, 1)]),
        (b"a,a\n1,2\n", [("header", "error", 1, 0, 1)]),
        (b"a,\n1,2\n", [("header", "error", 1, 0, 1)]),
        (b"a\n\n1\n", []),
    ],
)
def test_faults_have_their_place(content, expected):
    assert faults(content) == expected


def test_a_row_that_cannot_be_split_keeps_its_number():
    table = read_text_table(b'a,b\n1\n\n2,"x"y\n3,\xff\n4,5\n', "t.csv")
    assert rows_of(table) == [(6, 5, ("4", "5"))]
    assert [each.place.row for each in table.faults] == [1, 2, 3, 4]


def test_a_blank_line_of_a_one_column_table_is_a_missing_cell():
    assert rows_of(read_text_table("a\n1\n\n2\n", "t")) == [
        (2, 1, ("1",)),
        (3, 2, ("",)),
        (4, 3, ("2",)),
    ]


def test_an_unclosed_quote_says_what_it_swallowed():
    (fault,) = read_text_table('a,b\n1,2\n3,"4\n5,6\n7,8\n', "t.csv").faults
    assert "2 lines below it" in fault.message
    assert fault.value == '3,"4'
    assert fault.place.line == 3


def test_gbk_is_recognised_and_named_once():
    content = "年份,人数\n" + "二零二四,十一亿\n" * 50
    (fault,) = read_text_table(b"a,b\n" + content.encode("gbk"), "t.csv").faults
    assert "GBK" in fault.message
    assert fault.value == "年份,人数"
    assert fault.count == 51
    (fault,) = read_text_table(b"a,b\n1,caf\xe9\n", "t.csv").faults
    assert "0xE9" in fault.message
    assert "GBK" not in fault.message


def test_repeats_collapse_and_their_count_is_exact():
    found = read_text_table("a,b\n" + "1,2,3\n" * 500 + "1\n" * 7, "t.csv").faults
    assert len(found) == 11
    assert sum(each.count for each in found) == 507


@pytest.mark.parametrize("magic", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF-1"])
def test_binary_files_are_not_judged(magic):
    with pytest.raises(UnreadableError, match="a CSV text was expected"):
        read_text_table(magic + b"abc", "t.xlsx")


def test_limits_are_named():
    read_text_table("a\n" + "x" * (1024 * 1024) + "\n", "t")
    with pytest.raises(UnreadableError, match="line 3: a cell is longer"):
        read_text_table("a\n1\n" + "x" * (1024 * 1024 + 1), "t")
    with pytest.raises(UnreadableError, match="10,001 columns"):
        read_text_table(",".join(map(str, range(10_001))) + "\n", "t")
    assert len(read_text_table(",".join(map(str, range(10_000))), "t").header) == 10_000


def test_the_limit_of_the_csv_module_is_put_back():
    before = csv.field_size_limit()
    table = read_text_table("a\n1\n", "t")
    next(iter(table.batches()))
    with pytest.raises(UnreadableError):
        read_text_table("a\n" + "x" * (2**20 + 1), "t")
    assert csv.field_size_limit() == before


def test_large_tables_are_read_again_at_every_reading(monkeypatch):
    content = "a,b\n" + "".join(f"{i},x\n" for i in range(10)) + "1\n"
    kept = read_text_table(content, "t")
    monkeypatch.setattr(reader, "CHUNK_BYTES", 12)
    table = read_text_table(content, "t")
    assert rows_of(table) == rows_of(table) == rows_of(kept)
    assert [len(each.rows) for each in table.batches()] == [4, 4, 2]
    assert table.faults == kept.faults


def test_a_file_that_changes_while_it_is_read_is_not_judged(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "CHUNK_BYTES", 12)
    (tmp_path / "a.csv").write_text("a,b\n" + "1,2\n" * 9)
    table = read_table(tmp_path / "a.csv", "a.csv")
    assert len(rows_of(table)) == 9
    batches = table.batches()
    next(batches)
    (tmp_path / "a.csv").write_text("a,b\n" + "1,2\n" * 10)
    with pytest.raises(UnreadableError, match="was changed while it was read"):
        list(batches)
    with pytest.raises(UnreadableError, match="was changed while it was read"):
        list(table.batches())


def test_a_file_is_read(tmp_path):
    (tmp_path / "a.csv").write_text("a\n1\n")
    table = read_table(tmp_path / "a.csv", "data/a.csv")
    assert table.path == "data/a.csv"
    assert rows_of(table) == [(2, 1, ("1",))]
    with pytest.raises(UnreadableError, match=r"data/b\.csv: does not exist"):
        read_table(tmp_path / "b.csv", "data/b.csv")


cells = st.text(st.sampled_from('ab,"\n\r é\t'), max_size=6)


@given(st.lists(st.tuples(cells, cells), max_size=6))
def test_what_the_csv_module_writes_is_read_back(rows):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([("h1", "h2"), *rows])
    table = read_text_table(stream.getvalue().encode(), "t")
    assert table.faults == ()
    assert [row for _, _, row in rows_of(table)] == rows
    line = 2
    for found, row in zip(rows_of(table), rows, strict=True):
        assert found[0] == line
        text = "".join(row).replace("\r\n", "\n").replace("\r", "\n")
        joined = [each.replace("\r\n", "\n").replace("\r", "\n").count("\n") for each in row]
        assert text.count("\n") <= sum(joined)
        line += 1 + sum(joined)


def outcome(content, chunk, proven):
    """Give what the reader says of bytes in chunks of a size, doubt split up to another size."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "CHUNK_BYTES", chunk)
        patch.setattr(passing, "SPLIT_BYTES", proven)
        try:
            table = read_text_table(content, "t")
            return table.header, rows_of(table), table.faults
        except UnreadableError as error:
            return str(error)


pieces = st.sampled_from(
    [
        *'a,,"""',
        "\n",
        "\n",
        "\r\n",
        "\r",
        '"x"',
        '"x\ny"',
        ",1\n2,3\n",
        '"a"",\r""b",1\n',
        'a"b,1\n',
        "\0",
        "\udcff",
        "é网",
        "\ufeff",
    ]
).map(lambda text: text.encode("utf-8", errors="surrogateescape"))


@given(st.lists(pieces, max_size=30).map(b"".join), st.integers(1, 40), st.integers(1, 20))
@example(b'"\n' * 9, 7, 2)
@example(b'a"b,1\n' * 9, 14, 3)
@example(b'"a"\n1,"', 5, 1)
@example(b"1,2\r\n3,4\r\n5", 5, 1)
@example(b"\r", 1, 1)
def test_what_is_proven_in_any_stretches_is_what_is_split_record_by_record(content, chunk, proven):
    content = b"h,k\n" + content
    whole = outcome(content, 2**20, 2**20)
    assert outcome(content, chunk, proven) == whole
    assert outcome(content, 2**20, proven) == whole


@given(st.binary(max_size=80))
def test_no_bytes_make_an_error_of_ours(content):
    try:
        table = read_text_table(content, "t")
    except UnreadableError:
        return
    for batch in table.batches():
        for row in batch.rows:
            assert len(row) == len(table.header)
            "".join(row).encode()
