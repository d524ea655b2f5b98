"""The series of a package: of each quantity the value that stands, and where it comes from.

Which vintage stands (docs/series.md gives the reasons):

1. What the press prints without naming whose figure it is stands only where no agency prints the
   quantity. A repeat (`cites`) belongs to the vintage of the release that it repeats.
2. In order of publication each vintage supersedes the one that stood before, unless it says nothing
   new: its interval holds all of the other's. "11.1 billion" does not supersede 1,108.33 million.
   Of two equal intervals the later one stands, if it is of the indicator's own agency. An exemption
   that exempts from `revision` always supersedes.
3. Of the prints of that vintage the narrowest interval stands, then the release's own print, then
   the first id.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.period import Period
from cnnic_validate.model.series import (
    MissingPoint,
    Relation,
    SeriesPoint,
    Vintage,
    breaks_between,
    end_text,
    steps,
    value_text,
)
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.statistics import (
    TOTAL,
    Figure,
    Measure,
    MissingFigure,
    Quantity,
    Source,
    Statistics,
)
from cnnic_validate.model.vintages import quantities_of, releases_of
from cnnic_validate.release.breaks import BREAK, series_breaks
from cnnic_validate.release.rows import csv_file

COLUMNS = (
    "indicator",
    "breakdown",
    "time_period",
    "denominator_period",
    "value",
    "low",
    "high",
    "unit_measure",
    "obs_status",
    "conf_status",
    "break",
    "growth_allowed",
    "source",
    "figure_id",
    "n_prints",
)
VINTAGE_COLUMNS = (
    "indicator",
    "breakdown",
    "time_period",
    "denominator_period",
    "release",
    "published",
    "value",
    "low",
    "high",
    "unit_measure",
    "obs_status",
    "conf_status",
    "source",
    "figure_id",
    "n_prints",
    "relation",
    "stands",
)
# How a point says that its source marks a break.
MARKED = say("marked by the source")
_LEVEL: tuple[Measure, ...] = ("level",)


def latest_series(
    figures: Iterable[Figure],
    statistics: Statistics,
    as_of: datetime.date | None = None,
    measures: Collection[Measure] = _LEVEL,
) -> tuple[SeriesPoint, ...]:
    """Give one point for each quantity whose level is printed.

    Args:
        figures: the figures of a package, in any order.
        statistics: their definitions.
        as_of: only what was published by this day; a release without a date counts as the newest
            and is left out. None takes everything.
        measures: what is given: levels, or printed growths and changes.

    Returns:
        The points by indicator, breakdown (`total` first), period and denominator period, of growth
        and change by measure and reference period too.
    """
    held = tuple(figures)
    releases = releases_of(held)
    known = [each for each in held if _is_known(statistics.sources.get(releases[each.id]), as_of)]
    quantities = quantities_of(known, releases)
    breaks = _breaks(known, statistics)
    printed: dict[Quantity, list[Figure]] = defaultdict(list)
    for figure in known:
        if figure.quantity.measure in measures:
            printed[quantities[figure.id]].append(figure)
    maker = _Maker(statistics, releases, breaks)
    points = (_point(quantity, prints, maker) for quantity, prints in printed.items())
    return tuple(sorted(points, key=lambda each: _order(each.quantity, each.denominator)))


def series_csv(points: Iterable[SeriesPoint], missing: Iterable[MissingPoint] = ()) -> str:
    """Write levels as `series.csv`: numbers exact, in full scale; an open end is empty.

    Args:
        points: in order, as `latest_series` gives them.
        missing: what has no value, as `missing_points` gives it: a row with its statuses alone.
    """
    rows = [(_order(each.quantity, each.denominator), _missing_row(each)) for each in missing]
    for _, series in groupby(points, key=_series_of):
        held = list(series)
        before = {after: was for was, after in steps(held)}
        rows += [
            (
                _order(point.quantity, point.denominator),
                _row(point, before.get(point.quantity), held),
            )
            for point in held
        ]
    return csv_file(COLUMNS, (row for _, row in sorted(rows, key=lambda each: each[0])))


def missing_points(
    missing: Iterable[MissingFigure], points: Iterable[SeriesPoint], statistics: Statistics
) -> tuple[MissingPoint, ...]:
    """Give one point for each level of which its sources say that there is no value, and why.

    Args:
        missing: the rows of a package whose print is a symbol, in any order.
        points: what there is a value of: it stands, whatever another source leaves out.
        statistics: their definitions.
    """
    known = {_key(each.quantity) for each in points}
    grouped: dict[tuple[str, ...], list[MissingFigure]] = defaultdict(list)
    for each in missing:
        if each.quantity.measure == "level" and _key(each.quantity) not in known:
            grouped[_key(each.quantity)].append(each)

    def published(figure: MissingFigure) -> tuple[datetime.date, str]:
        source = statistics.sources[figure.source]
        return source.published or datetime.date.max, figure.id

    return tuple(
        MissingPoint(
            max(prints, key=published),
            statistics.indicators[prints[0].quantity.indicator].unit_measure,
            len(prints),
        )
        for prints in grouped.values()
    )


def _key(quantity: Quantity) -> tuple[str, ...]:
    period = quantity.denominator_period
    at = (str(quantity.time_period), str(period) if period else "")
    return (quantity.indicator, quantity.breakdown, *at)


def vintages_csv(points: Iterable[SeriesPoint]) -> str:
    """Write every vintage of points, a row each, oldest first.

    `relation` is to the vintage before (`model.series.Vintage`), `stands` marks the one that
    `series.csv` has, `n_prints` counts the prints of the one vintage.
    """
    rows = (_vintage_row(point, each) for point in points for each in point.vintages)
    return csv_file(VINTAGE_COLUMNS, rows)


def known_on(as_of: str, statistics: Statistics) -> datetime.date:
    """Give the day that a date (YYYY-MM-DD) or the id of a source names: when it was published.

    Raises:
        UnreadableError: it is neither, or the source has no date.
    """
    if source := statistics.sources.get(as_of):
        if source.published is None:
            what = say("the source has no date of publication")
            raise UnreadableError(
                as_of, what, say("fill in `published` in sources.csv, or give a date")
            )
        return source.published
    try:
        return datetime.date.fromisoformat(as_of)
    except ValueError:
        what = say("is neither a date (YYYY-MM-DD) nor the id of a source")
        hint = did_you_mean(as_of, statistics.sources)
        raise UnreadableError(as_of, what, hint) from None


@dataclass(frozen=True, slots=True)
class _Maker:
    """What the points of a series are made with."""

    statistics: Statistics
    releases: Mapping[str, str]
    breaks: Mapping[tuple[str, str, Period], tuple[str, ...]]


def _is_known(release: Source | None, as_of: datetime.date | None) -> bool:
    if as_of is None:
        return True
    return release is not None and release.published is not None and release.published <= as_of


def _breaks(
    figures: Iterable[Figure], statistics: Statistics
) -> dict[tuple[str, str, Period], tuple[str, ...]]:
    """Give what breaks the series at a period, as `SeriesPoint.breaks` says it."""
    found: dict[tuple[str, str, Period], list[str]] = defaultdict(list)
    for each in series_breaks(figures, statistics):
        found[each[:3]].append(MARKED if each.code == BREAK else each.code)
    return {at: tuple(sorted(codes)) for at, codes in found.items()}


def _point(quantity: Quantity, prints: Sequence[Figure], maker: _Maker) -> SeriesPoint:
    vintages = _vintages(quantity, prints, maker)
    at = (quantity.indicator, quantity.breakdown, quantity.time_period)
    *stood, standing = _succession(vintages, quantity, maker.statistics)
    return SeriesPoint(
        quantity,
        maker.statistics.indicators[quantity.indicator].unit_measure,
        standing,
        vintages,
        maker.breaks.get(at, ()),
        tuple(stood),
    )


def _vintages(quantity: Quantity, prints: Sequence[Figure], maker: _Maker) -> tuple[Vintage, ...]:
    """Give the vintages of a quantity, oldest first; of one day, the own agency's last."""
    own = maker.statistics.indicators[quantity.indicator].agency
    grouped: dict[str, list[Figure]] = defaultdict(list)
    for figure in prints:
        grouped[maker.releases[figure.id]].append(figure)
    sources = maker.statistics.sources

    def published(release: str) -> tuple[datetime.date, bool, str]:
        source = sources.get(release)
        day = source.published if source and source.published else datetime.date.max
        return day, source is not None and source.agency == own, release

    vintages: list[Vintage] = []
    for release in sorted(grouped, key=published):
        members = sorted(grouped[release], key=lambda each: _narrowness(each, release))
        source = sources.get(release)
        agency = source.agency if source else release
        vintages.append(
            Vintage(
                release,
                agency,
                source.published if source else None,
                members[0],
                tuple(members),
                _relation(vintages[-1], agency, members[0]) if vintages else "first",
            )
        )
    return tuple(vintages)


