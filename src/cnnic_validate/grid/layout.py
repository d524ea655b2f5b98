"""What the cells of a grid are to each other: headings, labels, values, titles and notes.

A printed table has titles above, one or more rows of headings, labels in the columns at the left,
sections that a row with nothing but a label opens, and notes below. Nothing here reads a number: a
column holds values where most of its cells begin like one. Where that cannot be told, a person says
how many rows are headings and how many columns are labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cnnic_validate.errors import UnreadableError
from cnnic_validate.grid.cells import EVERYTHING, Cell, Grid, Wanted
from cnnic_validate.message import say

# What a value begins with before its first digit: signs, qualifiers, currencies.
_VALUE = re.compile(
    r"(?:[-+−–－＋(（▲△<>≤≥~≈¥￥$€£]|近|约|超过?|突破|逾|达到?|不足|不到|至少|增长|下降|减少|增加|新增|同比"
    r"|(?:over|nearly|almost|about|more than|less than|at least|around|down|up|c\.)\s)*\s*"
    r"[\d０-９]",
    re.IGNORECASE,
)
# What stands in a cell instead of a number.
_SYMBOL = re.compile(r"(?:[.…·:*×x/\-–—−－]{1,3}|n\.?/?a\.?|\([a-z]\)|持平|—+)", re.IGNORECASE)
# A year, half year, quarter, month or day, however it is written.
PERIOD = re.compile(
    r"(?:19|20)\d\d(?:\s*(?:[-./]\s*|年\s*)(?:[QHSM]?\d{1,2}|第?[一二三四]季度|[上下]半年|\d{1,2}月)"
    r"(?:[-./月]\d{1,2}日?)?|\s*/\s*\d{2,4}|[QMHS]\d{1,2})?\s*[年月]?末?底?",
    re.IGNORECASE,
)
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the table, with what it is the value of.

    Attributes:
        cell: what is printed, its marks and its place.
        heading: what stands above it, from the top row of headings down; repeats left out.
        label: the cells of the label columns of its row, section first where there is one; a
            label column may be empty in a row.
        hidden: the names of its row and column where the document hides them.
    """

    cell: Cell
    heading: tuple[str, ...]
    label: tuple[str, ...]
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A table taken apart.

    Attributes:
        titles: what stands above it, and the document's own caption.
        label_names: the headings of the label columns, ``section`` before them where the table has
            sections; as many as every label has parts.
        values: its values, row by row.
        notes: what stands below it.
    """

    titles: tuple[str, ...]
    label_names: tuple[str, ...]
    values: tuple[Value, ...]
    notes: tuple[str, ...]


def laid_out(grid: Grid, wanted: Wanted = EVERYTHING) -> Layout:
    """Take a table apart.

    Args:
        grid: the table.
        wanted: how many rows are headings and how many columns labels, where a person says so.

    Raises:
        UnreadableError: no value is found; says how to name the rows and columns.
    """
    titles, body, notes = _apart(grid.rows)
    heads = _heading_rows(body, grid, wanted.heading_rows)
    rows = body[heads:]
    columns = _value_columns(rows, body[:heads], wanted.label_columns)
    if not rows or not columns:
        raise UnreadableError(
            grid.path,
            say("no values were found in {part}", part=grid.part or say("the table")),
            say("name the rows of headings and columns of labels: --heading-rows, --label-columns"),
        )
    labels = [at for at in range(len(body[0])) if at not in columns and _is_used(rows, at)]
    headings = [_path(row[at].text for row in body[:heads]) for at in range(len(body[0]))]
    sections = any(_is_section(row, columns) for row in rows)
    names = [" ".join(headings[at]) for at in labels]
    return Layout(
        tuple(filter(None, (grid.title, *titles))),
        ("section", *names) if sections else tuple(names),
        tuple(_values(grid, rows, columns, labels, headings, sections=sections)),
        tuple(notes),
    )


Row = Sequence[Cell]


def _apart(rows: Sequence[Row]) -> tuple[list[str], list[Row], list[str]]:
    """Set titles at the top and notes at the bottom apart; rows without a text are left out."""
    held = [row for row in rows if any(cell.text or cell.problem for cell in row)]
    first, last = 0, len(held)
    while first < last and _is_aside(held[first]):
        first += 1
    while last > first and _is_aside(held[last - 1]):
        last -= 1
    titles = [_only(row) for row in held[:first]]
    return titles, held[first:last], [_only(row) for row in held[last:]]


def _filled(row: Row) -> list[Cell]:
    return [cell for cell in row if (cell.text or cell.problem) and not cell.continues]


def _is_aside(row: Row) -> bool:
    return len(_filled(row)) == 1


def _only(row: Row) -> str:
    return _filled(row)[0].text


def _heading_rows(body: Sequence[Row], grid: Grid, given: int | None) -> int:
    """Count the rows of headings: the first, and those below it that hold no value."""
    if given is not None:
        return min(given, len(body))
    if grid.head_rows is not None and body:
        marked = {id(row) for row in grid.rows[: grid.head_rows]}
        return max(1, sum(id(row) in marked for row in body))
    count = 1
    while count < len(body) and _is_heading(body[count], body[count - 1]):
        count += 1
    return min(count, len(body))


def _is_heading(row: Row, above: Row) -> bool:
    """Whether a row goes on with the headings above it.

    It does where nothing in it begins like a value, units and periods apart, and the row is no
    section: the label of a section stands in the first column, where a heading below another has
    nothing, or what it is merged with.
    """
    first = row[0]
    if first.text and not first.continues and above[0].text:
        return False
    return all(
        not _is_value(cell.text) or PERIOD.fullmatch(cell.text) is not None
        for cell in row
        if cell.text and not cell.continues
    )


def _is_value(text: str) -> bool:
    return bool(_VALUE.match(text) or _SYMBOL.fullmatch(text))


def _value_columns(rows: Sequence[Row], heads: Sequence[Row], given: int | None) -> list[int]:
    """Give the columns that hold values: at least half of what they show begins like one."""
    width = len(heads[0]) if heads else len(rows[0]) if rows else 0
    if given is not None:
        return [at for at in range(given, width) if _is_used(rows, at)]
    return [at for at in range(1, width) if _holds_values([row[at] for row in rows])]


def _holds_values(cells: Sequence[Cell]) -> bool:
    shown = [cell for cell in cells if (cell.text or cell.problem) and not cell.continues]
    values = [cell for cell in shown if cell.problem or _is_value(cell.text)]
    periods = [cell for cell in shown if PERIOD.fullmatch(cell.text)]
    return bool(values) and len(values) >= _HALF * len(shown) and len(periods) < len(shown)


def _is_used(rows: Sequence[Row], at: int) -> bool:
    return any(row[at].text or row[at].problem for row in rows)


def _is_section(row: Row, columns: Sequence[int]) -> bool:
    """Whether a row has nothing but a label: it names what the rows below it have in common."""
    filled = _filled(row)
    return len(filled) == 1 and not any(filled[0] is row[at] for at in columns)


def _path(texts: Iterator[str]) -> tuple[str, ...]:
    """Give the headings of a column from the top; what is merged downwards counts once."""
    path: list[str] = []
    for text in texts:
        if text and (not path or path[-1] != text):
            path.append(text)
    return tuple(path)


def _values(
    grid: Grid,
    rows: Sequence[Row],
    columns: Sequence[int],
    labels: Sequence[int],
    headings: Sequence[tuple[str, ...]],
    *,
    sections: bool,
) -> Iterator[Value]:
    names = {id(grid.rows[at]): name for at, name in grid.hidden_rows}
    hidden = dict(grid.hidden_columns)
    section = ""
    for row in rows:
        if _is_section(row, columns):
            section = _only(row)
            continue
        label = tuple(row[at].text for at in labels)
        for at in columns:
            cell = row[at]
            if (cell.text or cell.problem) and not cell.continues:
                concealed = tuple(filter(None, (names.get(id(row)), hidden.get(at))))
                yield Value(cell, headings[at], (section, *label) if sections else label, concealed)
