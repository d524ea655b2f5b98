"""Breaks: where a series cannot be compared with what came before, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cnnic_validate.model.period import Period
from cnnic_validate.model.statistics import Figure, Statistics
from cnnic_validate.release.rows import csv_file

# CL_OBS_STATUS of a break in the series.
BREAK = "B"
COLUMNS = ("indicator", "breakdown", "time_period", "break", "title", "why", "figure_ids")


class SeriesBreak(NamedTuple):
    """What breaks a series: `code` is an exemption from growth, or `B` where the agency says so."""

    indicator: str
    breakdown: str
    time_period: Period
    code: str


def series_breaks(
    figures: Iterable[Figure], statistics: Statistics
) -> dict[SeriesBreak, tuple[str, ...]]:
    """Give each break with the ids of the figures that say so, in order of series and time.

    An exemption from growth says so on a level, and on a growth or change that ends at the period.
    """
    found: dict[SeriesBreak, dict[str, None]] = defaultdict(dict)
    for figure in figures:
        quantity = figure.quantity
        exemption = statistics.exemptions.get(figure.exemption)
        if exemption and "growth" in exemption.exempts:
            code = exemption.code
        elif figure.obs_status == BREAK:
            code = BREAK
        else:
            continue
        key = SeriesBreak(quantity.indicator, quantity.breakdown, quantity.time_period, code)
        found[key][figure.id] = None
    return {key: tuple(found[key]) for key in sorted(found)}


def breaks_csv(figures: Iterable[Figure], statistics: Statistics) -> str:
    """Write `breaks.csv`: every break with its cause, and the figures that say so."""
    return csv_file(COLUMNS, _rows(figures, statistics))


def _rows(figures: Iterable[Figure], statistics: Statistics) -> Iterator[dict[str, str]]:
    for each, ids in series_breaks(figures, statistics).items():
        exemption = statistics.exemptions.get(each.code)
        yield {
            "indicator": each.indicator,
            "breakdown": each.breakdown,
            "time_period": str(each.time_period),
            "break": each.code,
            "title": exemption.title if exemption else "Break in the series, marked by the source",
            "why": exemption.why if exemption else "",
            "figure_ids": " ".join(ids),
        }
