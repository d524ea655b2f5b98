"""Slips that touch several cells at once: two cells, rows or columns exchanged, a wrong unit."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, product

from cnnic_validate.check.joint.locate.localise import (
    Diagnosis,
    Locator,
    Repair,
    lines_of,
    may_be_exchanged,
    swap,
)
from cnnic_validate.check.joint.prove.box import Ends, float_ends
from cnnic_validate.model.clash import Operation, Slip
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
    joined: list[Diagnosis] = []
    members = dict(enumerate(map(_members, diagnoses)))  # what is joined leaves it
    holders: dict[str, list[int]] = defaultdict(list)
    for number, groups in members.items():
        for figure in set().union(*groups):
            holders[figure].append(number)
    for pair in _pairs(diagnoses):
        ids = {figure.id for figure in pair}
        covered = [
            number
            for number in sorted({*holders[pair[0].id], *holders[pair[1].id]})
            if number in members and all(ids & conflict for conflict in members[number])
        ]
        groups = [conflict for number in covered for conflict in members[number]]
        if len(covered) < 2 or not _both_needed(groups, pair):
            continue
        conflicts = tuple(each for number in covered for each in diagnoses[number].conflicts)
        repair = swap(locator, locator.region(conflicts), pair)
        if repair and repair.odds > math.prod(_odds(diagnoses[number]) for number in covered):
            joined.append(Diagnosis(conflicts, (repair,)))
            for number in covered:
                del members[number]
    return [*(diagnoses[number] for number in members), *joined]


def _members(diagnosis: Diagnosis) -> list[set[str]]:
    return [{figure.id for figure in conflict.figures} for conflict in diagnosis.conflicts]


def _pairs(diagnoses: Sequence[Diagnosis]) -> list[tuple[Figure, Figure]]:
    """Give the pairs of figures of two diagnoses that may have been exchanged."""
    apart = [
        each
        for each in diagnoses
        if not each.repairs or each.repairs[0].operation != Operation.SWAP
    ]
    if len(apart) > _MANY:
        return _fitting_pairs(apart)
    found: dict[frozenset[str], tuple[Figure, Figure]] = {}
    for one, two in combinations(apart, 2):
        for pair in product(_all_figures(one), _all_figures(two)):
            if may_be_exchanged(*pair):
                found.setdefault(frozenset(figure.id for figure in pair), pair)
    return list(found.values())


def _all_figures(diagnosis: Diagnosis) -> list[Figure]:
    return [figure for conflict in diagnosis.conflicts for figure in conflict.figures]


@dataclass(frozen=True, slots=True)
class _Lone:
    """A suspect alone: the number of its diagnosis, its print, and what the others admit."""

    number: int
    figure: Figure
    printed: Ends
    admitted: Ends

    def fits(self, place: _Lone) -> bool:
        """Whether its number is one that another's place admits."""
        return self.printed[0] <= place.admitted[1] and place.admitted[0] <= self.printed[1]


def _fitting_pairs(diagnoses: Sequence[Diagnosis]) -> list[tuple[Figure, Figure]]:
    """Give the pairs of lone suspects of which each has a number that the other's place admits."""
    lines: dict[Hashable, list[_Lone]] = defaultdict(list)
    for number, diagnosis in enumerate(diagnoses):
        for repair in diagnosis.repairs:
            if len(repair.figures) == 1:
                figure = repair.figures[0]
                ends = float_ends(figure.hard), float_ends(repair.admissible[0])
                for line in lines_of(figure):
                    lines[line].append(_Lone(number, figure, *ends))
    found = {
        (one.number, two.number, one.figure.id, two.figure.id): (one.figure, two.figure)
        for line in lines.values()
        for one, two in _fitting(line)
        if may_be_exchanged(one.figure, two.figure)
    }
    return [found[key] for key in sorted(found)]


def _fitting(line: list[_Lone]) -> Iterator[tuple[_Lone, _Lone]]:
    """Give the pairs of a row or column that fit each other's place, by bisection of its prints."""
    line.sort(key=lambda each: each.printed)
    starts = [each.printed[0] for each in line]
    widest = max(each.printed[1] - each.printed[0] for each in line)
    for one in line:
        first = bisect_left(starts, one.admitted[0] - widest)
        for two in islice(line, first, bisect_right(starts, one.admitted[1])):
            if one.number < two.number and one.fits(two) and two.fits(one):
                yield one, two


def _both_needed(conflicts: Sequence[set[str]], pair: tuple[Figure, Figure]) -> bool:
    """Whether neither of the two stands in every conflict: then it alone may be wrong."""
    return not any(all(figure.id in conflict for conflict in conflicts) for figure in pair)


def _odds(diagnosis: Diagnosis) -> float:
    return diagnosis.repairs[0].odds if diagnosis.repairs else 0.0


def _exchanged_lines(diagnoses: list[Diagnosis]) -> list[Diagnosis]:
    """Join exchanges between the same two rows, or the same two columns."""
    lines: dict[Hashable, list[Diagnosis]] = defaultdict(list)
    others = []
    for each in diagnoses:
        best = each.repairs[0] if each.repairs else None
        if best and best.operation == Operation.SWAP:
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
            best = replace(joined.repairs[0], operation=Operation.UNIT)
            out.append(Diagnosis(joined.conflicts, (best,)))
    return out


def _unit_key(diagnosis: Diagnosis) -> Hashable:
    best = diagnosis.repairs[0] if diagnosis.repairs else None
    if best is None or len(best.figures) != 1 or not best.texts[0]:
        return None
    figure, text = best.figures[0], best.texts[0][0]
    if text.slip != Slip.UNIT:
        return None
    quantity = figure.quantity
    return figure.source, quantity.measure, quantity.time_period, text.power


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
