"""What declared partitions imply: parts add up to the whole, shares add up to 100."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cnnic_validate.check.joint.build.implied import add, skip
from cnnic_validate.check.joint.build.network import Constraint, sum_form
from cnnic_validate.check.joint.build.scope import Anchor, Found, Scope, Term
from cnnic_validate.message import joined, say, titled
from cnnic_validate.model.breakdown import compose, resolve, split, split_context
from cnnic_validate.model.statistics import Indicator, Measure, Partition, Quantity, Statistics


@dataclass(frozen=True, slots=True)
class _PartitionPlace:
    """One place at which a partition applies: `whole` in one release, other dimensions fixed."""

    partition: Partition
    whole: Quantity
    parts: tuple[Quantity, ...]
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class _Spot:
    """A partition in one context of other dimensions: the breakdowns that add up."""

    whole: str
    parts: tuple[str, ...]


def build_partitions(scope: Scope) -> None:
    """Add the sums that declared partitions imply, for levels, changes and shares of one base."""
    for slot in _slots(scope):
        _sum(scope, slot)


def _slots(scope: Scope) -> Iterator[_PartitionPlace]:
    statistics = scope.statistics
    of_indicator: dict[str, list[Partition]] = defaultdict(list)
    own: dict[str, set[str]] = {}
    for partition in statistics.partitions.values():
        own[partition.id] = _dimensions(statistics, partition.of, *partition.parts)
        for code in partition.indicators:
            of_indicator[code].append(partition)
    spots: dict[tuple[str, str], list[_Spot]] = {}
    seen: set[tuple[str, Quantity, str]] = set()
    for index in range(len(scope.network.variables)):
        variable = scope.network.variables[index]
        quantity = variable.quantity
        indicator = statistics.indicators[quantity.indicator]
        for partition in of_indicator.get(_summed(indicator, quantity.measure), ()):
            at = (partition.id, quantity.breakdown)
            if at not in spots:
                spots[at] = list(
                    _spots(statistics, partition, quantity.breakdown, own[partition.id])
                )
            for spot in spots[at]:
                whole = quantity._replace(breakdown=spot.whole)
                key = (partition.id, whole, variable.release)
                if key in seen:
                    continue
                seen.add(key)
                if _is_mostly_printed(scope, quantity, spot):
                    parts = tuple(quantity._replace(breakdown=each) for each in spot.parts)
                    yield _PartitionPlace(partition, whole, parts, scope.anchor(index))


def _is_mostly_printed(scope: Scope, quantity: Quantity, spot: _Spot) -> bool:
    """Whether any releases together print most of the parts.

    A table that prints a few of many classes is no sum that somebody forgot to finish.
    """
    printed = scope.breakdowns_printed(quantity)
    return 2 * sum(each in printed for each in (spot.whole, *spot.parts)) > len(spot.parts)


def _spots(
    statistics: Statistics, partition: Partition, breakdown: str, own: set[str]
) -> Iterator[_Spot]:
    """Give the contexts of dimensions other than its own in which a partition has a breakdown."""
    for code in (partition.of, *partition.parts):
        context = split_context(breakdown, code, statistics)
        if context is not None and own.isdisjoint(_dimensions(statistics, context)):
            parts = (compose(part, context, statistics) for part in partition.parts)
            yield _Spot(compose(partition.of, context, statistics), tuple(parts))


def _dimensions(statistics: Statistics, *breakdowns: str) -> set[str]:
    return {statistics.dimension(code) for each in breakdowns for code in split(each)}


def _summed(indicator: Indicator, measure: Measure) -> str:
    """Name the indicator whose partitions apply to another's figures; empty where none do."""
    if measure == "growth":
        return ""
    if indicator.kind in {"stock", "flow"}:
        return indicator.code
    has_one_base = (
        indicator.numerator_breakdown == "same" and indicator.denominator_breakdown != "same"
    )
    is_share = indicator.kind == "ratio" and measure == "level" and has_one_base
    return indicator.numerator if is_share else ""


