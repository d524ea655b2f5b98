"""Periods as people write them above a column or beside a row."""

from __future__ import annotations

import re

from cnnic_validate.model.period import Period, parse_period

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
_FORMS = (
    rf"{_YEAR}\s*年\s*{_MONTH}\s*月(?:底|末|份)?",
    rf"{_YEAR}\s*年?\s*第?(?P<chinese>[一二三四])季度",
    rf"{_YEAR}\s*年?\s*(?P<half>[上下])半年",
    rf"{_YEAR}\s*[-/.年]?\s*Q(?P<quarter>[1-4])",
    rf"Q(?P<quarter>[1-4])\s*[-/ ]?\s*{_YEAR}",
    rf"{_YEAR}\s*[-/.]\s*{_MONTH}",
    rf"{_YEAR}\s*M{_MONTH}",
    rf"{_YEAR}(?:\s*年(?:底|末)?)?",
)
_PATTERNS = tuple(re.compile(rf"(?<!\d){form}(?!\d)", re.IGNORECASE) for form in _FORMS)
_CHINESE = "一二三四"


def period_in(text: str) -> tuple[Period | None, str]:
    """Find the period that a text speaks of; gives it and the text without it."""
    canonical = parse_period(text.strip())
    if canonical is not None:
        return canonical, ""
    for pattern in _PATTERNS:
        found = pattern.search(text)
        if found:
            return _period(found.groupdict()), f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


def _period(found: dict[str, str | None]) -> Period:
    said = {name: text for name, text in found.items() if text}
    january = int(said["year"]) * 12
    if "month" in said:
        month = january + int(said["month"]) - 1
        return Period(month, month)
    if "half" in said:
        first = january + (6 if said["half"] == "下" else 0)
        return Period(first + 5, first)
    if "chinese" in said or "quarter" in said:
        number = int(said["quarter"]) if "quarter" in said else _CHINESE.index(said["chinese"]) + 1
        first = january + 3 * (number - 1)
        return Period(first + 2, first)
    return Period(january + 11, january)
