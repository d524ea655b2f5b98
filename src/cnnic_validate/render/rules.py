"""The rules of a package as text."""

from __future__ import annotations

from collections.abc import Sequence

from cnnic_validate.model.listing import (
    ListedBasis,
    ListedRule,
    ListedWaiver,
    RoundingEvidence,
    RuleListing,
)
from cnnic_validate.model.rule import VERDICTS
from cnnic_validate.model.statistics import Partition
from cnnic_validate.render.layout import Style, counted, number, wrapped

# A sum with more parts than this is cut short unless everything is wanted.
_PARTS_SHOWN = 6
_HEADINGS = (
    ("implied", "Implied by the model"),
    ("figure rule", "Declared for figures"),
    ("row rule", "Declared for rows"),
)


def listing_text(listing: RuleListing, style: Style) -> str:
    """Write the rules by kind, then what lifts them: bases and waivers, then the partitions."""
    blocks = [wrapped(f"Rules of {listing.package}")]
    for kind, heading in _HEADINGS:
        rules = [rule for rule in listing.rules if rule.kind == kind]
        blocks.append(_section(heading, [_rule(rule, style) for rule in rules], style))
    blocks += [
        _section("Bases", [_basis(each, style) for each in listing.bases], style),
        _section("Waivers", [_waiver(each, style) for each in listing.waivers], style),
        _section("Rounding, by source", [_rounding(each) for each in listing.rounding], style),
        _section("Partitions", [_partition(each, style) for each in listing.partitions], style),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _section(heading: str, items: Sequence[list[str]], style: Style) -> list[str]:
    lines = [style.paint(f"{heading}: {number(len(items)) if items else 'none'}", "place")]
    for item in items:
        lines += item
    return lines


def _rule(rule: ListedRule, style: Style) -> list[str]:
    scope = f", {rule.scope}" if rule.scope else ""
    severity = "" if rule.severity == "error" else f" [{rule.severity}]"
    counts = ", ".join(
        f"{number(rule.verdicts[each])} {each}" for each in VERDICTS if rule.verdicts.get(each)
    )
    lines = wrapped(f"{rule.id}{severity}{scope}: {rule.text}", first="  ", rest="    ")
    lines += wrapped(rule.title, first="    ")
    if style.verbose:
        lines += wrapped(f"why: {rule.why}", first="    ")
    return [*lines, *wrapped(counts or "no instance", first="    ")]


def _basis(listed: ListedBasis, style: Style) -> list[str]:
    basis = listed.basis
    lifts = ", ".join(sorted(basis.lifts))
    text = f"{basis.code}: {basis.title}"
    lines = wrapped(text, first="  ", rest="    ")
    if style.verbose:
        lines += wrapped(f"why: {basis.why}", first="    ")
    counts = (
        f"lifts {lifts}: {counted(listed.figures, 'figure')}, "
        f"{counted(len(listed.lifted), 'rule instance')} not applicable"
    )
    return [*lines, *wrapped(counts, first="    "), *_lifted(listed.lifted)]


def _waiver(listed: ListedWaiver, style: Style) -> list[str]:
    waiver = listed.waiver
    of = ", ".join((*waiver.figures, *waiver.rules))
    lines = wrapped(f"{waiver.id}: {of}", first="  ", rest="    ")
    if style.verbose:
        lines += wrapped(f"why: {waiver.why}", first="    ")
    counts = (
        f"until {waiver.until.isoformat()}, owner {waiver.owner}: "
        f"{counted(len(listed.lifted), 'rule instance')} waived"
    )
    return [*lines, *wrapped(counts, first="    "), *_lifted(listed.lifted)]


def _lifted(instances: Sequence[str]) -> list[str]:
    """Write out all that is lifted: nothing is silenced without being seen."""
    return [line for each in instances for line in wrapped(each, first="    - ", rest="      ")]


def _rounding(evidence: RoundingEvidence) -> list[str]:
    total = evidence.nearest + evidence.truncate
    told = f"{counted(total, 'figure')} can tell: "
    if evidence.inferred == "unknown":
        told += f"{number(evidence.nearest)} to the nearest, {number(evidence.truncate)} cut off"
    else:
        told += "to the nearest" if evidence.inferred == "nearest" else "cut off"
    return wrapped(f"{evidence.source}: stated {evidence.stated}; {told}", first="  ", rest="    ")


def _parts(partition: Partition, style: Style) -> tuple[str, ...]:
    if style.verbose or len(partition.parts) <= _PARTS_SHOWN:
        return partition.parts
    return (*partition.parts[:2], f"… ({len(partition.parts)} parts)")


def _partition(partition: Partition, style: Style) -> list[str]:
    parts = " + ".join(_parts(partition, style))
    lines = wrapped(f"{partition.id}: {partition.of} = {parts}", first="  ", rest="    ")
    lines += wrapped(f"of {', '.join(partition.indicators)}", first="    ")
    if style.verbose:
        lines += wrapped(f"why: {partition.why}", first="    ")
    return lines
