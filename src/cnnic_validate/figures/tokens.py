"""Printed text to tokens: numbers and words of the lexicon, nothing else.

The number grammar is the strict one of printed tables: Western digits with the marks of one number
style, grouped throughout or not at all, a sign mark only where it touches the number. Full-width
forms are read as what they are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from cnnic_validate.figures.lexicon import Lexicon, Word
from cnnic_validate.figures.styles import USUAL, NumberRun, NumberStyle, styles_that_read
from cnnic_validate.message import say

MAX_LENGTH = 100
MAX_DIGITS = 30
# Full-width digits, letters and marks as typed in Chinese text. A full-width comma between other
# than full-width digits stands between numbers.
_FULL_WIDTH = {
    code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *map(ord, "．％＋－（）～＜＞＝"))
}
_MINUS_ELSEWHERE = "–—▲△▼("
_SPACES = " \u00a0\u202f\u2009"
_WIDE_COMMA = re.compile("(?<=[\uff10-\uff19])\uff0c(?=[\uff10-\uff19])")
# What a spreadsheet computes with floats: more digits than anybody prints, of a short number.
_NOISE = re.compile(r"[0-9]+\.[0-9]{9,}")
_FLOAT_DIGITS, _FEWER_DIGITS = 15, 12


@dataclass(frozen=True, slots=True)
class NumberToken:
    """A number as printed: `mark` is `-`, `+` or empty; `digits` has a full stop, no groups."""

    mark: str
    digits: str


Token = NumberToken | Word


@dataclass(frozen=True, slots=True)
class Untokenised:
    """What could not be split, and what may help.

    `noise` is the number behind float noise; `symbol` says that a piece may be a symbol of the
    source.
    """

    message: str
    hint: str = ""
    noise: str = ""
    symbol: bool = False


def tokenise(text: str, lexicon: Lexicon, style: NumberStyle) -> tuple[Token, ...] | Untokenised:
    """Split `text` into numbers and words of the lexicon, or say what is in the way."""
    if len(text) > MAX_LENGTH:
        return Untokenised(
            say(
                "{count} characters; a printed number has at most {max_length}",
                count=len(text),
                max_length=MAX_LENGTH,
            )
        )
    if text != text.strip():
        return Untokenised(say("white space before or after the text"), say("remove it"))
    text = narrowed(text)
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        at = _skip_joint(text, at, tokens)
        if run := style.run_at(text, at):
            token = _number(run, text[at : run.end], lexicon, style)
            if isinstance(token, Untokenised):
                return token
            tokens.append(token)
            at = run.end
        elif word := lexicon.at(text, at):
            tokens.append(word)
            at += len(word.text)
        else:
            return _unknown(text, at, tokens, style_hint(text, lexicon, style, at))
    return tuple(tokens)


def _skip_joint(text: str, at: int, tokens: list[Token]) -> int:
    """Step over one space, or over the hyphen of "83.21-million"."""
    if not tokens or at + 1 >= len(text):
        return at
    if text[at] in _SPACES:
        return at + 1
    adjectival = text[at] == "-" and isinstance(tokens[-1], NumberToken)
    return at + 1 if adjectival and text[at + 1].isascii() and text[at + 1].isalpha() else at


def narrowed(text: str) -> str:
    """Write full-width digits and marks as the usual ones."""
    return _WIDE_COMMA.sub(",", text).translate(_FULL_WIDTH)


def _number(
    run: NumberRun, text: str, lexicon: Lexicon, style: NumberStyle
) -> NumberToken | Untokenised:
    if not run.digits:
        return _in_no_style(text, lexicon, style)
    if len(run.digits) > MAX_DIGITS:
        return Untokenised(
            say(
                "a number of {count} characters; at most {max_digits} are read",
                count=len(run.digits),
                max_digits=MAX_DIGITS,
            )
        )
    if noise := _noise(run.digits):
        meant = style.write(noise, text)
        return Untokenised(
            say("{text} has the noise of a spreadsheet's arithmetic", text=text),
            say("most probably {meant}: type it as the source prints it", meant=meant),
            meant,
        )
    return NumberToken(run.mark, run.digits)


def _noise(digits: str) -> str:
    """Give the short number of which a text is the nearest that a float can be; empty: none.

    412.59999999999997 is what a sum gives that should be 412.6.
    """
    if not _NOISE.fullmatch(digits) or len(digits) <= _FLOAT_DIGITS:
        return ""
    value = Decimal(digits)
    short = value.quantize(
        Decimal(1).scaleb(value.adjusted() + 1 - _FEWER_DIGITS), rounding=ROUND_HALF_EVEN
    ).normalize()
    is_near = abs(value - short) <= abs(value) * Decimal(10) ** (1 - _FLOAT_DIGITS)
    return f"{short:f}" if is_near and len(short.as_tuple().digits) < _FEWER_DIGITS - 1 else ""


def _in_no_style(text: str, lexicon: Lexicon, style: NumberStyle) -> Untokenised:
    """Say of a number that it is not in the style of its source, and in which one it is."""
    message = say("{run!r} is not a number in the style {style}", run=text, style=style.code)
    if style.code == USUAL:
        message = say("{run!r} is not a number", run=text)
    hint = style_hint(text, lexicon, style)
    if not hint and style.code == USUAL:
        hint = say(
            "digits, grouped by commas in threes or not at all, then a full stop and decimals"
        )
    return Untokenised(
        message, hint or say("correct the number, or the `number_style` of its source")
    )


def style_hint(text: str, lexicon: Lexicon, style: NumberStyle, at: int = 0) -> str:
    """Name the number styles that would read the number around a place; empty: none would."""
    known = ", ".join(styles_that_read(text, lexicon.styles, style, at))
    if not known:
        return ""
    if style.code == USUAL:
        return say(
            "if the source writes numbers so, name one of these in its column `number_style` in "
            "sources.csv: {known}",
            known=known,
        )
    return say(
        "the source is said to write numbers in the style {style}, and this one is in {known}: "
        "correct the one or the other",
        style=style.code,
        known=known,
    )


def _unknown(text: str, at: int, tokens: list[Token], styles: str) -> Untokenised:
    """Name the piece that is no word of the lexicon; what a spreadsheet leaves is told as that."""
    if told := _of_a_spreadsheet(text):
        return told
    piece = re.split(r"[ 0-9]", text[at:], maxsplit=1)[0] or text[at]
    if tokens and isinstance(tokens[-1], NumberToken) and re.match(r"[eE][+\-]?[0-9]", text[at:]):
        return Untokenised(
            say("a number with an exponent"),
            say("a spreadsheet has probably rewritten it: type it as the source prints it"),
        )
    if tokens and isinstance(tokens[-1], NumberToken) and text[at + 1 : at + 2].isdecimal():
        if styles:
            return Untokenised(say("{piece!r} stands in a number", piece=text[at]), styles)
    elif piece[0] in _MINUS_ELSEWHERE:
        return Untokenised(
            say("{piece!r} is no sign of this source's numbers", piece=piece[0]),
            say(
                "if it makes the number negative, give the source a `number_style` of "
                "schemas/number_styles.csv with it under `minus` (`(` is called `parentheses`)"
            ),
            symbol=True,
        )
    name = f" ({unicodedata.name(piece, 'no name')})" if len(piece) == 1 and piece != " " else ""
    return Untokenised(
        say("{piece!r}{name} is no word of the lexicon", piece=piece, name=name),
        say(
            "write printed as the source prints it; a unit or classifier that is "
            "missing can be added to the package's lexicon (`lexicon` under `cnnic:rules` in "
            "datapackage.json)"
        ),
        symbol=True,
    )


def _of_a_spreadsheet(text: str) -> Untokenised | None:
    """Recognise what spreadsheets show in place of a number, or write before it."""
    as_printed = say("type the number as the source prints it, in a cell formatted as text")
    if text.startswith("="):
        return Untokenised(say("a formula of a spreadsheet, not a printed number"), as_printed)
    if text.startswith("'"):
        return Untokenised(say("the apostrophe by which a spreadsheet marks a text"), as_printed)
    if re.fullmatch(r"#+", text):
        return Untokenised(say("a spreadsheet's sign for a column too narrow"), as_printed)
    if re.fullmatch(r"#[A-Z0-9/]+[!?]?", text):
        return Untokenised(say("the error value of a spreadsheet's formula"), as_printed)
    return None
