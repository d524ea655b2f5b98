"""A series as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from cnnic_validate.message import joined, say, titled
from cnnic_validate.model.exact import decimal_text
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.series import Series, SeriesPoint, Vintage, end_text, value_text
from cnnic_validate.model.statistics import TOTAL, Figure
from cnnic_validate.render.escape import escaped, json_escaped
from cnnic_validate.render.layout import ENGLISH, WIDTH, Style, width_of, wrapped
from cnnic_validate.render.translate import Language, translated

VERSION = 1
_GAP = "  "
_PERIOD = "period"
# Scales as powers of ten with their words, the largest first.
SCALES: Mapping[Language, tuple[tuple[int, str], ...]] = {
    "en": ((12, "trillion "), (9, "billion "), (6, "million ")),
    "zh": ((12, "万亿"), (8, "亿"), (4, "万")),
}


def series_text(series: Series, style: Style, *, vintages: bool = False) -> str:
    """Write a series as a table, oldest first: period, value with its interval, who printed it.

    Breaks and revisions stand below the value that they are about. With `vintages` every value that
    a release gave has a line, and a star marks the one that stands.
    """
    head, *more = wrapped(title(series, style))
    ends = (str(series.points[at].quantity.time_period) for at in (0, -1))
    span = style.tell(" to ").join(dict.fromkeys(ends))
    facts = style.tell_n(
        "{number:,} period, {span}, in {unit}",
        "{number:,} periods, {span}, in {unit}",
        len(series.points),
        span=span,
        unit=style.tell(series.indicator.unit_measure),
    )
    if series.as_of:
        facts += style.tell(", as it was known on {day}", day=series.as_of)
    rows = _vintage_rows(series, style) if vintages else _rows(series, style)
    lines = [style.paint(head, "place"), *more, *wrapped(facts), "", *_table(rows, style)]
    if series.unread:
        what = style.tell_n(
            "{number:,} row of the package has errors and may be missing here: see cnnic-validate.",
            "{number:,} rows of the package have errors and may be missing here:"
            " see cnnic-validate.",
            series.unread,
        )
        lines += ["", *wrapped(what)]
    return "\n".join(lines) + "\n"


def series_json(series: Series) -> str:
    """Write a series and all its vintages as JSON (docs/series.schema.json); numbers are texts."""
    what = series.indicator
    value = {
        "version": VERSION,
        "indicator": what.code,
        "title_en": what.title_en,
        "title_zh": what.title_zh,
        "unit_measure": what.unit_measure,
        "breakdown": series.breakdown,
        "as_of": series.as_of.isoformat() if series.as_of else None,
        "unread": series.unread,
        "points": [point_json(each) for each in series.points],
    }
    return json_escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def series_document(own: Sequence[Series]) -> bytes:
    """Write all series of one indicator as one JSON document, each as `series_json` has it.

    Of a point with one vintage that is not told twice: `published` says when it was.
    """
    what = own[0].indicator
    value = {
        "version": VERSION,
        "indicator": what.code,
        "title_en": what.title_en,
        "title_zh": what.title_zh,
        "unit_measure": what.unit_measure,
        "series": [
            {"breakdown": each.breakdown, "points": [_brief_json(point) for point in each.points]}
            for each in own
        ],
    }
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return (json_escaped(text) + "\n").encode()


def title(series: Series, style: Style = ENGLISH) -> str:
    """Name a series, in English and Chinese or in Chinese, with its codes: what to ask for."""
    what = series.indicator
    english = ", ".join([what.title_en, *(each.title_en for each in series.classes)])
    chinese = ", ".join(
        each for each in (what.title_zh, *(one.title_zh for one in series.classes)) if each
    )
    codes = what.code if series.breakdown == TOTAL else f"{what.code} {series.breakdown}"
    if style.lang == "zh":
        return f"{name_of(series, style)} [{codes}]"
    return f"{english} ({chinese}) [{codes}]" if chinese else f"{english} [{codes}]"


def name_of(series: Series, style: Style) -> str:
    """Name a series in one language, in English where the package has no other words."""
    what = series.indicator
    titles = [titled(what.title_en, what.title_zh)]
    titles += [titled(each.title_en, each.title_zh) for each in series.classes]
    return translated(joined(", ", titles), style.lang)


def scaled(series: Series, style: Style) -> tuple[float, str]:
    """Give the scale whose numbers are short on an axis, 1 for small values, and the unit then."""
    highest = max(abs(float(each.figure.number.value)) for each in series.points)
    scales = SCALES[style.lang]
    power, word = next((each for each in scales if highest >= 2 * 10.0 ** each[0]), (0, ""))
    return 10.0**power, word + style.tell(series.indicator.unit_measure)


def value_words(figure: Figure, style: Style = ENGLISH) -> str:
    """Write a value with thousands separators and what its print can mean: `78.6 ± 0.05`."""
    low, high = figure.hard.low, figure.hard.high
    value = grouped(value_text(figure))
    if low is None or high is None:
        return f"{value} ({_ends(figure.hard, style)})"
    if low == high:
        return value
    if high - figure.number.value == figure.number.value - low:
        return f"{value} ± {grouped(decimal_text(high - figure.number.value))}"
    return f"{value} ({_ends(figure.hard, style)})"


def notes(point: SeriesPoint, series: Series, style: Style = ENGLISH) -> list[str]:
    """Say what breaks a series at a point, and what its value was before or is elsewhere."""
    said = []
    for code in point.breaks:
        exemption = series.exemptions.get(code)
        said.append(
            style.tell("break: {title} ({code})", title=exemption.title, code=code)
            if exemption
            else style.tell("break: {code}", code=code)
        )
    said += [
        style.tell(
            _RELATIONS[each.relation],
            value=value_words(before.figure, style),
            release=before.release,
        )
        for before, each in zip(point.vintages, point.vintages[1:], strict=False)
        if each.relation in _RELATIONS
    ]
    return said


_RELATIONS = {
    "revises": "revised, before {value} ({release})",
    "differs": "another agency says otherwise, before {value} ({release})",
}
# Named here for the catalogue: the templates above, the relations and the heads of columns.
_WORDS = (
    *(say("revised, before {value} ({release})"), say("revises"), say("differs")),
    say("another agency says otherwise, before {value} ({release})"),
    *(say("period"), say("of"), say("value"), say("source"), say("published"), say("release")),
)


def _ends(interval: Interval, style: Style) -> str:
    low, high = interval.low, interval.high
    if low is None and high is None:
        return style.tell("any value")
    if high is None:
        return style.tell("{end} or more", end=_end(low))
    if low is None:
        return style.tell("{end} or less", end=_end(high))
    return style.tell("{low} to {high}", low=_end(low), high=_end(high))


def _end(end: Fraction | None) -> str:
    return grouped(end_text(end))


def grouped(text: str) -> str:
    """Put thousands separators into exact decimal text."""
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole != "-0" else text


_Row = tuple[tuple[str, ...], Sequence[str]]


def _heads(style: Style, *heads: str) -> tuple[str, ...]:
    return tuple(style.tell(each) if each else "" for each in heads)


def _rows(series: Series, style: Style) -> list[_Row]:
    """Give the header and a row for each point: its cells and the notes below it."""
    of = series.has_denominators
    rows: list[_Row] = [(_heads(style, _PERIOD, *(("of",) if of else ()), "value", "source"), ())]
    for point in series.points:
        cells = (
            str(point.quantity.time_period),
            *((point.denominator,) if of else ()),
            value_words(point.figure, style),
            escaped(point.figure.source),
        )
        rows.append((cells, notes(point, series, style)))
    return rows


def _vintage_rows(series: Series, style: Style) -> list[_Row]:
    of = series.has_denominators
    rows: list[_Row] = [
        (_heads(style, _PERIOD, *(("of",) if of else ()), "published", "", "value", "release"), ())
    ]
    for point in series.points:
        for vintage in point.vintages:
            cells = (
                str(point.quantity.time_period),
                *((point.denominator,) if of else ()),
                vintage.published.isoformat() if vintage.published else style.tell("no date"),
                "*" if vintage is point.vintage else "",
                value_words(vintage.figure, style),
                escaped(vintage.release),
            )
            said = [style.tell(vintage.relation)] if vintage.relation in _RELATIONS else []
            rows.append((cells, said))
    return rows


def _table(rows: Sequence[_Row], style: Style) -> list[str]:
    """Lay out rows in columns, the column of values by its point; the first row is the header."""
    columns = list(zip(*(cells for cells, _ in rows), strict=True))
    value_at = len(columns) - 2
    columns[value_at] = tuple(_aligned(columns[value_at]))
    widths = [max(width_of(cell) for cell in column) for column in columns]
    lines = []
    for at, (_, said) in enumerate(rows):
        fitted = _fitted([column[at] for column in columns], widths)
        lines += [style.paint(line, "quiet") if at == 0 else line for line in fitted]
        for text in said:
            lines += wrapped(text, first=_GAP * 2 + "^ ", rest=_GAP * 3)
    return lines


def _fitted(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Put cells in columns; what does not fit the width goes on below, each cell whole."""
    lines = [""]
    for cell, wide in zip(cells, widths, strict=True):
        padded = cell + " " * (wide - width_of(cell))
        if lines[-1] and width_of(lines[-1] + cell) > WIDTH:
            lines.append(_GAP * 3 + cell.lstrip() + _GAP)
        else:
            lines[-1] += padded + _GAP
    return [line.rstrip() for line in lines]


