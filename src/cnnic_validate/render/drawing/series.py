"""A series as a picture: values with what their prints can mean, cut at its breaks.

`lines_of` says what a line may join. The shade is the interval of each print; where it is thinner
than the line, the figure is known more exactly than can be drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from cnnic_validate.model.series import SeriesPoint, lines_of
from cnnic_validate.render.drawing.axes import (
    FEW_YEARS,
    HALVED,
    Tick,
    decades,
    plain_number,
    round_ends,
    years,
)

Scale = Literal["linear", "logarithmic"]
# Where the first and the last value stand, in percent; the labels of values stand left of them.
LEFT, RIGHT = 6.0, 98.5
# A name that begins beyond this would leave the picture on its right.
LAST_NAMED = 94.0
# Room for what is said above a break, and for the names of years.
TOP, BOTTOM = 26.0, 26.0
_TICKS = 5
_LABEL_PERCENT = 18.0
# Half the width of an interval is worth a picture of its own from here to all of the value.
_LEAST_WIDTH, _MOST_WIDTH = 1e-7, 1.0


@dataclass(frozen=True, slots=True)
class PlotMark:
    """A value: across in percent; down in pixels the value, and the ends of its interval.

    An end that is open stands at the edge of the picture.
    """

    point: SeriesPoint
    x: float
    y: float
    high: float
    low: float


@dataclass(frozen=True, slots=True)
class Plot:
    """Where everything stands in a picture `height` pixels high.

    `runs` are the marks that lines join, in order of time; `breaks` stand between the values that
    cannot be compared, with the point behind them. `times` name years where each begins if
    `names_years`, else periods where they end.
    """

    height: float
    scale: Scale
    marks: tuple[PlotMark, ...]
    runs: tuple[tuple[PlotMark, ...], ...]
    values: tuple[Tick, ...]
    times: tuple[Tick, ...]
    names_years: bool
    breaks: tuple[tuple[float, SeriesPoint], ...]

    @property
    def base(self) -> float:
        """Where the axis of time stands."""
        return self.height - BOTTOM

    @property
    def lengths(self) -> tuple[tuple[int, int], ...]:
        """The lengths of the periods in months and days, the commonest first."""
        held = [each.point.quantity.time_period.length for each in self.marks]
        return tuple(sorted(set(held), key=lambda each: (-held.count(each), each)))


def plot_of(
    points: Sequence[SeriesPoint], unit: float, height: float, scale: Scale = "linear"
) -> Plot:
    """Lay out the points of a series, one or more.

    Args:
        points: in order of time.
        unit: what numbers on the axis are of: 1e6 for millions.
        height: in pixels.
        scale: a logarithmic one needs values above 0.
    """
    values = [float(each.figure.number.value) / unit for each in points]
    low, high = min(values), max(values)
    is_linear = scale == "linear"
    ticks = round_ends(low, high, _TICKS, HALVED) if is_linear else decades(low, high)
    down = _down(ticks, height, math.log10 if scale == "logarithmic" else float)
    across, times, names_years = _across(points)
    marks = {
        id(point): _mark(point, across(point.quantity.time_period.end), down, unit, height)
        for point in points
    }
    return Plot(
        height,
        scale,
        tuple(marks.values()),
        tuple(tuple(marks[id(each)] for each in run) for run in lines_of(points)),
        tuple(Tick(down(each), plain_number(each)) for each in ticks),
        times,
        names_years,
        tuple(_breaks(points, across)),
    )


def widths_of(points: Sequence[SeriesPoint], height: float) -> Plot | None:
    """Lay out how exactly each value is known: half its interval, as a share of it.

    None where no value has a width that can be told: all are exact, open or 0.
    """
    shares = [(point, share) for point in points if (share := half_width(point)) is not None]
    if not shares:
        return None
    shown = [min(max(share, _LEAST_WIDTH), _MOST_WIDTH) for _, share in shares]
    ticks = decades(min(shown), max(shown))
    down = _down(ticks, height, math.log10)
    across, times, names_years = _across(points)
    marks = []
    for (point, _), share in zip(shares, shown, strict=True):
        y = down(share)
        marks.append(PlotMark(point, across(point.quantity.time_period.end), y, y, y))
    labels = tuple(Tick(down(each), share_label(each)) for each in ticks)
    return Plot(height, "logarithmic", tuple(marks), (), labels, times, names_years, ())


def half_width(point: SeriesPoint) -> float | None:
    """Give half the width of an interval relative to its value; None where that says nothing."""
    low, high, value = point.figure.hard.low, point.figure.hard.high, point.figure.number.value
    if low is None or high is None or low == high or value == 0:
        return None
    return float((high - low) / 2 / abs(value))


def share_label(share: float) -> str:
    """Write a share as a percentage, in parts of a million below a hundredth of a percent."""
    return f"{share * 100:.10g}%" if share >= 1e-4 else f"{share * 1e6:.10g} ppm"


def _down(
    ticks: Sequence[float], height: float, measured: Callable[[float], float]
) -> Callable[[float], float]:
    first, last = measured(ticks[0]), measured(ticks[-1])
    room = height - BOTTOM - TOP

    def down(value: float) -> float:
        return round(TOP + room * (1 - (measured(value) - first) / (last - first)), 1)

    return down


def _mark(
    point: SeriesPoint, x: float, down: Callable[[float], float], unit: float, height: float
) -> PlotMark:
    low, high = point.figure.hard.low, point.figure.hard.high

    def end(value: float | None, edge: float) -> float:
        if value is None:
            return edge
        try:
            return min(max(down(value), TOP), height - BOTTOM)
        except ValueError:  # no logarithm
            return edge

    return PlotMark(
        point,
        x,
        down(float(point.figure.number.value) / unit),
        end(None if high is None else float(high) / unit, TOP),
        end(None if low is None else float(low) / unit, height - BOTTOM),
    )


def _across(
    points: Sequence[SeriesPoint],
) -> tuple[Callable[[float], float], tuple[Tick, ...], bool]:
    """Give where a period that ends so stands, the names along the axis, and whether of years.

    A year is named where it begins, so that its December stands right of the name and left of the
    next one. A short series has its own periods named.
    """
    ends = [each.quantity.time_period.end for each in points]
    first, last = min(ends), max(ends)

    def across(month: float) -> float:
        share = (month - first) / (last - first) if last > first else 0.5
        return round(LEFT + (RIGHT - LEFT) * share, 2)

    if last - first >= FEW_YEARS * 12:
        begun = [Tick(across(each * 12), f"{each}") for each in years(first, last)]
        return across, tuple(each for each in begun if each.at <= LAST_NAMED), True
    taken: list[Tick] = []
    for point in (points[-1], points[0], *points):
        at = across(point.quantity.time_period.end)
        if all(abs(at - each.at) >= _LABEL_PERCENT for each in taken):
            taken.append(Tick(at, _ending(point)))
    return across, tuple(sorted(taken, key=lambda each: each.at)), False


def _ending(point: SeriesPoint) -> str:
    """Name a period along an axis: a range by its last month, for that is where it stands."""
    period = point.quantity.time_period
    return str(period).rpartition("/")[2]


def _breaks(
    points: Sequence[SeriesPoint], across: Callable[[float], float]
) -> list[tuple[float, SeriesPoint]]:
    """Give where breaks stand: between the value before and the first that is not like it."""
    found = []
    for point in points:
        if not point.breaks:
            continue
        here = point.quantity.time_period.end
        before = [
            each.quantity.time_period.end for each in points if each.quantity.time_period.end < here
        ]
        at = (across(max(before)) + across(here)) / 2 if before else across(here) - 1.5
        found.append((round(at, 2), point))
    return found
