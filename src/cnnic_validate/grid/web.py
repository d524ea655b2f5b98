"""Tables of a web page as grids, by lxml: spans filled, raised characters set apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.grid.cells import Cell, Grid
from cnnic_validate.grid.characters import apart, is_power, tidied
from cnnic_validate.grid.libraries import library
from cnnic_validate.message import say

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_UNSHOWN = {"script", "style", "template", "noscript", "head"}
_BREAKS = {"br", "p", "div", "li", "tr", "td", "th"}
_RAISED = {"sup", "sub"}
_SPAN = 1000


def page_grids(text: str, path: str) -> tuple[Grid, ...]:
    """Read the tables of a page, in its order; a table inside a table is one of its own.

    Raises:
        UnreadableError: the page holds no table, or lxml is not installed.
    """
    html = library("lxml.html", path)
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
    root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    tables = root.xpath("//table")
    grids = [_grid(each, path, number) for number, each in enumerate(tables, start=1)]
    if not any(each.rows for each in grids):
        raise UnreadableError(path, say("the page holds no table"))
    return tuple(grids)


@dataclass(slots=True)
class _Filled:
    """Cells of a table while its spans are being filled in, by row and column."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def put(self, row: int, cell: Cell, across: int, down: int) -> None:
        """Put a cell into the first free column of a row, and into what it spans."""
        column = 0
        while (row, column) in self.cells:
            column += 1
        if column + across > files.COLUMNS:
            return
        for below in range(down):
            for beside in range(across):
                covered = Cell(cell.text, cell.place, cell.marks, cell.problem, continues=True)
                at = (row + below, column + beside)
                self.cells.setdefault(at, covered if below or beside else cell)

    def rectangle(self, rows: int, part: str) -> tuple[tuple[Cell, ...], ...]:
        """Give equally long rows; a cell that the page leaves out is empty."""
        width = max((column for _, column in self.cells), default=-1) + 1
        return tuple(
            tuple(
                self.cells.get((row, column)) or Cell("", _place(part, row, column))
                for column in range(width)
            )
            for row in range(rows)
        )


def _place(part: str, row: int, column: int) -> str:
    return f"{part}, row {row + 1}, column {column + 1}"


def _grid(table: Any, path: str, number: int) -> Grid:
    part = f"table {number}"
    filled = _Filled()
    rows = list(_own(table, "tr"))
    hidden = []
    for at, row in enumerate(rows):
        if _is_hidden(row):
            hidden.append((at, f"{part}, row {at + 1}"))
        cells = [each for each in row if each.tag in {"td", "th"} and not _is_hidden(each)]
        for each in cells:
            down = _span(each, "rowspan", len(rows) - at)
            across = _span(each, "colspan", _SPAN)
            free = next(c for c in range(files.COLUMNS + 1) if (at, c) not in filled.cells)
            filled.put(at, _cell(each, _place(part, at, free)), across, down)
    captions = list(_own(table, "caption"))
    return Grid(
        path,
        part,
        filled.rectangle(len(rows), part),
        title=_shown(captions[0])[0] if captions else "",
        head_rows=_head_rows(rows),
        hidden_rows=tuple(hidden),
        is_hidden=_is_hidden(table),
    )


def _own(table: Any, tag: str) -> Iterator[Any]:
    """Give the elements of a table that are not those of a table inside it."""
    for each in table.iter(tag):
        if next(each.iterancestors("table")) is table:
            yield each


def _span(cell: Any, name: str, most: int) -> int:
    """Give how far a cell reaches; rowspan 0 is to the end, other nonsense is 1."""
    text = (cell.get(name) or "1").strip()
    if not text.isascii() or not text.isdigit():
        return 1
    number = int(text[:6])
    return min(number or (most if name == "rowspan" else 1), most)


def _head_rows(rows: list[Any]) -> int | None:
    """Count the rows at the top that the page marks as headings."""
    marked = 0
    for row in rows:
        cells = [each for each in row if each.tag in {"td", "th"}]
        in_head = row.getparent() is not None and row.getparent().tag == "thead"
        if not in_head and (not cells or any(each.tag == "td" for each in cells)):
            break
        marked += 1
    return marked or None


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _cell(element: Any, place: str) -> Cell:
    text, marks = _shown(element)
    problem = say("a power of ten: write the number out") if is_power(text, marks) else ""
    return Cell(text, place, marks, problem)


def _shown(element: Any) -> tuple[str, tuple[str, ...]]:
    """Give the text of an element as displayed, and its raised parts."""
    marks: list[str] = []
    text, raised = apart(tidied("".join(_pieces(element, marks))))
    return text, (*(each for each in marks if each), *raised)


def _pieces(element: Any, marks: list[str]) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _RAISED:
            marks.append(tidied("".join(child.itertext())))
        elif tag and tag not in _UNSHOWN and tag != "table" and not _is_hidden(child):
            yield " " if tag in _BREAKS else ""
            yield from _pieces(child, marks)
            yield " " if tag in _BREAKS else ""
        yield child.tail or ""