def _sum(scope: Scope, slot: _PartitionPlace) -> None:
    indicator = scope.statistics.indicators[slot.whole.indicator]
    if indicator.kind == "ratio" and not _has_one_base(scope, slot, indicator):
        return
    hundred = indicator.per if _is_everything(scope, slot, indicator) else None
    quantities = slot.parts if hundred is not None else (slot.whole, *slot.parts)
    found = _one_vintage(scope, [scope.find(Term(each), slot.anchor) for each in quantities], slot)
    printed = [each for each in found if each is not None]
    if 2 * len(printed) <= len(quantities):
        return
    foreign = any(each.foreign for each in printed)
    release = slot.anchor.release
    variables = tuple(
        each.variable if each else scope.latent(quantity, release)
        for quantity, each in zip(quantities, found, strict=True)
    )
    constraint = Constraint(
        "partition",
        _title(scope, slot, hundred),
        "warning" if foreign else "error",
        sum_form((1,) * len(variables), hundred, hundred)
        if hundred is not None
        else sum_form((-1, *(1,) * len(slot.parts)), Fraction(0), Fraction(0)),
        variables,
    )
    if slot.whole.denominator_period is None and indicator.kind == "ratio" and not hundred:
        skip(scope, constraint, "not evaluated", say("the base of the shares is not stated"))
    else:
        add(scope, constraint, "partition")


def _one_vintage(
    scope: Scope, found: Sequence[object], slot: _PartitionPlace
) -> list[Found | None]:
    """Keep terms of other releases only where they mix no two vintages of one table.

    A part that an earlier release printed completes the sum, unless that release printed one of the
    home terms too: then the home term may be a revision, and the earlier release has its own sum.
    """
    hits = [each if isinstance(each, Found) else None for each in found]
    variables = scope.network.variables
    at_home = {
        variables[each.variable].quantity
        for each in hits
        if each and variables[each.variable].release == slot.anchor.release
    }
    if not at_home:
        return [None] * len(hits)
    elsewhere = {
        variables[each.variable].release
        for each in hits
        if each and variables[each.variable].release != slot.anchor.release
    }
    mixed = {
        variables[index].release
        for quantity in at_home
        for index in scope.vintages(quantity)
        if variables[index].release in elsewhere
    }
    return [None if each and variables[each.variable].release in mixed else each for each in hits]


def _has_one_base(scope: Scope, slot: _PartitionPlace, indicator: Indicator) -> bool:
    wholes = {
        resolve(indicator.denominator_breakdown, each.breakdown, scope.statistics)
        for each in (slot.whole, *slot.parts)
    }
    return len(wholes) == 1


def _is_everything(scope: Scope, slot: _PartitionPlace, indicator: Indicator) -> bool:
    """Whether the shares are of the partitioned whole itself, so that they add up to `per`."""
    reference = indicator.denominator_breakdown
    base = resolve(reference, slot.whole.breakdown, scope.statistics)
    return (
        indicator.kind == "ratio"
        and indicator.numerator == indicator.denominator
        and base == slot.whole.breakdown
    )


def _title(scope: Scope, slot: _PartitionPlace, hundred: Fraction | None) -> str:
    whole = scope.words(slot.whole)
    parts = joined(" + ", (_part_words(scope, part) for part in slot.partition.parts[:3]))
    more = len(slot.partition.parts) - 3
    if more > 0:
        parts += say(" + {more} more", more=more)
    return (
        say("{parts} = {hundred}, shares of {whole}", parts=parts, hundred=hundred, whole=whole)
        if hundred
        else say("{parts} = {whole}", parts=parts, whole=whole)
    )


def _part_words(scope: Scope, part: str) -> str:
    last = part.rsplit("+", maxsplit=1)[-1]
    breakdown = scope.statistics.breakdowns.get(last)
    return titled(breakdown.title_en, breakdown.title_zh) if breakdown else part
