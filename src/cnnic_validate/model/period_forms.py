"""Periods as people write them, and how we would: 2024年7月, 2023/24, 2024M10, Q3 2024."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable

from cnnic_validate.message import say
from cnnic_validate.model.period import FORMS, Period, parse_period, spelt

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_TO_NAME = _NAME.replace("name", "to")
_CHINESE = {"一": "1", "二": "2", "三": "3", "四": "4"}
_DIGIT = r"[1-4一二三四]"
_Y = r"(?P<y>[12][0-9]{3})"
_DASH = r" ?[-–—~至到/] ?"
# A day as a spreadsheet counts it, from about 1990 to 2064.
_SERIAL = re.compile(r"(?:3[3-9]|[45][0-9])[0-9]{3}")
_EPOCH = datetime.date(1899, 12, 30)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_Write = Callable[[re.Match[str]], str]

_FORMS: tuple[tuple[re.Pattern[str], _Write], ...] = (
    (_pattern(rf"{_Y} ?[年A]|CY ?(?P<c>[12][0-9]{{3}})"), lambda m: m["y"] or m["c"]),
    (
        _pattern(rf"{_Y}[- ]?Q0?(?P<n>[1-4])|{_Y.replace('<y>', '<z>')}年第?(?P<k>{_DIGIT})季度?"),
        lambda m: f"{m['y'] or m['z']}-Q{_digit(m['n'] or m['k'])}",
    ),
    (
        _pattern(rf"(?:Q(?P<n>[1-4])|(?P<k>[1-4])Q) ?[-/]?{_Y}"),
        lambda m: f"{m['y']}-Q{m['n'] or m['k']}",
    ),
    (_pattern(rf"{_Y}[- ]?[HS](?P<n>[12])"), lambda m: f"{m['y']}-S{m['n']}"),
    (_pattern(rf"[HS](?P<n>[12]) ?[-/]?{_Y}"), lambda m: f"{m['y']}-S{m['n']}"),
    (_pattern(rf"{_Y}年(?P<n>[上下])半年"), lambda m: f"{m['y']}-S{'上下'.index(m['n']) + 1}"),
    (
        _pattern(
            rf"{_Y}(?:-?M|[-/.])(?P<n>[0-9]{{1,2}})"
            rf"|{_Y.replace('<y>', '<z>')}年(?P<k>[0-9]{{1,2}})月份?"
        ),
        lambda m: f"{m['y'] or m['z']}-{int(m['n'] or m['k']):02d}",
    ),
    (_pattern(rf"(?P<n>[0-9]{{1,2}})[/.]{_Y}"), lambda m: f"{m['y']}-{int(m['n']):02d}"),
    (
        _pattern(rf"{_Y}年(?P<n>[0-9]{{1,2}}){_DASH}(?P<k>[0-9]{{1,2}})月份?"),
        lambda m: f"{m['y']}-{int(m['n']):02d}/{m['y']}-{int(m['k']):02d}",
    ),
    (
        _pattern(rf"{_NAME}{_DASH}{_TO_NAME},? {_Y}"),
        lambda m: f"{m['y']}-{_number(m['name']):02d}/{m['y']}-{_number(m['to']):02d}",
    ),
    (_pattern(rf"{_NAME},? ?-?{_Y}"), lambda m: f"{m['y']}-{_number(m['name']):02d}"),
    (_pattern(rf"{_Y} {_NAME}"), lambda m: f"{m['y']}-{_number(m['name']):02d}"),
    (
        _pattern(
            rf"{_Y}[- ]?W(?P<n>[0-9]{{1,2}})|{_Y.replace('<y>', '<z>')}年第(?P<k>[0-9]{{1,2}})周"
        ),
        lambda m: f"{m['y'] or m['z']}-W{int(m['n'] or m['k']):02d}",
    ),
    (
        _pattern(
            rf"{_Y}[-/.年](?P<n>[0-9]{{1,2}})[-/.月](?P<k>[0-9]{{1,2}})日?(?:[T ][0-9:.]+Z?)?"
        ),
        lambda m: f"{m['y']}-{int(m['n']):02d}-{int(m['k']):02d}",
    ),
)
_FISCAL = _pattern(
    r"(?:FY ?)?(?P<y>[12][0-9]{3})[-/–](?P<n>(?:[12][0-9])?[0-9]{2})|FY ?(?P<z>[12][0-9]{3})"
)


def proposed_period(text: str, *, is_point: bool = False, year_start: int = 1) -> str:
    """Give the spelling of a period that people write otherwise; empty where none is meant.

    Args:
        text: what was written.
        is_point: whether a point in time is dated: a day at the end of a month is that month.
        year_start: the month in which the reporting year of the source begins.
    """
    plain = unicodedata.normalize("NFKC", text[:60]).strip()
    if (year := _fiscal(plain)) and year_start > 1:
        return f"{year}-A1"
    if _SERIAL.fullmatch(plain):
        plain = (_EPOCH + datetime.timedelta(days=int(plain))).isoformat()
        # What a spreadsheet makes of a month is its first day.
        plain = plain.removesuffix("-01")
    candidates = [
        plain,
        *(write(found) for form, write in _FORMS if (found := form.fullmatch(plain))),
    ]
    for each in candidates:
        period = parse_period(each, year_start)
        if period is not None and each != text:
            return spelt(as_point(period) if is_point else period, year_start)
    return ""


def period_hint(text: str, *, is_point: bool = False, year_start: int = 1) -> str:
    """Say how a period is written, and which one is probably meant."""
    if near := proposed_period(text, is_point=is_point, year_start=year_start):
        return say("did you mean `{near}`?", near=near)
    if year := _fiscal(unicodedata.normalize("NFKC", text).strip()):
        return say(
            "a fiscal year is written {year}-A1; say in `reporting_year_start` of the source in "
            "sources.csv when it begins, such as --04-01",
            year=year,
        )
    return say("write {forms}", forms=FORMS)


def _fiscal(text: str) -> str:
    """Give the year in which a fiscal year begins: 2023/24 and FY2023 begin in 2023."""
    found = _FISCAL.fullmatch(text)
    if found is None:
        return ""
    year = found["y"] or found["z"]
    following = str(int(year) + 1)
    return year if found["z"] or following.endswith(found["n"]) else ""


def as_point(period: Period) -> Period:
    """Give a day that ends a month as that month; anything else as it is."""
    if period.days == 1:
        following = datetime.date.fromordinal(period.last_day + 1)
        return Period(period.last, period.last) if following.day == 1 else period
    return period


def _digit(text: str) -> str:
    return _CHINESE.get(text, text)


def _number(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1
