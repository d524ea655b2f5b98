"""The native executor: a table against its schema and row rules, batch by batch.

Each batch goes through one fused screen, "is anything wrong in this row"; only the rows it stops
are looked at rule by rule. The screen is made of the very expressions of the rules, so that it
passes no row that a rule would fail. Keys accumulate over the batches.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from cnnic_validate.check.table import keys as table_keys
from cnnic_validate.check.table.cells import (
    CellRule,
    field_rules,
    present,
    whole_pattern,
)
from cnnic_validate.check.table.columns import check_header, columns_of
from cnnic_validate.check.table.detail import (
    LINE,
    ROW,
    Notes,
    Wording,
    breaches,
    note_cell,
    note_row,
)
from cnnic_validate.check.table.row_rules import RowCheck, compile_rule, judge_batch
from cnnic_validate.errors import DefinitionError, Fault
from cnnic_validate.message import joined, say
from cnnic_validate.model import lexical
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.package import Field, Resource, TableSchema
from cnnic_validate.model.place import Place
from cnnic_validate.model.report import RowRuleCount
from cnnic_validate.model.rule import RowRule
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.tally import findings
from cnnic_validate.table import Batch, Table, TextBatch


@dataclass(frozen=True, slots=True)
class TableVerdict:
    """What was found in one table.

    `findings` are the reader's, the header's, the cells' and the keys', then the row rules'; `rows`
    counts the rows that could be read; `suspect_rows` are the numbers of those that have an error
    finding; `row_rule_counts` tells for each row rule how many rows passed, failed, or could not be
    judged for a missing cell (a row the rule does not apply to is in none of them).
    """

    findings: tuple[Finding, ...]
    rows: int
    suspect_rows: frozenset[int]
    row_rule_counts: tuple[RowRuleCount, ...]


@dataclass(slots=True)
class _Count:
    passed: int = 0
    failed: int = 0
    not_evaluated: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """A schema and its row rules, compiled for the columns that a table has."""

    columns: Mapping[str, int]
    cells: Mapping[str, pl.Expr]
    numeric: frozenset[str]
    rules: tuple[CellRule, ...]
    steps: tuple[tuple[pl.Expr, ...], ...]
    row_checks: tuple[RowCheck, ...]
    keys: tuple[table_keys.Key, ...]
    references: tuple[table_keys.Reference, ...]
    notes: Notes
    counts: Mapping[str, _Count]


def check_table(
    table: Table,
    resource: Resource,
    row_rules: Sequence[RowRule],
    foreign: Mapping[str, Table],
) -> TableVerdict:
    """Check a table.

    Args:
        table: the table, with the findings of its reader.
        resource: its schema.
        row_rules: the rules on this resource's columns.
        foreign: the tables that foreign keys refer to, by resource name; a foreign key to a table
            that is not there is not checked.

    Raises:
        DefinitionError: a pattern is too large to be executed.
    """
    header = list(check_header(table.path, table.header, resource.schema)) if table.header else []
    plan = _plan(table, resource, row_rules, foreign)
    rows = 0
    for batch in table.batches():
        frame = _frame(batch, len(table.header))
        rows += frame.height
        _check_cells(plan, frame)
        _check_rows(plan, frame)
        table_keys.add_batch(plan.keys, frame)
        for reference in plan.references:
            _note_strangers(plan, reference, table_keys.strangers(reference, frame))
    for key in plan.keys:
        _check_key(plan, key, table)
    return TableVerdict(
        findings=(*table.faults, *header, *findings(plan.notes.tally)),
        rows=rows,
        suspect_rows=frozenset(plan.notes.tally.suspect),
        row_rule_counts=tuple(_counted(rule, plan.counts[rule.id]) for rule in row_rules),
    )


def _plan(
    table: Table, resource: Resource, row_rules: Sequence[RowRule], foreign: Mapping[str, Table]
) -> _Plan:
    schema = resource.schema
    columns = columns_of(table.header, schema)
    fields = [each for each in schema.fields if each.name in columns]
    cells = {each.name: _in_rules(each, schema, columns[each.name]) for each in fields}
    numeric = frozenset(each.name for each in fields if each.type in lexical.NUMERIC_TYPES)
    compiled = [
        field_rules(
            each, schema, columns[each.name], in_primary_key=each.name in schema.primary_key
        )
        for each in fields
    ]
    rules = tuple(rule for each in compiled for rule in each.rules)
    _check_patterns([each for each in fields if each.constraints.pattern], resource)
    key_columns = tuple(columns[name] for name in schema.primary_key if name in columns)
    return _Plan(
        columns=columns,
        cells=cells,
        numeric=numeric,
        rules=rules,
        steps=tuple(
            tuple(itertools.chain(*group))
            for group in zip(*(each.steps for each in compiled), strict=True)
        ),
        row_checks=tuple(compile_rule(rule, cells, numeric) for rule in row_rules),
        keys=tuple(table_keys.keys_of(schema, columns)),
        references=tuple(table_keys.references_of(table, schema, columns, foreign)),
        notes=Notes(table.path, key_columns),
        counts={rule.id: _Count() for rule in row_rules},
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


def _frame(batch: Batch | TextBatch, width: int) -> pl.DataFrame:
    """Give a batch as text columns "0", "1", …, with its lines and row numbers."""
    cells = zip(*batch.rows, strict=True) if batch.rows else [()] * width
    columns = {str(i): pl.Series(values, dtype=pl.String) for i, values in enumerate(cells)}
    numbers = {
        LINE: pl.Series(batch.lines, dtype=pl.Int64),
        ROW: pl.Series(batch.numbers, dtype=pl.Int64),
    }
    return pl.DataFrame({**columns, **numbers})


def _check_cells(plan: _Plan, frame: pl.DataFrame) -> None:
    """Screen a batch, then look at the rows that did not pass rule by rule."""
    if not plan.rules:
        return
    screen = pl.any_horizontal([rule.breach for rule in plan.rules]).fill_null(False)
    lazy = frame.lazy()
    for step in plan.steps:
        lazy = lazy.with_columns(step)
    suspects = lazy.filter(screen).collect()
    if suspects.is_empty():
        return
    flags = suspects.lazy().select(
        [rule.breach.fill_null(False).alias(str(i)) for i, rule in enumerate(plan.rules)]
    )
    for rule, flag in zip(plan.rules, flags.collect().get_columns(), strict=True):
        if flag.any():
            _note_cells(plan, rule, suspects.filter(flag))


def _note_cells(plan: _Plan, rule: CellRule, hits: pl.DataFrame) -> None:
    confirmed: dict[str, bool] = {}
    for (text,), place in breaches(plan.notes, hits, (rule.column,), rule.field.name):
        if rule.confirm and text not in confirmed:
            confirmed[text] = rule.confirm(text)
        if confirmed.get(text, True):
            wording = Wording(
                rule.code, partial(rule.message, text), partial(rule.hint, text), rule.severity
            )
            note_cell(plan.notes, rule.field, text, place, wording)


def _note_strangers(plan: _Plan, reference: table_keys.Reference, hits: pl.DataFrame) -> None:
    names = ", ".join(reference.key.fields)
    there = ", ".join(reference.key.reference_fields)
    there = (
        f"{reference.key.resource}.{there}"
        if reference.key.resource
        else say("column {there}", there=there)
    )
    single = reference.fields[0] if len(reference.fields) == 1 else None
    for texts, place in breaches(plan.notes, hits, reference.columns, names):
        value = ", ".join(texts)
        message = say("`{value}` is not in {there}", value=shown(value, 60), there=there)
        hint = partial(_near, value, reference) if single else str
        wording = Wording("foreign-key", message.__str__, hint)
        if single:
            note_cell(plan.notes, single, value, place, wording)
        else:
            note_row(plan.notes, place, value, wording)


def _near(value: str, reference: table_keys.Reference) -> str:
    near = did_you_mean(value, sorted(str(each) for each, *_ in reference.known))
    if not reference.key.resource:
        return near
    new = say("a new one gets its row in `{resource}` first", resource=reference.key.resource)
    return say("{near} {new}", near=near, new=new) if near else new


def _check_key(plan: _Plan, key: table_keys.Key, table: Table) -> None:
    """Name the rows that repeat a key: a second reading, of candidates only."""
    twice = table_keys.candidates(key)
    if twice is None:
        return
    first: dict[tuple[object, ...], Place] = {}
    for batch in table.batches():
        frame = _frame(batch, len(table.header))
        hits = frame.filter(key.hashed.is_in(twice.implode()))
        for texts, place in breaches(plan.notes, hits, key.columns, key.names):
            before = first.setdefault(table_keys.exact_key(key, texts), place)
            if before is not place:
                value = ", ".join(texts)
                there = say("row {row} (line {line})", row=before.row, line=before.line)
                message = say(
                    "`{value}` stands already in {there}", value=shown(value, 60), there=there
                )
                note_row(plan.notes, place, value, Wording(key.code, message.__str__))


def _check_rows(plan: _Plan, frame: pl.DataFrame) -> None:
    """Judge the row rules on a batch."""
    for check in plan.row_checks:
        applies, held = judge_batch(check, frame, plan.columns, plan.cells, plan.numeric)
        counted = applies.fill_null(True)
        unknown = counted & (applies.is_null() | held.is_null())
        failed = (applies & ~held).fill_null(False)
        count = plan.counts[check.rule.id]
        count.not_evaluated += int(unknown.sum())
        count.failed += int(failed.sum())
        count.passed += int((applies & held).sum())
        if failed.any():
            _note_failed(plan, check, frame.filter(failed))


def _note_failed(plan: _Plan, check: RowCheck, hits: pl.DataFrame) -> None:
    rule = check.rule
    at = [plan.columns[name] for name in check.columns]
    column = check.columns[0] if len(check.columns) == 1 else ""
    for texts, place in breaches(plan.notes, hits, at, column):
        value = joined(
            ", ",
            (
                say("{name} = {cell}", name=name, cell=shown(text, 60) or say("empty"))
                for name, text in zip(check.columns, texts, strict=True)
            ),
        )
        message = say(
            "{title}: `{text}` does not hold for {value}",
            title=rule.title or rule.id,
            text=rule.text,
            value=value,
        )
        wording = Wording(
            "row-rule", message.__str__, partial(str, rule.why), rule.severity, rule.id
        )
        note_row(plan.notes, place, value, wording)


def _counted(rule: RowRule, count: _Count) -> RowRuleCount:
    return RowRuleCount(
        rule.id, rule.title, rule.severity, count.passed, count.failed, count.not_evaluated
    )
