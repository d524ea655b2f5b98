"""Cut the text of a rule into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from cnnic_validate.expressions.error import ExpressionError
from cnnic_validate.message import say
from cnnic_validate.model.period import parse_period

MAX_CHARACTERS = 10_000
MAX_DIGITS = 40

TokenKind = Literal["number", "text", "name", "breakdown", "at", "operator", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """A token and the column of its first character; `text` is without quotes and brackets."""

    kind: TokenKind
    text: str
    column: int


# Backquotes name a column whose header is no plain word: `total (CNY)`.
NAME = r"[^\W\d]\w*"
CODE = r"[\w.-]+"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
  | (?P<number>[0-9]+(?:\.[0-9]+)?)(?![\w.])
  | '(?P<text>(?:[^'\n]|'')*)'
  | `(?P<quoted>[^`\n]+)`
  | (?P<name>{NAME})
  | \[(?P<breakdown>[^\[\]]*)\]
  | @(?P<at>[^\s()\[\],*'`]+)
  | (?P<operator>==|!=|<=|>=|<(?!>)|>|\+|-|\*(?!\*)|/|\(|\)|,)
    """,
    re.VERBOSE,
)
_AT = re.compile(
    r"""
    (?: ref
      | -[0-9]+m
      | [0-9]{4}-[0-9]{2}/[0-9]{4}-[0-9]{2}
      | [0-9]{4}-[0-9]{2}(?!-)
      | [0-9]{4}-Q[0-9]
      | [0-9]{4}(?!-)
    )(?!\w)
    """,
    re.VERBOSE,
)
_SHIFT = re.compile(r"-[1-9][0-9]{0,3}m\Z")
_CODES = re.compile(rf"{CODE}(?:\+{CODE})*\Z")
_AT_FORMS = say("after @ stands ref, a shift such as -12m, or a period such as 2023-12 or 2023")

# What people write from habit, and what the language has instead; longer spellings first.
_HABITS: tuple[tuple[str, str], ...] = (
    ("<>", say("write != for unequal")),
    ("**", say("there are no powers: multiply the figure out")),
    ("^", say("there are no powers: multiply the figure out")),
    ("&", say("write `and`")),
    ("|", say("write `or`; for a magnitude write abs(…)")),
    ("!", say("write `not`, or != for unequal")),
    ("=", say("write == to compare")),
    ("≤", say("write <=")),
    ("≥", say("write >=")),
    ("≠", say("write !=")),
    ("×", say("write *")),
    ("÷", say("write /")),
    ("−", say("write - (the hyphen of the keyboard)")),
    ("–", say("write - (the hyphen of the keyboard)")),
    ("%", say("a percent is written as a number: 100 * part / whole")),
    ('"', say("texts stand in 'single quotes'")),
    ("“", say("texts stand in 'single quotes'")),
    ("‘", say("texts stand in 'single quotes' (straight ones)")),
    ("’", say("texts stand in 'single quotes' (straight ones)")),
    ("'", say("the text is not closed: put a single quote at its end")),
    ("`", say("the name is not closed: put a backquote at its end")),
    ("[", say("write a breakdown as name[code] or name[code+code]")),
    ("@", _AT_FORMS),
    (".", say("write a digit before the point: 0.5")),
)
_NUMBER_HINT = say("write plain decimal numbers: 0.001, 10000 (no exponent, separator or unit)")


def tokens(text: str) -> list[Token]:
    """Cut `text` into tokens, the last of kind `end`; raises `ExpressionError`."""
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(
            say("a rule has at most {max_characters:,} characters", max_characters=MAX_CHARACTERS)
        )
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _refusal(text, position)
        position = match.end()
        kind = match.lastgroup
        if kind == "at":
            position = _period(match, found)
        elif kind != "space":
            found.append(_token(match, str(kind)))
    found.append(Token("end", "", len(text) + 1))
    return found


def _token(match: re.Match[str], kind: str) -> Token:
    text, column = match[kind], match.start() + 1
    if kind == "number":
        if len(text) > MAX_DIGITS:
            raise ExpressionError(
                say("a number has at most {max_digits} digits", max_digits=MAX_DIGITS), column
            )
        return Token("number", text, column)
    if kind == "text":
        return Token("text", text.replace("''", "'"), column)
    if kind == "quoted":
        # A backquoted word is a name even where it is spelled like `and`.
        return Token("name", f"`{text}", column)
    if kind == "name":
        return Token("name", text, column)
    if kind == "breakdown":
        codes = "+".join(code.strip() for code in text.split("+"))
        if not _CODES.match(codes):
            raise ExpressionError(
                say("[{text}] is no breakdown", text=text),
                column,
                say("write name[code] or name[code+code]"),
            )
        return Token("breakdown", codes, column)
    return Token("operator", text, column)


def _period(match: re.Match[str], found: list[Token]) -> int:
    """Add what stands after ``@``; gives the position behind it."""
    column = match.start() + 1
    at = _AT.match(match.string, match.start("at"))
    if at is None:
        raise ExpressionError(say("@{at} is no period or shift", at=match["at"]), column, _AT_FORMS)
    text = at[0]
    if text.startswith("-"):
        if not _SHIFT.match(text):
            raise ExpressionError(
                say("@{text} is no shift", text=text), column, say("write @-1m to @-9999m")
            )
    elif text != "ref":
        period = parse_period(text)
        if period is None:
            raise ExpressionError(say("@{text} is no period", text=text), column, _AT_FORMS)
        if str(period) != text:
            raise ExpressionError(
                say("@{text} has a shorter form", text=text),
                column,
                say("write @{period}", period=period),
            )
    found.append(Token("at", text, column))
    return at.end()


def _refusal(text: str, position: int) -> ExpressionError:
    if text[position] in "0123456789":
        word = re.compile(r"[\w.]+").match(text, position)
        number = word[0] if word else text[position]
        return ExpressionError(
            say("`{number}` is no number", number=number[:40]), position + 1, _NUMBER_HINT
        )
    for habit, hint in _HABITS:
        if text.startswith(habit, position):
            return ExpressionError(
                say("`{habit}` is not part of the language", habit=habit), position + 1, hint
            )
    return ExpressionError(
        say("{text!a} is not part of the language", text=text[position]), position + 1
    )
