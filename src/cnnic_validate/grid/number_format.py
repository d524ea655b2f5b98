"""What a spreadsheet displays of a number: its format codes, strictly.

A code that is not understood whole is refused: a number shown otherwise than the author saw it
would be worse than none. Rounding is that of spreadsheets, half away from zero on fifteen digits.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cnnic_validate.message import Message, say

GENERAL = "General"
# What `General` shows at most, the point included, where the column is wide enough.
_GENERAL_CHARACTERS = 11
_GENERAL_INTEGER = 10**11
# Formats whose order of day and month is that of whoever looks.
_LOCAL_DATES = re.compile(
    r"(?:mm-dd-yy|m/d/yy|m/d/yyyy|mm/dd/yyyy|d/m/yy|\[\$-x?F[48]00\].*)(?: h:mm)?", re.IGNORECASE
)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<gap>.)|\*(?P<fill>.)'
    r"|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)(?P<scale>,*)|(?P<power>E[+-]0+)"
    r"|(?P<percent>%)|(?P<text>@)|(?P<literal>[-+$¥￥€£():\s!^&'~{}<>=\u3000-\u9fff\uff00-\uffef])",
    re.IGNORECASE,
)
_COLOUR = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|colou?r\s*\d+)", re.IGNORECASE
)
_DATE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$-(?P<locale>[^\]]*)\]'
    r"|(?P<part>y+|m+|d+|h+|s+|AM/PM)|(?P<literal>[-/.,:\s年月日时分秒])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NumberMarks:
    """What a program shows a number with, which a workbook leaves to whoever looks.

    `decimal` stands before decimals, `group` between groups of digits, which are of three unless
    `grouping` is ``4`` or ``indian``; with an empty `group` digits are not grouped.
    """

    decimal: str = "."
    group: str = ","
    grouping: str = "3"


USUAL_MARKS = NumberMarks()


class NotDisplayedError(ValueError):
    """It cannot be told what is displayed; the message says why."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class _FormatPart:
    """One part of a code: what stands before and behind the number, and how it is written."""

    before: str
    after: str
    digits: str
    factor: Decimal
    power: str


def number_text(
    value: float | Decimal, code: str, width: float, marks: NumberMarks = USUAL_MARKS
) -> str:
    """Give what a cell displays.

    Args:
        value: the number in it.
        code: the number format, such as ``#,##0.00``.
        width: how many characters the column holds, which bounds `General`.
        marks: those of the source.

    Raises:
        NotDisplayedError: the code is not understood, or the column decides what is shown.
    """
    exact = Decimal(f"{value:.15g}")
    if code.lower() == GENERAL.lower():
        return _general(exact, width).replace(".", marks.decimal)
    codes = _sections(code)
    if len(codes) >= 2 and exact < 0:
        return _filled(_section(codes[1], code), -exact, marks)
    chosen = codes[2] if len(codes) >= 3 and exact == 0 else codes[0]
    text = _filled(_section(chosen, code), abs(exact), marks)
    return f"-{text}" if exact < 0 and re.search("[1-9]", text) else text


def date_text(value: datetime.datetime | datetime.date, code: str) -> str:
    """Give what a cell displays of a day; month names are English.

    Raises:
        NotDisplayedError: the code follows the settings of whoever looks, or is not understood.
    """
    if _LOCAL_DATES.fullmatch(code):
        raise NotDisplayedError(
            say("the date format {code} looks different on every computer", code=code)
        )
    first = _sections(code)[0]
    parts: list[str] = []
    at = 0
    while at < len(first):
        found = _DATE.match(first, at)
        if found is None or _is_time(found["part"]):
            raise NotDisplayedError(say("the number format {code} is not understood", code=code))
        named = found["part"]
        parts.append(
            _date_part(value, named.lower())
            if named
            else found["quoted"] or found["escaped"] or found["literal"] or ""
        )
        at = found.end()
    return "".join(parts)


def _is_time(part: str | None) -> bool:
    return bool(part and part[0].lower() in "hsa")


def _date_part(value: datetime.date, part: str) -> str:
    written = {
        "y": f"{value.year % 100:02}",
        "yyyy": f"{value.year}",
        "m": f"{value.month}",
        "mm": f"{value.month:02}",
        "mmm": f"{value:%b}",
        "mmmm": f"{value:%B}",
        "d": f"{value.day}",
        "dd": f"{value.day:02}",
        "ddd": f"{value:%a}",
        "dddd": f"{value:%A}",
    }
    written |= {"yy": written["y"], "yyy": written["yyyy"]}
    if part not in written:
        raise NotDisplayedError(say("the number format {code} is not understood", code=part))
    return written[part]


