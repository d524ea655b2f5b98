"""The strict splitter: text to records, and what is wrong with one that cannot be split.

Nothing is repaired: invalid UTF-8, NUL, a quote out of place, a number of cells other than the
header's are findings. Lines end with LF, CRLF or CR, and are counted as an editor counts them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import NamedTuple

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.place import Place

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
# RFC 4180: a cell holds a quote only where it is quoted.
_CELL = r'(?:"(?:[^"]|"")*"|[^",\r\n]*)'
_PROPER = re.compile(rf"{_CELL}(?:,{_CELL})*(?:\r\n|\r|\n)?")
# What a cell shows in its first line: all of it, or the quote that opens it and what follows.
_CELL_IN_LINE = re.compile(r'("(?:[^"\r\n]|"")*(?:"|(?=[\r\n]))|[^",\r\n]*)(,|(?=[\r\n])|\Z)')
_UNDECODED = re.compile("[\udc80-\udcff]")
# A record without any of these is split without doubt.
_DOUBTFUL = re.compile('["\0\udc80-\udcff]')
SAVE_AS = say("save it as CSV UTF-8")
_CHINESE = re.compile("[一-鿿]")


class RawRecord(NamedTuple):  # made for every row: a dataclass would take three times as long
    """One record: its cells, the physical line it starts on, its text, and what ailed the split."""

    cells: tuple[str, ...]
    line: int
    lines: int
    raw: str
    error: str


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


def fault(code: str, message: str, place: Place, value: str = "", hint: str = "") -> Finding:
    """Make a finding of the reader's."""
    return Finding(code, "error", message, place, value=shown(value), hint=hint)


def split(text: str, path: str, line: int = 1) -> Iterator[RawRecord]:
    """Split text into records; a record that cannot be split has no cells and an `error`.

    The text begins on physical `line`. The csv module's limit must be set: see `cell_limit`.
    Raises `UnreadableError` past the limit on cells.
    """
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for match in LINE.finditer(text):
            taken.append(match[0])
            yield match[0]

    reader = csv.reader(lines(), strict=True)
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
        yield RawRecord(tuple(cells), line, len(taken), "".join(taken), error)
        line += len(taken)


def is_whole(record: RawRecord) -> bool:
    """Whether a record at the end of a stretch is one whatever follows it."""
    return record.raw.endswith("\n") and "end of data" not in record.error


def is_doubtful(record: RawRecord, width: int) -> bool:
    """Say whether a record may be at fault: it is `unsplit` or `ragged`, or neither."""
    return len(record.cells) != width or bool(record.error or _DOUBTFUL.search(record.raw))


def unsplit(record: RawRecord, place: Place) -> Finding | None:
    """Say why a record cannot be split into cells without doubt, or None."""
    bad = _UNDECODED.search(record.raw)
    if bad:
        return _encoding(record, bad, place)
    if "\0" in record.raw:
        message = say("the row holds a NUL byte")
        return fault("nul-byte", message, place, _line(record).replace("\0", "␀"))
    if record.error:
        return _quote(record, place)
    if '"' in record.raw and not _PROPER.fullmatch(record.raw):
        message = say(
            "a quote stands inside a cell that is not quoted: readers take it differently"
        )
        hint = say('put the cell in quotes and double the quote inside: "5"" disk"')
        return fault("quote", message, place, _line(record), hint)
    return None


def ragged(record: RawRecord, place: Place, width: int) -> Finding | None:
    """Say how the number of cells differs from the header's, or None."""
    seen = len(record.cells)
    if seen == width or (width == 1 and not seen):
        return None
    if not seen:
        return fault("ragged-row", say("the line is blank"), place, hint=say("delete it"))
    message = say("the row has {seen:,} cells, the header has {width:,}", seen=seen, width=width)
    hint = (
        say("is a cell with a comma not in quotes?") if seen > width else say("is a comma missing?")
    )
    return fault("ragged-row", message, place, _line(record), hint)


def _line(record: RawRecord) -> str:
    return record.raw.rstrip("\r\n")


def _quote(record: RawRecord, place: Place) -> Finding:
    if "end of data" in record.error:
        message = say("a quote is opened in this row and never closed")
        if record.lines > 1:
            message += say(
                ": the {lines:,} lines below it could not be read", lines=record.lines - 1
            )
        hint = say('close it, or leave it out; double a quote inside a quoted cell: "5"" disk"')
        return fault("quote", message, place, record.raw.splitlines()[0], hint)
    message = say("text follows a closing quote")
    hint = say('double a quote inside a quoted cell: "5"" disk"')
    return fault("quote", message, place, _line(record), hint)


def _encoding(record: RawRecord, bad: re.Match[str], place: Place) -> Finding:
    """Name the bytes that are not UTF-8, and the encoding they probably are."""
    data = record.raw.encode("utf-8", errors="surrogateescape")
    value = data.decode("utf-8", errors="replace").rstrip("\r\n")
    message = say("the row is not UTF-8: byte 0x{ord:02X}", ord=ord(bad[0]) - 0xDC00)
    try:
        as_gbk = data.decode("gb18030")
    except UnicodeDecodeError:
        return fault("encoding", message, place, value, SAVE_AS)
    if not _CHINESE.search(as_gbk):
        return fault("encoding", message, place, value, SAVE_AS)
    message += say("; as GBK, which Excel writes in Chinese, it reads well")
    return fault("encoding", message, place, as_gbk.rstrip("\r\n"), SAVE_AS)
