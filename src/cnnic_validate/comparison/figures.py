"""What changed rows of observations mean: figures revised, withdrawn, added, described anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cnnic_validate.model.diff import (
    Cells,
    FigureChange,
    Reading,
    Relation,
    RowChange,
    Subject,
    TableDiff,
)
from cnnic_validate.model.interval import Interval
from cnnic_validate.table import Record

# Gives the interval of each row that is a figure, by the physical line of the row.
Read = Callable[[Sequence[Record]], Mapping[int, Interval]]

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
_PRINT = frozenset({"printed", "printed_unit"})
# An edit of one of these may move the interval though the text stays.
_READ = QUANTITY | _PRINT | {"decimals", "source"}
_SUBJECT = ("id", "indicator", "breakdown", "time_period", "measure", "source")


def nothing_read(_: Sequence[Record]) -> dict[int, Interval]:
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
    edited = {
        index: {each.name for each in table.edits(row)}
        for index, row in enumerate(table.rows)
        if row.nature == "changed"
    }
    moved = [table.rows[index] for index, names in edited.items() if names & _READ]
    old = read_old([_record(table.old_header, row.old, row.old_line) for row in moved])
    new = read_new([_record(table.new_header, row.new, row.new_line) for row in moved])
    views = (_View(table.old_header, old), _View(table.new_header, new))
    return tuple(
        _figure(table, row, views, edited.get(index, set())) for index, row in enumerate(table.rows)
    )


class _View:
    """Where the facts of a figure stand in a row, and the intervals that were read."""

    __slots__ = ("at", "intervals")

    def __init__(self, header: Cells, intervals: Mapping[int, Interval]) -> None:
        where = {name: index for index, name in reversed(list(enumerate(header)))}
        self.at = tuple(where.get(name, -1) for name in (*_SUBJECT, "printed", "printed_unit"))
        self.intervals = intervals

    def subject(self, row: Cells) -> Subject:
        return Subject(*(row[at] if at >= 0 else "" for at in self.at[:-2]))

    def reading(self, row: Cells, line: int) -> Reading:
        printed, unit = (row[at] if at >= 0 else "" for at in self.at[-2:])
        return Reading(printed, unit, self.intervals.get(line))


def _figure(
    table: TableDiff, row: RowChange, views: tuple[_View, _View], edited: set[str]
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
    edits = table.edits(row)
    # Of a row that cannot be read any more, though its text stays, a finding says why.
    if not edited & _PRINT and (not edited & _READ or relation in {"equal", "unread"}):
        return FigureChange(subject, "described", row, old, new, edits=edits)
    return FigureChange(subject, "revised", row, old, new, relation, edits)


def _relation(old: Interval | None, new: Interval | None) -> Relation:
    if old is None or new is None:
        return "unread"
    if old == new:
        return "equal"
    both = old.intersect(new)
    if both == new:
        return "refined"
    return "contradicted" if both.is_empty else "compatible"


def _record(header: Cells, row: Cells | None, line: int) -> Record:
    return Record(dict(zip(header, row or (), strict=False)), line, line)
