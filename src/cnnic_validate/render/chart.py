"""A series drawn with characters, for a terminal of any width.

Drawn here rather than by a library: the grid is small, and what it may print is ours to decide
(Braille patterns, whose width no terminal disputes, or plain ASCII).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cnnic_validate.model.series import Series, lines_of
from cnnic_validate.render.drawing.axes import plain_number, round_ends
from cnnic_validate.render.layout import WIDTH, Style, wrapped
from cnnic_validate.render.series import notes, scaled, title

_ROWS = 16
_TICKS = 4
_LEAST_COLUMNS = 10
_BRAILLE = 0x2800
# The dots of a Braille pattern, by column and row.
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))


@dataclass(frozen=True, slots=True)
class _Signs:
    """The characters that axes and breaks are drawn with; `fine` whether dots are Braille."""

    axis: str
    tick: str
    corner: str
    base: str
    mark: str
    broken: str
    fine: bool


_UNICODE = _Signs("│", "┤", "└", "─", "┬", "┊", fine=True)
_ASCII = _Signs("|", "+", "+", "-", "+", ":", fine=False)


def series_chart(series: Series, style: Style, *, width: int = WIDTH, plain: bool = False) -> str:
    """Draw a series against time; a break is a dotted line down (`lines_of` says what is joined).

    Args:
        series: what to draw.
        style: colours or none.
        width: columns of the terminal.
        plain: ASCII characters only, a star for each value.
    """
    signs = _ASCII if plain else _UNICODE
    scale, unit = scaled(series, style)
    values = [float(each.figure.number.value) / scale for each in series.points]
    ticks = round_ends(min(values), max(values), _TICKS)
    labels = [plain_number(each) for each in ticks]
    margin = max(len(each) for each in labels)
    columns = max(width - margin - 2, _LEAST_COLUMNS)
    grid = _grid(series, values, ticks, columns, signs)
    at_row = {
        round((_ROWS - 1) * (1 - _share(tick, ticks[0], ticks[-1]))): label
        for tick, label in zip(ticks, labels, strict=True)
    }
    lines = [
        f"{at_row.get(at, ''):>{margin}} {signs.tick if at in at_row else signs.axis}{row}".rstrip()
        for at, row in enumerate(grid)
    ]
    named = style.tell("{title}, {unit}", title=title(series, style), unit=unit)
    head = [_shown(named, plain=plain)]
    said = [
        f"{point.quantity.time_period}: {_shown(text, plain=plain)}"
        for point in series.points
        for text in notes(point, series, style)
    ]
    below = [line for text in said for line in wrapped(text)]
    painted = [style.paint(line, "place") for text in head for line in wrapped(text)]
    drawn = [*painted, "", *lines, *_time_axis(series, margin, columns, signs), *below]
    return "\n".join(drawn) + "\n"


def _shown(text: str, *, plain: bool) -> str:
    return text.encode("ascii", "backslashreplace").decode() if plain else text


def _share(value: float, low: float, high: float) -> float:
    """Give where a value lies between two ends, 0 to 1; the middle where they are one."""
    return (value - low) / (high - low) if high > low else 0.5


def _grid(
    series: Series, values: Sequence[float], ticks: Sequence[float], columns: int, signs: _Signs
) -> list[str]:
    """Draw the values into rows of characters, the highest first."""
    wide, high = (2, 4) if signs.fine else (1, 1)
    places = [
        (
            round(share * (columns * wide - 1)),
            round((1 - _share(value, ticks[0], ticks[-1])) * (_ROWS * high - 1)),
        )
        for share, value in zip(_times(series), values, strict=True)
    ]
    dots = set(places)
    if signs.fine:
        place = dict(zip((each.quantity for each in series.points), places, strict=True))
        for joined in lines_of(series.points):
            for one, two in pairwise(joined):
                dots.update(_line(place[one.quantity], place[two.quantity]))
            if len(joined) == 1:
                dots.update(_cross(place[joined[0].quantity], columns * wide, _ROWS * high))
    cells: dict[tuple[int, int], int] = {}
    for x, y in dots:
        cell = (x // wide, y // high)
        cells[cell] = cells.get(cell, 0) | _DOTS[x % wide][y % high]
    breaks = {
        at[0] // wide for at, point in zip(places, series.points, strict=True) if point.breaks
    }

    def sign(column: int, row: int) -> str:
        pattern = cells.get((column, row))
        if pattern is not None:
            return chr(_BRAILLE + pattern) if signs.fine else "*"
        return signs.broken if column in breaks else " "

    return ["".join(sign(column, row) for column in range(columns)) for row in range(_ROWS)]


def _cross(at: tuple[int, int], width: int, height: int) -> Iterator[tuple[int, int]]:
    """Give the dots around a dot that no line leads to, for one alone is easily missed."""
    for x, y in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        if 0 <= at[0] + x < width and 0 <= at[1] + y < height:
            yield at[0] + x, at[1] + y


def _line(one: tuple[int, int], two: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Give the dots between two dots."""
    steps = max(abs(two[0] - one[0]), abs(two[1] - one[1]))
    for step in range(1, steps):
        yield (
            round(one[0] + (two[0] - one[0]) * step / steps),
            round(one[1] + (two[1] - one[1]) * step / steps),
        )


def _times(series: Series) -> list[float]:
    """Give where each period ends between the first and the last, 0 to 1."""
    ends = [each.quantity.time_period.end for each in series.points]
    return [_share(each, ends[0], ends[-1]) for each in ends]


def _time_axis(series: Series, margin: int, columns: int, signs: _Signs) -> list[str]:
    """Draw the axis of time: the periods of the first and the last value and some between."""
    base, labels = [signs.base] * columns, ""
    for share, point in zip(_times(series), series.points, strict=True):
        text = str(point.quantity.time_period)
        column = round(share * (columns - 1))
        is_last = point is series.points[-1]
        start = min(max(column - len(text) // 2, 0), columns - len(text))
        room = (
            columns if is_last else columns - len(str(series.points[-1].quantity.time_period)) - 2
        )
        if (labels and start < len(labels) + 2) or start < 0 or start + len(text) > room:
            continue
        base[column] = signs.mark
        labels = labels.ljust(start) + text
    pad = " " * (margin + 1)
    return [f"{pad}{signs.corner}{''.join(base)}", f"{pad} {labels}".rstrip(), ""]
