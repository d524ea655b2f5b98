"""The strict CSV reader: bytes to rows of text that know their physical line.

Nothing is repaired. What cannot be split into cells without doubt (invalid UTF-8, NUL, a quote out
of place, a number of cells other than the header's) is a finding with its line, and the row is left
out of the batches but keeps its number. A dialect other than the default of Table Dialect v2 is not
read. Lines end with LF, CRLF or CR, and are counted as an editor counts them.
"""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.finding import Finding, Place, collapsed, shown
from cnnic_validate.table import Batch, Table

BATCH_ROWS = 50_000
# Above this size a table is split again at every reading rather than kept split.
_KEPT_CHARACTERS = 32 * 1024 * 1024

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
# RFC 4180: a cell holds a quote only where it is quoted.
_CELL = r'(?:"(?:[^"]|"")*"|[^",\r\n]*)'
_PROPER = re.compile(rf"{_CELL}(?:,{_CELL})*(?:\r\n|\r|\n)?")
# What a cell shows in its first line: all of it, or the quote that opens it and what follows.
_CELL_IN_LINE = re.compile(r'("(?:[^"\r\n]|"")*(?:"|(?=[\r\n]))|[^",\r\n]*)(,|(?=[\r\n])|\Z)')
_UNDECODED = re.compile("[\udc80-\udcff]")
# A record without any of these is split without doubt.
_DOUBTFUL = re.compile('["\0\udc80-\udcff]')
_BINARY = {
    b"PK\x03\x04": say("a zip archive or an Excel workbook"),
    b"\xd0\xcf\x11\xe0": say("an Excel workbook of the old format"),
    b"\x1f\x8b": say("a gzip archive"),
    b"%PDF": say("a PDF document"),
}
_CHINESE = re.compile("[一-鿿]")


