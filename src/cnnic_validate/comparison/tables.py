"""Rows of two tables, told apart by their key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from cnnic_validate.model.diff import Cells, RowChange, TableDiff
from cnnic_validate.table import Table

Changes = list[RowChange]


class _KeyedRow(NamedTuple):  # made for every row: a dataclass would take three times as long
    cells: Cells
    line: int
    key: Cells
    nth: int


_Index = Mapping[Hashable, _KeyedRow]


class _ComparedCells(NamedTuple):
    """What of a row is compared: its cells in the columns of both, and `more` columns of the new.

    A row that differs in nothing but an empty cell of a new column is the same row.
    """

    of_old: Callable[[Cells], Any]
    of_new: Callable[[Cells], Any]
    more: tuple[int, ...]

    @classmethod
    def of(cls, old: Cells, new: Cells, common: Cells) -> _ComparedCells:
        if old == new or not common:
            return cls(tuple, tuple, ())
        more = tuple(at for at, name in enumerate(new) if name not in old)
        return cls(_picker(old, common), _picker(new, common), more)


def diff_tables(
    resource: str, key: Sequence[str], old: Table | None, new: Table | None
) -> TableDiff:
    """Compare the rows of a resource.

    Args:
        resource: its name.
        key: the columns of its primary key; where they are empty, or not in both tables, whole rows
            are compared as a multiset, as far as both have the columns.
        old: the table as it was; None where there was none.
        new: the table as it is.
    """
    old_header, new_header = old.header if old else (), new.header if new else ()
    common = tuple(dict.fromkeys(name for name in new_header if name in old_header))
    columns = tuple(key)
    if old and new:
        keyed = bool(columns) and all(name in common for name in columns)
        columns = columns if keyed else common
    else:
        header = new_header or old_header
        keyed = bool(columns) and all(name in header for name in columns)
        columns = columns if keyed else header
    # Without a common column there is nothing to pair rows by: the old ones go, the new ones come.
    before = _indexed(old, columns or old_header)
    after = _indexed(new, columns or new_header)
    shared = before.keys() & after.keys() if columns else set()
    rows = [
        *_changed(before, after, shared, _ComparedCells.of(old_header, new_header, common)),
        *(
            RowChange(row.key, row.nth, row.cells, None, row.line)
            for each, row in before.items()
            if each not in shared
        ),
        *(
            RowChange(row.key, row.nth, None, row.cells, 0, row.line)
            for each, row in after.items()
            if each not in shared
        ),
    ]
    return TableDiff(
        resource=resource,
        path=new.path if new else old.path if old else "",
        key=columns,
        keyed=keyed,
        old_header=old_header,
        new_header=new_header,
        old_rows=len(before),
        new_rows=len(after),
        rows=tuple(rows),
        reordered=[each for each in before if each in shared]
        != [each for each in after if each in shared],
    )


def _indexed(table: Table | None, columns: Cells) -> dict[Hashable, _KeyedRow]:
    """Give the rows by key; a key that stands again is joined with its number."""
    index: dict[Hashable, _KeyedRow] = {}
    if table is None:
        return index
    pick = _picker(table.header, columns)
    again: dict[Hashable, int] = {}
    is_single = len(columns) == 1
    for batch in table.batches():
        for cells, line in zip(batch.rows, batch.lines, strict=True):
            each = pick(cells)
            key = (each,) if is_single else each
            nth = 1
            if each in index:
                nth = again[each] = again.get(each, 1) + 1
                each = (each, nth)
            index[each] = _KeyedRow(cells, line, key, nth)
    return index


def _picker(header: Cells, columns: Cells) -> Callable[[Cells], Any]:
    """Give the function from a row to its cells in `columns`: one text, or a tuple of several."""
    if columns == header:
        return lambda cells: cells if len(cells) > 1 else cells[0]
    return itemgetter(*(header.index(name) for name in columns))


def _changed(
    before: _Index, after: _Index, shared: Collection[Hashable], view: _ComparedCells
) -> Changes:
    found = []
    for each, new in after.items():
        if each not in shared:
            continue
        old = before[each]
        if view.of_old(old.cells) != view.of_new(new.cells) or (
            view.more and any(new.cells[at] for at in view.more)
        ):
            found.append(RowChange(new.key, new.nth, old.cells, new.cells, old.line, new.line))
    return found
