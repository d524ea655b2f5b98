"""Which cells are wrong: smallest sets of figures to free, ranked by what was probably meant.

Error localisation after Fellegi and Holt, "A systematic approach to automatic edit and imputation",
JASA 71, 1976: change as few cells as possible. Conflicts give the candidates (a repair must hit
every conflict: Reiter, "A theory of diagnosis from first principles", AIJ 32, 1987); the slips of a
typist rank them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, product

from cnnic_validate.check.joint.locate.region import Region
from cnnic_validate.check.joint.locate.suggest import (
    NO_SLIP,
    Columns,
    SuggestedText,
    copied_from,
    copy_text,
    texts_within,
)
from cnnic_validate.check.joint.prove.conflict import Conflict
from cnnic_validate.check.joint.prove.ground import Ground
from cnnic_validate.model.clash import Operation, Slip
from cnnic_validate.model.interval import ANYTHING, Interval
from cnnic_validate.model.statistics import Figure, Statistics

_MOST_SETS = 250
_MOST_TEXTS = 6
_LARGEST_REPAIR = 3
# How much likelier an error is in a release that is about to enter than in what has passed before.
_NEW = 20.0
# Two cells exchanged, among all slips.
_SWAPPED = 0.03


@dataclass(frozen=True, slots=True)
class Repair:
    """Figures that, freed together, make the rest consistent.

    `admissible` and `texts` hold for each figure what the others leave it and what may have been
    meant, texts that are possible together side by side; `odds` is how probable this repair is,
    against other repairs of the same conflicts.
    """

    figures: tuple[Figure, ...]
    admissible: tuple[Interval, ...]
    texts: tuple[tuple[SuggestedText, ...], ...]
    odds: float
    operation: Operation = Operation.RETYPE


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Conflicts that belong together, and their repairs, most probable first."""

    conflicts: tuple[Conflict, ...]
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class Locator:
    """What localisation works on: what holds together, and how figures stand beside each other.

    `fresh` are the ids of the figures that are about to enter, or that a change touched: the others
    have passed before.
    """

    ground: Ground
    statistics: Statistics
    columns: Columns
    fresh: frozenset[str] = frozenset()

    def region(self, conflicts: Sequence[Conflict]) -> Region:
        """Put some conflicts back among what holds."""
        return Region(self.ground, conflicts)


def localise(locator: Locator, conflicts: Sequence[Conflict]) -> list[Diagnosis]:
    """Group conflicts by the figures that explain them, and rank the repairs of each group."""
    regions = [locator.region((conflict,)) for conflict in conflicts]
    suspects = [_suspects(region) for region in regions]
    diagnoses: list[Diagnosis] = []
    for group in _groups(suspects):
        if len(group) > 1:
            together = tuple(conflicts[index] for index in group)
            repairs = _repairs(
                locator, locator.region(together), [suspects[index] for index in group]
            )
            if repairs:
                diagnoses += _told_apart(locator, Diagnosis(together, repairs))
                continue
            # No small set explains the group: each conflict is told by itself.
        for index in group:
            repairs = _repairs(locator, regions[index], [suspects[index]])
            diagnoses.append(Diagnosis((conflicts[index],), repairs))
    return diagnoses


def _told_apart(locator: Locator, diagnosis: Diagnosis) -> list[Diagnosis]:
    """Tell each wrong cell by itself where the best repair fixes each conflict by one of its own.

    What else may be wrong in its place is then what may be if the other cells are as said.
    """
    best = diagnosis.repairs[0]
    fixed: dict[str, list[Conflict]] = {figure.id: [] for figure in best.figures}
    for conflict in diagnosis.conflicts:
        hit = fixed.keys() & {figure.id for figure in conflict.figures}
        if len(hit) != 1:
            return [diagnosis]
        fixed[hit.pop()].append(conflict)
    if best.operation != Operation.RETYPE or not all(fixed.values()):
        return [diagnosis]
    return [
        Diagnosis(tuple(own), _beside(locator, diagnosis.repairs, fixed.keys() - {figure}))
        for figure, own in fixed.items()
    ]


def _beside(
    locator: Locator, repairs: Sequence[Repair], others: Collection[str]
) -> tuple[Repair, ...]:
    """Give the repairs of one figure more, of those that free all of some others."""
    found = []
    for repair in repairs:
        rest = [at for at, figure in enumerate(repair.figures) if figure.id not in others]
        if repair.operation == Operation.RETYPE and len(rest) == 1:
            (at,) = rest
            texts = sorted(dict.fromkeys(repair.texts[at]), key=lambda each: -each.odds)
            figure, admissible = repair.figures[at], repair.admissible[at]
            found.append(_one(locator, figure, admissible, tuple(texts)))
    return tuple(sorted(found, key=_rank))


def _suspects(region: Region) -> dict[str, Figure]:
    """Give the figures of conflicts whose freeing resolves them among the rules that hold."""
    return {
        figure.id: figure
        for conflict in region.conflicts
        for figure in conflict.figures
        if region.left({figure.id}) is not None
    }


def _groups(suspects: Sequence[dict[str, Figure]]) -> list[list[int]]:
    """Group conflicts that share a suspect, directly or through others."""
    group_of: dict[str, list[int]] = {}
    alone: list[list[int]] = []
    for index, each in enumerate(suspects):
        members = [index]
        for known in {id(group): group for key in each if (group := group_of.get(key))}.values():
            members = [*known, *members]
        ids = {key for number in members for key in suspects[number]}
        group_of.update(dict.fromkeys(ids, members))
        if not ids:
            alone.append(members)
    groups = {id(group): group for group in group_of.values()}.values()
    return sorted(sorted(group) for group in (*groups, *alone))


