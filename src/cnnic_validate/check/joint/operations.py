"""Slips that touch several cells at once: two cells, rows or columns exchanged, a wrong unit."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product

from cnnic_validate.check.joint.localise import Diagnosis, Locator, Repair, may_be_exchanged, swap
from cnnic_validate.model.statistics import Figure

# So many cells of one column whose unit seems wrong by the same power are one wrong unit.
_COLUMN = 3
# Up to so many diagnoses, all their figures are tried in pairs.
_MANY = 8


def merge_operations(locator: Locator, diagnoses: Sequence[Diagnosis]) -> list[Diagnosis]:
    """Tell as one what one slip explains better than several."""
    return _wrong_units(_exchanged_lines(_exchanged_cells(locator, list(diagnoses))))


def _exchanged_cells(locator: Locator, diagnoses: list[Diagnosis]) -> list[Diagnosis]:
    """Join diagnoses where exchanging two cells of their conflicts resolves all of them.

    Two exchanged parts of a sum keep it, so neither is a suspect alone: each pins the other. Hence
    all figures of the conflicts are tried, not the suspects only; past a few diagnoses, those.
    """
    left = list(diagnoses)
    members = {id(each): _members(each) for each in diagnoses}
    for pair in _pairs(diagnoses):
        ids = {figure.id for figure in pair}
        covered = [
            each
            for each in left
            if id(each) in members and all(ids & conflict for conflict in members[id(each)])
        ]
        if len(covered) < 2 or not _both_needed(covered, pair, members):
            continue
        conflicts = tuple(conflict for each in covered for conflict in each.conflicts)
        repair = swap(locator.region(conflicts), pair)
        if repair and repair.odds > math.prod(_odds(each) for each in covered):
            left = [each for each in left if each not in covered]
            left.append(Diagnosis(conflicts, (repair,)))
    return left


def _members(diagnosis: Diagnosis) -> list[set[str]]:
    return [{figure.id for figure in conflict.figures} for conflict in diagnosis.conflicts]


def _pairs(diagnoses: list[Diagnosis]) -> list[tuple[Figure, Figure]]:
    """Give the pairs of figures of two diagnoses that may have been exchanged."""
    found: dict[frozenset[str], tuple[Figure, Figure]] = {}
    apart = [each for each in diagnoses if not each.repairs or each.repairs[0].operation != "swap"]
    few = len(apart) <= _MANY
    for one, two in combinations(apart, 2):
        pool = _all_figures if few else _lone
        for pair in product(pool(one), pool(two)):
            if may_be_exchanged(*pair) and (few or _each_fits(one, two, pair)):
                found.setdefault(frozenset(figure.id for figure in pair), pair)
    return list(found.values())


def _all_figures(diagnosis: Diagnosis) -> list[Figure]:
    return [figure for conflict in diagnosis.conflicts for figure in conflict.figures]


def _lone(diagnosis: Diagnosis) -> list[Figure]:
    return [each.figures[0] for each in diagnosis.repairs if len(each.figures) == 1]


def _each_fits(one: Diagnosis, two: Diagnosis, pair: tuple[Figure, Figure]) -> bool:
    """Whether each of two suspects has a number that the other's place admits."""
    places = ((one, pair[0], pair[1]), (two, pair[1], pair[0]))
    return all(
        any(
            repair.figures == (suspect,) and not other.hard.intersect(repair.admissible[0]).is_empty
            for repair in diagnosis.repairs
        )
        for diagnosis, suspect, other in places
    )


def _both_needed(
    diagnoses: Sequence[Diagnosis],
    pair: tuple[Figure, Figure],
    members: Mapping[int, Sequence[set[str]]],
) -> bool:
    """Whether neither of the two stands in every conflict: then it alone may be wrong."""
    conflicts = [conflict for each in diagnoses for conflict in members[id(each)]]
    return not any(all(figure.id in conflict for conflict in conflicts) for figure in pair)


def _odds(diagnosis: Diagnosis) -> float:
    return diagnosis.repairs[0].odds if diagnosis.repairs else 0.0


def _exchanged_lines(diagnoses: list[Diagnosis]) -> list[Diagnosis]:
    """Join exchanges between the same two rows, or the same two columns."""
    lines: dict[Hashable, list[Diagnosis]] = defaultdict(list)
    others = []
    for each in diagnoses:
        best = each.repairs[0] if each.repairs else None
        if best and best.operation == "swap":
            lines[_line(*best.figures)].append(each)
        else:
            others.append(each)
    return [*others, *(_joined(group) for group in lines.values())]


def _line(one: Figure, two: Figure) -> Hashable:
    first, second = one.quantity, two.quantity
    if (first.indicator, first.breakdown) == (second.indicator, second.breakdown):
        return one.source, frozenset({first.time_period, second.time_period})
    return one.source, frozenset(
        {(first.indicator, first.breakdown), (second.indicator, second.breakdown)}
    )


def _wrong_units(diagnoses: list[Diagnosis]) -> list[Diagnosis]:
    """Join suspects of one column that are all off by the same power of ten."""
    columns: dict[Hashable, list[Diagnosis]] = defaultdict(list)
    for each in diagnoses:
        columns[_unit_key(each)].append(each)
    out: list[Diagnosis] = []
    for key, group in columns.items():
        if key is None or len(group) < _COLUMN:
            out += group
        else:
            joined = _joined(group)
            best = replace(joined.repairs[0], operation="unit")
            out.append(Diagnosis(joined.conflicts, (best,)))
    return out


def _unit_key(diagnosis: Diagnosis) -> Hashable:
    best = diagnosis.repairs[0] if diagnosis.repairs else None
    if best is None or len(best.figures) != 1 or not best.texts[0]:
        return None
    figure, text = best.figures[0], best.texts[0][0]
    if text.kind != "unit":
        return None
    power = text.text.removeprefix(figure.printed)
    quantity = figure.quantity
    return figure.source, quantity.measure, quantity.time_period, power


def _joined(group: Sequence[Diagnosis]) -> Diagnosis:
    if len(group) == 1:
        return group[0]
    repairs = [each.repairs[0] for each in group]
    together = Repair(
        tuple(figure for each in repairs for figure in each.figures),
        tuple(interval for each in repairs for interval in each.admissible),
        tuple(texts for each in repairs for texts in each.texts),
        max(each.odds for each in repairs),
        repairs[0].operation,
    )
    return Diagnosis(tuple(c for each in group for c in each.conflicts), (together,))
