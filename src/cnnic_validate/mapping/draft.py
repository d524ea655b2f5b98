"""The rows of a release from a table that is mapped: codes, periods, denominators, units, places.

Periods come from the table where it names them, else from the release; the period that a change
compares with, and the one that a share divides by, from what the package holds of the same series:
the last figures of the same agency and month of the year, if they agree. Where they do not, the
cell stays empty: an empty base is unknown, a wrong one is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cnnic_validate.mapping.lines import TableValue
from cnnic_validate.model.mapping import Decision
from cnnic_validate.model.numbering import MONTHS
from cnnic_validate.model.period import Period, parse_period
from cnnic_validate.model.statistics import Indicator
from cnnic_validate.table import Record

COLUMNS = (
    "indicator",
    "breakdown",
    "time_period",
    "measure",
    "reference_period",
    "denominator_period",
    "reference_denominator_period",
    "printed",
    "printed_unit",
    "exemption",
    "source",
    "cites",
    "locator",
    "note",
)


@dataclass(frozen=True, slots=True)
class _Held:
    """What the package holds of one figure, as far as periods go."""

    indicator: str
    breakdown: str
    measure: str
    agency: str
    period: Period
    others: Mapping[str, Period | None]


_OTHERS = ("reference_period", "denominator_period", "reference_denominator_period")


class Seasons:
    """What the figures of a package compare with and divide by.

    Args:
        rows: the package's observations.
        agencies: the agency of each source.
    """

    def __init__(self, rows: Iterable[Record], agencies: Mapping[str, str]) -> None:
        self._held: dict[str, list[_Held]] = {}
        for row in rows:
            period = parse_period(row["time_period"])
            if period is not None:
                held = _Held(
                    row["indicator"],
                    row["breakdown"],
                    row["measure"],
                    agencies.get(row["source"], ""),
                    period,
                    {column: parse_period(row[column]) for column in _OTHERS},
                )
                self._held.setdefault(held.indicator, []).append(held)

    def like(
        self, column: str, decision: Decision, entry: TableValue, period: Period
    ) -> Period | None:
        """Give the period that belongs in `column` of a new figure; None where it is not known."""
        known = [
            each
            for each in self._held.get(decision.indicator, ())
            if each.measure == entry.measure
            and each.agency == entry.line.agency
            and each.period < period
            and (each.period.last - period.last) % MONTHS == 0
            and each.period.months == period.months
        ]
        same = [each for each in known if each.breakdown == decision.breakdown]
        return _shifted(same, column, period) or _shifted(known, column, period)


def _shifted(held: Sequence[_Held], column: str, period: Period) -> Period | None:
    """Move the period of the newest figures along, where they agree."""
    newest = max((each.period for each in held), default=None)
    moved = {
        other.shifted(period.last - each.period.last) if other else None
        for each in held
        if each.period == newest
        for other in [each.others[column]]
    }
    return moved.pop() if len(moved) == 1 else None


def draft_rows(
    entries: Iterable[TableValue],
    decisions: Mapping[int, Decision],
    indicators: Mapping[str, Indicator],
    seasons: Seasons,
    source: str,
    period: Period | None,
) -> Iterator[dict[str, str]]:
    """Give the row of each value that is imported.

    Args:
        entries: the values of the table.
        decisions: what the line of each was decided to be, by the number of the value.
        indicators: the catalogue.
        seasons: what the package's figures compare with and divide by.
        source: the source of the table.
        period: of the release, for values that name none.
    """
    for entry in entries:
        decision = decisions.get(entry.number)
        if decision is None or decision.verdict == "exclude" or entry.problem:
            continue
        indicator = indicators.get(decision.indicator)
        at = _time(entry.period or period, indicator)
        row = dict.fromkeys(COLUMNS, "")
        row |= {
            "indicator": decision.indicator,
            "breakdown": decision.breakdown,
            "time_period": str(at) if at else "",
            "measure": entry.measure,
            "printed": entry.printed,
            "printed_unit": entry.line.unit,
            "source": source,
            "locator": entry.place,
            "note": entry.marks and f"mark {entry.marks}",
        }
        if at:
            row |= _others(entry, decision, indicator, seasons, at)
        yield row


def _time(period: Period | None, indicator: Indicator | None) -> Period | None:
    """Give the period of a figure: what is counted at a point in time is at the end of it."""
    if period and indicator and indicator.time == "point":
        return Period(period.last, period.last)
    return period


def _others(
    entry: TableValue, decision: Decision, indicator: Indicator | None, seasons: Seasons, at: Period
) -> dict[str, str]:
    wanted = []
    if entry.measure != "level":
        wanted.append("reference_period")
    if indicator and indicator.denominator:
        wanted.append("denominator_period")
        if entry.measure != "level":
            wanted.append("reference_denominator_period")
    found = {column: seasons.like(column, decision, entry, at) for column in wanted}
    if entry.reference and "reference_period" in found:
        if found["reference_period"] != _time(entry.reference, indicator):
            # The base of an earlier side is known only of the earlier side that is usual.
            found.pop("reference_denominator_period", None)
        found["reference_period"] = _time(entry.reference, indicator)
    return {column: str(period) for column, period in found.items() if period}
