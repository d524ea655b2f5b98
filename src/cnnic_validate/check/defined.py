"""The second step: the definitions that figures are read against, and the rules that are sound."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from cnnic_validate.check.definitions import check_rules, lint_rules, read_statistics
from cnnic_validate.check.inputs import OBSERVATIONS, Inputs
from cnnic_validate.check.tables import DEFINITIONS, CheckedTables
from cnnic_validate.message import say
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.package import Package
from cnnic_validate.model.place import Place
from cnnic_validate.model.rule import RuleSet
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.statistics import Statistics


@dataclass(frozen=True, slots=True)
class Definitions:
    """What figures are read against and judged by.

    `faulty` are the codes whose own rows have findings: what names them gets none of its own.
    """

    statistics: Statistics
    rules: RuleSet
    faulty: frozenset[str]
    findings: tuple[Finding, ...]


def _to_nearest(statistics: Statistics, sources: Collection[str]) -> Statistics:
    """Take these sources to round to nearest."""
    if not sources:
        return statistics
    rounded = {
        code: replace(each, rounding="nearest") if code in sources else each
        for code, each in statistics.sources.items()
    }
    return replace(statistics, sources=rounded)


def check_definitions(inputs: Inputs, tables: CheckedTables) -> Definitions:
    """Read the definitions from their sound rows, and leave out the rules that are not sound."""
    read = {name: tables[name] for name in DEFINITIONS if name in tables}
    statistics, faults = read_statistics(
        {name: read[name].sound if name in read else [] for name in DEFINITIONS},
        inputs.rules.partitions,
        {name: table.path for name, table in inputs.tables.items()},
        inputs.lexicon,
    )
    statistics = _to_nearest(statistics, inputs.to_nearest)
    faulty = frozenset(row["code"] for each in read.values() for row in each.unsound)
    wrong = check_rules(inputs.rules, statistics, inputs.package)
    rules = _sound_rules(inputs.rules, wrong)
    linted = tuple(lint_rules(rules, inputs.package.rule_files.rules))
    # A rule that contradicts another would accuse figures of its own fault.
    rules = _sound_rules(rules, [each for each in linted if each.severity == "error"])
    findings = (*faults, *_without_figures(inputs.package), *_causes(wrong, faulty), *linted)
    return Definitions(statistics, rules, faulty, findings)


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
