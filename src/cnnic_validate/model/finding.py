"""Findings: what is wrong, where, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands.

    `line` is the physical line of the file (1 is the header's), `row` the number of the data row
    (1 is the first below the header): a quoted line break makes them differ. 0 is "not known",
    an empty `column` or `key` "the whole row". `key` is the row's primary key as text.

    `start` and `end` are where the cell, with its quotes, stands in that line: the numbers of its
    first character and of the one after its last, in Unicode code points from 1 and without a byte
    order mark; of a cell with line breaks, the part in that line. 0 is "not known". They say where
    to look, not what is meant: places that differ in nothing else are equal.
    """

    path: str
    line: int = 0
    row: int = 0
    column: str = ""
    key: str = ""
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One figure or one rule that takes part in a conflict, ready to be shown.

    `text` is a complete clause in plain words and numbers; `place` is empty for a rule.
    """

    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text that may have been meant, the slip that leads from it to what stands there, its odds.

    `probability` is among all explanations of a finding that were looked at; `means` are the ends
    of the interval of true values in the scale of the figure's own print, as text (empty: no bound,
    or texts for several figures).
    """

    text: str
    kind: str
    probability: float
    means: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Suspect:
    """Figures that, corrected together, make the rest consistent.

    `operation` is `retype` (each may be any text), `swap` (their texts exchanged) or `unit` (their
    common unit is wrong); `admissible` holds for each place the interval that the other figures
    leave, in the figure's own printed unit, as text (empty: no bound); `probability` is among all
    suspects of the finding; `suggestions` come most probable first.
    """

    places: tuple[Place, ...]
    operation: Literal["retype", "swap", "unit"]
    admissible: tuple[tuple[str, str], ...]
    probability: float
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach.

    `code` names the kind of breach (docs/findings.md lists them all); `rule` the id of the rule
    that found it, empty where the schema did; `value` the offending text, at most 200
    characters; `hint` how to fix it; `figures` the places of all figures that take part; `because`
    the minimal conflict, a line each; `suspects` which cells are most probably wrong, best first;
    `count` how many times one cause was seen where repeats are collapsed; `known` whether the base
    that the package is compared with had it already.
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
