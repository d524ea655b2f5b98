"""Cells as displayed, and the grid that they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cnnic_validate.grid.number_format import USUAL_MARKS, NumberMarks


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, as a reader of the table sees it.

    Attributes:
        text: what is displayed, white space collapsed, marks left out; empty where nothing is.
        place: where it stands, as a person would look for it: ``Sheet1!B7``, ``table 2, row 3,
            column 4``, ``page 3, box 71,200,120,212``, ``line 4, column 2``.
        marks: superscripts and subscripts, which are set apart: footnotes, never digits.
        problem: why what is displayed cannot be told; empty where it can.
        continues: the cell is covered by a merged one that begins above or to the left; it has
            that cell's text.
    """

    text: str
    place: str
    marks: tuple[str, ...] = ()
    problem: str = ""
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of a document, a rectangle of cells.

    Attributes:
        path: how a person names the document.
        part: which table of it: ``sheet Sheet1``, ``table 2``, ``pages 3-4``; empty where a
            document is one table.
        rows: the cells; every row is equally long.
        title: what the document itself calls the table (a caption), else empty.
        head_rows: how many rows at the top the document marks as headings; None where it marks
            none.
        hidden_rows: the rows that the document hides, by index from 0, with their names.
        hidden_columns: likewise its columns.
        is_hidden: the whole table is hidden.
    """

    path: str
    part: str
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    head_rows: int | None = None
    hidden_rows: tuple[tuple[int, str], ...] = ()
    hidden_columns: tuple[tuple[int, str], ...] = ()
    is_hidden: bool = False

    def unread(self) -> Iterator[Cell]:
        """Give the cells of which it cannot be told what they display."""
        return (cell for row in self.rows for cell in row if cell.problem and not cell.continues)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which table of a document is wanted, and what the document does not say of itself.

    Attributes:
        sheet: the name of a worksheet; empty for the only one.
        table: the number of a table, from 1; None for the only one.
        pages: pages of a PDF, such as ``3`` or ``3-5``; empty for all.
        encoding: of a text; empty where it is UTF-8 or says so itself.
        delimiter: between the cells of a text; empty where exactly one fits.
        heading_rows: how many rows below the titles are headings; None to tell by their cells.
        label_columns: how many columns at the left are labels; None to tell by their cells.
        marks: how the source writes the numbers that a workbook stores.
    """

    sheet: str = ""
    table: int | None = None
    pages: str = ""
    encoding: str = ""
    delimiter: str = ""
    heading_rows: int | None = None
    label_columns: int | None = None
    marks: NumberMarks = USUAL_MARKS


EVERYTHING = Wanted()
