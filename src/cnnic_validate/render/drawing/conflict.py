"""Where the marks of a picture stand: along the axis in percent, so that it fits any width."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cnnic_validate.model.clash import Bounds
from cnnic_validate.model.naming import with_unit
from cnnic_validate.model.picture import Picture, PicturePoint, Span
from cnnic_validate.model.place import Place
from cnnic_validate.render.drawing.axes import HALVED, Tick, round_step
from cnnic_validate.render.findings import line_words
from cnnic_validate.render.layout import ENGLISH, Style, number
from cnnic_validate.render.sentences import bounds_words, meant_words, rule_words
from cnnic_validate.render.translate import translated

# Room beside the outermost mark, as a share of what the marks span.
_MARGIN = 0.08
_TICKS = 4
# A label needs this much of the axis.
_LABEL_PERCENT = 17.0
# The series: heights in pixels, and where its first and last point stand.
TOP, BOTTOM = 16.0, 118.0
_LEFT, _RIGHT = 17.0, 95.0
# Labels of periods stand in the middle below their points, except beyond this.
LAST_CENTRED = 88.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled interval along the axis, percent.

    An end that is not closed goes on beyond the picture.
    """

    span: Span
    label: str
    text: str
    start: float
    end: float
    starts: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a series: across in percent, up and down in pixels from the top."""

    point: PicturePoint
    text: str
    x: float
    high: float
    low: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A series: its marks, what the others leave the suspect, labels below and beside.

    `path` joins the figures that are not suspicious, one for each period: x1, y1, x2, y2.
    """

    marks: tuple[Mark, ...]
    path: tuple[tuple[float, float, float, float], ...]
    allowed: tuple[Mark, ...]
    periods: tuple[Tick, ...]
    values: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture ready to be drawn; `bands` are the printed and the admissible interval."""

    picture: Picture
    bars: tuple[Bar, ...]
    bands: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    chart: Chart | None


def drawing_of(picture: Picture, style: Style = ENGLISH) -> Drawing:
    """Lay a picture out."""
    low, high = _reach(picture.spans)
    bars = tuple(_bar(each, (low, high), picture.place, style) for each in picture.spans)
    bands = tuple(each for each in bars if each.span.kind in {"printed", "together"})
    chart = _chart(picture, style) if picture.series else None
    return Drawing(picture, bars, bands, tuple(_ticks(low, high)), chart)


def _reach(spans: Sequence[Span]) -> tuple[float, float]:
    """Give the stretch of numbers to show.

    What is printed, admissible or suggested is shown whole; of a rule that leaves much more, the
    end that is nearer.
    """
    whole = [
        float(end) for each in spans if each.kind != "rule" for end in each.ends if end is not None
    ]
    low, high = min(whole, default=0.0), max(whole, default=1.0)
    for each in spans:
        if each.kind == "rule":
            start, end = (None if one is None else float(one) for one in each.ends)
            if start is not None and end is not None and end - start <= 2 * (high - low):
                low, high = min(low, start), max(high, end)
            elif start is not None and start > high:
                high = start
            elif end is not None and end < low:
                low = end
    margin = (high - low) * _MARGIN or max(abs(high) * _MARGIN, 1.0)
    return low - margin, high + margin


def _bar(span: Span, reach: tuple[float, float], at: Place, style: Style) -> Bar:
    low, high = reach
    first = -math.inf if span.ends[0] is None else float(span.ends[0])
    last = math.inf if span.ends[1] is None else float(span.ends[1])
    return Bar(
        span,
        _label(span, at, style),
        translated(bounds_words(span.ends), style.lang),
        _percent(max(first, low), low, high),
        _percent(min(last, high), low, high),
        first >= low,
        last <= high,
    )


def _label(span: Span, at: Place, style: Style) -> str:
    """Say which reading an interval is."""
    if span.rules:
        return style.joined(" and ", map(rule_words, span.rules))
    if span.meant:
        text = meant_words(span.meant, span.unit)
        return style.tell("did you mean {text}?", text=text)
    if span.reading is None:
        return style.tell("all other figures together")
    printed = with_unit(span.reading.printed, span.reading.unit)
    if span.kind == "printed":
        return style.tell("printed {printed}", printed=printed)
    if span.kind == "suggestion":
        return style.tell("exchanged: {printed}", printed=printed)
    return style.tell(
        "{source} prints {printed} ({line})",
        source=span.source,
        printed=printed,
        line=line_words(span.reading.place, at, style),
    )


def _percent(value: float, low: float, high: float) -> float:
    return round(100 * min(1.0, max(0.0, (value - low) / (high - low))), 2)


def _ticks(low: float, high: float) -> Iterator[Tick]:
    """Give round numbers along the axis, a few."""
    step = round_step(high - low, _TICKS, HALVED)
    decimals = max(0, -math.floor(math.log10(step)) + (1 if f"{step:e}".startswith("2.5") else 0))
    for index in range(math.ceil(low / step), math.floor(high / step) + 1):
        value = index * step
        at = _percent(value, low, high)
        if _LABEL_PERCENT / 3 <= at <= 100 - _LABEL_PERCENT / 3:
            yield Tick(at, f"{value:,.{decimals}f}")


def _chart(picture: Picture, style: Style) -> Chart:
    suspect = next((each for each in picture.series if each.is_suspect), picture.series[0])
    chosen = [each for each in picture.spans if each.kind == "together" and None not in each.ends]
    points = [each for each in picture.series if None not in each.ends]
    shown = [*(each.ends for each in points), *(each.ends for each in chosen)]
    ends = [float(end) for interval in shown for end in interval if end is not None]
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    months = [each.month for each in picture.series]
    first, length = min(months), max(max(months) - min(months), 1)

    def across(month: int) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (month - first) / length, 2)

    def down(value: float) -> float:
        share = (value - low) / ((high - low) or 1.0)
        return round(BOTTOM - (BOTTOM - TOP) * share, 1)

    def mark(point: PicturePoint, interval: Bounds) -> Mark:
        lowest, highest = (down(float(end or 0)) for end in interval)
        return Mark(
            point,
            translated(bounds_words(interval), style.lang),
            across(point.month),
            highest,
            lowest,
        )

    marks = tuple(mark(each, each.ends) for each in points)
    allowed = tuple(mark(suspect, each.ends) for each in chosen)
    ends_of = sorted({each for each in ends if each in {low, high}})
    values = tuple(Tick(down(each), _short(each)) for each in ends_of)
    return Chart(
        marks,
        tuple(_path(marks)),
        allowed,
        tuple(_periods(picture.series, suspect, across)),
        values,
    )


def _path(marks: Sequence[Mark]) -> Iterator[tuple[float, float, float, float]]:
    sound = {each.x: each for each in reversed(marks) if not each.point.is_suspect}
    ends = [(at, round((mark.high + mark.low) / 2, 1)) for at, mark in sorted(sound.items())]
    for (x1, y1), (x2, y2) in pairwise(ends):
        yield x1, y1, x2, y2


def _short(value: float) -> str:
    return number(round(value)) if abs(value) >= 1000 else f"{value:.4g}"


def _periods(
    series: Sequence[PicturePoint], suspect: PicturePoint, across: Callable[[int], float]
) -> Iterable[Tick]:
    """Label the suspect's period first, then those that have room."""
    taken: list[Tick] = []
    for point in (suspect, series[0], series[-1], *series):
        at = across(point.month)
        if all(abs(_middle(at) - _middle(other.at)) >= _LABEL_PERCENT for other in taken):
            taken.append(Tick(at, point.period))
    return taken


def _middle(at: float) -> float:
    """Say where the middle of a label is: one that would go beyond the right end, ends there."""
    return 100 - _LABEL_PERCENT / 2 if at > LAST_CENTRED else at
