"""Collecting findings with exact counts and bounded memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cnnic_validate.model.finding import Finding

# So many findings of one cause are kept one by one; the next stands for all the rest.
KEPT = 10


@dataclass(slots=True)
class _Cause:
    kept: list[Finding] = field(default_factory=list)
    more: int = 0


@dataclass(slots=True)
class Tally:
    """Findings grouped by cause."""

    groups: dict[tuple[str, ...], _Cause] = field(default_factory=dict)


def note(tally: Tally, cause: tuple[str, ...], found: Finding, kept: int = KEPT) -> None:
    """Count one more finding of a cause."""
    group = tally.groups.setdefault(cause, _Cause())
    if len(group.kept) <= kept:
        group.kept.append(found)
    else:
        group.more += 1


def wanted(tally: Tally, cause: tuple[str, ...], kept: int = KEPT) -> int:
    """Say how many more findings of a cause will be shown; the rest need only be counted."""
    group = tally.groups.get(cause)
    return kept + 1 - (len(group.kept) if group else 0)


def count(tally: Tally, cause: tuple[str, ...], more: int) -> None:
    """Count findings of a cause beyond those `wanted`."""
    if more:
        tally.groups[cause].more += more


def keep_first(tally: Tally, cause: tuple[str, ...], found: Finding) -> None:
    """Let a finding that was counted be the one shown of its cause where it comes first."""
    kept = tally.groups[cause].kept
    kept[0] = min(kept[0], found, key=lambda each: each.place.row)


def findings(tally: Tally) -> list[Finding]:
    """Give the findings by place, the last of a cause with the count of those it stands for."""
    found = []
    for group in tally.groups.values():
        *first, last = group.kept
        found += [*first, replace(last, count=1 + group.more) if group.more else last]
    return sorted(found, key=lambda each: (each.place, each.code, each.rule))