def _repairs(
    locator: Locator, region: Region, suspects: Sequence[dict[str, Figure]]
) -> tuple[Repair, ...]:
    for size in range(1, _LARGEST_REPAIR + 1):
        found = [
            repair
            for figures in islice(_hitting_sets(suspects, region.conflicts, size), _MOST_SETS)
            if (repair := _repair(locator, region, figures))
        ]
        if found:
            return tuple(sorted(found, key=_rank))
    return ()


def _rank(repair: Repair) -> tuple[float, list[tuple[str, int]]]:
    """Order repairs by odds; of equal ones the cell further down, which was typed later."""
    # Odds are products in floats: what differs in the last digits is equal.
    odds = float(f"{repair.odds:.9g}")
    return -odds, [(each.place.path, -each.place.line) for each in repair.figures]


def _hitting_sets(
    suspects: Sequence[dict[str, Figure]], conflicts: Sequence[Conflict], size: int
) -> Iterator[tuple[Figure, ...]]:
    """Give the sets of figures of a size that hit every conflict."""
    candidates = {key: figure for each in suspects for key, figure in each.items()}
    if size > 1:
        # A figure cleared by one conflict alone may still be one of several that are wrong.
        candidates |= {figure.id: figure for each in conflicts for figure in each.figures}
    members = [{figure.id for figure in each.figures} for each in conflicts]
    for keys in combinations(sorted(candidates), size):
        if all(not group.isdisjoint(keys) for group in members):
            yield tuple(candidates[key] for key in keys)


def _repair(locator: Locator, region: Region, figures: tuple[Figure, ...]) -> Repair | None:
    """Free figures together; None where the rest is still refuted."""
    left = region.left({figure.id for figure in figures})
    if left is None:
        return None
    admissible = tuple(left[figure.id] for figure in figures)
    texts = tuple(
        _texts(locator, figure, interval)
        for figure, interval in zip(figures, admissible, strict=True)
    )
    if len(figures) == 2 and (swapped := swap(locator, region, figures)):
        return swapped
    if len(figures) == 1:
        return _one(locator, figures[0], admissible[0], texts[0])
    return _joint_repair(locator, region, figures, admissible, texts)


def _one(
    locator: Locator, figure: Figure, admissible: Interval, texts: tuple[SuggestedText, ...]
) -> Repair:
    odds = sum(each.odds for each in texts) + NO_SLIP * _newness(locator, (figure,))
    return Repair((figure,), (admissible,), (texts,), odds)


def _newness(locator: Locator, figures: Sequence[Figure]) -> float:
    """Give how much likelier some figures are wrong together for those of them that are new."""
    return _NEW ** sum(each.id in locator.fresh for each in figures)


def _texts(locator: Locator, figure: Figure, admissible: Interval) -> tuple[SuggestedText, ...]:
    texts = texts_within(figure, admissible, locator.statistics, locator.columns)
    if other := copied_from(figure, locator.columns):
        texts.insert(0, copy_text(other))
    newness = _newness(locator, (figure,))
    return tuple(replace(each, odds=each.odds * newness) for each in texts)


def _joint_repair(
    locator: Locator,
    region: Region,
    figures: tuple[Figure, ...],
    admissible: tuple[Interval, ...],
    texts: tuple[tuple[SuggestedText, ...], ...],
) -> Repair:
    """Keep the texts that are possible together, the likeliest company first."""
    odds = NO_SLIP ** len(figures) * _newness(locator, figures)
    possible: list[tuple[float, tuple[SuggestedText, ...]]] = []
    for choice in product(*(each[:_MOST_TEXTS] for each in texts)):
        replaced = {figure.id: text.interval for figure, text in zip(figures, choice, strict=True)}
        if region.admits(replaced):
            possible.append((math.prod(text.odds for text in choice), choice))
    possible.sort(key=lambda each: -each[0])
    together = tuple(zip(*(choice for _, choice in possible), strict=True))
    odds += sum(weight for weight, _ in possible)
    return Repair(figures, admissible, together or ((),) * len(figures), odds)


def swap(locator: Locator, region: Region, pair: tuple[Figure, ...]) -> Repair | None:
    """Give the repair that exchanges the texts of two figures; None where it resolves nothing."""
    one, two = pair
    if not may_be_exchanged(one, two):
        return None
    if not region.admits({one.id: two.hard, two.id: one.hard}):
        return None
    left = region.left({one.id, two.id}) or {}
    admissible = tuple(left.get(figure.id, ANYTHING) for figure in pair)
    odds = _SWAPPED * _newness(locator, pair)
    texts = tuple(
        (SuggestedText(other.printed, Slip.SWAP, other.hard, odds),) for other in (two, one)
    )
    return Repair(pair, admissible, texts, odds, Operation.SWAP)


def may_be_exchanged(one: Figure, two: Figure) -> bool:
    """Whether two figures stand in one row or one column of a table and print different values."""
    return (
        one.id != two.id
        and any(line in lines_of(two) for line in lines_of(one))
        and one.hard != two.hard
    )


def lines_of(figure: Figure) -> tuple[Hashable, Hashable]:
    """Name the column and the row of a table that a figure stands in: one period, one quantity."""
    quantity = figure.quantity
    table = (figure.source, figure.printed_unit, quantity.measure)
    return (*table, quantity.time_period), (*table, quantity.indicator, quantity.breakdown)
