"""Breakdown codes: `total`, one code, or codes of different dimensions joined by ``+``.

The order of the codes is the order in which their dimensions first stand in `breakdowns.csv`.
Functions that take `statistics` expect codes that are defined there; `breakdown_fault` tells.
"""

from __future__ import annotations

from collections.abc import Iterable

from cnnic_validate.message import say
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.statistics import TOTAL, Statistics

SAME = "same"
WITHOUT = "without:"


def split(breakdown: str) -> tuple[str, ...]:
    """Give the codes of a breakdown; `total` has none."""
    return () if breakdown == TOTAL else tuple(breakdown.split("+"))


def join(codes: Iterable[str], statistics: Statistics) -> str:
    """Join codes in dimension order; no code is `total`."""
    members = list(codes)
    if len(members) > 1:
        members.sort(key=lambda code: statistics.dimension_order[statistics.dimension(code)])
    return "+".join(members) or TOTAL


def breakdown_fault(breakdown: str, statistics: Statistics) -> tuple[str, str] | None:
    """Say what is wrong with a breakdown, and how to fix it; None where nothing is."""
    codes = split(breakdown)
    for code in codes:
        if code == TOTAL:
            return say("`{total}` stands in {breakdown}", total=TOTAL, breakdown=breakdown), say(
                "{total} stands alone; leave it out", total=TOTAL
            )
        if code not in statistics.breakdowns:
            known = [TOTAL, *statistics.breakdowns]
            return say("the breakdown {code} is unknown", code=code or "(empty)"), did_you_mean(
                code, known
            )
    dimensions = [statistics.dimension(code) for code in codes]
    for at, dimension in enumerate(dimensions):
        if dimension in dimensions[:at]:
            other = codes[dimensions.index(dimension)]
            return (
                say(
                    "{other} and {codes} are both of the dimension {dimension}",
                    other=other,
                    codes=codes[at],
                    dimension=dimension,
                ),
                say("name one class of a dimension"),
            )
    canonical = join(codes, statistics)
    if canonical != breakdown:
        return say("{breakdown} is not in the order of breakdowns.csv", breakdown=breakdown), say(
            "write {canonical}", canonical=canonical
        )
    return None


def resolve(reference: str, breakdown: str, statistics: Statistics) -> str:
    """Give the breakdown that a term of a ratio has.

    Args:
        reference: `same`, `total`, `without:DIMENSION`, or a breakdown, which then holds whatever
            the ratio's own breakdown is.
        breakdown: the breakdown of the ratio.
        statistics: gives the dimensions.
    """
    if reference == SAME:
        return breakdown
    if reference.startswith(WITHOUT):
        left_out = reference.removeprefix(WITHOUT)
        rest = [code for code in split(breakdown) if statistics.dimension(code) != left_out]
        return "+".join(rest) or TOTAL
    return reference


def parents(breakdown: str, statistics: Statistics) -> tuple[str, ...]:
    """Give the breakdowns one step up: each code in turn replaced by its parent.

    A parent `total` takes the code away; `total` itself has no parents.
    """
    codes = split(breakdown)
    found = []
    for at, code in enumerate(codes):
        parent = statistics.breakdowns[code].parent
        if parent:
            found.append(join((*codes[:at], *split(parent), *codes[at + 1 :]), statistics))
    return tuple(found)


def compose(code: str, context: str, statistics: Statistics) -> str:
    """Put a breakdown into a context of other dimensions: `age_6_9` in `sex_male` is both.

    Where the context fixes a class of the same dimension already, the result names that dimension
    twice: a breakdown that no figure has.
    """
    return join((*split(code), *split(context)), statistics)


def split_context(breakdown: str, code: str, statistics: Statistics) -> str | None:
    """Give what is left of `breakdown` without `code`; None where `code` is no part of it."""
    codes, inner = split(breakdown), split(code)
    if not set(inner) <= set(codes):
        return None
    return join((each for each in codes if each not in inner), statistics)


def is_within(breakdown: str, whole: str, statistics: Statistics) -> bool:
    """Whether `breakdown` is `whole` or, along parents, a class inside it."""
    lines = [_line(code, statistics) for code in split(breakdown)]
    return all(any(code in line for line in lines) for code in split(whole))


def _line(code: str, statistics: Statistics) -> list[str]:
    """Give a code and what it lies in, upwards; a cycle ends where it closes."""
    line: list[str] = []
    while code in statistics.breakdowns and code not in line:
        line.append(code)
        code = statistics.breakdowns[code].parent
    return line