def _aligned(values: Sequence[str]) -> Iterator[str]:
    """Align numbers at their decimal points, and what follows them (± …, a range) to the left."""
    heading, *numbers = values
    parts = [each.partition(" ") for each in numbers]
    wholes = [number.partition(".")[0] for number, _, _ in parts]
    before = max(len(whole) for whole in wholes)
    after = max(
        len(number) - len(whole) for (number, _, _), whole in zip(parts, wholes, strict=True)
    )
    yield " " * (before + after - width_of(heading)) + heading
    for (number, gap, rest), whole in zip(parts, wholes, strict=True):
        padded = " " * (before - len(whole)) + number
        yield padded.ljust(before + after) + gap + rest


def point_json(point: SeriesPoint) -> dict[str, Any]:
    """Give a point with all its vintages as JSON has it."""
    return {
        "time_period": str(point.quantity.time_period),
        "denominator_period": point.denominator or None,
        **_figure_json(point.figure),
        "release": point.vintage.release,
        "n_prints": point.n_prints,
        "breaks": list(point.breaks),
        "revised": point.is_revised,
        "vintages": [_vintage_json(each) for each in point.vintages],
    }


def _brief_json(point: SeriesPoint) -> dict[str, Any]:
    value = point_json(point)
    if len(point.vintages) == 1:
        (only,) = value.pop("vintages")
        value["published"] = only["published"]
    return value


def _vintage_json(vintage: Vintage) -> dict[str, Any]:
    return {
        "release": vintage.release,
        "published": vintage.published.isoformat() if vintage.published else None,
        "relation": vintage.relation,
        **_figure_json(vintage.figure),
        "n_prints": len(vintage.prints),
    }


def _figure_json(figure: Figure) -> dict[str, Any]:
    return {
        "value": value_text(figure),
        "low": end_text(figure.hard.low) or None,
        "high": end_text(figure.hard.high) or None,
        "printed": figure.printed,
        "printed_unit": figure.printed_unit,
        "obs_status": figure.obs_status,
        "conf_status": figure.conf_status,
        "exemption": figure.exemption,
        "source": figure.source,
        "figure_id": figure.id,
    }
