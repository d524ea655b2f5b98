"""A schema and its row rules, compiled for the columns that a table has."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from cnnic_validate.check.table.cells import (
    CellRule,
    FieldRules,
    field_rules,
    present,
    whole_pattern,
)
from cnnic_validate.check.table.columns import columns_of
from cnnic_validate.check.table.keys import Key, keys_of
from cnnic_validate.check.table.references import Reference, references_of
from cnnic_validate.check.table.row_rules import RowCheck, compile_rule
from cnnic_validate.errors import DefinitionError, Fault
from cnnic_validate.message import say
from cnnic_validate.model import lexical
from cnnic_validate.model.package import Field, Resource, TableSchema
from cnnic_validate.model.rule import RowRule
from cnnic_validate.table import Table

# Polars takes a plan whole, and memory for each of its expressions: of so many fields at once.
TOGETHER = 200


@dataclass(frozen=True, slots=True)
class PlanPart:
    """What is asked of the cells of some fields.

    `steps` are added to a frame of the table's cells, one after the other; then `screen` is true,
    at least, in each row that breaches one of `rules`.
    """

    rules: tuple[CellRule, ...]
    steps: tuple[tuple[pl.Expr, ...], ...]
    screen: pl.Expr


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of each row of a table.

    `columns` says where the table has a field; `cells` are those of the fields as row rules see
    them, null where missing; `numeric` the fields that hold numbers.
    """

    columns: Mapping[str, int]
    cells: Mapping[str, pl.Expr]
    numeric: frozenset[str]
    parts: tuple[PlanPart, ...]
    row_checks: tuple[RowCheck, ...]
    keys: tuple[Key, ...]
    references: tuple[Reference, ...]
    key_columns: tuple[int, ...]


def plan_of(
    table: Table, resource: Resource, row_rules: Sequence[RowRule], foreign: Mapping[str, Table]
) -> Plan:
    """Compile; `foreign` are the tables that foreign keys refer to, by resource name.

    Raises:
        DefinitionError: a pattern is too large to be executed.
    """
    schema = resource.schema
    columns = columns_of(table.header, schema)
    fields = [each for each in schema.fields if each.name in columns]
    _check_patterns([each for each in fields if each.constraints.pattern], resource)
    cells = {each.name: _in_rules(each, schema, columns[each.name]) for each in fields}
    numeric = frozenset(each.name for each in fields if each.type in lexical.NUMERIC_TYPES)
    required = frozenset(schema.primary_key)
    compiled = [
        field_rules(each, schema, columns[each.name], in_primary_key=each.name in required)
        for each in fields
    ]
    starts = range(0, len(compiled), TOGETHER)
    return Plan(
        columns=columns,
        cells=cells,
        numeric=numeric,
        parts=tuple(_part(compiled[start : start + TOGETHER]) for start in starts),
        row_checks=tuple(compile_rule(rule, cells, numeric) for rule in row_rules),
        keys=tuple(keys_of(schema, columns)),
        references=tuple(references_of(table, schema, columns, foreign)),
        key_columns=tuple(columns[name] for name in schema.primary_key if name in columns),
    )


def _part(fields: Sequence[FieldRules]) -> PlanPart:
    steps = zip(*(each.steps for each in fields), strict=True)
    return PlanPart(
        rules=tuple(rule for each in fields for rule in each.rules),
        steps=tuple(tuple(itertools.chain(*group)) for group in steps),
        screen=pl.any_horizontal([each.screen for each in fields]),
    )


def _in_rules(each: Field, schema: TableSchema, column: int) -> pl.Expr:
    """Give a field's cells as row rules see them: a boolean is the text `true` or `false`."""
    cell = present(each, schema, column)
    if each.type != "boolean":
        return cell
    true_values, false_values = lexical.boolean_values(each.raw)
    is_true, is_false = cell.is_in(list(true_values)), cell.is_in(list(false_values))
    return (
        pl.when(is_true).then(pl.lit("true")).when(is_false).then(pl.lit("false")).otherwise(cell)
    )


def _check_patterns(fields: Sequence[Field], resource: Resource) -> None:
    """Refuse a pattern that the engine refuses: its only reason left is the size."""
    faults = []
    for each in fields if _fails(fields) else ():
        if _fails([each]):
            where = f"{each.name}.constraints.pattern"
            message = say("the pattern is too large to be executed")
            faults.append(Fault(resource.schema_path or resource.name, where, message))
    if faults:
        raise DefinitionError(faults)


def _fails(fields: Sequence[Field]) -> bool:
    patterns = [whole_pattern(each) for each in fields]
    try:
        pl.select([pl.lit("").str.contains(each).alias(str(i)) for i, each in enumerate(patterns)])
    except pl.exceptions.ComputeError:
        return True
    return False
