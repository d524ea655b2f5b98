"""The template of a new release: the rows of earlier ones, moved to the new period.

What a report of a month usually prints is told by the last reports of the same month of the year,
and the report before it adds what it prints besides: a row too many costs nothing, since a row
without a printed text is no figure. A key that cannot be known is left empty rather than guessed:
CNNIC's June reports compare with the previous December, not with the previous June, so a December
report says nothing about what a June report compares with. An earlier June report does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.breakdown import split
from cnnic_validate.model.finding import shown
from cnnic_validate.model.numbering import MONTHS, earlier, months_of, number_of, series_of
from cnnic_validate.model.period import Period, parse_period, spelt
from cnnic_validate.model.statistics import Statistics
from cnnic_validate.release.rows import NamedCells, csv_file

COLUMNS = (
    "indicator",
    "breakdown",
    "time_period",
    "measure",
    "reference_period",
    "denominator_period",
    "reference_denominator_period",
    "title_en",
    "title_zh",
    "printed",
    "printed_unit",
    "source",
    "locator",
)
# What the id of a source is made of.
_PERIODS = (
    *("time_period", "reference_period"),
    *("denominator_period", "reference_denominator_period"),
)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# How many releases of the same month tell what one usually prints.
_USUAL = 3
_MEASURES_ZH = {"growth": "增长率", "change": "增减"}


@dataclass(frozen=True, slots=True)
class _Move:
    """From the month `old` of the earlier release to the month `new` of the new one.

    `old_gap` and `new_gap` are the months back to what each compares with, None where not known.
    """

    old: int
    new: int
    old_gap: int | None
    new_gap: int | None

    @property
    def months(self) -> int:
        return self.new - self.old

    @property
    def is_seasonal(self) -> bool:
        """Whether both releases are of the same month, so that everything moves alike."""
        return self.months % MONTHS == 0


def release_template(
    release_id: str,
    observations: Sequence[NamedCells],
    statistics: Statistics,
    *,
    like: str = "",
    period: str = "",
) -> str:
    """Write the template of a release as CSV, with titles for the reader and empty printed texts.

    Rows that an earlier release repeats from another one (`cites`) are left out.

    Args:
        release_id: the source id of the new release, such as `cnnic-56`.
        observations: the rows of the package.
        statistics: gives the titles.
        like: the release whose rows come first, with those of the two before it of the same month
            where the new one is of that month too; empty: the last three of the month and the one
            before `release_id`. Each quantity comes once.
        period: the month that the new release is about; empty: counted on by the numbers of the
            releases and the months between them.

    Raises:
        UnreadableError: the id is none, there is no such earlier release, or no way to tell the
            month.
    """
    if not _ID.fullmatch(release_id):
        hint = say("use letters, digits, dots, underscores and hyphens, such as cnnic-56")
        raise UnreadableError(shown(release_id, 60), say("is no id of a release"), hint)
    own = [
        _respelt(row, _year_start(row["source"], statistics), 1)
        for row in observations
        if not row.get("cites")
    ]
    months = months_of(_levels(own))
    before = like or next(iter(earlier(release_id, months)), "")
    if before not in months:
        known = ", ".join(sorted(months, key=lambda each: months[each])[-5:])
        what = (
            say("the release {like!r} prints no figure here", like=like)
            if like
            else say("no earlier release found")
        )
        hint = say("name one with --like, such as: {known}", known=known)
        if not known:
            hint = say("write the first release by hand, and `cnnic accept` it")
        raise UnreadableError(release_id, what, hint)
    new = _month(release_id, period) if period else _next_month(release_id, before, months)
    if new is None:
        hint = say("say which with --period, such as 2025-06")
        raise UnreadableError(release_id, say("its month cannot be told"), hint)
    releases = _alike(release_id, like, new, months) if like else _usual(release_id, new, months)
    like_source = release_id if release_id in statistics.sources else before
    year_start = _year_start(like_source, statistics)
    rows = (_respelt(row, 1, year_start) for row in _united(releases, release_id, own, months, new))
    return csv_file(COLUMNS, [row | _titles(row, statistics) for row in rows])


def _year_start(source: str, statistics: Statistics) -> int:
    found = statistics.sources.get(source)
    return found.year_start if found else 1


def _respelt(row: NamedCells, read: int, written: int) -> dict[str, str]:
    """Write the periods of a row by another calendar: `2023-A1` is `2023-04/2024-03` in months."""
    periods = {name: parse_period(row.get(name, ""), read) for name in _PERIODS}
    return {**row, **{name: spelt(each, written) for name, each in periods.items() if each}}


def _levels(rows: Iterable[NamedCells]) -> Iterator[tuple[str, int]]:
    for row in rows:
        at = parse_period(row["time_period"])
        if at and row["measure"] == "level":
            yield row["source"], at.last


def _usual(release: str, new: int, months: dict[str, int]) -> list[str]:
    """Give the last releases of the same month of the year, and the one before."""
    before = earlier(release, months)
    same = [each for each in before if (months[each] - new) % MONTHS == 0][:_USUAL]
    return list(dict.fromkeys([*same, before[0]]))


def _alike(release: str, like: str, new: int, months: dict[str, int]) -> list[str]:
    """Give the release named and, where it is of the new one's month, those of the month before it.

    They tell what it left out, or what of it the package does not hold.
    """
    if (months[like] - new) % MONTHS:
        return [like]
    before = [each for each in earlier(like, months) if each != release]
    same = [each for each in before if (months[each] - new) % MONTHS == 0]
    return [like, *same][:_USUAL]


def _united(
    releases: Iterable[str],
    release_id: str,
    own: Sequence[NamedCells],
    months: dict[str, int],
    new: int,
) -> Iterator[dict[str, str]]:
    """Give the rows of several releases, moved: of what two of them print the first one's."""
    taken: set[tuple[str, ...]] = set()
    for like in releases:
        series = [row for row in own if series_of(row["source"]) == series_of(like)]
        move = _Move(months[like], new, _gap(series, months[like]), _gap(series, new))
        moved = [_moved(row, release_id, move) for row in own if row["source"] == like]
        added = [row for row in moved if row and _key(row) not in taken]
        for row in added:
            # A row whose reference period is not known is no second figure beside one where it is.
            taken |= {_key(row), _key(row | {"reference_period": ""})}
        yield from added


