"""What a report shows beside its findings: what each rule allows, the series, the rows around.

All numbers are text in the scale of the suspect figure's own print; an empty end is no bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cnnic_validate.model.finding import Place

Ends = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """One reading of a suspect figure's true value.

    `kind` is `printed` (what stands there), `print` (the same quantity printed elsewhere), `rule`
    (what rules leave it, the other figures being as printed), `together` (what all others leave
    it) or `suggestion`; `label` says which one in words.
    """

    kind: Literal["printed", "print", "rule", "together", "suggestion"]
    label: str
    ends: Ends


@dataclass(frozen=True, slots=True)
class PicturePoint:
    """One figure of the series that a suspect belongs to; `month` counts months since year 0."""

    period: str
    month: int
    printed: str
    ends: Ends
    place: Place
    is_suspect: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A suspect figure among its rules and in its series, earliest first.

    `printed` and `printed_unit` are verbatim.
    """

    place: Place
    title: str
    printed: str
    printed_unit: str
    spans: tuple[Span, ...]
    series: tuple[PicturePoint, ...] = ()


@dataclass(frozen=True, slots=True)
class ExcerptRow:
    """A row of a table: its physical line, its number, its cells."""

    line: int
    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A row that a finding is about, with the rows before and after it."""

    path: str
    row: int
    header: tuple[str, ...]
    rows: tuple[ExcerptRow, ...]
