"""The rules of a package as text."""

from __future__ import annotations

from collections.abc import Sequence

from cnnic_validate.message import say
from cnnic_validate.model.listing import (
    ListedExemption,
    ListedRule,
    ListedWaiver,
    RoundingEvidence,
    RuleListing,
)
from cnnic_validate.model.statistics import Partition
from cnnic_validate.render.layout import Style, number, wrapped
from cnnic_validate.render.summary import verdict_counts
from cnnic_validate.render.translate import in_language

# A sum with more parts than this is cut short unless everything is wanted.
_PARTS_SHOWN = 6
_HEADINGS = (
    ("implied", say("Implied by the model")),
    ("figure rule", say("Declared for figures")),
    ("row rule", say("Declared for rows")),
)


def listing_text(listing: RuleListing, style: Style) -> str:
    """Write the rules by kind, then exemptions and waivers, then the partitions."""
    listing = in_language(listing, style.lang)
    blocks = [wrapped(style.tell("Rules of {package}", package=listing.package))]
    for kind, heading in _HEADINGS:
        rules = [rule for rule in listing.rules if rule.kind == kind]
        blocks.append(_section(style.tell(heading), [_rule(rule, style) for rule in rules], style))
    blocks += [
        _section(
            style.tell("Exemptions"),
            [_exemption(each, style) for each in listing.exemptions],
            style,
        ),
        _section(style.tell("Waivers"), [_waiver(each, style) for each in listing.waivers], style),
        _section(
            style.tell("Rounding, by source"),
            [_rounding(each, style) for each in listing.rounding],
            style,
        ),
        _section(
            style.tell("Partitions"),
            [_partition(each, style) for each in listing.partitions],
            style,
        ),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _section(heading: str, items: Sequence[list[str]], style: Style) -> list[str]:
    count = number(len(items)) if items else style.tell("none")
    head = style.tell("{heading}: {count}", heading=heading, count=count)
    lines = [style.paint(head, "place")]
    for item in items:
        lines += item
    return lines


def _rule(rule: ListedRule, style: Style) -> list[str]:
    scope = style.tell(", {scope}", scope=rule.scope) if rule.scope else ""
    severity = "" if rule.severity == "error" else f" [{style.tell(rule.severity)}]"
    counts = verdict_counts(rule.verdicts, style)
    head = style.tell("{name}: {text}", name=f"{rule.id}{severity}{scope}", text=rule.text)
    lines = wrapped(head, first="  ", rest="    ")
    lines += wrapped(rule.title, first="    ")
    if style.verbose:
        lines += wrapped(style.tell("why: {why}", why=rule.why), first="    ")
    return [*lines, *wrapped(counts or style.tell("no instance"), first="    ")]


def _exemption(listed: ListedExemption, style: Style) -> list[str]:
    exemption = listed.exemption
    exempts = style.tell(", ").join(sorted(exemption.exempts))
    text = style.tell("{name}: {text}", name=exemption.code, text=exemption.title)
    lines = wrapped(text, first="  ", rest="    ")
    if style.verbose:
        lines += wrapped(style.tell("why: {why}", why=exemption.why), first="    ")
    counts = style.tell(
        "exempts from {exempts}: {figures}, {instances} not applicable",
        exempts=exempts,
        figures=style.tell_n("{number:,} figure", "{number:,} figures", listed.figures),
        instances=_instances(listed.exempted, style),
    )
    return [*lines, *wrapped(counts, first="    "), *_named(listed.exempted)]


def _waiver(listed: ListedWaiver, style: Style) -> list[str]:
    waiver = listed.waiver
    of = style.joined(", ", (*waiver.figures, *waiver.rules))
    lines = wrapped(style.tell("{name}: {text}", name=waiver.id, text=of), first="  ", rest="    ")
    if style.verbose:
        lines += wrapped(style.tell("why: {why}", why=waiver.why), first="    ")
    counts = style.tell(
        "until {until}, owner {owner}: {instances} waived",
        until=waiver.until.isoformat(),
        owner=waiver.owner,
        instances=_instances(listed.waived, style),
    )
    return [*lines, *wrapped(counts, first="    "), *_named(listed.waived)]


def _instances(exempted: Sequence[str], style: Style) -> str:
    return style.tell_n("{number:,} rule instance", "{number:,} rule instances", len(exempted))


def _named(instances: Sequence[str]) -> list[str]:
    """Write out all of them: nothing is silenced without being shown."""
    return [line for each in instances for line in wrapped(each, first="    - ", rest="      ")]


def _rounding(evidence: RoundingEvidence, style: Style) -> list[str]:
    total = evidence.nearest + evidence.truncate
    count = style.tell_n("{number:,} figure can tell", "{number:,} figures can tell", total)
    if evidence.inferred == "unknown":
        told = style.tell(
            "{nearest:,} to the nearest, {truncate:,} cut off",
            nearest=evidence.nearest,
            truncate=evidence.truncate,
        )
    elif evidence.inferred == "nearest":
        told = style.tell("to the nearest")
    else:
        told = style.tell("cut off")
    text = style.tell(
        "{source}: stated {stated}; {count}: {told}",
        source=evidence.source,
        stated=style.tell(evidence.stated),
        count=count,
        told=told,
    )
    return wrapped(text, first="  ", rest="    ")


def _parts(partition: Partition, style: Style) -> tuple[str, ...]:
    if style.verbose or len(partition.parts) <= _PARTS_SHOWN:
        return partition.parts
    return (*partition.parts[:2], style.tell("… ({count} parts)", count=len(partition.parts)))


def _partition(partition: Partition, style: Style) -> list[str]:
    parts = " + ".join(_parts(partition, style))
    lines = wrapped(f"{partition.id}: {partition.of} = {parts}", first="  ", rest="    ")
    lines += wrapped(
        style.tell("of {indicators}", indicators=style.joined(", ", partition.indicators)),
        first="    ",
    )
    if style.verbose:
        lines += wrapped(style.tell("why: {why}", why=partition.why), first="    ")
    return lines
