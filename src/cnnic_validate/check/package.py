"""The whole check of a package: tables, definitions, figures, rules, in this order."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from cnnic_validate.check.completeness import check_completeness
from cnnic_validate.check.definitions import (
    check_rules,
    lint_rules,
    read_statistics,
    vacuous_rules,
)
from cnnic_validate.check.incoming import (
    accepted_before,
    clashing_ids,
    fill_release,
    missing_columns,
    release_resource,
    split_unfilled,
)
from cnnic_validate.check.joint.engine import JointResult, Tell, check_joint, silent
from cnnic_validate.check.joint.outside import required_of
from cnnic_validate.check.observations import duplicates, read_figures
from cnnic_validate.check.table import TableVerdict, check_table
from cnnic_validate.errors import Fault, UnreadableError
from cnnic_validate.figures import Lexicon
from cnnic_validate.message import say
from cnnic_validate.model.clash import Suspect
from cnnic_validate.model.finding import SEVERITIES, Finding
from cnnic_validate.model.package import Package, Resource
from cnnic_validate.model.place import Place
from cnnic_validate.model.report import Report, TableCount
from cnnic_validate.model.rule import RuleSet
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.statistics import Figure, Statistics
from cnnic_validate.table import Record, Table, records

OBSERVATIONS = "observations"
RELEASE = "release"
_DEFINITIONS = ("indicators", "breakdowns", "sources", "exemptions")


@dataclass(frozen=True, slots=True)
class Inputs:
    """A package as loaded: what is judged, and what it is judged by.

    `tables` holds the table of each resource that could be read, by resource name; `faults` says
    what could not be read. `incoming` is a release file, judged as part of the package, and
    `source` the source of its rows that name none.
    """

    package: Package
    rules: RuleSet
    lexicon: Lexicon
    tables: Mapping[str, Table]
    incoming: Table | None = None
    source: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A report with what was read to reach it, for flows that go on from there.

    `joint` is the joint check of the figures; `release` the rows of the incoming release that
    print something, their columns filled, and `template` all its rows.
    """

    report: Report
    statistics: Statistics
    figures: tuple[Figure, ...]
    joint: JointResult
    release: Table | None = None
    template: Table | None = None


@dataclass(frozen=True, slots=True)
class ReadFigures:
    """The figures of a package as its rows say, and how many rows an error kept from being read."""

    statistics: Statistics
    figures: tuple[Figure, ...]
    unread: int


@dataclass(frozen=True, slots=True)
class _Incoming:
    """A release file: all its rows, those that print something, and the others."""

    template: Table
    release: Table
    unfilled: tuple[Record, ...]


@dataclass(slots=True)
class _Done:
    findings: list[Finding] = field(default_factory=list)
    verdicts: list[TableVerdict] = field(default_factory=list)
    counts: list[TableCount] = field(default_factory=list)
    suspect: dict[str, AbstractSet[int]] = field(default_factory=dict)
    outside: list[Figure] = field(default_factory=list)


def check_package(
    inputs: Inputs, as_of: datetime.date | None = None, tell: Tell = silent
) -> Outcome:
    """Check a package and, where there is one, an incoming release as part of it.

    Args:
        inputs: the package as loaded.
        as_of: the day on which waivers are judged; the date of the newest source where None.
        tell: called with (stage, done, total) as the work goes on.
    """
    done = _Done()
    inputs = _checked(inputs, done, tell)
    statistics = _definitions(inputs, done)
    done.findings += _without_figures(inputs.package)
    wrong_rules = check_rules(inputs.rules, statistics, inputs.package)
    faulty = _faulty_codes(inputs, done)
    done.findings += _causes(wrong_rules, faulty)
    rules = _sound_rules(inputs.rules, wrong_rules)
    linted = tuple(lint_rules(rules, inputs.package.rule_files.rules))
    done.findings += linted
    # A rule that contradicts another would accuse figures of its own fault.
    rules = _sound_rules(rules, [each for each in linted if each.severity == "error"])
    incoming = _check_incoming(inputs, statistics, done)
    release = incoming.release if incoming else None
    tell("reading figures", 0, 1)
    figures, unread = _figures(inputs, release, statistics, done, faulty)
    if incoming:
        rows, path = list(records(incoming.release)), incoming.release.path
        done.findings += check_completeness(figures, rows, incoming.unfilled, path, statistics)
    joint = _joint(inputs, rules, statistics, figures, as_of, tell)
    if done.outside:
        required = required_of(
            done.outside, figures, statistics, rules, as_of or _newest(statistics)
        )
        done.findings = [_with_required(each, required) for each in done.findings]
    if not unread and not _has_lost_rows(inputs):  # else a rule may lack its figures for that
        instantiated = {instance.rule for instance in joint.instances}
        done.findings += vacuous_rules(rules, instantiated, inputs.package.rule_files.rules)
    report = _report(inputs, done, joint, figures, unread)
    template = incoming.template if incoming else None
    return Outcome(report, statistics, figures, joint, release, template)


