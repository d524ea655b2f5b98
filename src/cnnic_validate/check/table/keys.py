"""Keys: unique fields, primary and unique keys, foreign keys.

Uniqueness is of logical values (`1.0` is `1`) and leaves out rows where a part is missing, as SQL
does. Batch by batch only a 64-bit hash of each key is kept; hashes that stand twice make
candidates, whose values are compared exactly when the table is read a second time.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from cnnic_validate.check.table.cells import present, well_typed
from cnnic_validate.model import lexical
from cnnic_validate.model.package import Field, ForeignKey, TableSchema
from cnnic_validate.table import Table

# Between the parts of a key while it is hashed; a clash only makes a candidate.
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Key:
    """Fields whose values must be unique together; `hashed` is null where a part is missing."""

    code: str
    fields: tuple[Field, ...]
    columns: tuple[int, ...]
    hashed: pl.Expr
    seen: list[pl.Series] = field(default_factory=list, compare=False)

    @property
    def names(self) -> str:
        """The fields, for a message."""
        return ", ".join(each.name for each in self.fields)


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key with the values it may have; `checked` are texts that were looked up before."""

    key: ForeignKey
    fields: tuple[Field, ...]
    columns: tuple[int, ...]
    valid: pl.Expr
    known: frozenset[tuple[object, ...]]
    checked: dict[tuple[str, ...], bool] = field(default_factory=dict, compare=False)


def keys_of(schema: TableSchema, columns: Mapping[str, int]) -> list[Key]:
    """Give the keys of a schema whose fields the table has, each set of fields once."""
    wanted = [("primary-key", schema.primary_key)]
    wanted += [("unique", (each.name,)) for each in schema.fields if each.constraints.unique]
    wanted += [("unique-key", names) for names in schema.unique_keys]
    keys: list[Key] = []
    for code, names in wanted:
        done = any({each.name for each in key.fields} == set(names) for key in keys)
        if names and not done and all(name in columns for name in names):
            fields = tuple(each for name in names if (each := schema.field(name)))
            at = tuple(columns[name] for name in names)
            parts = [_canonical(each, schema, i) for each, i in zip(fields, at, strict=True)]
            joined = pl.concat_str(parts, separator=_SEPARATOR)
            hashed = pl.when(joined.is_not_null()).then(joined.hash())  # null has a hash, too
            keys.append(Key(code, fields, at, hashed))
    return keys


def _canonical(each: Field, schema: TableSchema, column: int) -> pl.Expr:
    """Give a text per cell such that equal values have equal texts; null where it is missing."""
    cell = present(each, schema, column)
    valid = well_typed(each, cell)
    if each.type in {"integer", "number"}:
        # Unequal decimals may meet in one double; -0.0 and 0.0 are equal and two texts.
        double = cell.cast(pl.Float64, strict=False)
        value = pl.when(double == 0).then(0.0).otherwise(double).cast(pl.String)
    elif each.type == "boolean":
        value = cell.is_in(list(lexical.boolean_values(each.raw)[0])).cast(pl.String)
    elif each.type in {"year", "yearmonth"}:
        value = cell.str.extract("^(-?[0-9]+(?:-[0-9]{2})?)").str.replace("^(-?)0+", "$1")
    else:
        return cell
    return pl.when(valid).then(value).otherwise(cell)


def add_batch(keys: Sequence[Key], frame: pl.DataFrame) -> None:
    """Keep the hashes of a batch."""
    hashed = frame.select([key.hashed.alias(str(i)) for i, key in enumerate(keys)])
    for key, series in zip(keys, hashed.get_columns(), strict=True):
        key.seen.append(series.drop_nulls())


def candidates(key: Key) -> pl.Series | None:
    """Give the hashes that stand more than once, or None where there is none."""
    if not key.seen:
        return None
    everything = pl.concat(key.seen)
    twice = everything.filter(everything.is_duplicated()).unique()
    return twice if twice.len() else None


def exact_key(key: Key, texts: Sequence[str]) -> tuple[object, ...]:
    """Give the logical values of a key."""
    return tuple(_value(each, text) for each, text in zip(key.fields, texts, strict=True))


def _value(each: Field, text: str) -> object:
    value: object = lexical.value(each.type, text, *lexical.boolean_values(each.raw))
    return value


def references_of(
    table: Table, schema: TableSchema, columns: Mapping[str, int], foreign: Mapping[str, Table]
) -> list[Reference]:
    """Give the foreign keys that can be checked: the fields and the whole other table are there.

    Both sides are read as the types of this table's fields.
    """
    found = []
    for key in schema.foreign_keys:
        target = foreign.get(key.resource) if key.resource else table
        if target is None or not all(name in columns for name in key.fields):
            continue
        if not all(name in target.header for name in key.reference_fields):
            continue
        # Where rows could not be read, what is not found may stand in one of them.
        if any(each.severity == "error" for each in target.faults):
            continue
        fields = tuple(each for name in key.fields if (each := schema.field(name)))
        at = tuple(columns[name] for name in key.fields)
        cells = [present(each, schema, i) for each, i in zip(fields, at, strict=True)]
        valid = pl.all_horizontal(
            [well_typed(each, cell) for each, cell in zip(fields, cells, strict=True)]
        )
        known = _known(target, key.reference_fields, fields)
        found.append(Reference(key, fields, at, valid.fill_null(False), known))
    return found


def _known(
    target: Table, names: Iterable[str], fields: Sequence[Field]
) -> frozenset[tuple[object, ...]]:
    at = [target.header.index(name) for name in names]
    texts: set[tuple[str, ...]] = set()
    for batch in target.batches():
        texts.update(tuple(row[i] for i in at) for row in batch.rows)
    return frozenset(
        tuple(itertools.starmap(_value, zip(fields, each, strict=True))) for each in texts
    )


def strangers(reference: Reference, frame: pl.DataFrame) -> pl.DataFrame:
    """Give the rows of a batch whose foreign key refers to nothing."""
    names = [str(i) for i in reference.columns]
    rows = frame.filter(reference.valid)
    bad = []
    for texts in rows.select(names).unique().rows():
        if texts not in reference.checked:
            value = tuple(itertools.starmap(_value, zip(reference.fields, texts, strict=True)))
            reference.checked[texts] = value in reference.known
        if not reference.checked[texts]:
            bad.append(texts)
    if not bad:
        return rows.clear()
    unknown = pl.DataFrame(bad, schema=dict.fromkeys(names, pl.String), orient="row")
    return rows.join(unknown, on=names, how="semi", maintain_order="left")
