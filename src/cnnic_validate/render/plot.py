"""A series as a picture in a file: what is drawn, and as SVG; `render.raster` draws it in dots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cnnic_validate.message import joined, say
from cnnic_validate.model.series import Series, SeriesPoint
from cnnic_validate.render.drawing.series import Plot, plot_of
from cnnic_validate.render.drawing.svg import PlotWords, file_svg
from cnnic_validate.render.layout import Style
from cnnic_validate.render.series import name_of, scaled, value_words

_HEIGHT = 360.0
_SOURCES_NAMED = 3
# What a period of so many months is called.
_LENGTHS = {1: say("a month"), 3: say("a quarter"), 12: say("a year")}


@dataclass(frozen=True, slots=True)
class SeriesPicture:
    """A picture of a series: where everything stands, what it says, its unit, and lines below."""

    plot: Plot
    words: PlotWords
    unit: str
    notes: tuple[str, ...]


def picture_of(series: Series, style: Style) -> SeriesPicture:
    """Lay out a series with its intervals, its breaks and who printed it."""
    scale, unit = scaled(series, style)
    title = name_of(series, style)
    if series.as_of:
        title += style.tell(", as known on {day}", day=series.as_of)

    def said(point: SeriesPoint) -> str:
        return f"{point.quantity.time_period}: {value_words(point.figure, style)}"

    def broken(point: SeriesPoint) -> str:
        return style.tell("break: {code}", code=joined(", ", point.breaks))

    def cause(point: SeriesPoint) -> str:
        known = [series.exemptions.get(code) for code in point.breaks]
        titles = [each.title for each in known if each]
        return f"{point.quantity.time_period}: {style.joined(', ', titles or point.breaks)}"

    notes = [_source_note(series, style)]
    if common := common_length(series.points, style):
        notes.append(
            style.tell("Filled: {common}; hollow: periods of another length.", common=common)
        )
    plot = plot_of(series.points, scale, _HEIGHT)
    return SeriesPicture(plot, PlotWords(title, said, broken, cause), unit, tuple(notes))


def plot_svg_file(series: Series, style: Style) -> bytes:
    """Draw a series as an SVG file, light or dark as its reader has it; the same bytes always."""
    picture = picture_of(series, style)
    return file_svg(picture.plot, picture.words, picture.unit, picture.notes)


def common_length(points: Sequence[SeriesPoint], style: Style) -> str:
    """Say how long the commonest periods are, where there are others; empty where there are not."""
    lengths = Counter(each.quantity.time_period.length for each in points)
    if len(lengths) == 1:
        return ""
    common, days = min(lengths, key=lambda each: (-lengths[each], each))
    if days:
        return style.tell_n("{number:,} day", "{number:,} days", days)
    if named := _LENGTHS.get(common):
        return style.tell(named)
    return style.tell_n("{number:,} month", "{number:,} months", common)


def _source_note(series: Series, style: Style) -> str:
    agencies = sorted({each.vintage.agency for each in series.points})
    dated = {(each.vintage.published or date.max, each.vintage.release) for each in series.points}
    releases = [release for _, release in sorted(dated)]
    last = style.joined(", ", releases[-_SOURCES_NAMED:])
    more = len(releases) - _SOURCES_NAMED
    if more > 0:
        last = style.tell("{named} and {count:,} earlier", named=last, count=more)
    return style.tell(
        "Source: {agencies} ({releases}). Shade: the true values that a print can mean.",
        agencies=style.joined(", ", agencies),
        releases=last,
    )
