"""Characters that look like others: radicals for ideographs, raised digits, odd spaces."""

from __future__ import annotations

import csv
import functools
import re
from importlib import resources

# Raised and lowered digits and letters that stand for a footnote. After a Latin letter they are
# part of a unit (km², CO₂) and stay.
_RAISED = re.compile(r"(?<![A-Za-z])[⁰¹²³⁴-⁹⁺⁻⁽⁾ⁿⁱ₀-₉]+")
_SPACE = re.compile(r"[ \t\r\n\f\v\u200b\ufeff\u00ad]+")
_POWER = re.compile(r"(?:^|[×x·*])\s*10$")


def tidied(text: str) -> str:
    """Give a text on one line, without spaces that are not seen; other spaces are kept."""
    return _SPACE.sub(" ", text).strip()


def without_radicals(text: str) -> str:
    """Put ideographs for radicals: fonts of PDF files map 民 to ⺠, which no search finds.

    The pairs are Unicode's Equivalent_Unified_Ideograph; NFKC changes only a part of them.
    """
    return text.translate(_radicals())


def apart(text: str) -> tuple[str, tuple[str, ...]]:
    """Set raised characters apart: ``110818¹`` gives ``110818`` and the mark ``¹``."""
    marks = tuple(_RAISED.findall(text))
    return (tidied(_RAISED.sub("", text)), marks) if marks else (text, ())


def is_power(text: str, marks: tuple[str, ...]) -> bool:
    """Whether what was set apart is an exponent: the text without it would be another number."""
    return bool(marks and _POWER.search(text))


@functools.cache
def _radicals() -> dict[int, str]:
    file = resources.files("cnnic_validate.grid") / "radicals.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return {ord(row["radical"]): row["ideograph"] for row in rows}
