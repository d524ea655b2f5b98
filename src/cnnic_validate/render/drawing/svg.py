"""Pictures written as SVG, inside a page or as a file; the same bytes for the same data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from cnnic_validate.model.series import SeriesPoint, lines_of
from cnnic_validate.render.drawing.axes import Tick
from cnnic_validate.render.drawing.series import LAST_NAMED, LEFT, TOP, Plot, PlotMark
from cnnic_validate.render.escape import escaped

# The width that percent are of where lines are drawn; the browser stretches it.
_WIDE = 1000
_SPARK_WIDTH, _SPARK_HEIGHT, _SPARK_EDGE = 104, 26, 3
# A file: its width and margins, the room above the plot, and below it for each line of notes.
FILE_WIDTH, FILE_MARGIN, FILE_HEAD, FILE_FOOT = 760, 20, 58, 24
# Where the name of a break stands, and how far from the one before, in percent.
BREAK_LABEL = TOP - 8
_BREAK_PERCENT = 12.0
# Beyond this, names stand on the left of what they name.
_LATE = 67.0
# Blue and vermilion of Okabe and Ito, which colour-blind readers tell apart, darkened for contrast.
_STYLE = """\
svg{--text:#1b1f24;--quiet:#5b636e;--line:#dfe3e8;--value:#0b5cad;--break:#b3440a;--page:#fff}
@media(prefers-color-scheme:dark){svg{--text:#e7eaee;--quiet:#a3acb8;--line:#343b45;--value:#6cb2f5;\
--break:#f0935a;--page:#14171b}}
.page{fill:var(--page)}text{font:12px system-ui,"Noto Sans","Noto Sans CJK SC","PingFang SC",\
"Microsoft YaHei",sans-serif;fill:var(--quiet)}
.title{font-size:17px;font-weight:600;fill:var(--text)}
"""
DRAWN = """\
.grid line{stroke:var(--line)}.grid text{font-variant-numeric:tabular-nums}
.band{fill:var(--value);opacity:.2}.arm{stroke:var(--value);stroke-width:5;opacity:.28}
.curve{fill:none;stroke:var(--value);stroke-width:2;stroke-linejoin:round}
.dots{fill:var(--value)}.other{fill:var(--page);stroke:var(--value);stroke-width:1.5}
.break line{stroke:var(--break);stroke-dasharray:4 3}.break text{fill:var(--break)}
"""


@dataclass(frozen=True, slots=True)
class PlotWords:
    """What a picture says: its title, `said` of each value, `broken` at a break, `cause` of it.

    Where a value's words are empty it has none.
    """

    title: str
    said: Callable[[SeriesPoint], str]
    broken: Callable[[SeriesPoint], str] = lambda _: ""
    cause: Callable[[SeriesPoint], str] = lambda _: ""


def plot_svg(plot: Plot, words: PlotWords, css: str = "") -> str:
    """Write a plot as an `svg` element for a page, whose style sheet colours it.

    Args:
        plot: where everything stands.
        words: what it says.
        css: further classes of the element.
    """
    names = f"plot {css}".strip()
    return (
        f'<svg class="{names}" role="img" height="{plot.height:g}"'
        f' aria-label="{_text(words.title)}">'
        f"{''.join(_body(plot, words))}</svg>"
    )


def file_svg(plot: Plot, words: PlotWords, unit: str, notes: Sequence[str]) -> bytes:
    """Write a plot as a file that stands by itself, in light or dark as its reader has it.

    Args:
        plot: where everything stands.
        words: what it says.
        unit: what the numbers on the axis are of.
        notes: lines below it, such as who printed the values.
    """
    height = plot.height + FILE_HEAD + FILE_FOOT * len(notes)
    below = "".join(
        f'<text x="{FILE_MARGIN}" y="{plot.height + FILE_HEAD + FILE_FOOT * nth - 12:g}">'
        f"{_text(note)}</text>"
        for nth, note in enumerate(notes, 1)
    )
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{FILE_WIDTH}" height="{height:g}"'
        f' viewBox="0 0 {FILE_WIDTH} {height:g}" role="img" aria-labelledby="title">'
        f"<style>{_STYLE}{DRAWN}</style>"
        f'<title id="title">{_text(words.title)}</title>'
        '<rect class="page" width="100%" height="100%"/>'
        f'<text class="title" x="{FILE_MARGIN}" y="30">{_text(words.title)}</text>'
        f'<text x="{FILE_MARGIN}" y="50">{_text(unit)}</text>'
        f'<svg x="{FILE_MARGIN}" y="{FILE_HEAD}" width="{FILE_WIDTH - 2 * FILE_MARGIN}"'
        f' height="{plot.height:g}">'
        f"{''.join(_body(plot, words))}</svg>{below}</svg>\n"
    )
    return text.encode()


def spark_svg(points: Sequence[SeriesPoint]) -> str:
    """Draw a series small, without words: its course, cut at breaks, and a dot where it ends."""
    values = [float(each.figure.number.value) for each in points]
    ends = [each.quantity.time_period.end for each in points]
    low, high, first, last = min(values), max(values), min(ends), max(ends)

    def at(point: SeriesPoint) -> str:
        across = (point.quantity.time_period.end - first) / ((last - first) or 1)
        down = (float(point.figure.number.value) - low) / ((high - low) or 1)
        inner, tall = _SPARK_WIDTH - 2 * _SPARK_EDGE, _SPARK_HEIGHT - 2 * _SPARK_EDGE
        x = _SPARK_EDGE + inner * (across if last > first else 1)
        y = _SPARK_EDGE + tall * (1 - down if high > low else 0.5)
        return f"{x:.1f} {y:.1f}"

    paths = [f"M{'L'.join(map(at, run))}" for run in lines_of(points) if len(run) > 1]
    dots = [at(run[0]) for run in lines_of(points) if len(run) == 1]
    curve = f'<path class="curve" d="{"".join(paths)}"/>' if paths else ""
    ending = at(points[-1])
    small = "".join(_dot(each, "1.5") for each in dots if each != ending)
    return (
        f'<svg class="spark" viewBox="0 0 {_SPARK_WIDTH} {_SPARK_HEIGHT}" width="{_SPARK_WIDTH}"'
        f' height="{_SPARK_HEIGHT}" aria-hidden="true">{curve}{small}{_dot(ending, "2.5")}</svg>'
    )


def _dot(place: str, radius: str) -> str:
    x, _, y = place.partition(" ")
    return f'<circle class="dot" cx="{x}" cy="{y}" r="{radius}"/>'


def _text(text: str) -> str:
    return escape(escaped(text))


def _body(plot: Plot, words: PlotWords) -> Iterator[str]:
    yield '<g class="grid">'
    for tick in plot.values:
        yield (
            f'<line x1="0" x2="100%" y1="{tick.at}" y2="{tick.at}"/>'
            f'<text x="0" y="{tick.at - 5:g}">{tick.label}</text>'
        )
    yield from (_time(tick, plot) for tick in plot.times)
    yield "</g>"
    yield from _lines(plot)
    for at, point, anchor in labelled_breaks(plot):
        look = ' dx="-5" text-anchor="end"' if anchor == "end" else ' dx="5"'
        said = _text(words.broken(point))
        name = f'<text x="{at}%"{look} y="{BREAK_LABEL:g}">{said}</text>' if anchor else ""
        yield (
            f'<g class="break"><title>{_text(words.cause(point))}</title>'
            f'<line x1="{at}%" x2="{at}%" y1="8" y2="{plot.base:g}"/>{name}</g>'
        )
    common = plot.lengths[0]
    yield '<g class="dots">'
    for mark in plot.marks:
        other = "" if mark.point.quantity.time_period.length == common else ' class="other"'
        said = words.said(mark.point)
        title = f"><title>{_text(said)}</title></circle>" if said else "/>"
        yield f'<circle{other} cx="{mark.x}%" cy="{mark.y}" r="3.5"{title}'
    yield "</g>"


def labelled_breaks(plot: Plot) -> Iterator[tuple[float, SeriesPoint, str]]:
    """Give the breaks, and of each which end of its name it holds; empty without room for one."""
    named = -_BREAK_PERCENT
    for at, point in plot.breaks:
        has_room = at - named >= _BREAK_PERCENT
        named = at if has_room else named
        yield at, point, ("end" if at > _LATE else "start") if has_room else ""


def time_anchor(tick: Tick, plot: Plot) -> tuple[str, int]:
    """Say where a name on the axis of time is held, and how far it is moved, in pixels.

    The name of a year stands behind its beginning, that of a period below it.
    """
    if plot.names_years:
        return "start", 4
    if tick.at < 2 * LEFT:
        return "start", 0
    return ("end", 0) if tick.at > LAST_NAMED else ("middle", 0)


def _time(tick: Tick, plot: Plot) -> str:
    anchor, shift = time_anchor(tick, plot)
    held = f' text-anchor="{anchor}"' if anchor != "start" else ""
    moved = f' dx="{shift}"' if shift else ""
    return (
        f'<line x1="{tick.at}%" x2="{tick.at}%" y1="{plot.base:g}" y2="{plot.base + 6:g}"/>'
        f'<text x="{tick.at}%"{moved} y="{plot.base + 18:g}"{held}>{_text(tick.label)}</text>'
    )


def _lines(plot: Plot) -> Iterator[str]:
    """Write the runs, and the shade of their intervals; a value alone has an arm."""
    joined = [run for run in plot.runs if len(run) > 1]
    alone = [run[0] for run in plot.runs if len(run) == 1]
    if joined:
        bands = "".join(_band(run) for run in joined)
        curve = "".join(f"M{'L'.join(_at(each, each.y) for each in run)}" for run in joined)
        yield (
            f'<svg width="100%" height="{plot.height:g}" viewBox="0 0 {_WIDE} {plot.height:g}"'
            ' preserveAspectRatio="none">'
            f'<path class="band" d="{bands}"/>'
            f'<path class="curve" vector-effect="non-scaling-stroke" d="{curve}"/></svg>'
        )
    for mark in alone:
        if mark.low - mark.high > 1:
            yield (
                f'<line class="arm" x1="{mark.x}%" x2="{mark.x}%" y1="{mark.high}"'
                f' y2="{mark.low}"/>'
            )


def _band(run: Sequence[PlotMark]) -> str:
    there = "L".join(_at(each, each.high) for each in run)
    back = "L".join(_at(each, each.low) for each in reversed(run))
    return f"M{there}L{back}Z"


def _at(mark: PlotMark, y: float) -> str:
    return f"{mark.x * _WIDE / 100:g} {y:g}"
