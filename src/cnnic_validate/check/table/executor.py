"""The native executor: a table against its schema and row rules, batch by batch.

Each batch goes through one fused screen, "is anything wrong in this row"; only the rows it stops
are looked at rule by rule. The screen is made of the very expressions of the rules, so that it
passes no row that a rule would fail. What is found does not depend on how a table is cut into
batches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import polars as pl

from cnnic_validate.check.table.cells import CellRule
from cnnic_validate.check.table.columns import check_header
from cnnic_validate.check.table.detail import Breach, Notes, note_cells, note_rows
from cnnic_validate.check.table.frames import frame_of
from cnnic_validate.check.table.keys import note_repeats
from cnnic_validate.check.table.plan import TOGETHER, Plan, PlanPart, plan_of
from cnnic_validate.check.table.references import note_strangers
from cnnic_validate.check.table.row_rules import RowCheck, judge_batch
from cnnic_validate.check.table.spill import HASH, Spill, SpillFolder
from cnnic_validate.message import joined, say
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.package import Resource
from cnnic_validate.model.report import RowRuleCount
from cnnic_validate.model.rule import RowRule
from cnnic_validate.model.tally import findings
from cnnic_validate.table import Table


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
    suspect_rows: AbstractSet[int]
    row_rule_counts: tuple[RowRuleCount, ...]


@dataclass(slots=True)
class _Count:
    passed: int = 0
    failed: int = 0
    not_evaluated: int = 0


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
        UnreadableError: the table goes past a limit, or was changed.
    """
    header = list(check_header(table.path, table.header, resource.schema)) if table.header else []
    plan = plan_of(table, resource, row_rules, foreign)
    notes = Notes(table.path, plan.key_columns)
    counts = [_Count() for _ in plan.row_checks]
    rows = 0
    with SpillFolder() as folder:
        seen = [Spill(folder, f"hashes {at}") for at in range(len(plan.keys))]
        for batch in table.batches():
            frame = frame_of(batch, len(table.header))
            rows += frame.height
            notes.damaged.clear()
            for part in plan.parts:
                _check_cells(part, notes, frame)
            _keep_hashes(plan, seen, frame)
            for check, count in zip(plan.row_checks, counts, strict=True):
                _check_rule(plan, notes, check, count, frame)
            for reference in plan.references:
                note_strangers(notes, reference, frame)
        note_repeats(notes, plan.keys, seen, table, folder)
    return TableVerdict(
        findings=(*table.faults, *header, *findings(notes.tally)),
        rows=rows,
        suspect_rows=notes.suspect,
        row_rule_counts=tuple(
            RowRuleCount(
                rule.id, rule.title, rule.severity, count.passed, count.failed, count.not_evaluated
            )
            for rule, count in zip(row_rules, counts, strict=True)
        ),
    )


def _keep_hashes(plan: Plan, seen: Sequence[Spill], frame: pl.DataFrame) -> None:
    for start in range(0, len(plan.keys), TOGETHER):
        keys = plan.keys[start : start + TOGETHER]
        hashes = frame.lazy().select(key.hashed.alias(f"{at}") for at, key in enumerate(keys))
        for spill, each in zip(seen[start:], hashes.collect().get_columns(), strict=False):
            spill.add(pl.DataFrame({HASH: each.drop_nulls()}))


def _check_cells(part: PlanPart, notes: Notes, frame: pl.DataFrame) -> None:
    """Screen a batch; look at what did not pass rule by rule."""
    stopped = _stepped(part, frame).select(part.screen.fill_null(False)).collect().to_series()
    if not stopped.any():
        return
    suspects = frame.filter(stopped)
    flags = _stepped(part, suspects).select(
        *(rule.breach.fill_null(False).alias(f"{at}") for at, rule in enumerate(part.rules)),
        *(
            rule.unsure.fill_null(False).alias(f"unsure {at}")
            for at, rule in enumerate(part.rules)
            if rule.unsure is not None
        ),
    )
    found = flags.collect()
    for at, rule in enumerate(part.rules):
        flag = found[f"{at}"]
        if flag.any():
            if rule.unsure is not None:
                flag &= _confirmed(rule, suspects, flag & found[f"unsure {at}"])
            note_cells(notes, rule.field, suspects.filter(flag), _breach(rule))


def _stepped(part: PlanPart, frame: pl.DataFrame) -> pl.LazyFrame:
    lazy = frame.lazy()
    for step in part.steps:
        lazy = lazy.with_columns(step)
    return lazy


def _confirmed(rule: CellRule, suspects: pl.DataFrame, asked: pl.Series) -> pl.Series:
    """Give which rows are in breach of a rule where that was unsure; others count as such."""
    cells = suspects[str(rule.column)]
    texts = cells.filter(asked).unique().to_list()
    refuted = [text for text in texts if not rule.confirm(text)]
    return ~(asked & cells.is_in(refuted))


def _breach(rule: CellRule) -> Breach:
    return Breach(
        rule.code,
        rule.field.name,
        (rule.column,),
        lambda texts: rule.message(texts[0]),
        lambda texts: rule.hint(texts[0]),
        rule.severity,
    )


def _check_rule(
    plan: Plan, notes: Notes, check: RowCheck, count: _Count, frame: pl.DataFrame
) -> None:
    """Judge a row rule on a batch."""
    applies, held = judge_batch(check, frame, plan.columns, plan.cells, plan.numeric)
    counted = applies.fill_null(True)
    unknown = counted & (applies.is_null() | held.is_null())
    failed = (applies & ~held).fill_null(False)
    count.not_evaluated += int(unknown.sum())
    count.failed += int(failed.sum())
    count.passed += int((applies & held).sum())
    if failed.any():
        at = tuple(plan.columns[name] for name in check.columns)
        note_rows(notes, frame.filter(failed), _broken(check.rule, check.columns, at))


def _broken(rule: RowRule, names: Sequence[str], columns: tuple[int, ...]) -> Breach:
    def value(texts: Sequence[str]) -> str:
        pairs = zip(names, texts, strict=True)
        return joined(
            ", ",
            (
                say("{name} = {cell}", name=name, cell=shown(text, 60) or say("empty"))
                for name, text in pairs
            ),
        )

    def message(texts: Sequence[str]) -> str:
        return say(
            "{title}: `{text}` does not hold for {value}",
            title=rule.title or rule.id,
            text=rule.text,
            value=value(texts),
        )

    return Breach(
        "row-rule",
        names[0] if len(names) == 1 else "",
        columns,
        message,
        lambda _: rule.why,
        rule.severity,
        rule.id,
        value,
    )
