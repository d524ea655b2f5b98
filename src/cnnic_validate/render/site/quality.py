"""How sure the figures are: breaks and revisions, what no rule sees, what is exempted and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from cnnic_validate.model.explanation import Checkability
from cnnic_validate.model.rule import VERDICTS
from cnnic_validate.model.series import Series
from cnnic_validate.render.sentences import bounds_words
from cnnic_validate.render.site import places
from cnnic_validate.render.site.numbers import measure_of
from cnnic_validate.render.site.rows import cause
from cnnic_validate.render.site.words import PageWords, slip_words

_LEAST_CHECKED = 60


@dataclass(frozen=True, slots=True)
class BreakAt:
    """A break of a series, and why."""

    page: str
    title: str
    group: str
    period: str
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """Two values of one period that no true value fits both of."""

    page: str
    title: str
    group: str
    period: str
    before: str
    before_source: str
    after: str
    after_source: str
    is_same_agency: bool


@dataclass(frozen=True, slots=True)
class TopicCheck:
    """How well the figures of a topic are checked: counts, and the slip that half stay below."""

    title: str
    page: str
    figures: int
    unchecked: int
    median: str


@dataclass(frozen=True, slots=True)
class WeakFigure:
    """A figure that could be far wrong unnoticed."""

    id: str
    page: str
    title: str
    period: str
    printed: str
    unit: str
    source: str
    could: str
    slip: str


@dataclass(frozen=True, slots=True)
class ExemptedRow:
    """A lasting fact that exempts figures from rules: what plain arithmetic would contradict."""

    code: str
    title: str
    why: str
    figures: int
    instances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule with the verdicts of its instances, in the order of `VERDICTS`."""

    id: str
    title: str
    text: str
    why: str
    counts: tuple[int, ...]


def breaks_of(own: Sequence[Series], words: PageWords) -> Iterator[BreakAt]:
    """Give every break, in order of the package."""
    for series in own:
        for point in series.points:
            if point.breaks:
                yield BreakAt(
                    places.indicator(series.indicator.code),
                    words.indicator(series.indicator),
                    words.group(series),
                    str(point.quantity.time_period),
                    tuple(cause(each, words) for each in point.breaks),
                )


def revisions_of(own: Sequence[Series], words: PageWords) -> Iterator[RevisionRow]:
    """Give every pair of vintages, one after the other, that share no true value."""
    for series in own:
        measure = measure_of(series.indicator, [each.figure for each in series.points], words.style)
        for point in series.points:
            for before, after in zip(point.vintages, point.vintages[1:], strict=False):
                if after.relation in {"revises", "differs"}:
                    yield RevisionRow(
                        places.indicator(series.indicator.code),
                        words.indicator(series.indicator),
                        words.group(series),
                        str(point.quantity.time_period),
                        measure.with_unit(measure.value(before.figure)),
                        before.figure.source,
                        measure.with_unit(measure.value(after.figure)),
                        after.figure.source,
                        after.relation == "revises",
                    )


def topics_of(words: PageWords) -> Iterator[TopicCheck]:
    """Say of each topic how well its figures are checked."""
    edition = words.edition
    held: dict[str, list[Checkability]] = {}
    for figure in edition.figures:
        check = edition.checks.get(figure.id)
        if check:
            topic = edition.statistics.indicators[figure.quantity.indicator].topic
            held.setdefault(topic, []).append(check)
    for code, checks in held.items():
        shares = [
            each.freedom.share
            for each in checks
            if each.is_checked and each.freedom and each.freedom.share is not None
        ]
        unchecked = sum(not each.is_checked for each in checks)
        middle = slip_words(median(shares), words) if shares else ""
        yield TopicCheck(words.topic(code), places.topic(code), len(checks), unchecked, middle)


def weakest(words: PageWords) -> Iterator[WeakFigure]:
    """Give the checked figures that could move furthest for their size, the furthest first."""
    edition = words.edition
    figures = {each.id: each for each in edition.figures}
    seen = [
        (each.freedom.share, id_)
        for id_, each in edition.checks.items()
        if each.is_checked and each.freedom and each.freedom.share
    ]
    for _, id_ in sorted(seen, key=lambda each: (-each[0], each[1]))[:_LEAST_CHECKED]:
        figure, check = figures[id_], edition.checks[id_]
        indicator = edition.statistics.indicators[figure.quantity.indicator]
        readings = check.freedom.readings if check.freedom else None
        yield WeakFigure(
            id_,
            places.indicator(indicator.code),
            words.indicator(indicator),
            str(figure.quantity.time_period),
            figure.printed,
            figure.printed_unit,
            figure.source,
            words.translated(bounds_words(readings)) if readings else "",
            words.slip(check),
        )


def exempted_of(words: PageWords) -> Iterator[ExemptedRow]:
    """Give the exemptions with the rule instances that do not apply by them."""
    for each in words.edition.listing.exemptions:
        yield ExemptedRow(
            each.exemption.code,
            words.translated(each.exemption.title),
            words.translated(each.exemption.why),
            each.figures,
            tuple(words.translated(text) for text in each.exempted),
        )


def rules_of(words: PageWords) -> Iterator[RuleRow]:
    """Give the rules that figures are judged by, with their verdicts."""
    for each in words.edition.listing.rules:
        yield RuleRow(
            each.id,
            words.translated(each.title),
            each.text,
            words.translated(each.why),
            tuple(each.verdicts.get(verdict, 0) for verdict in VERDICTS),
        )


def verdicts_of(words: PageWords) -> tuple[tuple[str, int], ...]:
    """Count the instances of rules of figures by verdict, without the verdicts that none has."""
    counts = Counter(each.verdict for each in words.edition.report.instances)
    return tuple((words.tell(each), counts[each]) for each in VERDICTS if counts[each])
