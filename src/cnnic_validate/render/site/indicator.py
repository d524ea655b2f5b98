"""The page of an indicator: its newest value, its course, every value and how well it is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cnnic_validate.model.breakdown import split
from cnnic_validate.model.series import Series, SeriesPoint
from cnnic_validate.model.statistics import TOTAL, Figure, Indicator
from cnnic_validate.render.drawing.series import Scale, half_width, plot_of, share_label, widths_of
from cnnic_validate.render.drawing.svg import PlotWords, plot_svg
from cnnic_validate.render.plot import common_length
from cnnic_validate.render.site import places
from cnnic_validate.render.site.groups import Dimension, Sum, dimensions_of, sums_of
from cnnic_validate.render.site.numbers import Measure, between, measure_of
from cnnic_validate.render.site.rows import Cited, RowMaker, ValueRow, cause, cited
from cnnic_validate.render.site.words import PageWords

_HEIGHT, _WIDTHS_HEIGHT = 340.0, 176.0
# Where the largest value is so many times the least, a logarithmic scale shows more.
_LOGARITHMIC = 20
_MOST_RULES = 12
_PERCENT = Measure(0, "", "%")
_MOST_WIDTHS = 3


@dataclass(frozen=True, slots=True)
class ScaledPlot:
    """A chart in one scale."""

    scale: Scale
    label: str
    svg: str


@dataclass(frozen=True, slots=True)
class BreakRow:
    """A break: the period from which values count anew, why, and the longer reason."""

    period: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class VintageRow:
    """One value of a vintage: what it says, and how it compares with the one before."""

    value: str
    between: str
    printed: str
    cited: Cited
    relation: str
    kind: str
    stands: bool


@dataclass(frozen=True, slots=True)
class PeriodVintages:
    """What several releases said of one period, oldest first."""

    period: str
    values: tuple[VintageRow, ...]


@dataclass(frozen=True, slots=True)
class PrintedChange:
    """A growth or change as a source prints it; `between` is what the print can mean."""

    id: str
    period: str
    reference: str
    group: str
    printed: str
    unit: str
    between: str
    cited: Cited
    exemption: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a formula: words, with the page of the indicator that they name."""

    text: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """A rule that ties indicators to this one, in pieces."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """All that the page of an indicator shows."""

    indicator: Indicator
    title: str
    other_title: str
    topic: str
    topic_page: str
    definition: str
    measure: Measure
    headline: ValueRow | None
    headline_group: str
    rows: tuple[ValueRow, ...]
    has_denominators: bool
    pictures: tuple[ScaledPlot, ...]
    widths: str
    lengths: str
    precision: str
    breaks: tuple[BreakRow, ...]
    vintages: tuple[PeriodVintages, ...]
    printed: tuple[PrintedChange, ...]
    dimensions: tuple[Dimension, ...]
    sums: tuple[Sum, ...]
    related: tuple[Related, ...]
    seen_by: tuple[str, ...]
    releases: tuple[tuple[str, str], ...]
    prints: int


def page_of(code: str, own: Sequence[Series], maker: PageMaker) -> IndicatorPage:
    """Give the page of an indicator.

    Args:
        code: the indicator's.
        own: its series, `total` first where there is one; empty where only changes are printed.
        maker: what the pages of the edition share.
    """
    words = maker.words
    indicator = words.edition.statistics.indicators[code]
    figures = maker.figures.get(code, ())
    measure = measure_of(indicator, (each for each in figures if _is_level(each)), words.style)
    row_maker = RowMaker(words, measure, maker.printed_changes)
    total = next((each for each in own if each.breakdown == TOTAL), None)
    shown = total or (own[0] if own else None)
    rows = tuple(row_maker.rows(total)) if total else ()
    headline = next(row_maker.rows(shown), None) if shown else None
    points = [point for each in own for point in each.points]
    dimensions = tuple(dimensions_of(own, row_maker))
    told = {*_changes(rows), *_changes(_listed(dimensions))}
    return IndicatorPage(
        indicator=indicator,
        title=words.indicator(indicator),
        other_title=words.other(indicator.title_en, indicator.title_zh),
        topic=words.topic(indicator.topic),
        topic_page=places.topic(indicator.topic),
        definition=words.text(words.edition.definitions.get(code)),
        measure=measure,
        headline=headline,
        headline_group=words.group(shown) if shown and not total else "",
        rows=rows,
        has_denominators=bool(total and total.has_denominators),
        pictures=tuple(_pictures(total, measure, words)) if total else (),
        widths=_widths(total, words) if total else "",
        lengths=common_length(total.points, words.style) if total else "",
        precision=_precision(shown.points[-1], measure, words) if shown else "",
        breaks=tuple(_breaks(total, words)) if total else (),
        vintages=tuple(_vintages(total, measure, words)) if total else (),
        printed=tuple(_printed([e for e in figures if e.id not in told], measure, words)),
        dimensions=dimensions,
        sums=tuple(sums_of(own, measure, words)) if own else (),
        related=tuple(_related(indicator, maker)),
        seen_by=tuple(_seen_by(headline, maker)) if headline else (),
        releases=_releases(points, words),
        prints=len(figures),
    )


@dataclass(frozen=True, slots=True)
class PageMaker:
    """What all pages of an edition in one language are made with.

    `figures` are those of each indicator, `instances` the titles of the rules that see a figure.
    """

    words: PageWords
    figures: dict[str, list[Figure]]
    printed_changes: dict[tuple[str, str, object], Figure]
    instances: dict[str, list[str]]


def _changes(rows: Iterable[ValueRow]) -> Iterator[str]:
    """Give the ids of the printed changes that rows show."""
    yield from (each.change.figure.id for each in rows if each.change and each.change.figure)


def _listed(dimensions: Iterable[Dimension]) -> Iterator[ValueRow]:
    """Give the rows of classes that have a table of their own, with changes."""
    for dimension in dimensions:
        if not dimension.is_flat:
            yield from (row for group in dimension.groups for row in group.rows if not row.until)


def _is_level(figure: Figure) -> bool:
    return figure.quantity.measure == "level"


def _said(series: Series, measure: Measure, words: PageWords) -> PlotWords:
    title = words.indicator(series.indicator)
    if group := words.group(series):
        title = words.style.joined(", ", [title, group])

    def said(point: SeriesPoint) -> str:
        value = measure.value(point.figure)
        ends = between(point.figure.hard, measure, words.style)
        period = point.quantity.time_period
        return f"{period}: {value} ({ends})" if ends else f"{period}: {value}"

    def causes(point: SeriesPoint) -> str:
        named = words.style.joined(", ", [cause(each, words) for each in point.breaks])
        return f"{point.quantity.time_period}: {named}"

    return PlotWords(title, said, lambda _: words.tell("break"), causes)


def _pictures(series: Series, measure: Measure, words: PageWords) -> Iterator[ScaledPlot]:
    unit = 10.0**measure.power
    said = _said(series, measure, words)
    linear = plot_of(series.points, unit, _HEIGHT)
    yield ScaledPlot("linear", words.tell("Linear"), plot_svg(linear, said, "linear"))
    values = [each.figure.number.value for each in series.points]
    if min(values) > 0 and max(values) > _LOGARITHMIC * min(values):
        plot = plot_of(series.points, unit, _HEIGHT, "logarithmic")
        silent = replace(said, said=lambda _: "")  # the linear one says it
        svg = plot_svg(plot, silent, "logarithmic")
        yield ScaledPlot("logarithmic", words.tell("Logarithmic"), svg)


def _widths(series: Series, words: PageWords) -> str:
    plot = widths_of(series.points, _WIDTHS_HEIGHT)
    if plot is None or len(plot.marks) < _MOST_WIDTHS:
        return ""
    title = words.tell("How exactly each value is known")

    def said(point: SeriesPoint) -> str:
        share = half_width(point) or 0.0
        return f"{point.quantity.time_period}: ±{share_label(float(f'{share:.2g}'))}"

    return plot_svg(plot, PlotWords(title, said), "widths")


def _precision(point: SeriesPoint, measure: Measure, words: PageWords) -> str:
    """Say how exactly a value is known, in its unit."""
    low, high = point.figure.hard.low, point.figure.hard.high
    if low is None or high is None:
        return ""
    if low == high:
        return words.tell("counted exactly")
    return words.tell("known to ±{half}", half=measure.in_full((high - low) / 2))


def _breaks(series: Series, words: PageWords) -> Iterator[BreakRow]:
    exemptions = words.edition.statistics.exemptions
    for point in series.points:
        for code in point.breaks:
            exemption = exemptions.get(code)
            why = words.translated(exemption.why) if exemption else ""
            yield BreakRow(str(point.quantity.time_period), cause(code, words), why)


def _vintages(series: Series, measure: Measure, words: PageWords) -> Iterator[PeriodVintages]:
    for point in reversed(series.points):
        if len(point.vintages) > 1:
            values = tuple(_told(point, at, measure, words) for at in range(len(point.vintages)))
            yield PeriodVintages(str(point.quantity.time_period), values)


def _told(point: SeriesPoint, at: int, measure: Measure, words: PageWords) -> VintageRow:
    vintage = point.vintages[at]
    figure = vintage.figure
    kind = vintage.relation
    said = {
        "first": words.tell("first printed"),
        "revises": words.tell("revised: no true value fits both"),
        "differs": words.tell("another agency says otherwise"),
        "agrees": words.tell("agrees"),
    }[kind]
    if kind == "agrees":
        before = point.vintages[at - 1].figure.hard
        is_inside = figure.hard.intersect(before) == figure.hard
        if is_inside and figure.hard != before:
            said = words.tell("agrees, and is finer")
        elif figure.hard == before:
            said = words.tell("says the same")
    return VintageRow(
        measure.value(figure),
        between(figure.hard, measure, words.style),
        figure.printed,
        cited(figure, words),
        said,
        kind,
        vintage is point.vintage,
    )


def _printed(
    figures: Iterable[Figure], measure: Measure, words: PageWords
) -> Iterator[PrintedChange]:
    """Give growth and changes as printed, the newest period first."""
    statistics = words.edition.statistics
    chosen = [each for each in figures if not _is_level(each)]
    chosen.sort(key=lambda each: each.quantity.time_period, reverse=True)
    for each in chosen:
        quantity = each.quantity
        is_growth = quantity.measure == "growth"
        classes = [statistics.breakdowns[code] for code in split(quantity.breakdown)]
        group = words.style.joined(", ", [words.of(c.title_en, c.title_zh) for c in classes])
        exemption = statistics.exemptions.get(each.exemption)
        ends = between(each.hard, _PERCENT if is_growth else measure, words.style)
        yield PrintedChange(
            each.id,
            str(quantity.time_period),
            str(quantity.reference_period or ""),
            group,
            each.printed,
            each.printed_unit,
            f"{ends}%" if ends and is_growth else ends,
            cited(each, words),
            words.translated(exemption.title) if exemption else "",
        )


def _related(indicator: Indicator, maker: PageMaker) -> Iterator[Related]:
    """Give the ratios that this one is a term of, and the declared rules that name it."""
    words = maker.words
    indicators = words.edition.statistics.indicators
    for each in indicators.values():
        if not each.numerator or each.numerator not in indicators:
            continue
        if indicator.code in {each.code, each.numerator, each.denominator}:
            per = f" = {float(each.per):g} × "
            terms = (each.code, per, each.numerator, " / ", each.denominator)
            yield Related(tuple(_piece(term, indicator.code, maker) for term in terms))
    for rule in words.edition.listing.rules:
        if rule.kind == "figure rule":
            named = dict.fromkeys(
                each for each in re.findall(r"[A-Za-z_]\w*", rule.text) if each in indicators
            )
            if indicator.code in named:
                pieces = [Piece(words.translated(rule.title))]
                for code in named:
                    if code != indicator.code:
                        pieces += [Piece(" · "), _piece(code, indicator.code, maker)]
                yield Related(tuple(pieces))


def _piece(term: str, here: str, maker: PageMaker) -> Piece:
    """Name a term; one that has no figure, or is here, has no page to link to."""
    indicator = maker.words.edition.statistics.indicators.get(term)
    if indicator is None:
        return Piece(term)
    has_page = term != here and term in maker.figures
    return Piece(maker.words.indicator(indicator), places.indicator(term) if has_page else "")


def _seen_by(headline: ValueRow, maker: PageMaker) -> Iterator[str]:
    titles = maker.instances.get(headline.id, ())
    yield from (maker.words.translated(each) for each in titles[:_MOST_RULES])


def _releases(points: Iterable[SeriesPoint], words: PageWords) -> tuple[tuple[str, str], ...]:
    """Give the days on which a release said something, with its name, the newest first."""
    days: dict[str, list[str]] = {}
    for point in points:
        for vintage in point.vintages:
            if vintage.published:
                named = days.setdefault(vintage.published.isoformat(), [])
                if vintage.release not in named:
                    named.append(vintage.release)
    return tuple(
        (day, f"{day}, {words.style.joined(', ', sorted(named))}")
        for day, named in sorted(days.items(), reverse=True)
    )
