"""From rows in breach to findings: places, damage, counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from cnnic_validate.check.table.damage import CODES, DAMAGES, damage_of
from cnnic_validate.check.table.frames import LINE, ROW
from cnnic_validate.check.table.rows import Rows
from cnnic_validate.message import say
from cnnic_validate.model.finding import Finding, Severity, shown
from cnnic_validate.model.package import Field
from cnnic_validate.model.place import Place
from cnnic_validate.model.tally import Tally, count, keep_first, note, wanted


@dataclass(frozen=True, slots=True)
class Notes:
    """The findings of one table so far, and the rows that have an error.

    `key_columns` are the columns of the primary key; `damaged` are the rows of the batch at hand in
    which damage was seen in a column, so that a cell counts once, whatever it breaches.
    """

    path: str
    key_columns: tuple[int, ...]
    tally: Tally = field(default_factory=Tally)
    suspect: Rows = field(default_factory=Rows)
    damaged: dict[tuple[str, int], list[pl.Series]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Breach:
    """What is wrong with some rows.

    `column` is what a place calls it, `columns` are those whose cells `message` and `hint` are made
    of; both are only called for findings that are shown. `cause` tells breaches apart whose code
    and column are the same.
    """

    code: str
    column: str
    columns: tuple[int | str, ...]
    message: Callable[[Sequence[Any]], str]
    hint: Callable[[Sequence[Any]], str] = lambda _: ""
    severity: Severity = "error"
    rule: str = ""
    value: Callable[[Sequence[Any]], str] = ", ".join
    cause: str = ""


def note_rows(notes: Notes, rows: pl.DataFrame, breach: Breach, more: int = 0) -> None:
    """Note rows in breach, and that there are `more` below them; an error makes them suspect."""
    if breach.severity == "error":
        notes.suspect.add(rows[ROW])
    cause = (breach.code, breach.column, breach.rule, breach.cause)
    first = rows.head(wanted(notes.tally, cause))
    for cells, place in _places(notes, first, breach):
        note(notes.tally, cause, _finding(breach, cells, place))
    count(notes.tally, cause, rows.height - first.height + more)


def _places(
    notes: Notes, rows: pl.DataFrame, breach: Breach
) -> Iterator[tuple[tuple[Any, ...], Place]]:
    """Give for each row the cells that a breach is about, and its place."""
    own = [str(each) for each in breach.columns]
    keys = [str(each) for each in notes.key_columns]
    for values in rows.select(LINE, ROW, *dict.fromkeys((*own, *keys))).iter_rows(named=True):
        key = shown("+".join(values[each] for each in keys))
        place = Place(notes.path, values[LINE], values[ROW], breach.column, key)
        yield tuple(values[each] for each in own), place


def _finding(breach: Breach, cells: Sequence[Any], place: Place) -> Finding:
    return Finding(
        breach.code,
        breach.severity,
        breach.message(cells),
        place,
        rule=breach.rule,
        value=shown(breach.value(cells)),
        hint=breach.hint(cells),
    )


def note_cells(notes: Notes, each: Field, rows: pl.DataFrame, breach: Breach) -> None:
    """Note wrong cells; damage of a spreadsheet is one finding for its whole column."""
    if breach.code in CODES:
        kinds = rows.select(damage_of(each, pl.col(str(breach.columns[0])))).to_series()
        for kind in kinds.drop_nulls().unique().to_list():
            _note_damage(notes, rows.filter(kinds == kind), breach, kind)
        rows = rows.filter(kinds.is_null())
    note_rows(notes, rows, breach)


def _note_damage(notes: Notes, rows: pl.DataFrame, breach: Breach, kind: int) -> None:
    notes.suspect.add(rows[ROW])
    seen = notes.damaged.setdefault((breach.column, kind), [])
    for each in seen:
        rows = rows.filter(~pl.col(ROW).is_in(each.implode()))
    if rows.is_empty():
        return
    seen.append(rows[ROW])
    damage = DAMAGES[kind]
    [((text,), place)] = _places(notes, rows.head(1), breach)
    message = say("{cause}, such as `{text}`", cause=damage.cause, text=shown(text, 60))
    found = Finding(breach.code, "error", message, place, value=shown(text), hint=damage.remedy)
    cause = ("damage", breach.column, damage.cause)
    note(notes.tally, cause, found, kept=0)
    count(notes.tally, cause, rows.height - 1)
    keep_first(notes.tally, cause, found)
