"""The template of a new release: the rows of an earlier one, moved to the new period.

A key that cannot be known is left empty, where validation asks for it, rather than guessed: CNNIC's
June reports compare with the previous December, not with the previous June, so a December report
says nothing about what a June report compares with. An earlier June report does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cnnic_validate.errors import UnreadableError
from cnnic_validate.model.period import Period, parse_period
from cnnic_validate.release.rows import Row, csv_file

COLUMNS = (
    "indicator",
    "breakdown",
    "time_period",
    "measure",
    "reference_period",
    "denominator_period",
    "reference_denominator_period",
    "printed",
    "printed_unit",
    "source",
    "locator",
)
_YEAR = 12
_NUMBERED = re.compile(r"(.*?)([0-9]+)\Z", re.DOTALL)


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
        return self.months % _YEAR == 0


def release_template(
    release_id: str, observations: Sequence[Row], *, like: str = "", period: str = ""
) -> str:
    """Write the template of a release as CSV, with empty printed texts.

    Rows that an earlier release repeats from another one (`cites`) are left out.

    Args:
        release_id: the source id of the new release, such as `cnnic-56`.
        observations: the rows of the package.
        like: the release whose rows are taken; empty: the one numbered before `release_id`.
        period: the month that the new release is about; empty: counted on by the numbers of the
            releases and the months between them.

    Raises:
        UnreadableError: there is no such earlier release, or no way to tell the month.
    """
    own = [row for row in observations if not row.get("cites")]
    months = _months_of_releases(own)
    like = like or _before(release_id, months)
    if like not in months:
        known = ", ".join(sorted(months, key=lambda each: months[each])[-5:])
        what = f"the release {like!r} prints no figure here" if like else "no earlier release found"
        raise UnreadableError(release_id, what, f"name one with --like, such as: {known}")
    new = _month(period) if period else _next_month(release_id, like, months)
    if new is None:
        hint = "say which with --period, such as 2025-06"
        raise UnreadableError(release_id, "its month cannot be told", hint)
    series = [row for row in own if _series(row["source"]) == _series(like)]
    move = _Move(months[like], new, _gap(series, months[like]), _gap(series, new))
    moved = (_moved(row, release_id, move) for row in own if row["source"] == like)
    return csv_file(COLUMNS, [row for row in moved if row])


def _months_of_releases(rows: Iterable[Row]) -> dict[str, int]:
    """Give the month that each release is about: where most of its levels end, the later of two."""
    ends: dict[str, Counter[int]] = {}
    for row in rows:
        at = parse_period(row["time_period"])
        if at and row["measure"] == "level":
            ends.setdefault(row["source"], Counter())[at.last] += 1
    return {
        source: max(counted, key=lambda month: (counted[month], month))
        for source, counted in ends.items()
    }


def _series(release: str) -> str:
    found = _NUMBERED.match(release)
    return found[1] if found else release


def _number(release: str) -> int:
    found = _NUMBERED.match(release)
    return int(found[2]) if found else 0


def _before(release: str, months: Iterable[str]) -> str:
    """Give the release numbered next below `release`, empty where there is none."""
    earlier = [
        each
        for each in months
        if _series(each) == _series(release) and _number(each) < _number(release)
    ]
    return max(earlier, key=_number, default="")


def _month(period: str) -> int | None:
    at = parse_period(period)
    return at.last if at else None


def _next_month(release: str, like: str, months: dict[str, int]) -> int | None:
    """Count on from `like`: as many months for each number as between `like` and the one before."""
    before = _before(like, months)
    if not before or _series(release) != _series(like):
        return None
    months_apart, rest = divmod(months[like] - months[before], _number(like) - _number(before))
    steps = _number(release) - _number(like)
    return None if rest or months_apart <= 0 else months[like] + steps * months_apart


def _gap(rows: Iterable[Row], month: int) -> int | None:
    """Months from a release of that month of the year back to what it compares with, if one."""
    gaps = set()
    for row in rows:
        at, reference = parse_period(row["time_period"]), parse_period(row["reference_period"])
        if at and reference and (at.last - month) % _YEAR == 0:
            gaps.add(at.last - reference.last)
    return gaps.pop() if len(gaps) == 1 else None


def _moved(row: Row, release_id: str, move: _Move) -> dict[str, str]:
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
        return str(at.shifted(move.months)) if move.months % at.months == 0 else ""
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


def _alongside(row: Row, column: str, beside: str, moved: str, move: _Move) -> str:
    """Move the period of a denominator: with the season, or with the period that it equals."""
    text = row.get(column, "")
    at = parse_period(text)
    if at is None:
        return ""
    if move.is_seasonal:
        return str(at.shifted(move.months))
    return moved if text == row.get(beside) else ""
