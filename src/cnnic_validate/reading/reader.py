"""The CSV reader: bytes to batches of rows that know their physical line, in bounded memory.

What cannot be split into cells without doubt (invalid UTF-8, NUL, a quote out of place, a number of
cells other than the header's) is a finding with its line, and the row is left out of the batches
but keeps its number. A stretch of the file is proven sound on its bytes as far as it can be; what
is doubtful is split record by record. A dialect other than the default of Table Dialect v2 is not
read.
"""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.place import Place
from cnnic_validate.model.tally import findings
from cnnic_validate.reading.byte_source import ByteSource, HeldBytes, file_source
from cnnic_validate.reading.passing import Pass
from cnnic_validate.reading.records import (
    LINE,
    SAVE_AS,
    RawRecord,
    cell_spans,
    fault,
    is_whole,
    split,
    unsplit,
)
from cnnic_validate.table import Batch, Table, TextBatch, cell_limit

# So much is read at once, and to the end of the line; a table that is no larger is kept.
CHUNK_BYTES = 16 * 1024 * 1024
_OPENING_BYTES = 1024 * 1024
_SNIFFED = 8192
_BINARY = {
    b"PK\x03\x04": say("a zip archive or an Excel workbook"),
    b"\xd0\xcf\x11\xe0": say("an Excel workbook of the old format"),
    b"\x1f\x8b": say("a gzip archive"),
    b"%PDF": say("a PDF document"),
}


