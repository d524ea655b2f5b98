"""The breakdowns of an indicator: its classes by dimension, and whether parts add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cnnic_validate.model.breakdown import split
from cnnic_validate.model.period import Period
from cnnic_validate.model.series import Series, SeriesPoint
from cnnic_validate.model.site import file_name
from cnnic_validate.model.statistics import TOTAL, Partition
from cnnic_validate.render.drawing.svg import spark_svg
from cnnic_validate.render.site.numbers import Measure
from cnnic_validate.render.site.rows import RowMaker, ValueRow
from cnnic_validate.render.site.words import PageWords

# A course of fewer values is no course.
_LEAST_DRAWN = 2


@dataclass(frozen=True, slots=True)
class Group:
    """One class: all its rows, the newest first; `spark` is its course, empty for one value.

    `bar` is its newest value in percent of the largest in its dimension.
    """

    anchor: str
    code: str
    title: str
    rows: tuple[ValueRow, ...]
    spark: str
    bar: float

    @property
    def newest(self) -> ValueRow:
        """The row of the newest period."""
        return self.rows[0]


@dataclass(frozen=True, slots=True)
class Dimension:
    """The classes along one dimension, or along several at once; `is_flat`: one value each."""

    title: str
    groups: tuple[Group, ...]
    is_flat: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """Whether the parts of a whole add up in a period.

    `fits` is whether their intervals leave room for the whole's; `periods` counts those in which
    all of them are printed, of which this is the newest.
    """

    period: str
    parts: tuple[tuple[str, str], ...]
    total: str
    whole: tuple[str, str]
    fits: bool
    is_exact: bool
    periods: int


def dimensions_of(own: Sequence[Series], maker: RowMaker) -> Iterator[Dimension]:
    """Give the dimensions of an indicator with their classes, in the order of the package."""
    held: dict[tuple[str, ...], list[Series]] = {}
    statistics = maker.words.edition.statistics
    for series in own:
        if series.breakdown != TOTAL:
            names = tuple(statistics.dimension(code) for code in split(series.breakdown))
            held.setdefault(names, []).append(series)
    for names, members in held.items():
        largest = max(abs(_newest(each)) for each in members)
        is_flat = all(len(each.points) == 1 for each in members)
        groups = [_group(each, maker, largest) for each in members]
        if is_flat:
            groups.sort(key=lambda each: (each.newest.period, each.bar), reverse=True)
        title = maker.words.style.joined(", ", [_dimension(each, maker.words) for each in names])
        yield Dimension(title, tuple(groups), is_flat)


def _dimension(code: str, words: PageWords) -> str:
    return words.text(words.edition.dimensions.get(code)) or code.replace("_", " ").capitalize()


def _newest(series: Series) -> Fraction:
    return series.points[-1].figure.number.value


def _group(series: Series, maker: RowMaker, largest: Fraction) -> Group:
    drawn = len(series.points) >= _LEAST_DRAWN
    return Group(
        anchor=f"by-{file_name(series.breakdown)}",
        code=series.breakdown,
        title=maker.words.group(series),
        rows=tuple(maker.rows(series)),
        spark=spark_svg(series.points) if drawn else "",
        bar=round(float(100 * abs(_newest(series)) / largest), 1) if largest else 0.0,
    )


def sums_of(own: Sequence[Series], measure: Measure, words: PageWords) -> Iterator[Sum]:
    """Give each declared sum of an indicator, in the newest period that has all its terms."""
    by_breakdown = {each.breakdown: each for each in own}
    for partition in words.edition.statistics.partitions.values():
        whole = by_breakdown.get(partition.of)
        if whole and whole.indicator.code in partition.indicators:
            found = _sum(whole, partition, by_breakdown)
            if found:
                yield _told(found, whole, measure, words)


Terms = tuple[Period, SeriesPoint, list[tuple[Series, SeriesPoint]], int]


def _sum(whole: Series, partition: Partition, by_breakdown: Mapping[str, Series]) -> Terms | None:
    parts = [by_breakdown.get(code) for code in partition.parts]
    if None in parts:
        return None
    series = [each for each in parts if each is not None]
    by_period = [{point.quantity.time_period: point for point in each.points} for each in series]
    common = [
        point
        for point in whole.points
        if all(point.quantity.time_period in each for each in by_period)
    ]
    if not common:
        return None
    period = common[-1].quantity.time_period
    terms = [(each, held[period]) for each, held in zip(series, by_period, strict=True)]
    return period, common[-1], terms, len(common)


def _told(found: Terms, whole: Series, measure: Measure, words: PageWords) -> Sum:
    period, total, terms, periods = found
    lows = [point.figure.hard.low for _, point in terms]
    highs = [point.figure.hard.high for _, point in terms]
    low = None if None in lows else sum((each for each in lows if each is not None), Fraction(0))
    high = None if None in highs else sum((each for each in highs if each is not None), Fraction(0))
    hard = total.figure.hard
    value = sum((point.figure.number.value for _, point in terms), Fraction(0))
    return Sum(
        str(period),
        tuple((words.group(series), measure.value(point.figure)) for series, point in terms),
        measure.end(value),
        (words.group(whole) or words.tell("Total"), measure.value(total.figure)),
        (low is None or hard.high is None or low <= hard.high)
        and (high is None or hard.low is None or high >= hard.low),
        value == total.figure.number.value,
        periods,
    )
