"""Releases that are numbered: `cnnic-54` and `cnnic-55` are of the series `cnnic-`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

MONTHS = 12
_NUMBERED = re.compile(r"(.*?)([0-9]+)\Z", re.DOTALL)


def series_of(release: str) -> str:
    """Give what the ids of a series of releases begin with; an id without a number is its own."""
    found = _NUMBERED.match(release)
    return found[1] if found else release


def number_of(release: str) -> int:
    """Give the number of a release in its series, 0 where it has none."""
    found = _NUMBERED.match(release)
    return int(found[2]) if found else 0


def earlier(release: str, releases: Iterable[str]) -> list[str]:
    """Give the releases of the same series with lower numbers, the latest first."""
    found = (
        each
        for each in releases
        if series_of(each) == series_of(release) and number_of(each) < number_of(release)
    )
    return sorted(found, key=number_of, reverse=True)


def months_of(levels: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Give the month that each release is about: where most of its levels end, the later of two.

    Args:
        levels: for each level its release and the month in which its period ends, counted from
            year 0 as `Period.last` is.
    """
    ends: dict[str, Counter[int]] = {}
    for release, last in levels:
        ends.setdefault(release, Counter())[last] += 1
    return {
        release: max(counted, key=lambda month: (counted[month], month))
        for release, counted in ends.items()
    }
