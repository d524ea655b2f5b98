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
from cnnic_validate.model.period import Period
from cnnic_validate.model.series import Point, Series, lines_of
from cnnic_validate.render.series import SCALES, scaled

Language = Literal["en", "zh"]
_SCALES = {
    "en": SCALES,
    "zh": ((1e12, "万亿 "), (1e8, "亿 "), (1e4, "万 ")),
}
_CHINESE = ("CJK SC", "Source Han Sans", "WenQuanYi", "SimHei", "YaHei", "PingFang", "CJK")
_BLUE, _ORANGE, _GREY = "#0072B2", "#D55E00", "#555555"
_SOURCES_NAMED = 3
# Below this span each period has its own label.
_FEW_YEARS = 3
# What a period of so many months is called.
_LENGTHS = {1: "a month", 3: "a quarter", 12: "a year"}


def plot_file(series: Series, format_: Literal["svg", "png"], language: Language = "en") -> bytes:
    """Draw a series with its intervals as bars, its breaks and who printed it.

    Args:
        series: what to draw.
        format_: of the picture.
        language: of the title and the unit's scale.

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
        _draw(axes, series, language)
        figure.supxlabel(_source_note(series), fontsize=8, color=_GREY, x=0.01, ha="left")
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
    what = "no font with Chinese characters is installed"
    raise UnreadableError("--lang zh", what, "install one such as Noto Sans CJK SC, or take en")


def _draw(axes: Axes, series: Series, language: Language) -> None:
    points = series.points
    scale, name = scaled(points, _SCALES[language])
    _draw_lines(axes, points, scale)
    for point in points:
        if point.breaks:
            _mark_break(axes, point)
    what = series.indicator
    titles = [(what.title_en, what.title_zh)]
    titles += [(each.title_en, each.title_zh) for each in series.classes]
    known = f", as known on {series.as_of}" if series.as_of else ""
    axes.set_title(
        ", ".join(each[language == "zh"] or each[0] for each in titles) + known, loc="left"
    )
    axes.set_ylabel(f"{name}{what.unit_measure}")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    _label_time(axes, points)
    if all(float(each.figure.number.value) >= 0 for each in points):
        axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", linewidth=0.4)


def _draw_lines(axes: Axes, points: Sequence[Point], scale: float) -> None:
    """Draw the values with their intervals, periods of each length with a marker of their own."""
    markers = dict(
        zip(sorted({each.quantity.time_period.months for each in points}), cycle("os^D"))
    )
    unnamed = set(markers)
    for run in lines_of(points):
        months = run[0].quantity.time_period.months
        values = [float(each.figure.number.value) / scale for each in run]
        low, high = zip(*(_arms(each, scale) for each in run), strict=True)
        axes.errorbar(
            [_years(each.quantity.time_period) for each in run],
            values,
            yerr=(low, high),
            fmt=f"{markers[months]}-",
            label=_LENGTHS.get(months, f"{months} months") if months in unnamed else None,
            markersize=3 if months == max(markers) else 5,
            linewidth=1,
            color=_BLUE,
            ecolor=_GREY,
            elinewidth=1,
            capsize=2,
        )
        unnamed.discard(months)
    if len(markers) > 1:
        axes.legend(loc="lower right", framealpha=1, edgecolor="none")


def _label_time(axes: Axes, points: Sequence[Point]) -> None:
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


def _mark_break(axes: Axes, point: Point) -> None:
    at = _years(point.quantity.time_period)
    axes.axvline(at, color=_ORANGE, linestyle="--", linewidth=1)
    axes.annotate(
        f"break: {', '.join(point.breaks)}",
        (at, 1),
        xycoords=axes.get_xaxis_transform(),
        xytext=(3, -2),
        textcoords="offset points",
        rotation=90,
        va="top",
        fontsize=7,
        color=_ORANGE,
    )


def _arms(point: Point, scale: float) -> tuple[float, float]:
    """Give how far the interval reaches below and above the value; 0 where it is open."""
    interval, value = point.figure.hard, point.figure.number.value
    low = 0.0 if interval.low is None else float(value - interval.low)
    high = 0.0 if interval.high is None else float(interval.high - value)
    return max(low, 0.0) / scale, max(high, 0.0) / scale


def _years(period: Period) -> float:
    """Give the end of a period as a number of years: 2025 is the end of 2024-12."""
    return (period.last + 1) / 12


def _source_note(series: Series) -> str:
    agencies = sorted({each.vintage.agency for each in series.points})
    dated = {(each.vintage.published or date.max, each.vintage.release) for each in series.points}
    releases = [release for _, release in sorted(dated)]
    named = ", ".join(releases[-_SOURCES_NAMED:])
    more = len(releases) - _SOURCES_NAMED
    last = f"{named} and {more} earlier" if more > 0 else named
    return f"Source: {', '.join(agencies)} ({last}). Bars: the true values that a print can mean."
