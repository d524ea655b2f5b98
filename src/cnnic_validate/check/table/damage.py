"""What a spreadsheet does to a CSV: recognised by its traces, named once per column."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

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
_DATE = (
    rf"(?i)^(?:[0-9]{{1,2}}-(?:{_MONTHS})(?:-[0-9]{{2,4}})?|(?:{_MONTHS})-[0-9]{{2,4}}"
    r"|[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4}|[0-9]{1,2}月[0-9]{1,2}日)$"
)
_SCIENTIFIC = r"^-?[0-9](?:\.[0-9]+)?E\+[0-9]{2,3}$"
_ERROR = r"^#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|#+)$"

_DATES = SpreadsheetDamage(say("a spreadsheet turned the values into dates"), _AS_TEXT)
_NUMBERS = SpreadsheetDamage(say("a spreadsheet cut long numbers to scientific notation"), _AS_TEXT)
_ERRORS = SpreadsheetDamage(
    say("the cells hold error values of a spreadsheet's formulas"), say("fix the formulas")
)
_ZEROS = SpreadsheetDamage(say("a spreadsheet dropped the leading zeros"), _AS_TEXT)

# Codes with leading zeros are this long at most.
_LONGEST_CODE = 12
# What may have been done to a cell, the likeliest first.
DAMAGES = (_ERRORS, _NUMBERS, _DATES, _ZEROS)

# Codes of findings that damage may explain: the cell is not what its field expects.
CODES = frozenset({"type", "pattern", "enum", "min-length", "foreign-key"})


def damage_of(field: Field, cell: pl.Expr) -> pl.Expr:
    """Give which of `DAMAGES` a wrong cell of `field` shows, as its index; null where none."""
    shown = [cell.str.contains(each) for each in (_ERROR, _SCIENTIFIC, _DATE)]
    shown.append(_lost_zeros(field, cell))
    return pl.coalesce([pl.when(each).then(kind) for kind, each in enumerate(shown)])


def _lost_zeros(field: Field, cell: pl.Expr) -> pl.Expr:
    """Give which cells are what the field expects, where it expects anything, but for zeros."""
    given = field.constraints
    if field.type != "string" or not (given.pattern or given.enum or given.min_length):
        return pl.lit(False)
    fits = []
    for width in range(max(2, given.min_length or 0), _LONGEST_CODE + 1):
        text = cell.str.zfill(width)
        fit = cell.str.len_bytes() < width
        if given.pattern:
            fit &= text.str.contains(f"^(?:{translate(given.pattern)})$")
        if given.enum:
            fit &= text.is_in(list(given.enum))
        fits.append(fit)
    return cell.str.contains("^[0-9]+$") & pl.any_horizontal(fits or [pl.lit(False)])