def _narrowness(figure: Figure, release: str) -> tuple[bool, Fraction, bool, str]:
    low, high = figure.hard.low, figure.hard.high
    is_open = low is None or high is None
    width = Fraction(0) if low is None or high is None else high - low
    return is_open, width, figure.source != release, figure.id


def _relation(before: Vintage, agency: str, figure: Figure) -> Relation:
    if not before.figure.hard.intersect(figure.hard).is_empty:
        return "agrees"
    return "revises" if before.agency == agency else "differs"


def _succession(
    vintages: Sequence[Vintage], quantity: Quantity, statistics: Statistics
) -> list[Vintage]:
    """Give the vintages that stood, one after the other; the last stands."""
    own = statistics.indicators[quantity.indicator].agency
    stood: list[Vintage] = []
    is_press = True
    for vintage in vintages:
        if _is_press(vintage, statistics):
            if not is_press:
                continue
        elif is_press:  # what the press printed gives way to the first that an agency prints
            stood.append(vintage)
            is_press = False
            continue
        if not stood or not _says_nothing_new(vintage, stood[-1], own, statistics):
            stood.append(vintage)
    return stood


def _is_press(vintage: Vintage, statistics: Statistics) -> bool:
    source = statistics.sources.get(vintage.release)
    return source is not None and source.kind == "press"


