"""What a release lacks, and what it has for the first time, against the earlier ones of its series.

Only a release file is judged so, never the package: a package may hold parts of a report. A series
says something once three of its releases are held; what each of the last five of the same month of
the year printed is then expected of the next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cnnic_validate.message import joined, say
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.numbering import MONTHS, earlier, months_of, series_of
from cnnic_validate.model.period import Period, parse_period
from cnnic_validate.model.place import Place
from cnnic_validate.model.statistics import TOTAL, Figure, Statistics
from cnnic_validate.model.vintages import releases_of
from cnnic_validate.table import Record

_LEAST = 3
_RECENT = 5
_NAMED = 5


@dataclass(frozen=True, slots=True, order=True)
class _PrintSlot:
    """What a release prints, whichever month it is about.

    `lag` is the months from the end of the figure's period to the release's own month.
    """

    indicator: str
    breakdown: str
    measure: str
    lag: int
    months: int

    def words(self, month: int) -> str:
        """Name the figure in the release about `month`."""
        last = month - self.lag
        parts = [self.indicator]
        if self.breakdown != TOTAL:
            parts.append(self.breakdown)
        parts.append(str(Period(last, last - max(self.months, 1) + 1)))
        if self.measure != "level":
            parts.append(self.measure)
        return " ".join(parts)


_Slots = Mapping[_PrintSlot, Place]
# Indicator, breakdown and measure.
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Judged:
    """A release of the release file: the month it is about, its figures, its rows left empty."""

    release: str
    month: int
    printed: _Slots
    empty: _Slots


def check_completeness(
    figures: Sequence[Figure],
    release_rows: Sequence[Record],
    unfilled: Sequence[Record],
    path: str,
    statistics: Statistics,
) -> list[Finding]:
    """Compare the releases of a release file with the earlier ones of their series.

    Args:
        figures: those of the package and of the release file.
        release_rows: the filled rows of the release file, also those that are no figure for an
            error in them: what they are about is printed.
        unfilled: the rows of the release file whose printed text is still empty.
        path: the release file.
        statistics: gives the topics by which findings are grouped.

    Returns:
        Of each release and topic: an info that names what the earlier releases of its month
        always print and it does not, an info that counts the other rows left empty, and an info
        that names the indicators and breakdowns that its series never printed before. Of each
        share without the period of its base, a warning where the release before names it.
    """
    releases = releases_of(figures)
    months = _months(figures, unfilled, releases)
    slots: dict[str, dict[_PrintSlot, Place]] = defaultdict(dict)
    based: dict[str, dict[_Key, bool]] = defaultdict(dict)
    for figure in figures:
        if (release := releases[figure.id]) in months:
            slots[release][_slot_of(figure, months[release])] = figure.place
            based[release][_key_of(figure)] = figure.quantity.denominator_period is not None
    read = {figure.place.line for figure in figures if figure.place.path == path}
    unread = [each for each in release_rows if each.line not in read]
    incoming = {each.source for each in figures if each.place.path == path and not each.cites}
    incoming |= {each["source"] for each in unfilled if not each["cites"]}
    findings: list[Finding] = []
    for release in sorted(incoming & months.keys()):
        judged = _Judged(
            release, months[release], slots[release], _slots_of(unfilled, release, months, path)
        )
        before = [each for each in earlier(release, months) if slots[each]]
        own = [each for each in figures if each.place.path == path and each.source == release]
        findings += _base_findings(own, [(each, based[each]) for each in before], statistics)
        same = [each for each in before if (months[each] - judged.month) % MONTHS == 0][:_RECENT]
        missing = _always([slots[each] for each in same]) - judged.printed.keys()
        missing -= _slots_of(unread, release, months, path).keys()
        findings += _missing_findings(judged, missing, same, path, statistics)
        findings += _empty_findings(judged, missing, statistics)
        if len(before) >= _LEAST:
            known = {(one.indicator, one.breakdown) for each in before for one in slots[each]}
            findings += _new_findings(judged, known, statistics)
    return findings


def _months(
    figures: Iterable[Figure], unfilled: Iterable[Record], releases: Mapping[str, str]
) -> dict[str, int]:
    """Give the month that each release is about, by its figures and its rows left empty."""
    levels = [
        (releases[each.id], each.quantity.time_period.last)
        for each in figures
        if each.quantity.measure == "level"
    ]
    for row in unfilled:
        period = parse_period(row["time_period"])
        if period and row["measure"] == "level":
            levels.append((row["source"], period.last))
    return months_of(levels)


def _slot_of(figure: Figure, month: int) -> _PrintSlot:
    what = figure.quantity
    period = what.time_period
    return _PrintSlot(
        what.indicator, what.breakdown, what.measure, month - period.last, period.months
    )


def _slots_of(
    rows: Iterable[Record], release: str, months: Mapping[str, int], path: str
) -> dict[_PrintSlot, Place]:
    """Give the rows of a release by what they are about; those without a period are no figure."""
    found: dict[_PrintSlot, Place] = {}
    for row in rows:
        period = parse_period(row["time_period"])
        if period and row["source"] == release and not row["cites"]:
            slot = _PrintSlot(
                row["indicator"],
                row["breakdown"],
                row["measure"],
                months[release] - period.last,
                period.months,
            )
            found.setdefault(slot, Place(path, row.line, row.row, "printed"))
    return found


def _always(releases: Sequence[_Slots]) -> set[_PrintSlot]:
    """Give what each of the releases prints; nothing where they are too few to say so."""
    if len(releases) < _LEAST:
        return set()
    return set.intersection(*(set(each) for each in releases))


def _missing_findings(
    judged: _Judged,
    missing: Iterable[_PrintSlot],
    same: Sequence[str],
    path: str,
    statistics: Statistics,
) -> list[Finding]:
    findings = []
    for topic, slots in _by_topic(missing, statistics).items():
        named = _named([each.words(judged.month) for each in slots])
        findings.append(
            Finding(
                "missing-figure",
                "info",
                say(
                    "{release} does not print {count} of {topic} that each of {releases} prints: "
                    "{named}",
                    release=judged.release,
                    count=len(slots),
                    topic=topic,
                    releases=", ".join(same),
                    named=named,
                ),
                next((judged.empty[each] for each in slots if each in judged.empty), Place(path)),
                value=judged.release,
                hint=say("add them, or leave them out where the report does"),
            )
        )
    return findings


def _base_findings(
    own: Iterable[Figure], before: Sequence[tuple[str, Mapping[_Key, bool]]], statistics: Statistics
) -> Iterator[Finding]:
    """Warn of a share whose base has no period, though it had one: nothing checks it then.

    `before` has the earlier releases, the latest first, with whether each names the base.
    """
    for figure in own:
        quantity, key = figure.quantity, _key_of(figure)
        is_share = statistics.indicators[quantity.indicator].denominator
        if not is_share or quantity.measure == "growth" or quantity.denominator_period:
            continue
        last = next((release for release, known in before if key in known), "")
        if last and dict(before)[last][key]:
            yield Finding(
                "denominator-period",
                "warning",
                say(
                    "no period of the base is named, so that no rule checks the share; {release} "
                    "names it",
                    release=last,
                ),
                replace(figure.place, column="denominator_period"),
                hint=say("name the period of the level that the share is of"),
            )


def _key_of(figure: Figure) -> _Key:
    quantity = figure.quantity
    return quantity.indicator, quantity.breakdown, quantity.measure


def _empty_findings(
    judged: _Judged, missing: Iterable[_PrintSlot], statistics: Statistics
) -> list[Finding]:
    left = judged.empty.keys() - judged.printed.keys() - set(missing)
    return [
        Finding(
            "missing-figure",
            "info",
            say(
                "{release} leaves {count} of {topic} empty: {named}",
                release=judged.release,
                count=len(slots),
                topic=topic,
                named=_named([each.words(judged.month) for each in slots]),
            ),
            judged.empty[slots[0]],
            value=judged.release,
            hint=say("fill in what the report prints; rows left empty are not accepted"),
        )
        for topic, slots in _by_topic(left, statistics).items()
    ]


def _new_findings(
    judged: _Judged, known: Collection[tuple[str, str]], statistics: Statistics
) -> list[Finding]:
    findings = []
    new = [each for each in judged.printed if (each.indicator, each.breakdown) not in known]
    for topic, slots in _by_topic(new, statistics).items():
        codes = [
            each.indicator if each.breakdown == TOTAL else f"{each.indicator} {each.breakdown}"
            for each in slots
        ]
        findings.append(
            Finding(
                "new-figure",
                "info",
                say(
                    "{release} prints what no earlier {series} release printed, of "
                    "{topic}: {codes}",
                    release=judged.release,
                    series=series_of(judged.release),
                    topic=topic,
                    codes=_named(codes),
                ),
                judged.printed[slots[0]],
                value=judged.release,
                hint=say("check that the indicator and the breakdown are the right ones"),
            )
        )
    return findings


def _by_topic(slots: Iterable[_PrintSlot], statistics: Statistics) -> dict[str, list[_PrintSlot]]:
    """Group by topic, in order: one line for each topic, however many figures."""
    topics: dict[str, list[_PrintSlot]] = defaultdict(list)
    for slot in sorted(slots):
        indicator = statistics.indicators.get(slot.indicator)
        topics[indicator.topic if indicator else say("unknown indicators")].append(slot)
    return dict(sorted(topics.items()))


def _named(texts: Iterable[str]) -> str:
    """Name the first few and count the rest."""
    different = list(dict.fromkeys(texts))
    more = len(different) - _NAMED
    return joined(", ", different[:_NAMED]) + (
        say(" and {more:,} more", more=more) if more > 0 else ""
    )
