"""Worksheets of an `.xlsx` file as grids: what the cells display, by openpyxl."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cnnic_validate.errors import UnreadableError
from cnnic_validate.grid.cells import Cell, Grid, Wanted
from cnnic_validate.grid.characters import apart, is_power, tidied
from cnnic_validate.grid.libraries import library
from cnnic_validate.grid.number_format import NotDisplayedError, NumberMarks, date_text, number_text
from cnnic_validate.message import say

UNPACKED_BYTES = 1024**3
UNPACKED_RATIO = 200
# A ratio says nothing of a small file.
_SMALL = 10 * 1024 * 1024
CELLS = 5_000_000
# The width of a column that has none of its own, in characters.
_USUAL_WIDTH = 8.43
_RAISED = {"superscript", "subscript"}
# What openpyxl raises for a file that is no workbook, or a damaged one.
_DAMAGED = (
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, SyntaxError),
    *(zipfile.BadZipFile, zlib.error, NotImplementedError),
)
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class _Shown:
    """What decides how a number is shown, besides its format: the column, and who looks."""

    width: float
    marks: NumberMarks


def workbook_grids(data: bytes, path: str, wanted: Wanted) -> tuple[Grid, ...]:
    """Read the worksheets of a workbook, or the one that is named.

    Raises:
        UnreadableError: the workbook is damaged, unpacks to more than the limit, has no such sheet
            or one with too many cells, or openpyxl is not installed.
    """
    sheet = wanted.sheet
    has_formulas = _check_size(data, path)
    book = _opened(data, path, data_only=True)
    formulas = _opened(data, path, data_only=False) if has_formulas else None
    names = [each.title for each in book.worksheets]
    if sheet and sheet not in names:
        raise UnreadableError(
            path,
            say("the workbook has no sheet {sheet}", sheet=sheet),
            say("it has {names}", names=", ".join(names)),
        )
    chosen = [each for each in book.worksheets if not sheet or each.title == sheet]
    return tuple(
        _grid(each, formulas[each.title] if formulas else None, path, wanted.marks)
        for each in chosen
    )


def _check_size(data: bytes, path: str) -> bool:
    """Refuse what unpacks to too much; give whether a sheet has a formula."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(each.file_size for each in archive.infolist())
            if size > UNPACKED_BYTES or size > max(_SMALL, len(data) * UNPACKED_RATIO):
                raise UnreadableError(
                    path, say("unpacks to {size:,} bytes, more than the limit", size=size)
                )
            sheets = [each for each in archive.namelist() if each.startswith("xl/worksheets/")]
            return any(re.search(rb"<(?:\w+:)?f[ />]", archive.read(each)) for each in sheets)
    except _DAMAGED as error:
        raise _damaged(path, error) from error


def _opened(data: bytes, path: str, *, data_only: bool) -> Any:
    openpyxl = library("openpyxl", path)
    try:
        with warnings.catch_warnings():
            # Of extensions that carry nothing that is displayed in a cell.
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(data), rich_text=True, data_only=data_only)
    except _DAMAGED as error:
        raise _damaged(path, error) from error


def _damaged(path: str, error: BaseException) -> UnreadableError:
    reason = str(error).split("\n", 1)[0] or type(error).__name__
    return UnreadableError(
        path,
        say("cannot be read as a workbook: {reason}", reason=reason),
        say("open it in a spreadsheet and save it again as .xlsx"),
    )


def _grid(sheet: Any, formulas: Any, path: str, marks: NumberMarks) -> Grid:
    rows, columns = sheet.max_row, sheet.max_column
    if rows * columns > CELLS:
        what = say(
            "sheet {sheet} has {cells:,} cells, more than the limit of {limit:,}",
            sheet=sheet.title,
            cells=rows * columns,
            limit=CELLS,
        )
        raise UnreadableError(path, what, say("export it as CSV"))
    covered = dict(_covered(sheet))
    widths = dict(_widths(sheet))
    held = []
    for row in sheet.iter_rows(max_row=rows, max_col=columns):
        cells = []
        for each in row:
            place = f"{_quoted(sheet.title)}!{each.coordinate}"
            top = covered.get((each.row, each.column))
            origin = sheet.cell(*top) if top else each
            width = widths.get(origin.column, _USUAL_WIDTH)
            shown = _Shown(width, marks)
            cell = _cell(origin, formulas, place, shown, is_merged=top is not None)
            cells.append(cell)
        held.append(tuple(cells))
    return Grid(
        path,
        f"sheet {sheet.title}",
        tuple(held),
        hidden_rows=tuple(_hidden_rows(sheet, rows)),
        hidden_columns=tuple(_hidden_columns(sheet, columns)),
        is_hidden=sheet.sheet_state != "visible",
    )


