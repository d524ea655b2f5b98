"""Number styles: which marks a source writes in a number, and what they mean there.

The usual ones are in `number_styles.csv` beside this module; a package adds its own in
`schemas/number_styles.csv`, and a source names one in its column `number_style`. Nothing is
guessed: a number is read in the style of its source or not at all.

Columns: `decimal` is the mark before decimals; `group` the marks between groups of digits, with
spaces between them (`space` is any of them: plain, no-break, narrow, thin; `apostrophe` the
straight and the curly one); `grouping` how many digits a group has (`3`, `4`, `indian`: three,
then twos; `free`; `none`); `minus` what makes a number negative: marks before it, `parentheses`
around it, `trailing` for a mark behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

from cnnic_validate.errors import Fault
from cnnic_validate.message import say
from cnnic_validate.model.finding import shown
from cnnic_validate.table import Record

Grouping = Literal["3", "4", "indian", "free", "none"]
COLUMNS = ("code", "decimal", "group", "grouping", "minus", "note")
# The style of a source that names none.
USUAL = "point_comma"

_SPACES = " \u00a0\u2009\u202f\u2007"
_NAMED = {"space": _SPACES, "apostrophe": "'\u2019"}
_MARK = re.compile(r"[^\w\s()+\-−…]")
_PARENTHESES, _TRAILING = "parentheses", "trailing"
_PLUS = "+"
# Whatever stands between the digits of a number in one style or another.
_ANY_MARK = ".,'\u2019·_" + _SPACES


@dataclass(frozen=True, slots=True)
class NumberRun:
    """A number as found: its digits with a full stop, its sign mark, where it ends."""

    digits: str
    mark: str
    end: int


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How numbers are written: `groups` are the characters that may stand between groups."""

    code: str
    decimal: str
    groups: str
    grouping: Grouping
    minus: tuple[str, ...]
    _number: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _run: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile what is searched for in every text."""
        marks = "".join(each for each in self.minus if len(each) == 1)
        inner = "".join(each for each in self.groups if each not in ".,")
        run = r"[0-9.,]*[0-9][0-9.,]*"
        if inner:
            run = rf"[0-9.,]*[0-9](?:[0-9.,]|[{re.escape(inner)}](?=[0-9]))*"
        object.__setattr__(self, "_number", re.compile(_number_pattern(self)))
        signs = re.escape(marks) + re.escape(_PLUS)
        object.__setattr__(self, "_run", re.compile(rf"([{signs}]?)({run})"))

    def run_at(self, text: str, at: int) -> NumberRun | None:
        """Give the digits and marks that stand at a place; `digits` empty where no number is so."""
        start = at
        if has_parentheses := _PARENTHESES in self.minus and text.startswith("(", at):
            start += 1
        found = self._run.match(text, start)
        if found is None:
            return None
        mark, run, end = found[1], found[2], found.end()
        if has_parentheses:
            if mark or not text.startswith(")", end):
                return None
            mark, end = "-", end + 1
        elif _TRAILING in self.minus and not mark and text[end : end + 1] in self.minus:
            mark, end = "-", end + 1
        if mark and mark != _PLUS:
            mark = "-"
        return NumberRun(self.read(run), mark, end)

    def read(self, run: str) -> str:
        """Give the digits of a number with a full stop; empty where it is not in this style."""
        if not self._number.fullmatch(run):
            return ""
        whole, _, decimals = run.partition(self.decimal)
        whole = re.sub(r"[^0-9]", "", whole) or "0"
        return f"{whole}.{decimals}" if decimals else whole

    def write(self, text: str, like: str) -> str:
        """Write a decimal text in this style, grouped where `like` is, by the mark it has."""
        whole, _, decimals = text.partition(".")
        mark = next((each for each in like if each in self.groups), "")
        if mark and len(whole) > 3:
            whole = _grouped(whole, self.grouping, mark)
        return f"{whole}{self.decimal}{decimals}" if decimals else whole


def _number_pattern(style: NumberStyle) -> str:
    point, marks = re.escape(style.decimal), re.escape(style.groups)
    grouped = {
        "3": r"[1-9][0-9]{0,2}(?:(?P<g>[%s])[0-9]{3})(?:(?P=g)[0-9]{3})*",
        "4": r"[1-9][0-9]{0,3}(?:(?P<g>[%s])[0-9]{4})(?:(?P=g)[0-9]{4})*",
        "indian": r"[1-9][0-9]?(?:(?P<g>[%s])(?:[0-9]{2}(?P=g))*[0-9]{3})",
        "free": r"[1-9][0-9]*(?:[%s][0-9]+)+",
    }.get(style.grouping, "")
    whole = f"0|{grouped % marks}|[1-9][0-9]*" if grouped and marks else "0|[1-9][0-9]*"
    return rf"(?:(?:{whole})(?:{point}[0-9]+)?|{point}[0-9]+)"


def _grouped(digits: str, grouping: Grouping, mark: str) -> str:
    last = 4 if grouping == "4" else 3
    step = 2 if grouping == "indian" else last
    head, groups = digits[:-last], [digits[-last:]]
    while head:
        groups.insert(0, head[-step:])
        head = head[:-step]
    return mark.join(groups)


def collect_styles(
    rows: Iterable[Record], path: str, styles: dict[str, NumberStyle]
) -> Iterator[Fault]:
    """Add the styles of a table to `styles`; give what is wrong with its rows."""
    for record in rows:
        found = _style(record.values)
        where = say("line {line}", line=record.line)
        if isinstance(found, str):
            yield Fault(path, where, found)
        elif styles.setdefault(found.code, found) != found:
            message = say("the number style {code} is known, and is another", code=found.code)
            yield Fault(path, where, message, say("give it another code"))


def _style(row: Mapping[str, str]) -> NumberStyle | str:
    """Read one row; a text says what is wrong with it."""
    code, decimal, grouping = (row.get(name, "") for name in ("code", "decimal", "grouping"))
    marks = row.get("group", "").split()
    groups = "".join(_NAMED.get(each, each) for each in marks)
    minus = tuple(row.get("minus", "").split())
    fault = _fault_of_names(code, decimal, grouping) or _fault_of_marks(
        decimal, marks, groups, grouping
    )
    strange = [each for each in minus if not _is_minus(each, decimal + groups)]
    if not fault and strange:
        fault = say(
            "minus {text!r}: expected marks, `parentheses` or `trailing`, with spaces between",
            text=shown(strange[0], 60),
        )
    return fault or NumberStyle(code, decimal, groups, cast("Grouping", grouping), minus)


def _fault_of_names(code: str, decimal: str, grouping: str) -> str:
    """Say what is wrong with the cells that hold one thing; nothing where nothing is."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", code):
        return say("code {code!r}: expected a name of letters, digits, _ and -", code=shown(code))
    if len(decimal) != 1 or not _MARK.fullmatch(decimal):
        return say("decimal {text!r}: expected one mark, such as . or ,", text=shown(decimal, 60))
    if grouping not in get_args(Grouping):
        known = ", ".join(get_args(Grouping))
        return say("grouping {text!r}: expected one of {known}", text=grouping, known=known)
    return ""


