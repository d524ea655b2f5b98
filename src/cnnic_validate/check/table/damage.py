"""What a spreadsheet does to a CSV: recognised by its traces, named once per column."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from cnnic_validate.message import say
from cnnic_validate.model.package import Field
from cnnic_validate.model.pattern import translate


@dataclass(frozen=True, slots=True)
class SpreadsheetDamage:
    """A cause: what it is called and how it is fixed."""

    cause: str
    remedy: str


_AS_TEXT = say(
    "restore the column from the source and import it into the spreadsheet "
    "as text (Data > From Text/CSV, column type Text)"
)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATE = re.compile(
    rf"(?:\d{{1,2}}-)?(?:{_MONTHS})(?:-\d{{1,4}})?|\d{{1,4}}/\d{{1,2}}/\d{{1,4}}"
    r"|\d{4}/\d{1,2}|\d{4}年\d{1,2}月(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日",
    re.ASCII | re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"-?\d(?:\.\d+)?E\+\d{2,3}", re.ASCII)
_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|#+)")
_DIGITS = re.compile(r"\d+", re.ASCII)

_DATES = SpreadsheetDamage(say("a spreadsheet turned the values into dates"), _AS_TEXT)
_NUMBERS = SpreadsheetDamage(say("a spreadsheet cut long numbers to scientific notation"), _AS_TEXT)
_ERRORS = SpreadsheetDamage(
    say("the cells hold error values of a spreadsheet's formulas"), say("fix the formulas")
)
_ZEROS = SpreadsheetDamage(say("a spreadsheet dropped the leading zeros"), _AS_TEXT)

# Codes with leading zeros are this long at most; short texts also keep Python's regular expressions
# from taking long, whatever the pattern.
_LONGEST_CODE = 12

# Codes of findings that damage may explain: the cell is not what its field expects.
CODES = frozenset({"type", "pattern", "enum", "min-length", "foreign-key"})


def damage_finder(field: Field) -> Callable[[str], SpreadsheetDamage | None]:
    """Give the function that says which damage a wrong cell of `field` shows, if any."""
    full = re.compile(translate(field.constraints.pattern)) if field.constraints.pattern else None
    enum = frozenset(field.constraints.enum or ()) if field.type in {"string", "any"} else None
    shortest = field.constraints.min_length or 0

    def find(text: str) -> SpreadsheetDamage | None:
        if _ERROR.fullmatch(text):
            return _ERRORS
        if _SCIENTIFIC.fullmatch(text):
            return _NUMBERS
        if _DATE.fullmatch(text):
            return _DATES
        if len(text) < _LONGEST_CODE and field.type == "string" and _DIGITS.fullmatch(text):
            padded = [text.zfill(width) for width in range(len(text) + 1, _LONGEST_CODE + 1)]
            fits = [each for each in padded if _fits(each, full, enum, shortest)]
            return _ZEROS if fits else None
        return None

    return find


def _fits(
    text: str, full: re.Pattern[str] | None, enum: frozenset[str] | None, shortest: int
) -> bool:
    """Say whether a padded text is what the field expects, where it expects anything at all."""
    if full is None and not enum and not shortest:
        return False
    return (
        (full is None or full.fullmatch(text) is not None)
        and (not enum or text in enum)
        and len(text) >= shortest
    )