def _quoted(name: str) -> str:
    """Write the name of a sheet as a reference to its cells does."""
    return name if _PLAIN_NAME.fullmatch(name) else "'" + name.replace("'", "''") + "'"


def _covered(sheet: Any) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Give the cells that a merged one covers, with the corner that it begins at."""
    for merged in sheet.merged_cells.ranges:
        top = (merged.min_row, merged.min_col)
        for row in range(merged.min_row, min(merged.max_row, sheet.max_row) + 1):
            for column in range(merged.min_col, min(merged.max_col, sheet.max_column) + 1):
                if (row, column) != top:
                    yield (row, column), top


def _widths(sheet: Any) -> Iterator[tuple[int, float]]:
    for each in sheet.column_dimensions.values():
        if each.customWidth and each.width:
            for column in range(each.min or 0, min(each.max or 0, sheet.max_column) + 1):
                yield column, each.width


def _hidden_rows(sheet: Any, count: int) -> Iterator[tuple[int, str]]:
    for number in range(1, count + 1):
        dimension = sheet.row_dimensions.get(number)
        if dimension is not None and (dimension.hidden or dimension.height == 0):
            yield number - 1, f"{_quoted(sheet.title)}!{number}:{number}"


def _hidden_columns(sheet: Any, count: int) -> Iterator[tuple[int, str]]:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - loaded when a file is read

    for each in sheet.column_dimensions.values():
        if each.hidden:
            for column in range(each.min or 0, min(each.max or 0, count) + 1):
                letter = get_column_letter(column)
                yield column - 1, f"{_quoted(sheet.title)}!{letter}:{letter}"


def _cell(cell: Any, formulas: Any, place: str, shown: _Shown, *, is_merged: bool) -> Cell:
    problem: str = ""
    text: str = ""
    marks: tuple[str, ...] = ()
    try:
        text, marks = _displayed(cell, shown)
    except NotDisplayedError as error:
        problem = error.message
    if problem:
        pass
    elif cell.value is None and formulas is not None:
        if formulas.cell(cell.row, cell.column).data_type == "f":
            problem = say("a formula without a stored result: recalculate and save the workbook")
    elif cell.data_type == "e":
        problem = say("the cell shows the error {error}", error=text)
    elif cell.value is not None and not text and not marks and not isinstance(cell.value, str):
        problem = say("the number format of the cell hides what is in it")
    elif is_power(text, marks):
        problem = say("a power of ten: write the number out")
    return Cell(text, place, marks, problem, is_merged)


def _displayed(cell: Any, shown: _Shown) -> tuple[str, tuple[str, ...]]:
    """Give what a cell displays and the marks set apart from it."""
    value, code = cell.value, cell.number_format
    if value is None:
        return "", ()
    if isinstance(value, bool):
        return str(value).upper(), ()
    if isinstance(value, (int, float)):
        return tidied(number_text(value, code, shown.width, shown.marks)), ()
    if isinstance(value, datetime.date):
        return tidied(date_text(value, code)), ()
    if isinstance(value, (datetime.time, datetime.timedelta)):
        raise NotDisplayedError(say("a time of day, not a figure"))
    return _text(cell)


def _text(cell: Any) -> tuple[str, tuple[str, ...]]:
    if cell.font is not None and cell.font.vertAlign in _RAISED:
        return "", (tidied(str(cell.value)),)
    if isinstance(cell.value, str):
        return apart(tidied(cell.value))
    plain, marks = "", []
    for each in cell.value:
        is_raised = getattr(getattr(each, "font", None), "vertAlign", None) in _RAISED
        if is_raised:
            marks.append(tidied(str(each)))
        else:
            plain += str(each)
    text, raised = apart(tidied(plain))
    return text, (*(each for each in marks if each), *raised)