class _RawRecord(NamedTuple):  # made for every row: a dataclass would take three times as long
    """One record: its cells, the physical line it starts on, its text, and what ailed the split."""

    cells: tuple[str, ...]
    line: int
    lines: int
    raw: str
    error: str


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table held as text; `batches` splits it again, or gives what was kept split."""

    path: str
    header: tuple[str, ...]
    faults: tuple[Finding, ...]
    text: str
    kept: tuple[Batch, ...] | None

    def batches(self) -> Iterator[Batch]:
        """Give the rows in batches of at most `BATCH_ROWS`, from the first at every call."""
        if self.kept is not None:
            return iter(self.kept)
        split = _batches(self.text, self.path, len(self.header))
        return (batch for batch, _ in split if batch.rows)


def read_table(path: Path, shown_path: str) -> Table:
    """Read a CSV file; raises `UnreadableError` where it is no readable text file."""
    return read_text_table(files.read_bytes(path, shown_path), shown_path)


def read_text_table(content: str | bytes, shown_path: str) -> Table:
    """Read a table from text or bytes; `shown_path` names it in findings.

    Raises `UnreadableError` for binary content and past the limits on cells and columns.
    """
    faults: list[Finding] = []
    text = content if isinstance(content, str) else _decoded(content, shown_path, faults)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        if not faults or content[:3] == codecs.BOM_UTF8:
            hint = say("begin it with a line of the names of the columns")
            message = say("the file is empty")
            faults.append(_fault("empty-file", message, Place(shown_path), hint=hint))
        return TextTable(shown_path, (), tuple(faults), "", ())
    with _cell_limit():
        first = next(_records(text, shown_path))
    header, header_faults = _header(first, shown_path)
    faults.extend(header_faults)
    kept: list[Batch] = []
    keep = len(text) <= _KEPT_CHARACTERS
    if header:
        # Faults are collapsed batch by batch: a broken file must not fill the memory with them.
        for batch, found in _batches(text, shown_path, len(header)):
            faults = _collapsed([*faults, *found])
            if keep and batch.rows:
                kept.append(batch)
    return TextTable(
        shown_path,
        header,
        tuple(_collapsed(faults)),
        text if header else "",
        tuple(kept) if keep else None,
    )


def cell_spans(line: str, most: int) -> list[tuple[int, int]]:
    """Give where the first cells of a record stand in the physical line that it starts on.

    Args:
        line: the line, or a text that begins with it; the record can be split without doubt.
        most: how many cells are wanted.

    Returns:
        For each cell that begins in the line, the numbers of its first character, from 1, and of
        the one after its last, quotes included; of a cell that goes on in the next line, what
        stands in this one.
    """
    spans: list[tuple[int, int]] = []
    at = 0
    while len(spans) < most:
        found = _CELL_IN_LINE.match(line, at)
        if found is None:
            break
        spans.append((found.start(1) + 1, found.end(1) + 1))
        if not found[2]:
            break
        at = found.end()
    return spans


def _fault(code: str, message: str, place: Place, value: str = "", hint: str = "") -> Finding:
    return Finding(code, "error", message, place, value=shown(value), hint=hint)


def _decoded(data: bytes, path: str, faults: list[Finding]) -> str:
    """Decode UTF-8; bytes that are not become lone surrogates, so that their rows can be named."""
    for magic, name in _BINARY.items():
        if data.startswith(magic):
            raise UnreadableError(
                path, say("is {name}, a CSV text was expected", name=name), say("export it as CSV")
            )
    place = Place(path, 1)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        message = say("the file is UTF-16, UTF-8 was expected")
        faults.append(_fault("encoding", message, place, hint=_SAVE_AS))
        return ""
    if _is_binary(data[:_SNIFFED]):
        raise UnreadableError(
            path, say("is a binary file, a CSV text was expected"), say("export it as CSV")
        )
    if data.startswith(codecs.BOM_UTF8):
        message = say("the file begins with a byte order mark, as Excel writes it")
        hint = say("save it as UTF-8 without a byte order mark")
        faults.append(Finding("encoding", "warning", message, place, hint=hint))
    return data.decode("utf-8", errors="surrogateescape")


_SAVE_AS = say("save it as CSV UTF-8")
_SNIFFED = 8192


def _is_binary(start: bytes) -> bool:
    """Whether bytes are no text in any encoding: NUL characters, and not UTF-8 either."""
    if b"\0" not in start:
        return False
    try:
        # The sniffed part may end inside a character.
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return True
    return False


def _header(record: _RawRecord, path: str) -> tuple[tuple[str, ...], list[Finding]]:
    """Give the column names and what is wrong with them; none where the header cannot be split."""
    place = Place(path, record.line)
    problem = _unsplit(record, place)
    if problem:
        return (), [problem]
    if not record.cells:
        message = say("the first line is blank, the names of the columns were expected")
        return (), [_fault("header", message, place)]
    if len(record.cells) > files.COLUMNS:
        message = say(
            "has {count:,} columns, more than the limit of {COLUMNS:,}",
            count=len(record.cells),
            COLUMNS=files.COLUMNS,
        )
        raise UnreadableError(path, message)
    faults = []
    spans = dict(enumerate(cell_spans(record.raw, len(record.cells)), start=1))
    seen: dict[str, int] = {}
    for number, name in enumerate(record.cells, start=1):
        start, end = spans.get(number, (0, 0))
        place = Place(path, record.line, 0, name, start=start, end=end)
        if not name:
            faults.append(
                _fault("header", say("column {number} has no name", number=number), place)
            )
        elif name in seen:
            message = say(
                "columns {seen} and {number} have the same name `{name}`",
                seen=seen[name],
                number=number,
                name=shown(name, 60),
            )
            hint = say("rename one, or remove it")
            faults.append(_fault("header", message, place, name, hint))
        seen.setdefault(name, number)
    return record.cells, faults


def _collapsed(faults: list[Finding]) -> list[Finding]:
    """Collapse repeats; a file in another encoding is one cause, however many rows show it."""
    encoding = [each for each in faults if each.code == "encoding"]
    others = [each for each in faults if each.code != "encoding"]
    return [*collapsed(encoding, keep=0), *collapsed(others)]


def _batches(text: str, path: str, width: int) -> Iterator[tuple[Batch, list[Finding]]]:
    """Split the rows below the header into batches, each with the findings of its stretch."""
    records = itertools.islice(_records(text, path), 1, None)
    numbers = itertools.count(1)
    while True:
        with _cell_limit():
            taken = list(itertools.islice(records, BATCH_ROWS))
        if not taken:
            return
        rows, lines, rownumbers, faults = [], [], [], []
        for record, number in zip(taken, numbers, strict=False):
            if len(record.cells) != width or _DOUBTFUL.search(record.raw) or record.error:
                place = Place(path, record.line, number)
                problem = _unsplit(record, place) or _ragged(record, place, width)
                if problem:
                    faults.append(problem)
                    continue
            rows.append(record.cells or ("",))  # a blank line of a one-column table
            lines.append(record.line)
            rownumbers.append(number)
        yield Batch(tuple(rows), tuple(lines), tuple(rownumbers)), faults


def _records(text: str, path: str) -> Iterator[_RawRecord]:
    """Split text into records; a record that cannot be split has no cells and an `error`."""
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for match in LINE.finditer(text):
            taken.append(match[0])
            yield match[0]

    reader = csv.reader(lines(), strict=True)
    line = 1
    while True:
        taken.clear()
        cells: list[str] = []
        error = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as caught:
            error = str(caught)
        if "field larger" in error:
            limit = say(
                "line {line}: a cell is longer than the limit of {CELL_CHARACTERS:,}",
                line=line,
                CELL_CHARACTERS=files.CELL_CHARACTERS,
            )
            raise UnreadableError(
                path,
                say("{limit} characters", limit=limit),
                say("is a quote opened and not closed?"),
            )
        yield _RawRecord(tuple(cells), line, len(taken), "".join(taken), error)
        line += len(taken)


class _cell_limit:  # noqa: N801 - reads as the context manager it is
    """Set the csv module's limit, which is global, while records are being split."""

    __slots__ = ("before",)

    def __enter__(self) -> None:
        self.before = csv.field_size_limit(files.CELL_CHARACTERS)

    def __exit__(self, *_: object) -> None:
        csv.field_size_limit(self.before)


