"""The rows of a table of values: of each period what is known, from whom, and how well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cnnic_validate.model.series import Series, SeriesPoint, Vintage
from cnnic_validate.model.statistics import Figure
from cnnic_validate.render.site import places
from cnnic_validate.render.site.change import Change, change_of
from cnnic_validate.render.site.numbers import Measure, between
from cnnic_validate.render.site.words import PageWords

PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Cited:
    """A document as a table names it: short, with the page of what it printed.

    `read_at` is where the figure was read, `published` the day.
    """

    id: str
    title: str
    page: str
    published: str = ""
    read_at: str = ""


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value: `between` is empty where it is exact.

    `since` and `until` are the days between which it stood; `until` is empty where it stands.
    `change` is none for what does not stand any more; `change_cited` is who prints it, where
    that is another than prints the value.
    """

    id: str
    period: str
    denominator: str
    value: str
    between: str
    printed: str
    unit: str
    cited: Cited
    slip: str
    rules: int
    since: str = ""
    until: str = ""
    breaks: tuple[str, ...] = ()
    change: Change | None = None
    change_words: str = ""
    change_cited: Cited | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RowMaker:
    """What rows are made with."""

    words: PageWords
    measure: Measure
    printed_changes: Mapping[tuple[str, str, object], Figure]

    def rows(self, series: Series) -> Iterator[ValueRow]:
        """Give the rows of a series, the newest period first, of each what stood before too."""
        for point in reversed(series.points):
            successive = [*point.stood, point.vintage]
            for at, vintage in reversed(list(enumerate(successive))):
                following = successive[at + 1] if at + 1 < len(successive) else None
                yield self._row(point, vintage, following, series)

    def _row(
        self, point: SeriesPoint, vintage: Vintage, following: Vintage | None, series: Series
    ) -> ValueRow:
        figure, words = vintage.figure, self.words
        check = words.edition.checks.get(figure.id)
        change = None if following else change_of(point, series, self.printed_changes)
        return ValueRow(
            id=figure.id,
            period=str(point.quantity.time_period),
            denominator=point.denominator if series.has_denominators else "",
            value=self.measure.value(figure),
            between=between(figure.hard, self.measure, words.style),
            printed=figure.printed,
            unit=figure.printed_unit,
            cited=cited(figure, words),
            slip=words.slip(check),
            rules=check.rules if check and check.is_checked else 0,
            since=_day(vintage),
            until=_day(following) if following else "",
            breaks=tuple(cause(code, words) for code in point.breaks),
            change=change,
            change_words=change_words(change, point.unit_measure, words) if change else "",
            change_cited=_other(change, figure, words),
            note=reading.note if (reading := words.edition.readings.get(figure.id)) else "",
        )


def _other(change: Change | None, figure: Figure, words: PageWords) -> Cited | None:
    """Name the document that prints a change, where it is another than that of the value."""
    if change is None or change.figure is None or change.figure.source == figure.source:
        return None
    return cited(change.figure, words)


def _day(vintage: Vintage) -> str:
    return vintage.published.isoformat() if vintage.published else ""


def cited(figure: Figure, words: PageWords) -> Cited:
    """Name the document that prints a figure."""
    source = words.edition.statistics.sources.get(figure.source)
    reading = words.edition.readings.get(figure.id)
    day = source.published.isoformat() if source and source.published else ""
    title = words.source(source) if source else figure.source
    url = reading.url if reading else ""
    return Cited(figure.source, title, places.report(figure.source), day, url)


def cause(code: str, words: PageWords) -> str:
    """Say what breaks a series: the title of an exemption, or that the source marks it."""
    exemption = words.edition.statistics.exemptions.get(code)
    return words.translated(exemption.title if exemption else code)


def change_words(change: Change, unit: str, words: PageWords) -> str:
    """Say a change on the year before in a few words."""
    if change.known == "withheld":
        return words.tell("not comparable")
    ends = words.tell(" to ").join(change.ends)
    if change.measure == "growth":
        return f"{ends}%"
    return f"{ends}{words.tell(' pp')}" if unit == PERCENT else ends
