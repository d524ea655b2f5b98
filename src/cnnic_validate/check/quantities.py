"""The quantity that a row of observations is about: its codes and periods, checked one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from cnnic_validate.figures import Lexicon, measure_of
from cnnic_validate.message import say, say_n
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.period import Period, parse_period, spelt
from cnnic_validate.model.period_forms import as_point, period_hint
from cnnic_validate.model.place import Place
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.statistics import TOTAL, Indicator, Measure, Quantity, Statistics
from cnnic_validate.table import Record

_T = TypeVar("_T")

_PeriodColumn = Literal[
    "time_period", "reference_period", "denominator_period", "reference_denominator_period"
]
_PERIOD_CODES: Mapping[_PeriodColumn, str] = {
    "time_period": "time-period",
    "reference_period": "reference-period",
    "denominator_period": "denominator-period",
    "reference_denominator_period": "denominator-period",
}


@dataclass(frozen=True, slots=True)
class ObservationContext:
    """What every row is read against.

    `faulty` are the codes of definitions that have findings of their own.
    """

    path: str
    statistics: Statistics
    lexicon: Lexicon
    judged: frozenset[str]
    faulty: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """One row while it is read, and the findings on it so far."""

    record: Record
    context: ObservationContext
    findings: list[Finding] = field(default_factory=list)

    def place(self, column: str = "") -> Place:
        """Give the place of a cell, or of the row."""
        record = self.record
        return Place(self.context.path, record.line, record.row, column, record["id"])

    def report(self, code: str, column: str, message: str, hint: str = "") -> None:
        """Add a finding on one cell."""
        value = shown(self.record[column])
        self.findings.append(
            Finding(code, "error", message, self.place(column), value=value, hint=hint)
        )


def read_code(row: ObservationRow, column: str, known: Mapping[str, _T]) -> _T | None:
    """Give what a code names; report it here only where the table check does not."""
    code = row.record[column]
    found = known.get(code)
    if found is None and column not in row.context.judged:
        message = (
            say("{code!r} is not known", code=shown(code, 60))
            if code
            else say("{column} is empty", column=column)
        )
        row.report(
            "foreign-key" if code else "required", column, message, did_you_mean(code, known)
        )
    return found


def read_measure(row: ObservationRow) -> Measure | None:
    """Read the column `measure`."""
    text = row.record["measure"]
    measure = measure_of(text)
    if measure is None and "measure" not in row.context.judged:
        row.report(
            "measure",
            "measure",
            say("{text!r}; expected one of level, growth, change", text=shown(text, 60)),
        )
    return measure


def read_quantity(row: ObservationRow, indicator: Indicator, measure: Measure) -> Quantity | None:
    """Read what the figure is about; every fault in the keys is reported."""
    sound = True
    if measure == "growth" and indicator.kind in {"rank", "difference"}:
        row.report(
            "measure",
            "measure",
            say("a {kind} has no growth", kind=indicator.kind),
            say("use change"),
        )
        sound = False
    breakdown = _breakdown(row)
    time = _period(row, "time_period", is_point=indicator.time == "point")
    reference = _reference(row, indicator, measure, time)
    denominators = _denominators(row, indicator, measure)
    if breakdown is None or time is None or reference == "bad" or denominators is None or not sound:
        return None
    return Quantity(
        indicator.code, breakdown, time, denominators[0], measure, reference, denominators[1]
    )


def _breakdown(row: ObservationRow) -> str | None:
    """Read the breakdown, in the order of dimensions whatever the order written."""
    text = row.record["breakdown"]
    if not text and "breakdown" in row.context.judged:
        return None
    if text == TOTAL:
        return text
    known, order = row.context.statistics.breakdowns, row.context.statistics.dimension_order
    codes = text.split("+")
    unknown = [code for code in codes if code not in known or code == TOTAL]
    for code in unknown:
        if code in row.context.faulty:
            continue
        message = say("{code!r} is no breakdown code", code=shown(code, 60))
        if code == TOTAL:
            message = say("{total} stands alone or not at all", total=TOTAL)
        row.report("breakdown", "breakdown", message, did_you_mean(code, known))
    if unknown:
        return None
    places = [order[known[code].dimension] for code in codes]
    if len(set(places)) < len(places):
        row.report(
            "breakdown", "breakdown", say("two codes of one dimension"), say("one code a dimension")
        )
        return None
    ordered = "+".join(code for _, code in sorted(zip(places, codes, strict=True)))
    if ordered != text:
        row.report(
            "breakdown",
            "breakdown",
            say("codes out of the order of dimensions"),
            say("write {ordered}", ordered=ordered),
        )
    return ordered


def _period(row: ObservationRow, column: _PeriodColumn, *, is_point: bool) -> Period | None:
    """Read a period cell; a longer spelling is reported and read."""
    text = row.record[column]
    code = _PERIOD_CODES[column]
    if not text and column in row.context.judged:
        return None
    year_start = _year_start(row)
    period = parse_period(text, year_start)
    if period is None:
        what = say("{text!r} is no period", text=shown(text, 60))
        hint = period_hint(text, is_point=is_point, year_start=year_start)
        first, slash, last = text.partition("/")
        if slash and parse_period(f"{last}/{first}"):
            what = say("{text!r} ends before it begins", text=text)
            hint = say("write {last}/{first}", last=last, first=first)
        row.report(code, column, what, hint)
        return None
    if is_point and not period.is_point:
        row.report(
            code,
            column,
            say("{text} is a period; expected a point in time, a month or a day", text=text),
            say(
                "a stock is dated by the month whose end it describes: {period}?",
                period=Period(period.last, period.last),
            ),
        )
        return None
    period = as_point(period) if is_point else period
    if (canonical := spelt(period, year_start)) != text:
        row.report(
            code,
            column,
            say("{text} has another, canonical form", text=text),
            say("write {period}", period=canonical),
        )
    return period


def _year_start(row: ObservationRow) -> int:
    source = row.context.statistics.sources.get(row.record["source"])
    return source.year_start if source else 1


def _reference(
    row: ObservationRow, indicator: Indicator, measure: Measure, time: Period | None
) -> Period | Literal["bad"] | None:
    """Read what growth and change compare with; "bad" where it is missing or cannot be meant."""
    column: _PeriodColumn = "reference_period"
    text = row.record[column]
    if measure == "level":
        if text:
            row.report(
                "reference-period",
                column,
                say(
                    "a level compares with nothing, yet {column} is {text}",
                    column=column,
                    text=shown(text, 60),
                ),
                say("empty it, or correct the measure"),
            )
        return "bad" if text else None
    if not text:
        row.report(
            "reference-period",
            column,
            say("{measure} compares with a period; none is given", measure=measure),
            say("write the period that the source compares with"),
        )
        return "bad"
    period = _period(row, column, is_point=indicator.time == "point")
    if period is None or time is None:
        return "bad"
    if period.length != time.length:
        row.report(
            "reference-period",
            column,
            say(
                "{period} has {length}, {time} has {other}; expected the same",
                period=period,
                length=_length(period),
                time=time,
                other=_length(time),
            ),
        )
        return "bad"
    if period >= time:
        row.report(
            "reference-period",
            column,
            say("{period} does not end before {time}", period=period, time=time),
        )
        return "bad"
    return period


def _length(period: Period) -> str:
    if period.days:
        return say_n("{number:,} day", "{number:,} days", period.days)
    return say_n("{number:,} month", "{number:,} months", period.months)


def _denominators(
    row: ObservationRow, indicator: Indicator, measure: Measure
) -> tuple[Period | None, Period | None] | None:
    """Read the two periods of denominators; None where one is faulty or out of place."""
    divided = indicator.kind == "ratio" or (indicator.kind == "mean" and indicator.denominator)
    base = row.context.statistics.indicators.get(indicator.denominator)
    read: list[Period | None] = []
    sound = True
    columns: tuple[_PeriodColumn, ...] = ("denominator_period", "reference_denominator_period")
    for column in columns:
        period = None
        if row.record[column]:
            if not divided:
                row.report(
                    "denominator-period",
                    column,
                    say("{code} has no denominator", code=indicator.code),
                )
            elif measure == "level" and column.startswith("reference"):
                row.report("denominator-period", column, say("a level compares with nothing"))
            else:
                is_point = base is not None and base.time == "point"
                period = _period(row, column, is_point=is_point)
            sound = sound and period is not None
        read.append(period)
    return (read[0], read[1]) if sound else None