@dataclass(slots=True)
class TextTable:
    """A table by its source: `batches` reads it from the first row on, or gives what was kept.

    `opening` are the findings about the file and its header, which ends before byte `start` and
    physical line `line`.
    """

    path: str
    header: tuple[str, ...]
    opening: tuple[Finding, ...]
    source: ByteSource
    start: int = 0
    line: int = 1
    _marks: list[tuple[int, int]] = field(default_factory=list)
    _plain: dict[tuple[int, int], int] = field(default_factory=dict)
    _kept: tuple[Batch | TextBatch, ...] | None = None
    _faults: tuple[Finding, ...] | None = None

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings of the reader; the table is gone through where it was not yet."""
        self._go_through()
        return self._faults or ()

    def batches(self) -> Iterator[Batch | TextBatch]:
        """Give the rows in batches; see `Table`."""
        if self._kept is not None:
            yield from self._kept
            return
        kept: list[Batch | TextBatch] = []
        is_small = self.source.size <= CHUNK_BYTES
        for batch in self._read():
            if is_small:
                kept.append(batch)
            yield batch
        self._kept = tuple(kept) if is_small else None

    def line_texts(self, numbers: Iterable[int]) -> Iterator[tuple[int, str]]:
        """Give the texts of physical lines, those that there are, by their numbers."""
        self._go_through()
        marks = [*self._marks, (self.source.size, 0)]
        with self.source.open() as stream:
            for (at, line), (end, following) in itertools.pairwise(marks):
                inside = {each for each in numbers if line <= each and not each >= following > 0}
                if inside:
                    stream.seek(at)
                    text = stream.read(end - at).decode("utf-8", errors="surrogateescape")
                    lines = LINE.finditer(text.removeprefix("\ufeff"))
                    for number, found in enumerate(lines, start=line):
                        if number in inside:
                            yield number, found[0]

    def _go_through(self) -> None:
        if self._faults is None:
            for _ in self.batches():
                pass

    def _read(self) -> Iterator[Batch | TextBatch]:
        """Go through the rows; the marks say which byte begins which line."""
        if not self.header:
            self._faults = self.opening
            return
        going = Pass(self.path, len(self.header), self.line, self._plain)
        marks = [(0, 1)]
        at, rest, is_last = self.start, b"", False
        with self.source.open() as stream:
            stream.seek(at)
            while not is_last:
                marks.append((at, going.line))
                block = stream.read(CHUNK_BYTES)
                is_last = len(block) < CHUNK_BYTES
                block = rest + block + stream.readline(files.CELL_CHARACTERS)
                used = yield from going.batches(block, final=is_last)
                at += used
                rest = block[used:]
        self._marks = marks
        self._faults = (*self.opening, *findings(going.tally))


def read_table(path: Path, shown_path: str) -> Table:
    """Read a CSV file; raises `UnreadableError` where it is no readable text file."""
    source = file_source(path, shown_path)
    if source.size > CHUNK_BYTES:
        return _table(source, shown_path)
    return read_text_table(files.read_bytes(path, shown_path), shown_path)


def read_text_table(content: str | bytes, shown_path: str) -> Table:
    """Read a table from text or bytes; `shown_path` names it in findings.

    Raises `UnreadableError` for binary content and past the limits on cells and columns.
    """
    data = content if isinstance(content, bytes) else content.encode()
    return _table(HeldBytes(data), shown_path)


def _table(source: ByteSource, path: str) -> TextTable:
    with source.open() as stream:
        start = stream.read(_OPENING_BYTES)
        faults: list[Finding] = []
        if not _is_text(start, path, faults):
            return TextTable(path, (), tuple(faults), source)
        mark = codecs.BOM_UTF8 if start.startswith(codecs.BOM_UTF8) else b""
        first = _first_record(stream, start.removeprefix(mark), path)
    if first is None:
        hint = say("begin it with a line of the names of the columns")
        faults.append(fault("empty-file", say("the file is empty"), Place(path), hint=hint))
        return TextTable(path, (), tuple(faults), source)
    header, wrong = _header(first, path)
    begins = len(mark) + len(first.raw.encode("utf-8", errors="surrogateescape"))
    table = TextTable(path, header, (*faults, *wrong), source, begins, first.line + first.lines)
    if source.size <= CHUNK_BYTES:
        list(table.batches())  # so that a limit is reached now
    return table


def _first_record(stream: BinaryIO, start: bytes, path: str) -> RawRecord | None:
    """Split the first record from what a file begins with and, as needed, more; None if blank."""
    while True:
        more = stream.read(_OPENING_BYTES)
        text = start.decode("utf-8", errors="surrogateescape")
        if not more and not text.strip():
            return None
        with cell_limit():
            first = next(split(text, path))
        if not more or is_whole(first):
            return first
        start += more


def _is_text(start: bytes, path: str, faults: list[Finding]) -> bool:
    """Look at how a file begins: whether it is text in UTF-8, as far as it can be told."""
    for magic, name in _BINARY.items():
        if start.startswith(magic):
            raise UnreadableError(
                path, say("is {name}, a CSV text was expected", name=name), say("export it as CSV")
            )
    place = Place(path, 1)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        message = say("the file is UTF-16, UTF-8 was expected")
        faults.append(fault("encoding", message, place, hint=SAVE_AS))
        return False
    if _is_binary(start[:_SNIFFED]):
        raise UnreadableError(
            path, say("is a binary file, a CSV text was expected"), say("export it as CSV")
        )
    if start.startswith(codecs.BOM_UTF8):
        message = say("the file begins with a byte order mark, as Excel writes it")
        hint = say("save it as UTF-8 without a byte order mark")
        faults.append(Finding("encoding", "warning", message, place, hint=hint))
    return True


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


def _header(record: RawRecord, path: str) -> tuple[tuple[str, ...], list[Finding]]:
    """Give the column names and what is wrong with them; none where the header cannot be split."""
    place = Place(path, record.line)
    problem = unsplit(record, place)
    if problem:
        return (), [problem]
    if not record.cells:
        message = say("the first line is blank, the names of the columns were expected")
        return (), [fault("header", message, place)]
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
            faults.append(fault("header", say("column {number} has no name", number=number), place))
        elif name in seen:
            message = say(
                "columns {seen} and {number} have the same name `{name}`",
                seen=seen[name],
                number=number,
                name=shown(name, 60),
            )
            hint = say("rename one, or remove it")
            faults.append(fault("header", message, place, name, hint))
        seen.setdefault(name, number)
    return record.cells, faults
