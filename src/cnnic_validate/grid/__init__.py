"""Documents as grids of cells, as they are displayed.

One function, `grids`, reads every kind: workbooks (`.xlsx`), web pages, PDF, delimited and pasted
text. It gives a `Grid` for each table, with what is *displayed* in every cell, never a number
behind it, and where the cell stands. The readers know nothing of figures: `layout` tells headings,
labels and values apart for those who transcribe a table, and a table engine takes the rows as they
are:

    (sheet,) = one_of(grids(data, "book.xlsx", Wanted(sheet="2024")))
    header = [cell.text for cell in sheet.rows[0]]
    for row in sheet.rows[1:]:
        for cell in row:
            cell.text      # "1,234.50": the text to judge, with its displayed precision
            cell.place     # "2024!B7": the place of a finding
            cell.problem   # why the text cannot be told: a finding of its own
            cell.continues # covered by a merged cell; its text is that cell's

`grid.unread()` gives the cells with a problem, `grid.hidden_rows` what a person does not see. The
libraries (extra `tables`) are imported when a document of their kind is read; what is missing,
damaged or of a kind not read is one `UnreadableError` with a remedy.
"""

from __future__ import annotations

from collections.abc import Sequence

from cnnic_validate.errors import UnreadableError
from cnnic_validate.grid.cells import EVERYTHING, Cell, Grid, Wanted
from cnnic_validate.grid.decoding import UndecodedError, decoded
from cnnic_validate.grid.delimited import text_grid
from cnnic_validate.grid.kinds import KINDS, Kind, kind_of
from cnnic_validate.grid.portable import pdf_grids
from cnnic_validate.grid.web import page_grids
from cnnic_validate.grid.workbook import workbook_grids
from cnnic_validate.message import say

__all__ = ["Cell", "Grid", "UndecodedError", "Wanted", "grids", "one_of"]


def grids(data: bytes, path: str, wanted: Wanted = EVERYTHING) -> tuple[Grid, ...]:
    """Read the tables of a document, told by its content, not by its name.

    Args:
        data: the document.
        path: how a person names it.
        wanted: which sheet or pages to read; the encoding and delimiter of a text.

    Raises:
        UndecodedError: a text that is not UTF-8 and does not say what it is.
        UnreadableError: it is of a kind that is not read, damaged, or holds no table.
    """
    kind = kind_of(data, path)
    _check_wanted(kind, wanted, path)
    if kind == "workbook":
        return workbook_grids(data, path, wanted)
    if kind == "pdf":
        return pdf_grids(data, path, wanted.pages)
    text = decoded(data, path, wanted.encoding)
    if kind == "page":
        return page_grids(text, path)
    return (text_grid(text, path, wanted.delimiter),)


def _check_wanted(kind: Kind, wanted: Wanted, path: str) -> None:
    """Refuse what a document of this kind does not have: it would be passed over in silence."""
    given = {
        "--sheet": (wanted.sheet, ("workbook",)),
        "--page": (wanted.pages, ("pdf",)),
        "--encoding": (wanted.encoding, ("page", "text")),
        "--delimiter": (wanted.delimiter, ("text",)),
    }
    for option, (value, kinds) in given.items():
        if value and kind not in kinds:
            raise UnreadableError(
                path,
                say("has no use for {option}: it is a {kind}", option=option, kind=KINDS[kind]),
                say("leave {option} out", option=option),
            )


def one_of(found: Sequence[Grid], wanted: Wanted = EVERYTHING) -> Grid:
    """Give the one table that is wanted.

    That is the one with the number `wanted.table`, else the only one that is shown and has rows.

    Raises:
        UnreadableError: there are several, and none was named; or there is no such table.
    """
    if wanted.table:
        if wanted.table > len(found):
            what = say("there is no table {number}", number=wanted.table)
            raise UnreadableError(found[0].path, what, _choice(found))
        return found[wanted.table - 1]
    held = [each for each in found if len(each.rows) > 1 and len(each.rows[0]) > 1]
    shown = [each for each in held if not each.is_hidden] or held
    if wanted.sheet and found:
        shown = list(found)
    if len(shown) == 1:
        return shown[0]
    if not shown:
        raise UnreadableError(found[0].path, say("no table with two rows and columns was found"))
    what = say("{count} tables were found", count=len(shown))
    raise UnreadableError(found[0].path, what, _choice(found))


def _choice(found: Sequence[Grid]) -> str:
    """Name the tables to choose from, by number."""
    named = "; ".join(
        f"{number} ({', '.join(filter(None, (each.part, each.title[:40])))},"
        f" {len(each.rows)} × {len(each.rows[0]) if each.rows else 0})"
        for number, each in enumerate(found, start=1)
    )
    return say("choose with --table NUMBER (or --sheet NAME): {named}", named=named)
