"""Foreign keys: values that must stand in another table, or elsewhere in the same one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from cnnic_validate.check.table.cells import present, well_typed
from cnnic_validate.check.table.detail import Breach, Notes, note_cells, note_rows
from cnnic_validate.check.table.frames import frame_of
from cnnic_validate.check.table.values import WRITTEN, valued
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.finding import shown
from cnnic_validate.model.package import Field, ForeignKey, TableSchema
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.table import Table

# Among more texts than this, none is looked for that may have been meant.
_MANY = 10_000


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key: what its cells are worth, which rows have it whole, and what they may be.

    `known` has a column for each field, with the values of the other table.
    """

    key: ForeignKey
    fields: tuple[Field, ...]
    columns: tuple[int, ...]
    values: tuple[pl.Expr, ...]
    valid: pl.Expr
    known: pl.DataFrame


def references_of(
    table: Table, schema: TableSchema, columns: Mapping[str, int], foreign: Mapping[str, Table]
) -> Iterator[Reference]:
    """Give the foreign keys that can be checked: the fields and the whole other table are there.

    Both sides are read as the types of this table's fields.
    """
    named = {each.name: each for each in reversed(schema.fields)}
    for key in schema.foreign_keys:
        target = foreign.get(key.resource) if key.resource else table
        if target is None or not all(name in columns for name in key.fields):
            continue
        if not all(name in target.header for name in key.reference_fields):
            continue
        fields = tuple(named[name] for name in key.fields)
        at = tuple(columns[name] for name in key.fields)
        known = _known(target, key.reference_fields, fields)
        if known is not None:
            cells = [present(each, schema, i) for each, i in zip(fields, at, strict=True)]
            pairs = list(zip(fields, cells, strict=True))
            valid = pl.all_horizontal([well_typed(each, cell) for each, cell in pairs])
            values = tuple(valued(each, cell) for each, cell in pairs)
            yield Reference(key, fields, at, values, valid.fill_null(False), known)


def _known(target: Table, names: Sequence[str], fields: Sequence[Field]) -> pl.DataFrame | None:
    """Give the values in some columns of a table; None where it cannot be known whole.

    Where rows could not be read, what is not found may stand in one of them.
    """
    at = [target.header.index(name) for name in names]
    values = [
        valued(each, pl.col(str(i))).alias(str(number))
        for number, (each, i) in enumerate(zip(fields, at, strict=True))
    ]
    found = [pl.DataFrame(schema=dict.fromkeys(map(str, range(len(at))), pl.String))]
    try:
        for batch in target.batches():
            frame = frame_of(batch, len(target.header), at)
            found.append(frame.select(values).unique())
        is_whole = all(each.severity != "error" for each in target.faults)
        return pl.concat(found).unique() if is_whole else None
    except UnreadableError:
        return None


def note_strangers(notes: Notes, reference: Reference, frame: pl.DataFrame) -> None:
    """Note the rows of a batch whose foreign key refers to nothing."""
    names = list(reference.known.columns)
    named = [each.alias(f"to {name}") for each, name in zip(reference.values, names, strict=True)]
    rows = frame.filter(reference.valid).with_columns(named)
    strangers = rows.join(
        reference.known,
        left_on=[f"to {name}" for name in names],
        right_on=names,
        how="anti",
        maintain_order="left",
    )
    if strangers.is_empty():
        return
    breach = _stranger(reference)
    if len(reference.fields) == 1:
        note_cells(notes, reference.fields[0], strangers, breach)
    else:
        note_rows(notes, strangers, breach)


def _stranger(reference: Reference) -> Breach:
    there = ", ".join(reference.key.reference_fields)
    there = (
        f"{reference.key.resource}.{there}"
        if reference.key.resource
        else say("column {there}", there=there)
    )

    def message(texts: Sequence[str]) -> str:
        value = shown(", ".join(texts), 60)
        return say("`{value}` is not in {there}", value=value, there=there)

    return Breach(
        "foreign-key",
        ", ".join(reference.key.fields),
        reference.columns,
        message,
        lambda texts: _near(texts, reference),
        cause=there,
    )


def _near(texts: Sequence[str], reference: Reference) -> str:
    if len(texts) > 1:
        return ""
    known = reference.known.head(_MANY + 1).to_series()
    is_written = reference.fields[0].type in WRITTEN and known.len() <= _MANY
    near = did_you_mean(texts[0], known.sort()) if is_written else ""
    if not reference.key.resource:
        return near
    new = say("a new one gets its row in `{resource}` first", resource=reference.key.resource)
    return say("{near} {new}", near=near, new=new) if near else new
