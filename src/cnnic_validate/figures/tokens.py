"""Printed text to tokens: numbers and words of the lexicon, nothing else.

The number grammar is the strict one of printed tables: Western digits, thousands grouped by commas
in threes or not at all, a full stop before decimals, a sign mark only where it touches the number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from cnnic_validate.figures.lexicon import Lexicon, Word
from cnnic_validate.message import say

MAX_LENGTH = 100
MAX_DIGITS = 30
_RUN = re.compile(r"([+\-−]?)([0-9.,]*[0-9][0-9.,]*)")
# Full-width digits, full stop, percent and signs; a full-width comma stands between numbers.
_FULL_WIDTH = re.compile("[\uff10-\uff19\uff0e\uff05\uff0b\uff0d]")
_PLAIN = re.compile(r"(?:(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.[0-9]+)?|\.[0-9]+)")


@dataclass(frozen=True, slots=True)
class NumberToken:
    """A number as printed: `mark` is its sign mark, `digits` has no commas and a leading zero."""

    mark: str
    digits: str


Token = NumberToken | Word


@dataclass(frozen=True, slots=True)
class Untokenised:
    """What could not be split, and what may help."""

    message: str
    hint: str = ""


def tokenise(text: str, lexicon: Lexicon) -> tuple[Token, ...] | Untokenised:
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
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        at = _skip_joint(text, at, tokens)
        if found := _RUN.match(text, at):
            token = _number(found[1], found[2])
            if isinstance(token, Untokenised):
                return token
            tokens.append(token)
            at = found.end()
        elif word := lexicon.at(text, at):
            tokens.append(word)
            at += len(word.text)
        else:
            return _unknown(text, at, tokens)
    return tuple(tokens)


def _skip_joint(text: str, at: int, tokens: list[Token]) -> int:
    """Step over one space, or over the hyphen of "83.21-million"."""
    if not tokens or at + 1 >= len(text):
        return at
    if text[at] == " ":
        return at + 1
    adjectival = text[at] == "-" and isinstance(tokens[-1], NumberToken)
    return at + 1 if adjectival and text[at + 1].isascii() and text[at + 1].isalpha() else at


def _number(mark: str, run: str) -> NumberToken | Untokenised:
    if not _PLAIN.fullmatch(run):
        return Untokenised(
            say("{run!r} is not a number", run=run),
            say("digits, grouped by commas in threes or not at all, then a full stop and decimals"),
        )
    digits = run.replace(",", "")
    if len(digits) > MAX_DIGITS:
        return Untokenised(
            say(
                "a number of {count} characters; at most {max_digits} are read",
                count=len(digits),
                max_digits=MAX_DIGITS,
            )
        )
    return NumberToken(mark, "0" + digits if digits.startswith(".") else digits)


def _unknown(text: str, at: int, tokens: list[Token]) -> Untokenised:
    """Name the piece that is no word of the lexicon."""
    piece = re.split(r"[ 0-9]", text[at:], maxsplit=1)[0] or text[at]
    if tokens and isinstance(tokens[-1], NumberToken) and re.match(r"[eE][+\-]?[0-9]", text[at:]):
        return Untokenised(
            say("a number with an exponent"),
            say("a spreadsheet has probably rewritten it: type it as the source prints it"),
        )
    if _FULL_WIDTH.search(piece):
        plain = unicodedata.normalize("NFKC", text)
        return Untokenised(
            say("{piece!r} has full-width characters", piece=piece),
            say("write it as {plain}", plain=plain),
        )
    name = f" ({unicodedata.name(piece, 'no name')})" if len(piece) == 1 and piece != " " else ""
    return Untokenised(
        say("{piece!r}{name} is no word of the lexicon", piece=piece, name=name),
        say(
            "write printed as the source prints it; a unit or classifier that is "
            "missing can be added to the package's lexicon (`lexicon` under `cnnic:rules` in "
            "datapackage.json)"
        ),
    )
