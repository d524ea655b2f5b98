"""A series as a picture: the only home of matplotlib, which the extra `[plot]` installs.

The same series gives the same SVG: no date, no random ids; letters stay letters. Colours are told
apart by colour-blind readers too (Okabe and Ito).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from itertools import cycle
from typing import Any, Literal

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import joined, say
from cnnic_validate.model.period import Period
from cnnic_validate.model.series import Series, SeriesPoint, lines_of
from cnnic_validate.render.layout import Style
from cnnic_validate.render.series import name_of, scaled
from cnnic_validate.render.translate import Language

_CHINESE = ("CJK SC", "Source Han Sans", "WenQuanYi", "SimHei", "YaHei", "PingFang", "CJK")
_BLUE, _ORANGE, _GREY = "#0072B2", "#D55E00", "#555555"
_SOURCES_NAMED = 3
# Below this span each period has its own label.
_FEW_YEARS = 3
# What a period of so many months is called.
_LENGTHS = {1: say("a month"), 3: say("a quarter"), 12: say("a year")}


def plot_file(series: Series, format_: Literal["svg", "png"], language: Language = "en") -> bytes:
    """Draw a series with its intervals as bars, its breaks and who printed it.

    Args:
        series: what to draw.
        format_: of the picture.
        language: of everything but codes and ids.

    Raises:
        UnreadableError: Chinese is asked for and no font has it.
    """
    settings: dict[Any, Any] = {
        "svg.hashsalt": "cnnic-validate",
        "svg.fonttype": "none",
        "axes.unicode_minus": False,
    }
    if language == "zh":
        settings["font.family"] = [_chinese_font(), "sans-serif"]
    with mpl.rc_context(settings):
        figure = Figure(figsize=(8, 4.5), layout="constrained")
        axes = figure.add_subplot()
        style = Style(lang=language)
        _draw(axes, series, style)
        figure.supxlabel(_source_note(series, style), fontsize=8, color=_GREY, x=0.01, ha="left")
        stream = io.BytesIO()
        unmarked = {"Date": None, "Creator": None} if format_ == "svg" else {"Software": None}
        figure.savefig(stream, format=format_, dpi=150, metadata=unmarked)
    return stream.getvalue()


def _chinese_font() -> str:
    names = sorted({each.name for each in font_manager.fontManager.ttflist})
    for wanted in _CHINESE:
        for name in names:
            if wanted in name:
                return name
    what = say("no font with Chinese characters is installed")
    hint = say("install one such as Noto Sans CJK SC, or take en")
    raise UnreadableError("--lang zh", what, hint)


def _draw(axes: Axes, series: Series, style: Style) -> None:
    points = series.points
    scale, unit = scaled(series, style)
    _draw_lines(axes, points, scale, style)
    for point in points:
        if point.breaks:
            _mark_break(axes, point, style)
    titled = name_of(series, style)
    if series.as_of:
        titled += style.tell(", as known on {day}", day=series.as_of)
    axes.set_title(titled, loc="left")
    axes.set_ylabel(unit)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    _label_time(axes, points)
    if all(float(each.figure.number.value) >= 0 for each in points):
        axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", linewidth=0.4)


def _draw_lines(axes: Axes, points: Sequence[SeriesPoint], scale: float, style: Style) -> None:
    """Draw the values with their intervals, periods of each length with a marker of their own."""
    markers = dict(
        zip(sorted({each.quantity.time_period.length for each in points}), cycle("os^D"))
    )
    unnamed = set(markers)
    for run in lines_of(points):
        length = run[0].quantity.time_period.length
        values = [float(each.figure.number.value) / scale for each in run]
        low, high = zip(*(_arms(each, scale) for each in run), strict=True)
        axes.errorbar(
            [_years(each.quantity.time_period) for each in run],
            values,
            yerr=(low, high),
            fmt=f"{markers[length]}-",
            label=_length(length, style) if length in unnamed else None,
            markersize=3 if length == max(markers) else 5,
            linewidth=1,
            color=_BLUE,
            ecolor=_GREY,
            elinewidth=1,
            capsize=2,
        )
        unnamed.discard(length)
    if len(markers) > 1:
        axes.legend(loc="lower right", framealpha=1, edgecolor="none")


def _length(length: tuple[int, int], style: Style) -> str:
    months, days = length
    if days:
        return style.tell_n("{number:,} day", "{number:,} days", days)
    if named := _LENGTHS.get(months):
        return style.tell(named)
    return style.tell_n("{number:,} month", "{number:,} months", months)


def _label_time(axes: Axes, points: Sequence[SeriesPoint]) -> None:
    """Name the ends of years, `2024-12` where not every period is a year, or a few periods."""
    periods = [each.quantity.time_period for each in points]
    ends = dict(zip(map(_years, periods), map(str, periods), strict=True))
    span = max(ends) - min(ends)
    if span < _FEW_YEARS:
        kept: list[float] = []
        for end in sorted(ends):
            if not kept or end - kept[-1] > span / 8:
                kept.append(end)
        axes.set_xticks(kept, [ends[each] for each in kept])
        return
    month = "" if all("-" not in each for each in ends.values()) else "-12"
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.xaxis.set_major_formatter(lambda value, _: f"{round(value) - 1}{month}")


def _mark_break(axes: Axes, point: SeriesPoint, style: Style) -> None:
    at = _years(point.quantity.time_period)
    axes.axvline(at, color=_ORANGE, linestyle="--", linewidth=1)
    axes.annotate(
        style.tell("break: {code}", code=joined(", ", point.breaks)),
        (at, 1),
        xycoords=axes.get_xaxis_transform(),
        xytext=(3, -2),
        textcoords="offset points",
        rotation=90,
        va="top",
        fontsize=7,
        color=_ORANGE,
    )


def _arms(point: SeriesPoint, scale: float) -> tuple[float, float]:
    """Give how far the interval reaches below and above the value; 0 where it is open."""
    interval, value = point.figure.hard, point.figure.number.value
    low = 0.0 if interval.low is None else float(value - interval.low)
    high = 0.0 if interval.high is None else float(interval.high - value)
    return max(low, 0.0) / scale, max(high, 0.0) / scale


def _years(period: Period) -> float:
    """Give the end of a period as a number of years: 2025 is the end of 2024-12."""
    return period.end / 12


def _source_note(series: Series, style: Style) -> str:
    agencies = sorted({each.vintage.agency for each in series.points})
    dated = {(each.vintage.published or date.max, each.vintage.release) for each in series.points}
    releases = [release for _, release in sorted(dated)]
    last = style.joined(", ", releases[-_SOURCES_NAMED:])
    more = len(releases) - _SOURCES_NAMED
    if more > 0:
        last = style.tell("{named} and {count:,} earlier", named=last, count=more)
    return style.tell(
        "Source: {agencies} ({releases}). Bars: the true values that a print can mean.",
        agencies=style.joined(", ", agencies),
        releases=last,
    )
