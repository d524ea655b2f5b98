"""Tables of a PDF as grids, by pdfplumber: ruled tables by their lines, others by their columns."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from cnnic_validate.errors import UnreadableError
from cnnic_validate.grid.cells import Cell, Grid
from cnnic_validate.grid.characters import apart, is_power, tidied, without_radicals
from cnnic_validate.grid.libraries import library
from cnnic_validate.message import say

PAGES = 500
# How far off the base line a raised character stands, by the size of its neighbour; what is off by
# more than the second share stands on another line.
_OFF = 0.15
_LINE = 0.7
# What of a character hangs below the base line, as most fonts have it.
_DESCENT = 0.2
# Characters are looked up by stripes of this many points.
_STRIPE = 16
_RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef、。，]")
_BY_TEXT = {
    "vertical_strategy": "text",
    "horizontal_strategy": "text",
    "min_words_vertical": 2,
    "intersection_tolerance": 5,
}

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _PagePart:
    """A table on one page."""

    page: int
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def head(self) -> tuple[str, ...]:
        """The texts of its first row."""
        return tuple(each.text for each in self.rows[0])


def pdf_grids(data: bytes, path: str, pages: str = "") -> tuple[Grid, ...]:
    """Read the tables of a PDF, or of some of its pages.

    A table that goes on over the next page, with its headings again or without, is one grid.

    Raises:
        UnreadableError: it cannot be read (damaged, with a password, pictures only), has no such
            page, or pdfplumber is not installed.
    """
    pdfplumber = library("pdfplumber", path)
    failures = _failures()
    try:
        with _quietly(), pdfplumber.open(io.BytesIO(data)) as document:
            chosen = _chosen(pages, len(document.pages), path)
            found = [each for number in chosen for each in _tables(document.pages[number - 1])]
            is_picture = not any(document.pages[number - 1].chars for number in chosen)
    except failures as error:
        what = str(error).split("\n", 1)[0] or type(error).__name__
        raise UnreadableError(path, say("cannot be read as PDF: {what}", what=what)) from error
    if not found:
        raise UnreadableError(
            path,
            say("the pages are pictures without text") if is_picture else say("no table was found"),
            say("copy the table from a page or workbook that has it as text"),
        )
    return tuple(_grid(each, path) for each in _joined(found))


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep the library from talking of fonts: of what it cannot read there is nothing to see."""
    logger = logging.getLogger("pdfminer")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _failures() -> tuple[type[Exception], ...]:
    """Give what a damaged or locked file makes the library raise."""
    from pdfminer.psexceptions import PSException  # noqa: PLC0415 - loaded when a file is read
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415 - likewise

    damaged = (KeyError, ValueError, TypeError, AttributeError, IndexError, RecursionError)
    return (*damaged, OSError, PSException, PdfminerException)


def _chosen(pages: str, count: int, path: str) -> range:
    found = _RANGE.fullmatch(pages or f"1-{count}")
    first = int(found[1]) if found else 0
    last = int(found[2] or first) if found else 0
    if not 1 <= first <= last <= count:
        raise UnreadableError(
            path,
            say("has no pages {pages}", pages=pages),
            say("it has {count}: name one, or several as 3-5", count=count),
        )
    if last - first >= PAGES:
        raise UnreadableError(
            path,
            say("has {count:,} pages, more than the limit of {limit:,}", count=count, limit=PAGES),
            say("name those of the table with --page, such as --page 3-5"),
        )
    return range(first, last + 1)


def _tables(page: Any) -> Iterator[_PagePart]:
    """Give the tables of a page: those with lines; without any, what stands in columns."""
    raised = _raised(page.chars)
    kept_apart = {id(each) for each in raised}
    _level(page)
    plain = page.filter(lambda each: id(each) not in kept_apart)
    tables = [each for each in plain.find_tables() if len(each.rows) > 1 and _width(each) > 1]
    if not tables:
        tables = [each for each in plain.find_tables(_BY_TEXT) if _width(each) > 1]
    for table in tables:
        rows = _rows(table, page.page_number, raised)
        kept = tuple(row for row in rows if any(cell.text or cell.marks for cell in row))
        if kept:
            yield _PagePart(page.page_number, kept)


def _width(table: Any) -> int:
    return max((len(row.cells) for row in table.rows), default=0)


def _level(page: Any) -> None:
    """Give the characters of a line one height: some fonts do not say how high theirs are.

    The library orders characters by their boxes; without this, brackets of one font would come
    before or after the words of another.
    """
    for char in page.chars:
        if char["upright"]:
            bottom = page.height + page.mediabox[1] - char["matrix"][5] + _DESCENT * char["size"]
            shift = bottom - char["size"] - char["top"]
            char["top"] += shift
            char["doctop"] += shift
            char["bottom"] = bottom