def _key(row: NamedCells) -> tuple[str, ...]:
    return tuple(
        row[name]
        for name in ("indicator", "breakdown", "time_period", "measure", "reference_period")
    )


def _titles(row: NamedCells, statistics: Statistics) -> dict[str, str]:
    """Say in words what a row is about; empty for what is not defined."""
    indicator = statistics.indicators.get(row["indicator"])
    if indicator is None:
        return {"title_en": "", "title_zh": ""}
    classes = [statistics.breakdowns.get(code) for code in split(row["breakdown"])]
    english = [indicator.title_en, *(each.title_en for each in classes if each)]
    chinese = [indicator.title_zh, *(each.title_zh for each in classes if each)]
    if row["measure"] != "level":
        english.append(row["measure"])
        chinese.append(_MEASURES_ZH.get(row["measure"], ""))
    titles_zh = [each for each in chinese if each] if indicator.title_zh else []
    return {"title_en": ", ".join(english), "title_zh": "，".join(titles_zh)}


def _month(release: str, period: str) -> int:
    at = parse_period(period)
    if at is None or at.months > 1:
        what = say("{period!r} is no month", period=shown(period, 60))
        raise UnreadableError(release, what, say("write it as YYYY-MM, such as 2025-06"))
    return at.last


def _next_month(release: str, like: str, months: dict[str, int]) -> int | None:
    """Count on from `like`: as many months for each number as between `like` and the one before."""
    before = next(iter(earlier(like, months)), "")
    if not before or series_of(release) != series_of(like):
        return None
    months_apart, rest = divmod(months[like] - months[before], number_of(like) - number_of(before))
    steps = number_of(release) - number_of(like)
    return None if rest or months_apart <= 0 else months[like] + steps * months_apart


def _gap(rows: Iterable[NamedCells], month: int) -> int | None:
    """Months from a release of that month of the year back to what it compares with, if one."""
    gaps = set()
    for row in rows:
        at, reference = parse_period(row["time_period"]), parse_period(row["reference_period"])
        if at and reference and (at.last - month) % MONTHS == 0:
            gaps.add(at.last - reference.last)
    return gaps.pop() if len(gaps) == 1 else None


def _moved(row: NamedCells, release_id: str, move: _Move) -> dict[str, str]:
    """Give the row of the new release; empty where the new release has no such row."""
    at = parse_period(row["time_period"])
    if at is None:
        return {}
    time = _shifted(at, move)
    if time is None:
        return {}
    reference = _reference(row["reference_period"], at, time, move)
    return {
        **{column: row.get(column, "") for column in COLUMNS},
        "time_period": time,
        "reference_period": reference,
        "denominator_period": _alongside(row, "denominator_period", "time_period", time, move),
        "reference_denominator_period": _alongside(
            row, "reference_denominator_period", "reference_period", reference, move
        ),
        "printed": "",
        "source": release_id,
    }


def _shifted(at: Period, move: _Move) -> str | None:
    """Move the period of a figure; None where the new release prints no such period."""
    if move.is_seasonal:
        return str(at.shifted(move.months))
    back = move.old - at.last
    if back == 0:
        # A year does not become the twelve months to June: such a period is left to the person.
        return str(at.shifted(move.months)) if not at.months or move.months % at.months == 0 else ""
    if back == move.old_gap and move.new_gap is not None and at.months == 1:
        return str(at.shifted(move.months + back - move.new_gap))
    return None


def _reference(text: str, at: Period, time: str, move: _Move) -> str:
    reference, new = parse_period(text), parse_period(time)
    if reference is None or new is None:
        return ""
    if move.is_seasonal:
        return str(reference.shifted(move.months))
    if move.new_gap is None or at.last != move.old:
        return ""
    return str(new.shifted(-move.new_gap))


def _alongside(row: NamedCells, column: str, beside: str, moved: str, move: _Move) -> str:
    """Move the period of a denominator: with the season, or with the period that it equals."""
    text = row.get(column, "")
    at = parse_period(text)
    if at is None:
        return ""
    if move.is_seasonal:
        return str(at.shifted(move.months))
    return moved if text == row.get(beside) else ""
