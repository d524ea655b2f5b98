"""From rows in breach to findings: places, damage, counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from cnnic_validate.check.table.damage import CODES, SpreadsheetDamage, damage_finder
from cnnic_validate.message import say
from cnnic_validate.model.finding import Finding, Severity, shown
from cnnic_validate.model.package import Field
from cnnic_validate.model.place import Place
from cnnic_validate.model.tally import Tally, note

# Columns of a frame besides its cells, which are named "0", "1", …
LINE, ROW = "line", "row"


@dataclass(frozen=True, slots=True)
class Notes:
    """The findings of one table so far.

    `key_columns` are the columns of the primary key; `finders` say what damage a cell shows, and
    `damaged` in which rows of a column it was seen, so that a cell counts once, whatever it
    breaches.
    """

    path: str
    key_columns: tuple[int, ...]
    tally: Tally = field(default_factory=Tally)
    finders: dict[str, Callable[[str], SpreadsheetDamage | None]] = field(default_factory=dict)
    damaged: dict[tuple[str, str], set[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a finding says; `message` and `hint` are only called for findings that are shown."""

    code: str
    message: Callable[[], str]
    hint: Callable[[], str] = str
    severity: Severity = "error"
    rule: str = ""


def breaches(
    notes: Notes, rows: pl.DataFrame, columns: Sequence[int], name: str
) -> Iterator[tuple[tuple[str, ...], Place]]:
    """Give for each row of a frame its cells in `columns` and its place; `name` is the column's."""
    wanted = list(dict.fromkeys((*columns, *notes.key_columns)))
    for line, number, *cells in rows.select([LINE, ROW, *map(str, wanted)]).iter_rows():
        text = dict(zip(wanted, cells, strict=True))
        key = "+".join(text[i] for i in notes.key_columns)
        place = Place(notes.path, line, number, name, shown(key))
        yield tuple(text[i] for i in columns), place


def note_cell(notes: Notes, each: Field, text: str, place: Place, wording: Wording) -> None:
    """Note a wrong cell; damage of a spreadsheet is one finding for its whole column."""
    if wording.severity == "error":
        notes.tally.suspect.add(place.row)
    damage = _damage(notes, each, text) if wording.code in CODES else None
    if damage is None:
        note_row(notes, place, text, wording)
        return
    rows = notes.damaged.setdefault((each.name, damage.cause), set())
    if place.row in rows:
        return
    rows.add(place.row)
    message = say("{cause}, such as `{text}`", cause=damage.cause, text=shown(text, 60))
    note(
        notes.tally,
        ("damage", each.name, damage.cause),
        lambda: Finding(
            wording.code, "error", message, place, value=shown(text), hint=damage.remedy
        ),
        kept=0,
    )


def _damage(notes: Notes, each: Field, text: str) -> SpreadsheetDamage | None:
    if each.name not in notes.finders:
        notes.finders[each.name] = damage_finder(each)
    return notes.finders[each.name](text)


def note_row(notes: Notes, place: Place, value: str, wording: Wording) -> None:
    """Note a finding of a row or a cell; an error makes the row suspect."""
    if wording.severity == "error":
        notes.tally.suspect.add(place.row)
    note(
        notes.tally,
        (wording.code, place.column, wording.rule),
        lambda: Finding(
            wording.code,
            wording.severity,
            wording.message(),
            place,
            rule=wording.rule,
            value=shown(value),
            hint=wording.hint(),
        ),
    )