def _fault_of_marks(decimal: str, marks: Sequence[str], groups: str, grouping: str) -> str:
    """Say what is wrong with the marks between groups; nothing where nothing is."""
    wrong = [each for each in marks if each not in _NAMED and not _MARK.fullmatch(each)]
    if wrong:
        return say(
            "group {text!r}: expected marks, `space` or `apostrophe`, with spaces between",
            text=shown(wrong[0], 60),
        )
    if decimal in groups or bool(groups) != (grouping != "none"):
        return say(
            "a style with grouping needs marks for groups other than its decimal mark; "
            "grouping is none without them"
        )
    return ""


def _is_minus(text: str, taken: str) -> bool:
    if text in {_PARENTHESES, _TRAILING}:
        return True
    return len(text) == 1 and not text.isalnum() and text not in {*taken, *"()+"}


def styles_that_read(
    text: str, styles: Mapping[str, NumberStyle], style: NumberStyle, at: int = 0
) -> list[str]:
    """Name the styles that read the number around a place of a text; none where `style` does."""
    pattern = rf"[0-9](?:[{re.escape(_ANY_MARK)}]?[0-9])*"
    found = next((each for each in re.finditer(pattern, text) if each.end() > at), None)
    if found is None or style.read(found[0]):
        return []
    return [code for code, each in styles.items() if each.read(found[0])]
