"""The whole check of a package: tables, definitions, figures, rules, in this order."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cnnic_validate.check.completeness import check_completeness
from cnnic_validate.check.defined import Definitions, check_definitions
from cnnic_validate.check.definitions import agency_findings, late_sources, vacuous_rules
from cnnic_validate.check.incoming import CheckedRelease, check_release
from cnnic_validate.check.inputs import OBSERVATIONS, Inputs
from cnnic_validate.check.joint.engine import JointResult, Question, Tell, check_joint, silent
from cnnic_validate.check.observations import IMPOSSIBLE, duplicates, read_figures
from cnnic_validate.check.policy import stale_withdrawals
from cnnic_validate.check.tables import CheckedTable, CheckedTables, check_tables
from cnnic_validate.check.titles import titles_of, with_code
from cnnic_validate.model.clash import Suspect
from cnnic_validate.model.finding import SEVERITIES, Finding
from cnnic_validate.model.place import Place
from cnnic_validate.model.report import Report
from cnnic_validate.model.statistics import Figure, MissingFigure, Statistics
from cnnic_validate.table import Table, records


@dataclass(frozen=True, slots=True)
class Outcome:
    """A report with what was read to reach it, for flows that go on from there.

    `missing` are the rows that say that there is no value; `joint` is the joint check of the
    figures; `release` the rows of the incoming release that print something, their columns filled,
    and `template` all its rows.
    """

    report: Report
    statistics: Statistics
    figures: tuple[Figure, ...]
    missing: tuple[MissingFigure, ...]
    joint: JointResult
    release: Table | None = None
    template: Table | None = None


@dataclass(frozen=True, slots=True)
class ReadFigures:
    """The figures of a package as its rows say, and what is wrong with rows that say none.

    `missing` are the rows that say that there is no value; `outside` are figures that cannot be
    what they print; `unread` counts the rows that are none.
    """

    statistics: Statistics
    figures: tuple[Figure, ...]
    missing: tuple[MissingFigure, ...]
    outside: tuple[Figure, ...]
    unread: int
    findings: tuple[Finding, ...]


def check_package(
    inputs: Inputs, as_of: datetime.date | None = None, tell: Tell = silent
) -> Outcome:
    """Check a package and, where there is one, an incoming release as part of it.

    Args:
        inputs: the package as loaded.
        as_of: the day on which waivers are judged; the date of the newest source where None.
        tell: called with (stage, done, total) as the work goes on.
    """
    inputs, tables = check_tables(inputs, tell)
    definitions = check_definitions(inputs, tables)
    release = check_release(inputs, tables, definitions.statistics)
    read = _read(inputs, tables, release, definitions, tell)
    joint = check_joint(
        Question(
            read.figures,
            read.statistics,
            definitions.rules,
            as_of or _newest(read.statistics),
            outside=read.outside,
            waivers_path=inputs.package.rule_files.waivers,
            incoming=inputs.incoming.path if inputs.incoming else "",
            changed=inputs.changed,
        ),
        tell,
    )
    checked = [*tables.values(), *([release.checked] if release else [])]
    findings = (
        *(finding for each in checked for finding in each.findings),
        *definitions.findings,
        *_declared(inputs, release, as_of),
        *(_with_required(each, joint.required) for each in read.findings),
        *_completeness(read, release),
        *joint.findings,
        *_vacuous(inputs, definitions, read, joint),
    )
    titles = titles_of(read.statistics)
    findings = tuple(with_code(each, titles) for each in findings)
    return Outcome(
        _report(inputs, checked, read, joint, findings),
        read.statistics,
        read.figures,
        read.missing,
        joint,
        release.release if release else None,
        release.template if release else None,
    )


def read_package(inputs: Inputs, tell: Tell = silent) -> ReadFigures:
    """Read the figures of a package row by row, without holding them against each other."""
    inputs, tables = check_tables(inputs, tell)
    return _read(inputs, tables, None, check_definitions(inputs, tables), tell)


def _read(
    inputs: Inputs,
    tables: CheckedTables,
    release: CheckedRelease | None,
    definitions: Definitions,
    tell: Tell,
) -> ReadFigures:
    """Read the figures of the package and of the release; count the rows that are none."""
    tell("reading figures", 0, 1)
    sources = [tables[OBSERVATIONS]] if OBSERVATIONS in tables else []
    sources += [release.checked] if release else []
    parts = [
        read_figures(
            each.sound,
            each.count.path,
            definitions.statistics,
            inputs.lexicon,
            faulty=definitions.faulty,
        )
        for each in sources
    ]
    figures = tuple(figure for each in parts for figure in each.figures)
    missing = tuple(figure for each in parts for figure in each.missing)
    return ReadFigures(
        definitions.statistics,
        figures,
        missing,
        tuple(figure for each in parts for figure in each.outside),
        sum(each.count.rows for each in sources) - len(figures) - len(missing),
        (
            *(finding for each in parts for finding in each.findings),
            *duplicates([*figures, *missing]),
        ),
    )


def _declared(
    inputs: Inputs, release: CheckedRelease | None, as_of: datetime.date | None
) -> Iterator[Finding]:
    """Check what a package says of itself: its agencies, its dates, what it says it withdrew."""
    package, tables = inputs.package, inputs.tables
    yield from agency_findings(tables, package.agencies, package.descriptor_path)
    yield from late_sources(tables.get("sources"), as_of)
    present = frozenset(
        record["id"]
        for table in (tables.get(OBSERVATIONS), release.release if release else None)
        if table is not None and "id" in table.header
        for record in records(table)
    )
    path = package.rule_files.rules
    yield from stale_withdrawals(inputs.rules.withdrawals, path, present=present)


def _completeness(read: ReadFigures, release: CheckedRelease | None) -> list[Finding]:
    if release is None or release.release is None:
        return []
    checked, path = release.checked, release.release.path
    return check_completeness(read.figures, checked.rows, release.unfilled, path, read.statistics)


def _vacuous(
    inputs: Inputs, definitions: Definitions, read: ReadFigures, joint: JointResult
) -> Iterable[Finding]:
    """Name the rules that never apply, unless rows are missing that may be their figures."""
    if read.unread or _has_lost_rows(inputs):
        return ()
    instantiated = {instance.rule for instance in joint.instances}
    return vacuous_rules(definitions.rules, instantiated, inputs.package.rule_files.rules)


def _has_lost_rows(inputs: Inputs) -> bool:
    """Whether a table has rows that could not be read at all."""
    return bool(inputs.faults) or any(
        each.severity == "error" for table in inputs.tables.values() for each in table.faults
    )


def _newest(statistics: Statistics) -> datetime.date:
    """Give the day on which the newest source appeared."""
    days = [each.published for each in statistics.sources.values() if each.published]
    return max(days, default=datetime.date.min)


def _with_required(finding: Finding, required: Mapping[Place, tuple[Suspect, ...]]) -> Finding:
    """Add to a figure outside its bounds what the other figures require of it."""
    if finding.code not in IMPOSSIBLE or finding.place not in required:
        return finding
    return replace(finding, suspects=required[finding.place])


def _report(
    inputs: Inputs,
    checked: Iterable[CheckedTable],
    read: ReadFigures,
    joint: JointResult,
    findings: Iterable[Finding],
) -> Report:
    path = inputs.incoming.path if inputs.incoming else None
    verdicts = [each.verdict for each in checked if each.verdict]
    return Report(
        judged=path or inputs.package.descriptor_path,
        tables=tuple(each.count for each in checked),
        row_rules=tuple(count for each in verdicts for count in each.row_rule_counts),
        figures=len(read.figures),
        unread=read.unread,
        missing=tuple(each.id for each in read.missing),
        unchecked=joint.unchecked,
        release=tuple(each.id for each in read.figures if each.place.path == path),
        instances=joint.instances,
        findings=tuple(sorted(findings, key=_order)),
        faults=inputs.faults,
        rules_from=inputs.package.descriptor_path,
    )


def _order(finding: Finding) -> tuple[int, Place, str, str]:
    return (SEVERITIES.index(finding.severity), finding.place, finding.code, finding.message)