def read_package(inputs: Inputs, tell: Tell = silent) -> ReadFigures:
    """Read the figures of a package row by row, without holding them against each other."""
    done = _Done()
    inputs = _checked(inputs, done, tell)
    statistics = _definitions(inputs, done)
    figures, unread = _figures(inputs, None, statistics, done, _faulty_codes(inputs, done))
    return ReadFigures(statistics, figures, unread)


def _without_figures(package: Package) -> Iterator[Finding]:
    """Say so where there are definitions of figures and no figures: the name may be mistyped."""
    names = [each.name for each in package.resources]
    if "indicators" in names and OBSERVATIONS not in names:
        yield Finding(
            "definition",
            "warning",
            say("no resource is named {name}, so no figure is judged", name=OBSERVATIONS),
            Place(package.descriptor_path, column="resources"),
            hint=did_you_mean(OBSERVATIONS, names)
            or say("give the resource of the figures that name"),
        )


def _checked(inputs: Inputs, done: _Done, tell: Tell) -> Inputs:
    """Check each table by itself; a large one may prove unreadable then, and is left out."""
    tables = dict(inputs.tables)
    faults = list(inputs.faults)
    for number, resource in enumerate(inputs.package.resources):
        tell("checking tables", number, len(inputs.package.resources))
        if resource.name in tables:
            try:
                _check_one(inputs, resource, tables[resource.name], done)
            except UnreadableError as error:
                del tables[resource.name]
                faults += error.faults
    return replace(inputs, tables=tables, faults=tuple(faults))


def _definitions(inputs: Inputs, done: _Done) -> Statistics:
    """Read what the figures are read against."""
    statistics, faults = read_statistics(
        {name: _sound(inputs.tables.get(name), name, done) for name in _DEFINITIONS},
        inputs.rules.partitions,
        {name: table.path for name, table in inputs.tables.items()},
    )
    done.findings += faults
    return statistics


def _check_one(inputs: Inputs, resource: Resource, table: Table, done: _Done) -> None:
    rules = [rule for rule in inputs.rules.row_rules if rule.resource == resource.name]
    verdict = check_table(table, resource, rules, inputs.tables)
    done.findings += verdict.findings
    done.verdicts.append(verdict)
    done.counts.append(TableCount(resource.name, table.path, verdict.rows))
    done.suspect[resource.name] = verdict.suspect_rows


def _check_incoming(inputs: Inputs, statistics: Statistics, done: _Done) -> _Incoming | None:
    """Fill and check a release file; None without one, or where its rows cannot be told apart."""
    table = inputs.incoming
    if table is None:
        return None
    resource = inputs.package.resource(OBSERVATIONS)
    missing = tuple(missing_columns(table, inputs.source))
    done.findings += missing
    if resource is None or missing:
        done.counts.append(TableCount(RELEASE, table.path, sum(1 for _ in records(table))))
        return None
    published = inputs.tables.get(OBSERVATIONS)
    taken = [record["id"] for record in records(published)] if published else []
    template = fill_release(
        table, resource, statistics, inputs.lexicon, source=inputs.source, taken=taken
    )
    filled, unfilled = split_unfilled(template)
    if told := tuple(accepted_before(filled, published)):
        done.findings += told
        done.counts.append(TableCount(RELEASE, table.path, len(filled.held.rows)))
        return None
    rules = [rule for rule in inputs.rules.row_rules if rule.resource == OBSERVATIONS]
    verdict = check_table(filled, release_resource(resource), rules, inputs.tables)
    done.findings += verdict.findings
    clashes = tuple(clashing_ids(filled, published))
    done.findings += clashes
    done.verdicts.append(verdict)
    done.counts.append(TableCount(RELEASE, table.path, verdict.rows))
    done.suspect[RELEASE] = verdict.suspect_rows | {each.place.row for each in clashes}
    return _Incoming(template, filled, unfilled)