def _unsplit(record: _RawRecord, place: Place) -> Finding | None:
    """Say why a record cannot be split into cells without doubt, or None."""
    bad = _UNDECODED.search(record.raw)
    if bad:
        return _encoding(record, bad, place)
    if "\0" in record.raw:
        message = say("the row holds a NUL byte")
        return _fault("nul-byte", message, place, _line(record).replace("\0", "␀"))
    if record.error:
        return _quote(record, place)
    if '"' in record.raw and not _PROPER.fullmatch(record.raw):
        message = say(
            "a quote stands inside a cell that is not quoted: readers take it differently"
        )
        hint = say('put the cell in quotes and double the quote inside: "5"" disk"')
        return _fault("quote", message, place, _line(record), hint)
    return None


def _ragged(record: _RawRecord, place: Place, width: int) -> Finding | None:
    """Say how the number of cells differs from the header's, or None."""
    seen = len(record.cells)
    if seen == width or (width == 1 and not seen):
        return None
    if not seen:
        return _fault("ragged-row", say("the line is blank"), place, hint=say("delete it"))
    message = say("the row has {seen:,} cells, the header has {width:,}", seen=seen, width=width)
    hint = (
        say("is a cell with a comma not in quotes?") if seen > width else say("is a comma missing?")
    )
    return _fault("ragged-row", message, place, _line(record), hint)


def _line(record: _RawRecord) -> str:
    return record.raw.rstrip("\r\n")


def _quote(record: _RawRecord, place: Place) -> Finding:
    if "end of data" in record.error:
        message = say("a quote is opened in this row and never closed")
        if record.lines > 1:
            message += say(
                ": the {lines:,} lines below it could not be read", lines=record.lines - 1
            )
        hint = say('close it, or leave it out; double a quote inside a quoted cell: "5"" disk"')
        return _fault("quote", message, place, record.raw.splitlines()[0], hint)
    message = say("text follows a closing quote")
    hint = say('double a quote inside a quoted cell: "5"" disk"')
    return _fault("quote", message, place, _line(record), hint)


def _encoding(record: _RawRecord, bad: re.Match[str], place: Place) -> Finding:
    """Name the bytes that are not UTF-8, and the encoding they probably are."""
    data = record.raw.encode("utf-8", errors="surrogateescape")
    value = data.decode("utf-8", errors="replace").rstrip("\r\n")
    message = say("the row is not UTF-8: byte 0x{ord:02X}", ord=ord(bad[0]) - 0xDC00)
    try:
        as_gbk = data.decode("gb18030")
    except UnicodeDecodeError:
        return _fault("encoding", message, place, value, _SAVE_AS)
    if not _CHINESE.search(as_gbk):
        return _fault("encoding", message, place, value, _SAVE_AS)
    message += say("; as GBK, which Excel writes in Chinese, it reads well")
    return _fault("encoding", message, place, as_gbk.rstrip("\r\n"), _SAVE_AS)
