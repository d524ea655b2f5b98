"""What changed rows of observations mean: figures revised, withdrawn, added, described anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter

from cnnic_validate.model.diff import (
    Cells,
    Edit,
    FigureChange,
    PrintReading,
    Relation,
    RowChange,
    Subject,
    TableDiff,
)
from cnnic_validate.model.interval import Interval

# From a header and rows with their physical lines: the interval of each row that is a figure, by
# its line.
Read = Callable[[Cells, Sequence[tuple[Cells, int]]], Mapping[int, Interval]]

QUANTITY = frozenset(
    {
        "indicator",
        "breakdown",
        "time_period",
        "measure",
        "reference_period",
        "denominator_period",
        "reference_denominator_period",
    }
)
_PRINT = ("printed", "printed_unit")
# An edit of one of these may move the interval though the text stays.
_READ = QUANTITY | {*_PRINT, "decimals", "source"}
_SUBJECT = ("id", "indicator", "breakdown", "time_period", "measure", "source")


def nothing_read(_: Cells, __: Sequence[tuple[Cells, int]]) -> dict[int, Interval]:
    """Read no figure: for packages without definitions."""
    return {}


def diff_figures(table: TableDiff, read_old: Read, read_new: Read) -> tuple[FigureChange, ...]:
    """Say what each changed row of observations means.

    Only rows whose number may have moved are read, so that a diff costs what differs.

    Args:
        table: the rows of observations that differ.
        read_old: gives the intervals of rows of the old table.
        read_new: gives the intervals of rows of the new table.
    """
    edits = [table.edits(row) if row.nature == "changed" else () for row in table.rows]
    edited = [{each.name for each in of_row} for of_row in edits]
    moved = [
        row for row, names in zip(table.rows, edited, strict=True) if not names.isdisjoint(_READ)
    ]
    old = read_old(table.old_header, [(row.old or (), row.old_line) for row in moved])
    new = read_new(table.new_header, [(row.new or (), row.new_line) for row in moved])
    views = (_FigureColumns(table.old_header, old), _FigureColumns(table.new_header, new))
    return tuple(
        _figure(row, views, of_row, names)
        for row, of_row, names in zip(table.rows, edits, edited, strict=True)
    )


class _FigureColumns:
    """Where the facts of a figure stand in a row, and the intervals that were read."""

    __slots__ = ("about", "intervals", "print")

    def __init__(self, header: Cells, intervals: Mapping[int, Interval]) -> None:
        where = {name: index for index, name in reversed(list(enumerate(header)))}
        absent = len(header)  # where every row gets an empty cell for columns that are not there
        self.about = itemgetter(*(where.get(name, absent) for name in _SUBJECT))
        self.print = itemgetter(*(where.get(name, absent) for name in _PRINT))
        self.intervals = intervals

    def subject(self, row: Cells) -> Subject:
        return Subject(*self.about((*row, "")))

    def reading(self, row: Cells, line: int) -> PrintReading:
        printed, unit = self.print((*row, ""))
        return PrintReading(printed, unit, self.intervals.get(line))


def _figure(
    row: RowChange,
    views: tuple[_FigureColumns, _FigureColumns],
    edits: tuple[Edit, ...],
    edited: set[str],
) -> FigureChange:
    old = views[0].reading(row.old, row.old_line) if row.old is not None else None
    new = views[1].reading(row.new, row.new_line) if row.new is not None else None
    if row.new is None:
        subject = views[0].subject(row.old or ())
        return FigureChange(subject, "withdrawn", row, old, new)
    subject = views[1].subject(row.new)
    if old is None or new is None:
        return FigureChange(subject, "added", row, old, new)
    relation = "moved" if edited & QUANTITY else _relation(old.interval, new.interval)
    # Of a row that cannot be read any more, though its text stays, a finding says why.
    if edited.isdisjoint(_PRINT) and (edited.isdisjoint(_READ) or relation in {"equal", "unread"}):
        return FigureChange(subject, "described", row, old, new, edits=edits)
    return FigureChange(subject, "revised", row, old, new, relation, edits)


def _relation(old: Interval | None, new: Interval | None) -> Relation:
    if old is None or new is None:
        return "unread"
    if old == new:
        return "equal"
    both = old.intersect(new)
    if both.is_empty:
        return "contradicted"
    return "refined" if both == new else "compatible"
