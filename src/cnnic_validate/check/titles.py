"""Titles where codes are expected: 网民规模 is `internet_users`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cnnic_validate.message import say
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.statistics import Statistics

_CODES = frozenset({"foreign-key", "pattern", "breakdown"})


def titles_of(statistics: Statistics) -> dict[str, dict[str, str]]:
    """Give the code of each title, Chinese or English, by the column that holds such codes.

    A title that two codes have tells nothing, and is left out.
    """
    return {
        "indicator": _unique(
            (title, each.code)
            for each in statistics.indicators.values()
            for title in (each.title_en, each.title_zh)
        ),
        "breakdown": _unique(
            (title, each.code)
            for each in statistics.breakdowns.values()
            for title in (each.title_en, each.title_zh)
        ),
    }


def with_code(finding: Finding, titles: dict[str, dict[str, str]]) -> Finding:
    """Name the code that is meant where a title stands in place of one."""
    if finding.code not in _CODES:
        return finding
    code = titles.get(finding.place.column, {}).get(_plain(finding.value))
    if code is None:
        return finding
    hint = say("`{title}` is `{code}`", title=shown(finding.value, 60), code=code)
    return replace(finding, hint=hint)


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for title, code in pairs:
        if title:
            found.setdefault(_plain(title), set()).add(code)
    return {title: next(iter(codes)) for title, codes in found.items() if len(codes) == 1}


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()
