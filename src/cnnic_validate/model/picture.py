"""What a report shows beside its findings: what each rule allows, the series, the rows around.

All numbers are in the unit of the suspect figure's own print; an end that is None is no bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cnnic_validate.model.clash import Bounds, MeantText, NamedRule, Reading
from cnnic_validate.model.naming import NamedQuantity
from cnnic_validate.model.place import Place


@dataclass(frozen=True, slots=True)
class Span:
    """One reading of a suspect figure's true value.

    `kind` is `printed` (what stands there), `print` (the same quantity printed elsewhere), `rule`
    (what rules leave it, the other figures being as printed), `together` (what all others leave
    it) or `suggestion` (a text that was meant, or that of a cell it was exchanged with).
    """

    kind: Literal["printed", "print", "rule", "together", "suggestion"]
    ends: Bounds
    reading: Reading | None = None
    source: str = ""
    rules: tuple[NamedRule, ...] = ()
    meant: MeantText | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PicturePoint:
    """One figure of the series that a suspect belongs to; `month` counts months since year 0."""

    period: str
    month: int
    printed: str
    ends: Bounds
    place: Place
    is_suspect: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A suspect figure among its rules and in its series, earliest first.

    `printed` and `printed_unit` are verbatim.
    """

    place: Place
    quantity: NamedQuantity
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