def _says_nothing_new(later: Vintage, standing: Vintage, own: str, statistics: Statistics) -> bool:
    exemption = statistics.exemptions.get(later.figure.exemption)
    if exemption and "revision" in exemption.exempts:
        return False
    if later.figure.hard == standing.figure.hard:
        return later.agency != own
    return _holds(later.figure.hard, standing.figure.hard)


def _holds(wide: Interval, narrow: Interval) -> bool:
    """Whether every value of `narrow` is one of `wide`."""
    return wide.intersect(narrow) == narrow


def _order(quantity: Quantity, denominator: str) -> tuple[str, bool, str, Period, str, str, str]:
    is_part = quantity.breakdown != TOTAL
    return (
        quantity.indicator,
        is_part,
        quantity.breakdown,
        quantity.time_period,
        denominator,
        quantity.measure,
        str(quantity.reference_period or ""),
    )


def _series_of(point: SeriesPoint) -> tuple[str, str]:
    return point.quantity.indicator, point.quantity.breakdown


def _row(
    point: SeriesPoint, before: SeriesPoint | None, series: Sequence[SeriesPoint]
) -> dict[str, str]:
    crossed = before is not None and bool(breaks_between(before, point, series))
    return {
        **_figure_cells(point, point.figure),
        "break": " ".join(BREAK if each == MARKED else each for each in point.breaks),
        "growth_allowed": "" if before is None else "false" if crossed else "true",
        "n_prints": str(point.n_prints),
    }


def _missing_row(point: MissingPoint) -> dict[str, str]:
    figure = point.figure
    return {
        "indicator": point.quantity.indicator,
        "breakdown": point.quantity.breakdown,
        "time_period": str(point.quantity.time_period),
        "denominator_period": point.denominator,
        "unit_measure": point.unit_measure,
        "obs_status": figure.obs_status,
        "conf_status": figure.conf_status,
        "source": figure.source,
        "figure_id": figure.id,
        "n_prints": str(point.n_prints),
    }


def _vintage_row(point: SeriesPoint, vintage: Vintage) -> dict[str, str]:
    return {
        **_figure_cells(point, vintage.figure),
        "release": vintage.release,
        "published": vintage.published.isoformat() if vintage.published else "",
        "n_prints": str(len(vintage.prints)),
        "relation": vintage.relation,
        "stands": "true" if vintage is point.vintage else "false",
    }


def _figure_cells(point: SeriesPoint, figure: Figure) -> dict[str, str]:
    return {
        "indicator": point.quantity.indicator,
        "breakdown": point.quantity.breakdown,
        "time_period": str(point.quantity.time_period),
        "denominator_period": point.denominator,
        "value": value_text(figure),
        "low": end_text(figure.hard.low),
        "high": end_text(figure.hard.high),
        "unit_measure": point.unit_measure,
        "obs_status": figure.obs_status,
        "conf_status": figure.conf_status,
        "source": figure.source,
        "figure_id": figure.id,
    }
