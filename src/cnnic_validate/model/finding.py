"""Findings: what is wrong, where, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from cnnic_validate.model.clash import Account, Suspect
from cnnic_validate.model.place import Place

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One figure or one rule that takes part in a conflict, ready to be shown.

    `text` is a complete clause in plain words and numbers; `place` is empty for a rule.
    """

    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach.

    `code` names the kind of breach (docs/findings.md lists them all); `rule` the id of the rule
    that found it, empty where the schema did; `value` the offending text, at most 200
    characters; `hint` how to fix it; `figures` the places of all figures that take part; `because`
    the evidence, a line each; `suspects` which cells are most probably wrong, best first; `count`
    how many times one cause was seen where repeats are collapsed; `known` whether the base that the
    package is compared with had it already.

    A finding of the joint check has an `account` of data in place of `message`, `hint` and
    `because`: `render.sentences` makes these of it.
    """

    code: str
    severity: Severity
    message: str
    place: Place
    rule: str = ""
    value: str = ""
    hint: str = ""
    figures: tuple[Place, ...] = ()
    because: tuple[Evidence, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    account: Account | None = None
    count: int = 1
    known: bool = False


def shown(value: str, limit: int = 200) -> str:
    """Cut a value to `limit` characters, with an ellipsis where something was cut."""
    return value if len(value) <= limit else value[: limit - 1] + "…"


def collapsed(findings: Iterable[Finding], keep: int = 10) -> tuple[Finding, ...]:
    """Keep the first `keep` findings of each cause and sum the rest into one that counts them.

    A cause is a code, severity, rule, path and column. Counts are exact: the counts of the result
    add up to those of `findings`. The result is in order of first appearance of each cause.
    """
    kept: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        place = finding.place
        cause = (finding.code, finding.severity, finding.rule, place.path, place.column)
        group = kept.setdefault(cause, [])
        if len(group) <= keep:
            group.append(finding)
        else:
            group[-1] = replace(group[-1], count=group[-1].count + finding.count)
    return tuple(each for group in kept.values() for each in group)