def _general(value: Decimal, width: float) -> str:
    if value == value.to_integral_value():
        if abs(value) >= _GENERAL_INTEGER:
            raise NotDisplayedError(say("the number is so large that its digits are not shown"))
        return f"{value:.0f}"
    sign = "-" if value < 0 else ""
    whole = len(f"{abs(value):.0f}")
    places = _GENERAL_CHARACTERS - 1 - whole
    rounded = abs(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = sign + f"{rounded:f}".rstrip("0").rstrip(".")
    if abs(value) < Decimal("0.0001"):
        raise NotDisplayedError(say("the number is so small that it is shown as a power of ten"))
    if len(text) > width:
        raise NotDisplayedError(
            say("the width of the column decides how many decimals of {text} are shown", text=text)
        )
    return text


def _sections(code: str) -> list[str]:
    """Split a code at its semicolons; those in quotes or behind a backslash are text."""
    parts = re.findall(r'(?:"[^"]*"|\\.|[^;])+|(?<=;)(?=;|$)|^(?=;)', code)
    return parts or [""]


def _section(text: str, code: str) -> _FormatPart:
    """Read one section; every character of it must be understood."""
    around = ["", ""]
    digits, power, factor = "", "", Decimal(1)
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or _is_refused(found, digits):
            raise NotDisplayedError(say("the number format {code} is not understood", code=code))
        at = found.end()
        if found["digits"]:
            digits = found["digits"]
            commas = len(found["scale"]) + len(digits) - len(digits.rstrip(","))
            digits = digits.rstrip(",")
            factor *= Decimal(1).scaleb(-3 * commas)
        elif found["power"]:
            power = found["power"]
        else:
            if found["percent"]:
                factor *= 100
            around[bool(digits)] += _literal(found)
    return _FormatPart(around[0], around[1], digits, factor, power)


def _is_refused(found: re.Match[str], digits: str) -> bool:
    bracket = found["bracket"]
    return bool(
        (bracket is not None and not _COLOUR.fullmatch(bracket))
        or (found["digits"] and digits)
        or (found["power"] and not digits)
        or found["text"]
    )


def _literal(found: re.Match[str]) -> str:
    if found["gap"]:
        return " "
    names: Sequence[str] = ("quoted", "escaped", "currency", "percent", "literal")
    return next((found[name] for name in names if found[name]), "")


def _filled(section: _FormatPart, value: Decimal, marks: NumberMarks) -> str:
    """Write a number that is not negative by a section."""
    if not section.digits:
        return (section.before + section.after).strip()
    if section.power:
        number = _scientific(value, section).replace(".", marks.decimal)
    else:
        number = _fixed(value * section.factor, section.digits, marks)
    return (section.before + number + section.after).strip()


def _fixed(value: Decimal, digits: str, marks: NumberMarks) -> str:
    whole, _, decimals = digits.partition(".")
    rounded = value.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    integer, _, fraction = f"{rounded:f}".partition(".")
    places = whole.replace(",", "")
    least = len(places) - len(places.lstrip("#?")) if "0" in places else len(places)
    integer = integer.lstrip("0").rjust(len(places) - least, "0")
    if "," in whole:
        integer = _grouped(integer, marks)
    kept = max((at + 1 for at, each in enumerate(decimals) if each == "0"), default=0)
    while len(fraction) > kept and fraction.endswith("0"):
        fraction = fraction[:-1]
    return f"{integer}{marks.decimal}{fraction}" if "." in digits else integer


def _grouped(integer: str, marks: NumberMarks) -> str:
    first, others = {"4": (4, 4), "indian": (3, 2)}.get(marks.grouping, (3, 3))
    groups = [integer[-first:]]
    rest = integer[:-first]
    while rest:
        groups.insert(0, rest[-others:])
        rest = rest[:-others]
    return marks.group.join(groups)


def _scientific(value: Decimal, section: _FormatPart) -> str:
    whole, _, decimals = section.digits.partition(".")
    if whole != "0" or section.factor != 1:
        raise NotDisplayedError(
            say("the number format {code} is not understood", code=section.digits + section.power)
        )
    mantissa, _, exponent = f"{value:.{len(decimals)}E}".partition("E")
    size = len(section.power) - 2
    sign = "-" if exponent.startswith("-") else "+" if "+" in section.power else ""
    return f"{mantissa}E{sign}{exponent.lstrip('+-').zfill(size)}"
