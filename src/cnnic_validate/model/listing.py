"""The rules of a package as a person reads them: what holds, why, and what is exempt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cnnic_validate.message import say
from cnnic_validate.model.finding import Severity
from cnnic_validate.model.report import Report
from cnnic_validate.model.rule import Each, RuleSet, Verdict, Waiver
from cnnic_validate.model.statistics import Exemption, Partition, Rounding, Statistics

RuleKind = Literal["implied", "figure rule", "row rule"]


@dataclass(frozen=True, slots=True)
class ListedRule:
    """One rule and how its instances came out.

    `scope` is the resource of a row rule, or what a figure rule is repeated over; `verdicts` counts
    instances (rows, for a row rule), without the verdicts that none got.
    """

    id: str
    kind: RuleKind
    scope: str
    text: str
    title: str
    severity: Severity
    why: str
    verdicts: Mapping[Verdict, int]


@dataclass(frozen=True, slots=True)
class ListedExemption:
    """An exemption, how many figures have it, and the rule instances that it exempts, in words."""

    exemption: Exemption
    figures: int
    exempted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedWaiver:
    """A waiver and the rule instances that it permits to fail now, in words."""

    waiver: Waiver
    waived: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundingEvidence:
    """How a source rounds: what `sources.csv` states, and how many figures fit one way only."""

    source: str
    stated: Rounding
    nearest: int
    truncate: int

    @property
    def inferred(self) -> Rounding:
        """What the figures that can tell agree on; unknown where they do not."""
        if self.nearest and self.truncate:
            return "unknown"
        return "nearest" if self.nearest else "truncate"


@dataclass(frozen=True, slots=True)
class RuleListing:
    """All rules of a package, and all that exempts them. `package` is how a person names it."""

    package: str
    rules: tuple[ListedRule, ...]
    partitions: tuple[Partition, ...]
    exemptions: tuple[ListedExemption, ...]
    waivers: tuple[ListedWaiver, ...]
    rounding: tuple[RoundingEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Implied:
    text: str
    title: str
    why: str
    severity: Severity = "error"


_IMPLIED: Mapping[str, _Implied] = {
    "ratio": _Implied(
        say("ratio = per * numerator / denominator"),
        say("A ratio is its numerator over its denominator"),
        say(
            "indicators.csv names the terms; denominator_period names the period of the denominator"
        ),
    ),
    "growth": _Implied(
        say("growth = 100 * (level / level@ref - 1)"),
        say("Growth in percent compares the level with that of the reference period"),
        say("measure and reference_period say so"),
    ),
    "change": _Implied(
        say("change = level - level@ref"),
        say("A change is the difference from the level of the reference period"),
        say("measure and reference_period say so; a change of a ratio is in percentage points"),
    ),
    "partition": _Implied(
        say("whole = sum of parts"),
        say("The parts of a declared partition add up to their whole"),
        say("partitions.yaml declares it; a ratio of the partitioned whole adds to `per`"),
    ),
    "part-whole": _Implied(
        say("part <= whole"),
        say("A part is no larger than the whole that it is part of"),
        say("breakdowns.csv names the parent; stocks and flows only"),
    ),
    "repeat": _Implied(
        say("print = print"),
        say("One quantity printed twice in one release is one value"),
        say("both prints belong to one variable"),
    ),
    "revision": _Implied(
        say("vintage = earlier vintage"),
        say("A later release repeats the value of an earlier one, or declares the revision"),
        say("an error within one agency, a warning between agencies"),
    ),
    "plausible-growth": _Implied(
        say("growth_minimum <= growth <= growth_maximum"),
        say("A level grows within a year as much as is plausible"),
        say("indicators.csv gives the bounds; a soft rule on totals 12 months apart"),
        "warning",
    ),
    "soft-interval": _Implied(
        say("value within the usual sense of the printed word"),
        say("A word such as 'nearly' is used in its usual sense"),
        say("the soft interval of a qualified figure; the hard one is what must hold"),
        "warning",
    ),
}


def implied_title(rule: str) -> str:
    """Say in words what a rule is that the model implies; empty for a declared one."""
    return _IMPLIED[rule].title if rule in _IMPLIED else ""


def rule_listing(
    package: str,
    rules: RuleSet,
    statistics: Statistics,
    report: Report,
    exemption_of: Mapping[str, str],
) -> RuleListing:
    """List the rules of a package with the verdicts of a validation.

    Args:
        package: how a person names the package.
        rules: what the package declares.
        statistics: gives the partitions and the exemptions.
        report: the validation whose verdicts are counted.
        exemption_of: the exemption code of each figure that has one, by figure id.
    """
    verdicts: dict[str, Counter[Verdict]] = {}
    for instance in report.instances:
        verdicts.setdefault(instance.rule, Counter())[instance.verdict] += 1
    return RuleListing(
        package,
        (*_implied(verdicts), *_figure_rules(rules, verdicts), *_row_rules(rules, report)),
        tuple(statistics.partitions.values()),
        tuple(
            _exemption(exemption, report, exemption_of)
            for exemption in statistics.exemptions.values()
        ),
        tuple(_waiver(waiver, report) for waiver in rules.waivers),
    )


def _implied(verdicts: Mapping[str, Counter[Verdict]]) -> list[ListedRule]:
    return [
        ListedRule(
            kind,
            "implied",
            "",
            rule.text,
            rule.title,
            rule.severity,
            rule.why,
            dict(verdicts.get(kind, {})),
        )
        for kind, rule in _IMPLIED.items()
    ]


def _figure_rules(rules: RuleSet, verdicts: Mapping[str, Counter[Verdict]]) -> list[ListedRule]:
    return [
        ListedRule(
            rule.id,
            "figure rule",
            _each(rule.each),
            rule.text,
            rule.title,
            rule.severity,
            rule.why,
            dict(verdicts.get(rule.id, {})),
        )
        for rule in rules.figure_rules
    ]


def _each(each: Each | None) -> str:
    return (
        say(
            "each {name} in {group}({argument})",
            name=each.name,
            group=each.group,
            argument=each.argument,
        )
        if each
        else ""
    )


def _row_rules(rules: RuleSet, report: Report) -> list[ListedRule]:
    counts = {count.rule: count for count in report.row_rules}
    listed = []
    for rule in rules.row_rules:
        verdicts: dict[Verdict, int] = {}
        if count := counts.get(rule.id):
            verdicts = {
                "passed": count.passed,
                "failed": count.failed,
                "not evaluated": count.not_evaluated,
            }
        listed.append(
            ListedRule(
                rule.id,
                "row rule",
                rule.resource,
                rule.text,
                rule.title,
                rule.severity,
                rule.why,
                {verdict: number for verdict, number in verdicts.items() if number},
            )
        )
    return listed


def _exemption(
    exemption: Exemption, report: Report, exemption_of: Mapping[str, str]
) -> ListedExemption:
    having = {figure for figure, code in exemption_of.items() if code == exemption.code}
    exempted = tuple(
        say("{rule}: {title}", rule=each.rule, title=each.title)
        for each in report.instances
        if each.verdict == "not applicable" and not having.isdisjoint(each.figures)
    )
    return ListedExemption(exemption, len(having), exempted)


def _waiver(waiver: Waiver, report: Report) -> ListedWaiver:
    waived = tuple(
        say("{rule}: {title}", rule=each.rule, title=each.title)
        for each in report.instances
        if each.verdict == "waived" and waiver.covers(each.rule, each.figures)
    )
    return ListedWaiver(waiver, waived)
