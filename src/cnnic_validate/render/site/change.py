"""What a value changed on the year before: printed, or as an interval that two levels leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cnnic_validate.model.interval import Interval
from cnnic_validate.model.series import Series, SeriesPoint, breaks_between
from cnnic_validate.model.statistics import Figure, Measure
from cnnic_validate.render.site.numbers import rounded

# Kinds whose change is told in percent of the level; of the others it is a difference.
_GROWING = frozenset({"stock", "flow", "mean"})
Known = Literal["printed", "follows", "too coarse", "withheld"]


@dataclass(frozen=True, slots=True)
class Change:
    """A change on the period a year before.

    `ends` are its ends as texts with signs, one text where it is exact enough, in percent for
    `growth`. `known` says how: printed by a source (`figure`), or following from two levels;
    `too coarse` where the levels leave open whether there was a rise; `withheld` across a break.
    """

    known: Known
    ends: tuple[str, ...] = ()
    measure: Measure = "growth"
    figure: Figure | None = None


def printed_changes(figures: Sequence[Figure]) -> Mapping[tuple[str, str, object], Figure]:
    """Give of each period the printed growth, or change, on the same period a year before.

    Args:
        figures: of one package, the later releases last.
    """
    found: dict[tuple[str, str, object], Figure] = {}
    for each in figures:
        quantity = each.quantity
        if quantity.measure == "level" or quantity.reference_period is None:
            continue
        if quantity.reference_period == quantity.time_period.shifted(-12):
            key = (quantity.indicator, quantity.breakdown, quantity.time_period)
            kept = found.get(key)
            if kept is None or _rank(each) >= _rank(kept):
                found[key] = each
    return found


def _rank(figure: Figure) -> tuple[bool, bool]:
    """Growth says more than a change in units, a source of its own more than what it cites."""
    return figure.quantity.measure == "growth", not figure.cites


def change_of(
    point: SeriesPoint, series: Series, printed: Mapping[tuple[str, str, object], Figure]
) -> Change | None:
    """Give the change of a point on the year before; None where nothing tells it."""
    quantity = point.quantity
    wanted: Measure = "growth" if series.indicator.kind in _GROWING else "change"
    figure = printed.get((quantity.indicator, quantity.breakdown, quantity.time_period))
    if figure and figure.quantity.measure == wanted:
        return Change("printed", (_with_sign(figure),), wanted, figure)
    before = _before(point, series)
    if before is None:
        return None
    if breaks_between(before, point, series.points):
        return Change("withheld")
    interval = _grown(before, point) if wanted == "growth" else _moved(before, point)
    if interval.low is None or interval.high is None:
        return None
    ends = tuple(dict.fromkeys(rounded(interval.low, interval.high)))
    known: Known = "too coarse" if interval.low < 0 < interval.high else "follows"
    return Change(known, ends, wanted)


def _with_sign(figure: Figure) -> str:
    value = figure.number.obs_value
    return f"\u2212{value[1:]}" if value.startswith("-") else f"+{value}"


def _before(point: SeriesPoint, series: Series) -> SeriesPoint | None:
    """Give the point a year before: of a ratio with several denominators, the last of them."""
    wanted = point.quantity.time_period.shifted(-12)
    return next(
        (each for each in reversed(series.points) if each.quantity.time_period == wanted), None
    )


def _grown(before: SeriesPoint, point: SeriesPoint) -> Interval:
    """Give growth in percent; none where the level before may be 0 or less."""
    was, now = before.figure.hard, point.figure.hard
    if was.low is None or was.high is None or was.low <= 0 or now.low is None or now.high is None:
        return Interval(None, None)
    low = now.low / (was.high if now.low >= 0 else was.low)
    high = now.high / (was.low if now.high >= 0 else was.high)
    return Interval(100 * (low - 1), 100 * (high - 1))


def _moved(before: SeriesPoint, point: SeriesPoint) -> Interval:
    was, now = before.figure.hard, point.figure.hard
    if was.low is None or was.high is None or now.low is None or now.high is None:
        return Interval(None, None)
    return Interval(now.low - was.high, now.high - was.low)
