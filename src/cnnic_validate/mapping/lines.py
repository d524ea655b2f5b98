"""From the rows that `cnnic read` wrote to the lines that are to be decided."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from cnnic_validate.grid.transcript import LEVEL, levels
from cnnic_validate.mapping.periods import period_in
from cnnic_validate.mapping.words import folded, measure_said, without_measure, words
from cnnic_validate.model.mapping import LabelLine
from cnnic_validate.model.period import Period
from cnnic_validate.model.statistics import Measure
from cnnic_validate.table import Record

# What each measure of the words is: a measure of ours, and whether it is one of a share.
_MEASURES: dict[str, tuple[Measure, bool]] = {
    "level": ("level", False),
    "growth": ("growth", False),
    "change": ("change", False),
    "share": ("level", True),
    "change_pp": ("change", True),
}
_UNIT_OF_TABLE = re.compile(r"(?:单位|unit)\s*[:：]\s*([^;；,，]+)", re.IGNORECASE)
_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")
_DIGITS = re.compile(r"\d+")
_COMPARES = re.compile(r"^(?:vs|versus|较|比|与|all|total)\b\s*")


@dataclass(frozen=True, slots=True)
class TableValue:
    """One value of a table, with its line and what changes from value to value.

    Attributes:
        line: what is to be decided.
        measure: whether it is a level, a growth or a change.
        period: the period that heading or label name; None where they name none.
        reference: the period that it is compared with, as the table says it; likewise.
        printed: the text.
        place: where it stands.
        marks: the footnote marks set apart from it.
        problem: why it could not be read, empty where it could.
        number: of the line that it stands on in the file of `cnnic read`.
    """

    line: LabelLine
    measure: Measure
    period: Period | None
    reference: Period | None
    printed: str
    place: str
    marks: str
    problem: str
    number: int


IsUnit = Callable[[str], bool]


def entries(rows: Iterable[Record], agency: str, is_unit: IsUnit) -> Iterator[TableValue]:
    """Read the rows that `cnnic read` wrote.

    Args:
        rows: the rows.
        agency: whose table it is.
        is_unit: whether a text is a unit.
    """
    for row in rows:
        yield _entry(row, agency, is_unit)


@dataclass(slots=True)
class _Beside:
    """What is said above and beside a value, by what it says."""

    label: list[str] = field(default_factory=list)
    heading: list[str] = field(default_factory=list)
    breakdown: str = ""
    measure: str = ""
    base: str = ""
    period: str = ""
    unit: str = ""


def _entry(row: Record, agency: str, is_unit: IsUnit) -> TableValue:
    said = _said(row)
    heading, heading_period = _without_period(said.heading)
    label, label_period = _without_period(said.label)
    context = LEVEL.join(levels(row["context"]))
    unit, heading = _unit(said.unit, heading, context, is_unit)
    speaks = said.measure or measure_said(" ".join(heading)) or measure_said(unit)
    measure, is_share = _MEASURES.get(speaks or measure_said(" ".join(label)), _MEASURES["level"])
    if not said.measure and speaks == "growth" and measure_said(unit) == "change_pp":
        measure, is_share = _MEASURES["change_pp"]
    reference, base = period_in(said.base)
    line = LabelLine(
        agency=agency,
        context=folded(_DIGITS.sub("", context)),
        heading=without_measure(" ".join(heading)),
        label=LEVEL.join(label),
        breakdown=said.breakdown,
        is_share=is_share,
        base=_base(base) if is_share else "",
        unit=unit,
    )
    return TableValue(
        line,
        measure,
        period_in(said.period)[0] or heading_period or label_period,
        reference if measure != "level" else None,
        row["printed"],
        row["place"],
        row["marks"],
        row["problem"],
        row.line,
    )


def _said(row: Record) -> _Beside:
    """Sort the cells of the label columns by what their columns hold."""
    said = _Beside()
    columns = words().columns
    for name, text in zip_longest(levels(row["label_names"]), levels(row["label"]), fillvalue=""):
        role = columns.get(folded(name), columns.get(name, "label"))
        if role == "label" and text:
            said.label.append(text)
        elif role == "measure":
            said.measure = words().measures.get(folded(text), measure_said(text))
        elif role in {"breakdown", "base", "period", "unit"}:
            setattr(said, role, text)
    said.heading = [
        text
        for text in levels(row["heading"])
        if columns.get(folded(text), columns.get(text)) != "printed"
    ]
    return said


def _without_period(texts: Sequence[str]) -> tuple[list[str], Period | None]:
    """Take the period out of the levels of a heading or label; the last one named holds."""
    kept: list[str] = []
    period = None
    for text in texts:
        found, rest = period_in(text)
        period = found or period
        if rest.strip():
            kept.append(" ".join(rest.split()))
    return kept, period


def _unit(
    given: str, heading: Sequence[str], context: str, is_unit: IsUnit
) -> tuple[str, list[str]]:
    """Give the unit of a value, and the heading without it.

    A column of units says it first, then brackets in the heading, a level of the heading that is
    nothing else, and the title of the table.
    """
    unit = given
    kept = []
    for text in heading:
        inner = [each for each in _BRACKETS.findall(text) if is_unit(each)]
        bare = text.strip(" ()（）")
        if inner:
            unit = unit or inner[-1]
            kept.append(_BRACKETS.sub(lambda found: "" if is_unit(found[1]) else found[0], text))
        elif is_unit(bare):
            unit = unit or bare
        else:
            kept.append(text)
    titled = _UNIT_OF_TABLE.search(context)
    if not unit and titled:
        unit = titled[1].strip()
    return unit, [each.strip() for each in kept if each.strip()]


def _base(text: str) -> str:
    """Give what a share is of, without the words that only compare."""
    plain = folded(text)
    return _COMPARES.sub("", plain).strip()
