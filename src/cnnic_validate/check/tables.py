"""The first step: every table by itself, against its schema and row rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from cnnic_validate.check.inputs import OBSERVATIONS, Inputs
from cnnic_validate.check.joint.engine import Tell
from cnnic_validate.check.table import TableVerdict, check_table
from cnnic_validate.errors import UnreadableError
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.package import Resource
from cnnic_validate.model.report import TableCount
from cnnic_validate.table import Record, Table, records

DEFINITIONS = ("indicators", "breakdowns", "sources", "exemptions")


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """A table with its verdict.

    `rows` are its rows as records, made once, where the steps after this one read them: of the
    figures and of their definitions; `suspect` the numbers of the rows that have an error.
    """

    count: TableCount
    rows: Sequence[Record]
    suspect: AbstractSet[int]
    findings: tuple[Finding, ...]
    verdict: TableVerdict | None = None

    @property
    def sound(self) -> list[Record]:
        """The rows without an error."""
        return [each for each in self.rows if each.row not in self.suspect]

    @property
    def unsound(self) -> list[Record]:
        """The rows with an error."""
        return [each for each in self.rows if each.row in self.suspect]


CheckedTables = Mapping[str, CheckedTable]


def check_tables(inputs: Inputs, tell: Tell) -> tuple[Inputs, CheckedTables]:
    """Check each table that could be read, by resource name in their order.

    Returns:
        The inputs without the tables that proved unreadable only now, as a large one may, and the
        others with their verdicts.
    """
    resources = inputs.package.resources
    tables, faults = dict(inputs.tables), list(inputs.faults)
    checked: dict[str, CheckedTable] = {}
    for number, resource in enumerate(resources):
        tell("checking tables", number, len(resources))
        if resource.name in tables:
            try:
                checked[resource.name] = _checked(inputs, resource, tables[resource.name])
            except UnreadableError as error:
                del tables[resource.name]
                faults += error.faults
    return replace(inputs, tables=tables, faults=tuple(faults)), checked


def _checked(inputs: Inputs, resource: Resource, table: Table) -> CheckedTable:
    rules = [rule for rule in inputs.rules.row_rules if rule.resource == resource.name]
    verdict = check_table(table, resource, rules, inputs.tables)
    is_read = resource.name in {*DEFINITIONS, OBSERVATIONS}
    return CheckedTable(
        TableCount(resource.name, table.path, verdict.rows),
        tuple(records(table)) if is_read else (),
        verdict.suspect_rows,
        verdict.findings,
        verdict,
    )
