"""Delimited text as a grid: CSV of any delimiter, and what was pasted from a page or workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.grid.cells import Cell, Grid
from cnnic_validate.grid.characters import apart, is_power, tidied
from cnnic_validate.message import Message, say, say_n

DELIMITERS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: tuple[str, ...]

    @property
    def is_aside(self) -> bool:
        """Whether it is a title or a note rather than a row of the table: one cell is filled."""
        return sum(bool(each.strip()) for each in self.cells) == 1


def text_grid(text: str, path: str, delimiter: str = "") -> Grid:
    """Read a delimited text as a grid; without `delimiter` the one that fits is taken.

    Raises:
        UnreadableError: none fits, or several do: then a person must say which.
    """
    if not text.strip():
        raise UnreadableError(path, say("the file is empty"))
    rows = _split(text, delimiter, path) if delimiter else _fitting(text, path)
    width = max(len(each.cells) for each in rows)
    return Grid(path, "", tuple(_cells(each, width) for each in rows))


def fitting_delimiters(text: str) -> list[str]:
    """Give the delimiters by which all rows are equally wide, titles and notes set apart.

    One that sets fewer rows apart goes before the others: a comma inside every number of a table
    of tabs makes rows of two cells, but not of its headings.
    """
    apart = {each: _set_apart(text, each) for each in DELIMITERS}
    fitting = {each: count for each, count in apart.items() if count is not None}
    least = min(fitting.values(), default=0)
    return [each for each, count in fitting.items() if count == least]


def as_commas(data: bytes) -> str | None:
    """Give a table of tabs, semicolons or bars as one of commas, each row on its line.

    Its first line, the names of columns, must tell: it has one of them and no comma. None where it
    does not, or where the text is not UTF-8 or cannot be split: then it is read as it stands.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    header = text.partition("\n")[0]
    found = [each for each in DELIMITERS if each in header]
    if len(found) != 1 or found == [","]:
        return None
    written = io.StringIO()
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=found[0], strict=True)
        csv.writer(written, lineterminator="\n").writerows(rows)
    except csv.Error:
        return None
    return written.getvalue()


def _fitting(text: str, path: str) -> list[_Row]:
    found = fitting_delimiters(text)
    if len(found) == 1:
        return _split(text, found[0], path)
    remedy = say("name it with --delimiter, such as --delimiter tab")
    if not found:
        what = say("no delimiter makes rows of equal width: {widths}", widths=_widths(text, path))
        raise UnreadableError(path, what, remedy)
    names = ", ".join(DELIMITERS[each] for each in found)
    raise UnreadableError(path, say("several delimiters fit: {names}", names=names), remedy)


def _set_apart(text: str, delimiter: str) -> int | None:
    """Count the rows that are no part of the table by a delimiter; None where it does not fit."""
    try:
        rows = _split(text, delimiter, "")
    except UnreadableError:
        return None
    body = _body(rows)
    widths = {len(each.cells) for each in body}
    fits = len(body) > 1 and len(widths) == 1 and widths != {1}
    return len(rows) - len(body) if fits else None


def _body(rows: Sequence[_Row]) -> Sequence[_Row]:
    """Leave out the titles at the top and the notes at the bottom."""
    first, last = 0, len(rows)
    while first < last and rows[first].is_aside:
        first += 1
    while last > first and rows[last - 1].is_aside:
        last -= 1
    return rows[first:last]


def _widths(text: str, path: str) -> Message:
    """Say how wide the rows are by the delimiter that comes nearest."""
    counted = []
    for delimiter, name in DELIMITERS.items():
        try:
            widths = [len(each.cells) for each in _body(_split(text, delimiter, path))]
        except UnreadableError:
            continue
        if widths and max(widths) > 1:
            usual = max(set(widths), key=widths.count)
            odd = [width for width in widths if width != usual]
            counted.append((len(odd), name, usual))
    if not counted:
        return say("no row has more than one cell")
    others, name, usual = min(counted)
    return say_n(
        "by {name}, {number} row has not {usual} cells",
        "by {name}, {number} rows have not {usual} cells",
        others,
        name=name,
        usual=usual,
    )


def _split(text: str, delimiter: str, path: str) -> list[_Row]:
    """Split a text into rows; blank lines are left out."""
    before = csv.field_size_limit(files.CELL_CHARACTERS)
    try:
        return list(_rows(text, delimiter))
    except csv.Error as error:
        raise UnreadableError(
            path,
            say("cannot be split into cells: {reason}", reason=str(error)),
            say('double a quote inside a quoted cell: "5"" disk"'),
        ) from error
    finally:
        csv.field_size_limit(before)


def _rows(text: str, delimiter: str) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    for cells in reader:
        if any(each.strip() for each in cells):
            yield _Row(line, tuple(cells))
        line = reader.line_num + 1


def _cells(row: _Row, width: int) -> tuple[Cell, ...]:
    padded = (*row.cells, *[""] * (width - len(row.cells)))
    return tuple(_cell(each, row.line, column) for column, each in enumerate(padded, start=1))


def _cell(raw: str, line: int, column: int) -> Cell:
    text, marks = apart(tidied(raw))
    problem = say("a power of ten: write the number out") if is_power(text, marks) else ""
    return Cell(text, f"line {line}, column {column}", marks, problem)
