"""Slips that touch several cells at once: two cells, rows or columns exchanged, a wrong unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from itertools import combinations

from cnnic_validate.check.joint.localise import Diagnosis, Locator, Repair, swap
from cnnic_validate.model.statistics import Figure

# So many cells of one column whose unit seems wrong by the same power are one wrong unit.
_COLUMN = 3


def merge_operations(locator: Locator, diagnoses: Sequence[Diagnosis]) -> list[Diagnosis]:
    """Tell as one what one slip explains better than several."""
    return _wrong_units(_exchanged_lines(_exchanged_cells(locator, list(diagnoses))))


def _exchanged_cells(locator: Locator, diagnoses: list[Diagnosis]) -> list[Diagnosis]:
    """Join two diagnoses where exchanging two of their suspects resolves both."""
    left = dict(enumerate(diagnoses))
    for i, j in combinations(range(len(diagnoses)), 2):
        if i in left and j in left and (joined := _exchange(locator, left[i], left[j])):
            left[i] = joined
            del left[j]
    return list(left.values())


def _exchange(locator: Locator, one: Diagnosis, two: Diagnosis) -> Diagnosis | None:
    best: Diagnosis | None = None
    for first in one.repairs:
        for second in two.repairs:
            if not _may_be_exchanged(first, second):
                continue
            conflicts = (*one.conflicts, *two.conflicts)
            figures = (*first.figures, *second.figures)
            admissible = (*first.admissible, *second.admissible)
            repair = swap(locator.region(conflicts), figures, admissible)
            if repair and repair.odds > one.repairs[0].odds * two.repairs[0].odds:
                best = best or Diagnosis(conflicts, (repair,))
    return best


def _may_be_exchanged(first: Repair, second: Repair) -> bool:
    """Whether each of two single suspects has a text that the other one admits."""
    if first.operation != "retype" or second.operation != "retype":
        return False
    if len(first.figures) != 1 or len(second.figures) != 1:
        return False
    one, two = first.figures[0], second.figures[0]
    return not (
        two.hard.intersect(first.admissible[0]).is_empty
        or one.hard.intersect(second.admissible[0]).is_empty
    )


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
