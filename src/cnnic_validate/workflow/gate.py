"""The gate: judge packages, release files and tables."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cnnic_validate import files
from cnnic_validate.check.joint.engine import Tell, silent
from cnnic_validate.check.package import check_package
from cnnic_validate.check.table import check_table
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.package import Resource
from cnnic_validate.model.report import Report, TableCount
from cnnic_validate.model.version import Comparison
from cnnic_validate.reading.descriptor import DESCRIPTOR, load_schema
from cnnic_validate.reading.positions import positioned
from cnnic_validate.workflow.illustration import excerpts, illustrated
from cnnic_validate.workflow.loading import (
    STANDARD_INPUT,
    incoming_table,
    load_inputs,
    release_inputs,
)


def validate(  # noqa: PLR0913 - one for each way to judge
    paths: Sequence[str] = (),
    *,
    package: str = ".",
    schema: str = "",
    source: str = "",
    as_of: datetime.date | None = None,
    against: str = "",
    stdin: bytes | None = None,
    progress: Tell | None = None,
    illustrate: bool = False,
) -> Report:
    """Judge a package, release files, or tables against a schema.

    Args:
        paths: packages (a folder or a descriptor) and CSV files; none means `package`. A CSV file
            is a release, judged as part of `package`, or with `schema` a table by itself. What is
            named twice is judged once.
        package: the package that release files belong to.
        schema: path of a Table Schema.
        source: the source of rows of a release file that name none.
        as_of: the day on which waivers are judged; the date of the newest source where None.
        against: the base to compare with, a path, a git revision or
            `STORE@VERSION`: rules, schemas, partitions,
            exemptions and waivers are then those of the base. Empty: by the package's own.
        stdin: the bytes of standard input, for the path `-`.
        progress: called with (stage, done, total) as the work goes on.
        illustrate: whether the report has pictures of conflicts and the rows around findings.

    Raises:
        DefinitionError: a descriptor, schema or rule file is wrong; it holds every fault.
        UnreadableError: the one path given, or the package, cannot be read.
    """
    reports = []
    _require_files(paths)
    for path in _named_once(paths) or (package,):
        if schema:
            reports.append(_judge_table(path, schema, stdin, illustrate=illustrate))
            continue
        if path != STANDARD_INPUT and _is_package(path):
            inputs = load_inputs(path, progress=progress)
        else:
            inputs = release_inputs(path, package, source, stdin, progress)
        read = [*inputs.tables.values(), *([inputs.incoming] if inputs.incoming else [])]
        if against:
            from cnnic_validate.workflow.against import judge_against  # noqa: PLC0415 - rarely used

            inputs, outcome = judge_against(against, inputs, as_of, progress or silent)
        else:
            outcome = check_package(inputs, as_of, progress or silent)
        report = illustrated(inputs, outcome) if illustrate else outcome.report
        reports.append(replace(report, findings=positioned(report.findings, read)))
    return reports[0] if len(reports) == 1 else _merged(reports)


def _require_files(paths: Sequence[str]) -> None:
    """Refuse paths that lead nowhere before a package is looked for.

    Raises:
        UnreadableError: for the first such path.
    """
    for path in paths:
        if path != STANDARD_INPUT and not Path(path).exists():
            shown = files.shown_as(path)
            raise UnreadableError(shown, say("does not exist"), say("check the path"))


def _named_once(paths: Sequence[str]) -> list[str]:
    """Leave out what was named before, in whatever spelling, so that no row counts twice."""
    first: dict[str, str] = {}
    for path in paths:
        first.setdefault(path if path == STANDARD_INPUT else os.path.realpath(path), path)
    return list(first.values())


def _is_package(path: str) -> bool:
    given = Path(path)
    return given.is_dir() or given.suffix == ".json" or given.name == DESCRIPTOR


def _judge_table(path: str, schema: str, stdin: bytes | None, *, illustrate: bool) -> Report:
    table = incoming_table(path, stdin)
    resource = Resource(Path(path).stem, path, load_schema(schema), schema)
    verdict = check_table(table, resource, (), {})
    return Report(
        judged=table.path,
        tables=(TableCount(resource.name, table.path, verdict.rows),),
        findings=positioned(verdict.findings, [table]),
        rules_from=schema,
        excerpts=excerpts({table.path: table}, verdict.findings) if illustrate else (),
    )


def _merged(reports: Sequence[Report]) -> Report:
    """Put the reports of several paths together, in their order."""
    return Report(
        judged=", ".join(report.judged for report in reports),
        tables=tuple(each for report in reports for each in report.tables),
        row_rules=tuple(each for report in reports for each in report.row_rules),
        figures=sum(report.figures for report in reports),
        unread=sum(report.unread for report in reports),
        missing=tuple(each for report in reports for each in report.missing),
        unchecked=tuple(each for report in reports for each in report.unchecked),
        release=tuple(each for report in reports for each in report.release),
        instances=tuple(each for report in reports for each in report.instances),
        # A package is judged again with each release file: what is wrong in it is told once.
        findings=tuple(dict.fromkeys(each for report in reports for each in report.findings)),
        faults=tuple(each for report in reports for each in report.faults),
        rules_from=", ".join(dict.fromkeys(report.rules_from for report in reports)),
        pictures=tuple(each for report in reports for each in report.pictures),
        excerpts=tuple(each for report in reports for each in report.excerpts),
        against=", ".join(dict.fromkeys(report.against for report in reports if report.against)),
        changes=tuple(dict.fromkeys(each for report in reports for each in report.changes)),
        comparisons=_distinct(reports),
        is_first=any(report.is_first for report in reports),
    )


def _distinct(reports: Sequence[Report]) -> tuple[Comparison, ...]:
    """Give the comparisons of several reports: each of a release repeats that of its package."""
    found: list[Comparison] = []
    for each in (each for report in reports for each in report.comparisons):
        if each not in found:
            found.append(each)
    return tuple(found)
