"""The home page, the topics, and what each document printed."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from cnnic_validate.model.breakdown import split
from cnnic_validate.model.series import Series
from cnnic_validate.model.site import Edition
from cnnic_validate.model.statistics import TOTAL, Figure, Source
from cnnic_validate.render.drawing.svg import spark_svg
from cnnic_validate.render.site import places
from cnnic_validate.render.site.indicator import PageMaker
from cnnic_validate.render.site.numbers import between, measure_of
from cnnic_validate.render.site.rows import RowMaker, ValueRow
from cnnic_validate.render.site.words import PageWords

_HEADLINES = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator in a list: its newest value and its course; `row` is none without a level."""

    page: str
    title: str
    other_title: str
    group: str
    unit: str
    sign: str
    row: ValueRow | None
    spark: str
    periods: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic and its indicators, in the order of the package."""

    code: str
    page: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document that prints figures: `figures` how many, `page` what they are."""

    id: str
    page: str
    title: str
    agency: str
    kind: str
    published: str
    url: str
    figures: int


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as its document prints it: `what` in words, with the page of its indicator."""

    id: str
    page: str
    what: str
    group: str
    period: str
    measure: str
    printed: str
    unit: str
    value: str
    between: str
    slip: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document, such as a table, with its figures in order."""

    title: str
    lines: tuple[Line, ...]


def topics_of(maker: PageMaker, own: Mapping[str, Sequence[Series]]) -> tuple[Topic, ...]:
    """Give the topics of an edition with the newest value of each indicator."""
    words = maker.words
    held: dict[str, list[Entry]] = {}
    for code, indicator in words.edition.statistics.indicators.items():
        if code in maker.figures:
            entry = entry_of(code, own.get(code, ()), maker)
            held.setdefault(indicator.topic, []).append(entry)
    return tuple(
        Topic(code, places.topic(code), words.topic(code), tuple(entries))
        for code, entries in held.items()
    )


def entry_of(code: str, own: Sequence[Series], maker: PageMaker) -> Entry:
    """Give an indicator as a list shows it."""
    words = maker.words
    indicator = words.edition.statistics.indicators[code]
    shown = next((each for each in own if each.breakdown == TOTAL), own[0] if own else None)
    figures = [point.figure for each in own for point in each.points]
    measure = measure_of(indicator, figures, words.style)
    row_maker = RowMaker(words, measure, maker.printed_changes)
    return Entry(
        places.indicator(code),
        words.indicator(indicator),
        words.other(indicator.title_en, indicator.title_zh),
        words.group(shown) if shown else "",
        measure.unit,
        measure.sign,
        next(row_maker.rows(shown), None) if shown else None,
        spark_svg(shown.points) if shown and len(shown.points) > 1 else "",
        len(shown.points) if shown else 0,
    )


def newest_report(edition: Edition) -> Source | None:
    """Give the newest whole report of the agency whose releases print most; None without any.

    Whole is one that prints as much as half of the agency's releases do: the newest may be a note.
    """
    counts = Counter(each.source for each in edition.figures)
    releases = [
        each
        for each in edition.statistics.sources.values()
        if each.kind == "release" and each.published and counts[each.id] and not each.edition_of
    ]
    printed: Counter[str] = Counter()
    for each in releases:
        printed[each.agency] += counts[each.id]
    if not printed:
        return None
    agency = max(printed, key=lambda each: (printed[each], each))
    own = [each for each in releases if each.agency == agency]
    usual = median_low(counts[each.id] for each in own)
    whole = [each for each in own if counts[each.id] >= usual]
    return max(whole, key=lambda each: (each.published or datetime.date.min, each.id))


def headlines(
    report: Source, maker: PageMaker, own: Mapping[str, Sequence[Series]]
) -> tuple[Entry, ...]:
    """Give the headline figures of a report: of its totals those with the longest series.

    Of each topic one first, so that a report is not shown by one of its tables alone.
    """
    edition = maker.words.edition
    printed = {
        each.quantity.indicator
        for each in edition.figures
        if each.source == report.id and each.quantity.breakdown == TOTAL
    }
    lengths: dict[str, tuple[int, int]] = {}
    for code in printed:
        total = next((each for each in own.get(code, ()) if each.breakdown == TOTAL), None)
        if total and total.points[-1].figure.source == report.id:
            prints = sum(each.n_prints for each in total.points)
            lengths[code] = (len(total.points), prints)
    ranked = sorted(lengths, key=lambda code: (*lengths[code], code), reverse=True)
    indicators = edition.statistics.indicators
    firsts: list[str] = []
    seen: set[tuple[str, str]] = set()
    for code in ranked:
        kind = (indicators[code].topic, indicators[code].kind)
        if kind not in seen:
            seen.add(kind)
            firsts.append(code)
    chosen = [*firsts, *(code for code in ranked if code not in firsts)][:_HEADLINES]
    chosen.sort(key=lambda code: lengths[code], reverse=True)
    return tuple(entry_of(code, own[code], maker) for code in chosen)


def documents_of(words: PageWords) -> tuple[Document, ...]:
    """Give all documents that print a figure, the newest first."""
    counts = Counter(each.source for each in words.edition.figures)
    documents = [
        Document(
            source.id,
            places.report(source.id),
            words.source(source),
            source.agency,
            source.kind,
            source.published.isoformat() if source.published else "",
            source.url,
            counts[source.id],
        )
        for source in words.edition.statistics.sources.values()
        if counts[source.id]
    ]
    return tuple(sorted(documents, key=lambda each: (each.published, each.id), reverse=True))


def parts_of(
    figures: Iterable[Figure], standing: frozenset[str], words: PageWords
) -> Iterator[Part]:
    """Give the figures of a document part by part, in the order in which the package has them.

    A locator such as `table 5` names the part.
    """
    held: dict[str, list[Figure]] = {}
    for each in figures:
        held.setdefault(each.locator, []).append(each)
    for locator, figures_of in held.items():
        yield Part(locator, tuple(_line(each, standing, words) for each in figures_of))


def _line(figure: Figure, standing: frozenset[str], words: PageWords) -> Line:
    statistics = words.edition.statistics
    quantity = figure.quantity
    indicator = statistics.indicators[quantity.indicator]
    measure = measure_of(indicator, [figure], words.style)
    if quantity.measure == "growth":
        measure = type(measure)(0, "", "%")
    classes = [statistics.breakdowns[code] for code in split(quantity.breakdown)]
    period = str(quantity.time_period)
    if quantity.reference_period:
        period = words.tell(
            "{period} on {reference}", period=period, reference=quantity.reference_period
        )
    return Line(
        figure.id,
        places.indicator(quantity.indicator),
        words.indicator(indicator),
        words.style.joined(", ", [words.of(c.title_en, c.title_zh) for c in classes]),
        period,
        "" if quantity.measure == "level" else words.tell(quantity.measure),
        figure.printed,
        figure.printed_unit,
        measure.with_unit(measure.value(figure)),
        between(figure.hard, measure, words.style),
        words.slip(words.edition.checks.get(figure.id)),
        figure.id in standing,
    )
