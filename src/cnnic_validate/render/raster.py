"""A picture of a series in dots (PNG): the only home of matplotlib, of the extra `[plot]`.

It draws what `render.plot` has laid out, at the places where the SVG has it.
"""

from __future__ import annotations

import io
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.series import Series
from cnnic_validate.render.drawing.series import PlotMark
from cnnic_validate.render.drawing.svg import (
    BREAK_LABEL,
    FILE_FOOT,
    FILE_HEAD,
    FILE_MARGIN,
    FILE_WIDTH,
    labelled_breaks,
    time_anchor,
)
from cnnic_validate.render.layout import Style
from cnnic_validate.render.plot import SeriesPicture, picture_of

_CHINESE = ("CJK SC", "Source Han Sans", "WenQuanYi", "SimHei", "YaHei", "PingFang", "CJK")
_TEXT, _QUIET, _LINE = "#1b1f24", "#5b636e", "#dfe3e8"
_VALUE, _BREAK = "#0b5cad", "#b3440a"
_DOTS_AN_INCH, _PIXELS_AN_INCH = 200, 100
_ALIGNED = {"start": "left", "middle": "center", "end": "right"}


def plot_png(series: Series, style: Style) -> bytes:
    """Draw a series as a PNG file.

    Raises:
        UnreadableError: Chinese is asked for and no font has it.
    """
    settings: dict[Any, Any] = {"axes.unicode_minus": False}
    if style.lang == "zh":
        settings["font.family"] = [_chinese_font(), "sans-serif"]
    with mpl.rc_context(settings):
        stream = io.BytesIO()
        _drawn(picture_of(series, style)).savefig(
            stream, format="png", dpi=_DOTS_AN_INCH, metadata={"Software": None}
        )
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


class _Sheet:
    """A figure whose places are pixels from the top left, as in the SVG; `x` in percent."""

    def __init__(self, height: float) -> None:
        self.height = height
        size = (FILE_WIDTH / _PIXELS_AN_INCH, height / _PIXELS_AN_INCH)
        self.figure = Figure(figsize=size)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Give a place of the plot in parts of the figure."""
        inner = FILE_WIDTH - 2 * FILE_MARGIN
        across = (FILE_MARGIN + inner * x / 100) / FILE_WIDTH
        return across, 1 - (FILE_HEAD + y) / self.height

    def line(self, ends: list[tuple[float, float]], colour: str, **look: Any) -> None:
        """Draw a line through places of the plot."""
        xs, ys = zip(*(self.at(*each) for each in ends), strict=True)
        self.figure.add_artist(Line2D(xs, ys, color=colour, **look))

    def text(self, place: tuple[float, float], text: str, **look: Any) -> None:
        """Write words at a place of the plot."""
        self.figure.text(*self.at(*place), text, **{"color": _QUIET, "fontsize": 8, **look})


def _drawn(picture: SeriesPicture) -> Figure:
    plot = picture.plot
    sheet = _Sheet(plot.height + FILE_HEAD + FILE_FOOT * len(picture.notes))
    sheet.text((0, 30 - FILE_HEAD), picture.words.title, color=_TEXT, fontsize=12, weight="bold")
    sheet.text((0, 50 - FILE_HEAD), picture.unit)
    for tick in plot.values:
        sheet.line([(0, tick.at), (100, tick.at)], _LINE, linewidth=0.8)
        sheet.text((0, tick.at - 5), tick.label)
    for tick in plot.times:
        sheet.line([(tick.at, plot.base), (tick.at, plot.base + 6)], _LINE, linewidth=0.8)
        anchor, shift = time_anchor(tick, plot)
        place = (tick.at + 100 * shift / FILE_WIDTH, plot.base + 18)
        sheet.text(place, tick.label, horizontalalignment=_ALIGNED[anchor])
    for run in plot.runs:
        _run(sheet, run)
    for at, point, anchor in labelled_breaks(plot):
        sheet.line([(at, 8), (at, plot.base)], _BREAK, linewidth=0.9, linestyle="--")
        if anchor:
            look: dict[str, Any] = {"color": _BREAK, "ha": _ALIGNED[anchor]}
            place = (at + (-0.7 if anchor == "end" else 0.7), BREAK_LABEL)
            sheet.text(place, picture.words.broken(point), **look)
    for mark in plot.marks:
        is_common = mark.point.quantity.time_period.length == plot.lengths[0]
        filled = _VALUE if is_common else "white"
        dot = {"marker": "o", "markersize": 4.5, "markerfacecolor": filled, "linestyle": ""}
        sheet.line([(mark.x, mark.y)], _VALUE, **dot)
    for nth, note in enumerate(picture.notes, 1):
        sheet.text((0, plot.height + FILE_FOOT * nth - 12), note)
    return sheet.figure


def _run(sheet: _Sheet, run: tuple[PlotMark, ...]) -> None:
    """Draw the marks that one line joins, and the shade of their intervals."""
    if len(run) == 1:
        (mark,) = run
        x, top = sheet.at(mark.x, mark.high)
        _, bottom = sheet.at(mark.x, mark.low)
        wide = 5 / FILE_WIDTH
        arm = Rectangle((x - wide / 2, bottom), wide, top - bottom, facecolor=_VALUE, alpha=0.28)
        sheet.figure.add_artist(arm)
        return
    there = [sheet.at(each.x, each.high) for each in run]
    back = [sheet.at(each.x, each.low) for each in reversed(run)]
    sheet.figure.add_artist(Polygon([*there, *back], facecolor=_VALUE, alpha=0.2))
    sheet.line([(each.x, each.y) for each in run], _VALUE, linewidth=1.5)
