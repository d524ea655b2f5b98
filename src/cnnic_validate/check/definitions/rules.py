"""Rules, partitions and waivers against the catalogues: does everything they name exist?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from cnnic_validate.check.definitions.columns import row_rule_faults
from cnnic_validate.check.definitions.partitions import DefinitionFault, partition_faults
from cnnic_validate.expressions import unparse
from cnnic_validate.message import say
from cnnic_validate.model.breakdown import breakdown_fault
from cnnic_validate.model.expression import Binary, Expression, Name, QuotedText, Unary, terms_of
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.package import Package
from cnnic_validate.model.period import parse_period
from cnnic_validate.model.place import Place
from cnnic_validate.model.rule import IMPLIED_RULES, Each, FigureRule, RuleSet, Waiver
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.statistics import Measure, Statistics


def check_rules(rules: RuleSet, statistics: Statistics, package: Package) -> tuple[Finding, ...]:
    """Report every name in the rules, partitions and waivers that nothing defines.

    A finding stands at the file of the descriptor's `cnnic:rules`, its key is the id of the faulty
    entry, its column the key inside it. Ids of waived figures are not looked at here.

    Args:
        rules: what the package declares.
        statistics: the catalogues, as `read_statistics` gives them.
        package: gives the resources and columns that row rules may name.
    """
    files = package.rule_files
    found = [
        *(
            finding
            for each in rules.partitions.values()
            for finding in _findings(files.partitions, each.id, partition_faults(each, statistics))
        ),
        *(
            finding
            for row_rule in rules.row_rules
            for finding in _findings(files.rules, row_rule.id, row_rule_faults(row_rule, package))
        ),
        *(
            finding
            for rule in rules.figure_rules
            for finding in _findings(files.rules, rule.id, _rule_faults(rule, rules, statistics))
        ),
        *(
            finding
            for waiver in rules.waivers
            for finding in _findings(files.waivers, waiver.id, _waiver_faults(waiver, rules))
        ),
    ]
    return tuple(found)


def _findings(path: str, key: str, faults: Iterable[DefinitionFault]) -> Iterator[Finding]:
    for column, message, hint, name in dict.fromkeys(faults):
        place = Place(path, column=column, key=key)
        yield Finding("definition", "error", message, place, value=shown(name), hint=hint)


def _rule_faults(
    rule: FigureRule, rules: RuleSet, statistics: Statistics
) -> Iterator[DefinitionFault]:
    if rule.each:
        yield from _each_faults(rule.each, rules, statistics)
    for name in terms_of(rule.form):
        yield from _term_faults(name, rule.each, statistics)
    if rule.applies:
        yield from _applies_faults(rule.applies, statistics)


def _each_faults(each: Each, rules: RuleSet, statistics: Statistics) -> Iterator[DefinitionFault]:
    argument = each.argument
    if each.group == "partition":
        if argument not in rules.partitions:
            hint = did_you_mean(argument, rules.partitions)
            yield DefinitionFault(
                "each",
                say("the partition {argument} is unknown", argument=argument),
                hint,
                argument,
            )
        elif argument not in statistics.partitions:
            message = say("the partition {argument} is faulty itself", argument=argument)
            yield DefinitionFault("each", message, name=argument)
        return
    topics = {indicator.topic for indicator in statistics.indicators.values()}
    if argument not in topics:
        hint = did_you_mean(argument, sorted(topics))
        yield DefinitionFault(
            "each", say("no indicator has the topic {argument}", argument=argument), hint
        )


def _term_faults(
    name: Name, each: Each | None, statistics: Statistics
) -> Iterator[DefinitionFault]:
    term = unparse(name)
    if name.breakdown not in {"", "breakdown"} and (
        fault := breakdown_fault(name.breakdown, statistics)
    ):
        message, hint = fault
        yield DefinitionFault(
            "rule", say("in `{term}`: {message}", term=term, message=message), hint, name.breakdown
        )
    if name.name == "indicator" and each and each.name == "indicator":
        return
    indicator = statistics.indicators.get(name.name)
    if indicator is None:
        hint = did_you_mean(name.name, statistics.indicators)
        yield DefinitionFault(
            "rule", say("the indicator {name} is unknown", name=name.name), hint, name.name
        )
        return
    period = parse_period(name.at)
    if period and indicator.time == "point" and period.months > 1:
        message = say(
            "in `{term}`: {code} is counted at the end of a month", term=term, code=indicator.code
        )
        yield DefinitionFault(
            "rule", message, say("write @{last:04d}-12 or another month", last=period.last // 12)
        )


def _applies_faults(tree: Expression, statistics: Statistics) -> Iterator[DefinitionFault]:
    """Report a text that the name beside it never stands for: the rule would never apply."""
    if isinstance(tree, Unary):
        yield from _applies_faults(tree.operand, statistics)
    elif isinstance(tree, Binary) and isinstance(tree.left, Name | QuotedText):
        for name, value in ((tree.left, tree.right), (tree.right, tree.left)):
            if isinstance(name, Name) and isinstance(value, QuotedText):
                yield from _value_faults(name.name, value.value, statistics)
    elif isinstance(tree, Binary):
        yield from _applies_faults(tree.left, statistics)
        yield from _applies_faults(tree.right, statistics)


def _value_faults(name: str, value: str, statistics: Statistics) -> Iterator[DefinitionFault]:
    known: dict[str, Iterable[str]] = {
        "source": statistics.sources,
        "agency": [each.agency for each in statistics.sources.values()],
        "measure": get_args(Measure),
    }
    if name == "breakdown":
        if fault := breakdown_fault(value, statistics):
            yield DefinitionFault("applies", *fault, value)
    elif name in known and value not in known[name]:
        hint = did_you_mean(value, known[name])
        yield DefinitionFault(
            "applies", say("no figure has the {name} '{value}'", name=name, value=value), hint
        )


def _waiver_faults(waiver: Waiver, rules: RuleSet) -> Iterator[DefinitionFault]:
    known = [
        *(each.id for each in rules.figure_rules),
        *(each.id for each in rules.row_rules),
        *IMPLIED_RULES,
    ]
    for name in waiver.rules:
        if name not in known:
            yield DefinitionFault(
                "rules",
                say("the rule {name} is unknown", name=name),
                did_you_mean(name, known),
                name,
            )