def _has_lost_rows(inputs: Inputs) -> bool:
    """Whether a table has rows that could not be read at all."""
    return bool(inputs.faults) or any(
        each.severity == "error" for table in inputs.tables.values() for each in table.faults
    )


def _sound(table: Table | None, name: str, done: _Done) -> list[Record]:
    """Give the rows of a table without an error finding."""
    bad = done.suspect.get(name, frozenset())
    return [each for each in records(table) if each.row not in bad] if table else []


def _faulty_codes(inputs: Inputs, done: _Done) -> frozenset[str]:
    """Give the codes of definitions whose own rows have findings."""
    return frozenset(
        record["code"]
        for name in _DEFINITIONS
        if (table := inputs.tables.get(name)) is not None
        for record in records(table)
        if record.row in done.suspect.get(name, ())
    )


def _causes(wrong: Sequence[Finding], faulty: frozenset[str]) -> list[Finding]:
    """Leave out what follows from another finding: a rule on a faulty row or partition."""
    named = {finding.place.key for finding in wrong}
    return [
        finding
        for finding in wrong
        if not faulty.intersection(finding.value.split("+"))
        and not (finding.place.column == "each" and finding.value in named)
    ]


def _sound_rules(rules: RuleSet, wrong: Sequence[Finding]) -> RuleSet:
    """Leave out the rules that name something unknown: their findings say so."""
    keys = {finding.place.key for finding in wrong}
    return replace(
        rules,
        row_rules=tuple(each for each in rules.row_rules if each.id not in keys),
        figure_rules=tuple(each for each in rules.figure_rules if each.id not in keys),
        partitions={code: each for code, each in rules.partitions.items() if code not in keys},
        waivers=tuple(each for each in rules.waivers if each.id not in keys),
    )


def _figures(
    inputs: Inputs,
    release: Table | None,
    statistics: Statistics,
    done: _Done,
    faulty: frozenset[str],
) -> tuple[tuple[Figure, ...], int]:
    """Read the figures of the package and of the release; count the rows that are none."""
    figures: list[Figure] = []
    rows = 0
    for name, table in ((OBSERVATIONS, inputs.tables.get(OBSERVATIONS)), (RELEASE, release)):
        if table is not None:
            read, faults, outside = read_figures(
                _sound(table, name, done),
                table.path,
                statistics,
                inputs.lexicon,
                faulty=faulty,
            )
            figures += read
            done.findings += faults
            done.outside += outside
        rows += sum(each.rows for each in done.counts if each.resource == name)
    done.findings += duplicates(figures)
    return tuple(figures), rows - len(figures)


def _joint(
    inputs: Inputs,
    rules: RuleSet,
    statistics: Statistics,
    figures: Sequence[Figure],
    as_of: datetime.date | None,
    tell: Tell,
) -> JointResult:
    return check_joint(
        figures,
        statistics,
        rules,
        as_of=as_of or _newest(statistics),
        waivers_path=inputs.package.rule_files.waivers,
        incoming=inputs.incoming.path if inputs.incoming else "",
        tell=tell,
    )


def _newest(statistics: Statistics) -> datetime.date:
    """Give the day on which the newest source appeared."""
    days = [each.published for each in statistics.sources.values() if each.published]
    return max(days, default=datetime.date.min)


def _with_required(finding: Finding, required: Mapping[Place, tuple[Suspect, ...]]) -> Finding:
    """Add to a figure outside its bounds what the other figures require of it."""
    if finding.code != "out-of-bounds" or finding.place not in required:
        return finding
    return replace(finding, suspects=required[finding.place])


def _report(
    inputs: Inputs, done: _Done, joint: JointResult, figures: Sequence[Figure], unread: int
) -> Report:
    incoming = inputs.incoming
    path = incoming.path if incoming else None
    return Report(
        judged=incoming.path if incoming else inputs.package.descriptor_path,
        tables=tuple(done.counts),
        row_rules=tuple(count for verdict in done.verdicts for count in verdict.row_rule_counts),
        figures=len(figures),
        unread=unread,
        unchecked=joint.unchecked,
        release=tuple(each.id for each in figures if each.place.path == path),
        instances=joint.instances,
        findings=tuple(sorted((*done.findings, *joint.findings), key=_order)),
        faults=inputs.faults,
        rules_from=inputs.package.descriptor_path,
    )


def _order(finding: Finding) -> tuple[int, Place, str, str]:
    return (SEVERITIES.index(finding.severity), finding.place, finding.code, finding.message)