def _raised(chars: Sequence[Any]) -> list[Any]:
    """Give the characters that stand off the base line of what is written to their left.

    Size alone does not tell: some typesetters raise a footnote without making it much smaller.
    """
    columns: dict[int, list[Any]] = defaultdict(list)
    base: dict[int, Any] = {}
    raised = []
    for each in sorted(chars, key=lambda char: char["x0"]):
        left = _left_of(each, columns)
        held = base.get(id(left), left)
        if held is not None and _is_raised(each, held):
            base[id(each)] = held
            raised.append(each)
        columns[int(each["x1"] // _STRIPE)].append(each)
    return raised


def _left_of(char: Any, columns: Mapping[int, list[Any]]) -> Any:
    """Give the character next to another on its left, not a line above or below; None without."""
    size = max(char["size"], 1)
    first, last = (int(at // _STRIPE) for at in (char["x0"] - size, char["x0"] + size / 3))
    near = [
        each
        for column in range(first, last + 1)
        for each in columns.get(column, ())
        if -size / 3 <= char["x0"] - each["x1"] <= size and _step(char, each) < _LINE * each["size"]
    ]
    return max(near, key=lambda each: each["x1"], default=None)


def _step(char: Any, other: Any) -> float:
    """Give how far the base lines of two characters are apart."""
    return float(abs(char["matrix"][5] - other["matrix"][5]))


def _is_raised(char: Any, base: Any) -> bool:
    """Whether a character stands off a base line: by its place, or by the rise of its font.

    The rise shows in the box of the character alone, and boxes compare within one font only.
    """
    if char["size"] > base["size"]:
        return False
    by_font = char["fontname"] == base["fontname"] and abs(char["bottom"] - base["bottom"])
    return bool(max(_step(char, base), by_font) > _OFF * base["size"])


def _rows(table: Any, page: int, raised: list[Any]) -> Iterator[tuple[Cell, ...]]:
    """Give the rows of a table; what a cell covers has its text and goes on with it."""
    held = {
        box: _cell(box, raw or "", page, raised)
        for row, texts in zip(table.rows, table.extract(), strict=True)
        for box, raw in zip(row.cells, texts, strict=True)
        if box is not None
    }
    across = [(each.bbox[0] + each.bbox[2]) / 2 for each in table.columns]
    for row in table.rows:
        # A cell that reaches down says nothing of where its row is.
        low = min((box for box in row.cells if box), key=lambda box: box[3] - box[1])
        down = (low[1] + low[3]) / 2
        yield tuple(
            held[box] if box is not None else _covered(x, down, held, page)
            for box, x in zip(row.cells, across, strict=True)
        )


def _covered(x: float, y: float, held: Mapping[_Box, Cell], page: int) -> Cell:
    for box, cell in held.items():
        if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
            return replace(cell, continues=True)
    return Cell("", f"page {page}", continues=True)


def _cell(box: _Box, raw: str, page: int, raised: list[Any]) -> Cell:
    inside = [
        each
        for each in raised
        if box[0] <= (each["x0"] + each["x1"]) / 2 <= box[2]
        and box[1] - each["size"] / 2 <= (each["top"] + each["bottom"]) / 2 <= box[3]
    ]
    text, marks = apart(tidied(without_radicals(_unwrapped(raw))))
    above = "".join(each["text"] for each in sorted(inside, key=lambda each: each["x0"]))
    marks = (*((tidied(above),) if above.strip() else ()), *marks)
    place = f"page {page}, box " + ",".join(f"{each:.0f}" for each in box)
    problem = say("a power of ten: write the number out") if is_power(text, marks) else ""
    return Cell(text, place, marks, problem)


def _unwrapped(text: str) -> str:
    """Join the lines of a cell: with a space, between Chinese characters without one."""
    lines = text.split("\n")
    joined = lines[0]
    for line in lines[1:]:
        tight = joined and line and _WIDE.match(joined[-1]) and _WIDE.match(line[0])
        joined += line if tight else f" {line}"
    return joined


def _joined(found: Sequence[_PagePart]) -> Iterator[list[_PagePart]]:
    """Put the parts of a table that goes on over pages together."""
    parts: list[_PagePart] = []
    for each in found:
        if parts and not _goes_on(parts[-1], each, parts[0]):
            yield parts
            parts = []
        parts.append(each)
    yield parts


def _goes_on(last: _PagePart, next_: _PagePart, first: _PagePart) -> bool:
    """Whether a table is the rest of the one on the page before: as wide, and headed alike."""
    return (
        next_.page == last.page + 1
        and len(next_.rows[0]) == len(last.rows[0])
        and (next_.head == first.head or not next_.head[0] or any(map(str.isdigit, next_.head[-1])))
    )


def _grid(parts: list[_PagePart], path: str) -> Grid:
    head = parts[0].head
    rows = [*parts[0].rows]
    for each in parts[1:]:
        rows += each.rows[1:] if each.head == head else each.rows
    first, last = parts[0].page, parts[-1].page
    part = f"page {first}" if first == last else f"pages {first}-{last}"
    return Grid(path, part, tuple(rows))
