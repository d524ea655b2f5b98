"""Keys: unique fields, primary and unique keys.

Uniqueness is of logical values and leaves out rows where a part is missing, as SQL does. Batch by
batch only a 64-bit hash of each key is kept; hashes that stand twice make candidates, whose values
are compared exactly when the table is read a second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from cnnic_validate.check.table.cells import present
from cnnic_validate.check.table.detail import Breach, Notes, note_rows
from cnnic_validate.check.table.frames import LINE, ROW, frame_of
from cnnic_validate.check.table.spill import HASH, Spill, SpillFolder
from cnnic_validate.check.table.values import hashed, valued
from cnnic_validate.message import say
from cnnic_validate.model.finding import shown
from cnnic_validate.model.package import Field, TableSchema
from cnnic_validate.model.tally import KEPT
from cnnic_validate.table import Table

# With more repeated hashes than this it takes less time to compare every row.
_FEW = 500_000
# The first row with the value of a row, and its line.
_FIRST_ROW, _FIRST_LINE = "first row", "first line"


@dataclass(frozen=True, slots=True)
class Key:
    """Fields whose values must be unique together; `hashed` is null where a part is missing."""

    code: str
    fields: tuple[Field, ...]
    columns: tuple[int, ...]
    hashed: pl.Expr
    values: tuple[pl.Expr, ...]

    @property
    def names(self) -> str:
        """The fields, for a message."""
        return ", ".join(each.name for each in self.fields)


def keys_of(schema: TableSchema, columns: Mapping[str, int]) -> list[Key]:
    """Give the keys of a schema whose fields the table has, each set of fields once."""
    wanted = [("primary-key", schema.primary_key)]
    wanted += [("unique", (each.name,)) for each in schema.fields if each.constraints.unique]
    wanted += [("unique-key", names) for names in schema.unique_keys]
    fields = {each.name: each for each in reversed(schema.fields)}
    keys: dict[frozenset[str], Key] = {}
    for code, names in wanted:
        if names and frozenset(names) not in keys and all(name in columns for name in names):
            parts = tuple(fields[name] for name in names)
            at = tuple(columns[name] for name in names)
            cells = [present(each, schema, i) for each, i in zip(parts, at, strict=True)]
            values = tuple(valued(each, cell) for each, cell in zip(parts, cells, strict=True))
            keys[frozenset(names)] = Key(code, parts, at, hashed(parts, schema, at), values)
    return list(keys.values())


def note_repeats(
    notes: Notes, keys: Sequence[Key], seen: Sequence[Spill], table: Table, folder: SpillFolder
) -> None:
    """Name the rows that repeat a key: a second reading of the table, of candidates only.

    `seen` has the hashes of each key.
    """
    pairs = ((key, _repeated(hashes)) for key, hashes in zip(keys, seen, strict=True))
    repeated = [(key, hashes) for key, hashes in pairs if hashes.len()]
    if not repeated:
        return
    only = {*notes.key_columns, *(at for key, _ in repeated for at in key.columns)}
    found = [Spill(folder, f"candidates {at}") for at in range(len(repeated))]
    for batch in table.batches():
        frame = frame_of(batch, len(table.header), only)
        for (key, hashes), candidates in zip(repeated, found, strict=True):
            needed = dict.fromkeys((*key.columns, *notes.key_columns))
            rows = frame.lazy().select(key.hashed.alias(HASH), LINE, ROW, *map(str, needed))
            wanted = pl.col(HASH).is_not_null()
            if hashes.len() <= _FEW:
                wanted = pl.col(HASH).is_in(hashes.implode())
            candidates.add(rows.filter(wanted).collect())
    for (key, _), candidates in zip(repeated, found, strict=True):
        _note_repeated(notes, key, candidates)


def _repeated(seen: Spill) -> pl.Series:
    """Give the hashes that stand more than once."""
    found = [pl.Series(dtype=pl.UInt64)]
    for part in seen.parts():
        hashes = part[HASH].sort()
        found.append(hashes.filter(hashes == hashes.shift(1)).unique())
    return pl.concat(found)


def _note_repeated(notes: Notes, key: Key, candidates: Spill) -> None:
    """Note each row whose values stand in an earlier row."""
    values = [f"value {at}" for at in range(len(key.values))]
    named = [each.alias(name) for each, name in zip(key.values, values, strict=True)]
    shown_first: list[pl.DataFrame] = []
    number = 0
    for part in candidates.parts():
        repeats = (
            part.with_columns(named)
            .with_columns(
                pl.col(ROW).min().over(values).alias(_FIRST_ROW),
                pl.col(LINE).min().over(values).alias(_FIRST_LINE),
            )
            .filter(pl.col(ROW) > pl.col(_FIRST_ROW))
        )
        notes.suspect.add(repeats[ROW])
        number += repeats.height
        shown_first.append(repeats.bottom_k(KEPT + 1, by=ROW))
    first = pl.concat(shown_first).sort(ROW).head(KEPT + 1)
    note_rows(notes, first, _repeat(key), number - first.height)


def _repeat(key: Key) -> Breach:
    def message(cells: Sequence[Any]) -> str:
        *texts, row, line = cells
        there = say("row {row} (line {line})", row=row, line=line)
        value = shown(", ".join(texts), 60)
        return say("`{value}` stands already in {there}", value=value, there=there)

    return Breach(
        key.code,
        key.names,
        (*key.columns, _FIRST_ROW, _FIRST_LINE),
        message,
        value=lambda cells: ", ".join(cells[:-2]),
    )
