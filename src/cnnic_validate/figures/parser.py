"""Printed text to number: a strict grammar over the lexicon, never a guess.

::

    printed  = [comparison] {qualifier | sign} [unit before] NUMBER
               [q] [scale] [q] [classifier] [unit] [q] [comparison]
    unit     = [1, 10, 100, 1,000, '000, 10^6 …] [scale] [classifier] [unit] [scale]

with at most one qualifier (`q` is one that follows, such as 左右), one sign word and one comparison
(同比). NUMBER is one number or the pieces of one (11亿7,296万: see `compounds`), and `unit` may be
set in parentheses or divided by a comma: crowns (millions). A scale in
`printed` wins over that of `printed_unit`, must equal it where both name one, and is never applied
twice.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from cnnic_validate.figures.compounds import joined_pieces
from cnnic_validate.figures.lexicon import Lexicon, Word
from cnnic_validate.figures.styles import USUAL, NumberStyle
from cnnic_validate.figures.tokens import (
    NumberToken,
    Token,
    Untokenised,
    narrowed,
    style_hint,
    tokenise,
)
from cnnic_validate.message import say
from cnnic_validate.model.statistics import Kind, Measure, PrintedNumber

PERCENT, POINTS = "percent", "percentage_points"
# The value of a word such as 持平.
_NO_GROWTH = f"0 0 {PERCENT}"
_UNSCALED = frozenset({PERCENT, POINTS, "per_mille", "rank"})

Code = Literal["printed", "scale", "unit"]

# One letter a token: q qualifier, s sign, p unit before, N number, Q qualifier after, k scale,
# c classifier, u unit, r comparison.
_PRINTED = re.compile(r"r?(?:qs?|sq?)?p?NQ?k?Q?c?u?Q?r?")
_UNIT = re.compile(r"N?k?c?u?|c?uk")
_POWER_OF_TEN = re.compile(r"1(0*)")
# What stands for a power of ten in the head of a table, and around a unit there.
_THOUSANDS = re.compile(r"(?<![0-9,.])['\u2018\u2019]?000(?:['\u2019]?s)?(?=\s|\Z)")
_EXPONENT = re.compile(r"10(?:\^([0-9]{1,2})|([\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{1,2}))")
_HEADED = re.compile(r"(?:\(?单位|\(?單位|\(?unit)[:\uff1a] ?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text is no number: `code` is the code of the finding, `message` what was seen.

    `noise` is the number that a spreadsheet's arithmetic made unreadable; `symbol` says that what
    was seen may be a symbol of the source.
    """

    code: Code
    message: str
    hint: str = ""
    noise: str = ""
    symbol: bool = False


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a text says of scale and unit. `code` is empty where no unit is named."""

    scale: int | None = None
    code: str = ""
    power: int = 0
    classified: bool = False


def parse(
    printed: str,
    printed_unit: str,
    *,
    measure: Measure,
    kind: Kind,
    lexicon: Lexicon,
    style: NumberStyle | None = None,
) -> PrintedNumber | Unreadable:
    """Read one printed number.

    Args:
        printed: the number as printed, with its words.
        printed_unit: the unit of the table header or sentence, empty where `printed` has one.
        measure: growth must be in percent, a level takes no sign word.
        kind: a change of a ratio must be in percentage points, a rank improves downwards.
        lexicon: the words that may stand in either text.
        style: how the source writes numbers; None: as most in English do.

    Returns:
        The number, exact, its `unit_measure` empty where only a classifier or a scale was named; or
        why it cannot be read. Never raises, whatever the texts.
    """
    try:
        style = style or lexicon.styles[USUAL]
        return _parsed(printed, printed_unit, measure, kind, lexicon, style)
    except _RefusedError as refused:
        return refused.why


class _RefusedError(Exception):
    """Unwinds the parser; never leaves this module."""

    def __init__(
        self, code: Code, message: str, hint: str = "", noise: str = "", *, symbol: bool = False
    ) -> None:
        super().__init__(message)
        self.why = Unreadable(code, message, hint, noise, symbol)


def _parsed(
    printed: str,
    printed_unit: str,
    measure: Measure,
    kind: Kind,
    lexicon: Lexicon,
    style: NumberStyle,
) -> PrintedNumber:
    tokens = tokenise(printed, lexicon, style)
    if isinstance(tokens, Untokenised):
        raise _RefusedError(
            "printed", tokens.message, tokens.hint, tokens.noise, symbol=tokens.symbol
        )
    tokens = _without_growth(joined_pieces(tokens, lexicon), measure, kind)
    _refuse_disorder("".join(map(_letter, tokens)), style_hint(printed, lexicon, style))
    inner = _unit_of(tokens)
    unit = _merged(inner, _printed_unit(printed_unit, lexicon))
    _refuse_unfit(unit, inner, measure, kind)
    return _number(tokens, unit, negative=_is_negative(tokens, measure, kind))


def _without_growth(tokens: tuple[Token, ...], measure: Measure, kind: Kind) -> tuple[Token, ...]:
    """Read 持平, said of the change of a ratio, as no points."""
    if measure != "change" or kind != "ratio":
        return tokens
    return tuple(
        replace(each, value=f"0 0 {POINTS}")
        if isinstance(each, Word) and each.role == "number" and each.value == _NO_GROWTH
        else each
        for each in tokens
    )


def _letter(token: Token) -> str:
    if isinstance(token, NumberToken) or token.role == "number":
        return "N"
    if token.role == "qualifier":
        return "Q" if token.after else "q"
    if token.role == "unit":
        return "u" if token.after else "p"
    return {"sign": "s", "scale": "k", "classifier": "c", "comparison": "r"}[token.role]


def _refuse_disorder(letters: str, styles: str) -> None:
    """Refuse tokens that are not one number with its words in their order."""
    if "N" not in letters:
        raise _RefusedError(
            "printed", say("no number"), say("copy the number as the source prints it")
        )
    if letters.count("N") > 1:
        raise _RefusedError(
            "printed",
            say("more than one number"),
            styles
            or say(
                "one row holds one printed number; the mark between the ends of a range belongs "
                "in the source's table of symbols"
            ),
            symbol=True,
        )
    if letters.count("k") > 1:
        raise _RefusedError("scale", say("a scale twice"), say("one number has one scale"))
    if letters.lower().count("q") > 1:
        raise _RefusedError(
            "printed",
            say("more than one qualifier"),
            say("copy the number as the source prints it"),
        )
    if letters.count("s") > 1:
        raise _RefusedError(
            "printed",
            say("more than one sign word"),
            say("copy the number as the source prints it"),
        )
    if not _PRINTED.fullmatch(letters):
        raise _RefusedError(
            "printed",
            say("the words stand in an order that no number has"),
            say("copy the number as the source prints it"),
        )


def _unit_of(tokens: tuple[Token, ...]) -> _Unit:
    """Give scale and unit that the tokens name."""
    unit = _Unit()
    for token in tokens:
        if isinstance(token, NumberToken):
            continue
        if token.role == "scale":
            unit = _Unit(int(token.value), unit.code, unit.power, unit.classified)
        elif token.role == "classifier":
            unit = _Unit(unit.scale, unit.code, unit.power, classified=True)
        elif named := _named_unit(token):
            if unit.code and unit.code != named[0]:
                raise _RefusedError(
                    "unit", say("two units: {code} and {named}", code=unit.code, named=named[0])
                )
            unit = _Unit(unit.scale, named[0], unit.power + named[1], unit.classified)
    return unit


def _named_unit(word: Word) -> tuple[str, int] | None:
    """Give the unit code of a unit word or of "half", and the power of ten that a unit carries."""
    parts = word.value.split()
    if word.role == "unit":
        return parts[0], int(parts[1]) if len(parts) > 1 else 0
    if word.role == "number" and len(parts) > 1:
        return parts[2], 0
    return None


@lru_cache(maxsize=1024)
def _printed_unit(text: str, lexicon: Lexicon) -> _Unit:
    """Read `printed_unit`: "100 million persons" is a scale of 8 and persons.

    Remembered, for a table has one unit for many numbers.
    """
    tokens = tokenise(_plain_unit(text), lexicon, lexicon.styles[USUAL])
    if isinstance(tokens, Untokenised):
        raise _RefusedError(
            "unit",
            say("printed_unit {text!r}: {message}", text=text, message=tokens.message),
            tokens.hint,
        )
    if not _UNIT.fullmatch("".join(map(_letter, tokens))):
        raise _RefusedError(
            "unit",
            say("printed_unit {text!r} is no unit", text=text),
            say(
                "a power of ten, a scale and a unit, such as 10,000 persons, million yuan, 亿元, %"
            ),
        )
    unit = _unit_of(tokens)
    if not tokens:
        return unit
    first = tokens[0]
    if isinstance(first, Word):
        if first.role == "number":
            raise _no_power(text)
        return unit
    power = _POWER_OF_TEN.fullmatch(first.digits)
    if not power or first.mark:
        raise _no_power(text)
    return _Unit(len(power[1]) + (unit.scale or 0), unit.code, unit.power, unit.classified)


def _plain_unit(text: str) -> str:
    """Write a unit of a table's head as the grammar has it: crowns (millions), '000 crowns."""
    if text != text.strip():
        return text
    plain = _HEADED.sub("", narrowed(text))
    plain = _THOUSANDS.sub("1000", plain)
    plain = _EXPONENT.sub(lambda found: "1" + "0" * int(_low(found[1] or found[2])), plain)
    plain = re.sub(r"[()]|, (?=\D)|,(?=\D)", " ", plain)
    return re.sub(r"\s+", " ", plain).strip()


def _low(digits: str) -> str:
    return unicodedata.normalize("NFKC", digits)


def _no_power(text: str) -> _RefusedError:
    return _RefusedError(
        "unit",
        say("printed_unit {text!r} begins with a number that is no power of ten", text=text),
        say("printed_unit is the unit of the header or sentence, without the number itself"),
    )


def _merged(inner: _Unit, outer: _Unit) -> _Unit:
    """Join what `printed` and `printed_unit` say; the scale of `printed` wins and must agree."""
    if None not in (inner.scale, outer.scale) and inner.scale != outer.scale:
        raise _RefusedError(
            "scale",
            say(
                "printed has a scale of 10^{scale}, printed_unit one of 10^{outer_scale}",
                scale=inner.scale,
                outer_scale=outer.scale,
            ),
            say("printed_unit must name the same scale or none"),
        )
    code = _common(inner.code, outer.code)
    if code is None:
        raise _RefusedError(
            "unit",
            say(
                "printed is in {code}, printed_unit says {outer_code}",
                code=inner.code,
                outer_code=outer.code,
            ),
        )
    scale = inner.scale if inner.scale is not None else outer.scale
    if scale is not None and code in _UNSCALED:
        raise _RefusedError(
            "scale",
            say("a scale of 10^{scale} of {code}", scale=scale, code=code),
            say("{code} takes no scale", code=code),
        )
    if inner.code and outer.power not in {0, inner.power}:
        raise _RefusedError("scale", say("printed_unit counts in tens, printed names its own unit"))
    classified = inner.classified or outer.classified
    if scale is None and not code and not classified:
        raise _RefusedError(
            "unit",
            say("neither printed nor printed_unit names a unit"),
            say("give the unit of the table header or sentence in printed_unit"),
        )
    return _Unit(scale, code, inner.power if inner.code else outer.power, classified)


def _common(inner: str, outer: str) -> str | None:
    """Give the one unit that both mean, the more specific one where one is part of the other.

    "2.6 hours" below a header "hours per week" is in hours_per_week; a gap printed "23.9%" below
    "percentage points" is in percentage points.
    """
    if inner == outer or not inner or not outer:
        return inner or outer
    if is_same_unit(inner, outer) or (inner, outer) == (PERCENT, POINTS):
        return outer
    return inner if is_same_unit(outer, inner) else None


def is_same_unit(read: str, expected: str) -> bool:
    """Whether a text in unit `read` fits `expected`: equal, or `expected` is it per something."""
    return read == expected or expected.startswith(f"{read}_per_")


def _refuse_unfit(unit: _Unit, inner: _Unit, measure: Measure, kind: Kind) -> None:
    """Refuse a unit that cannot be that of such a measure."""
    if measure == "growth" and unit.code != PERCENT:
        raise _RefusedError(
            "unit",
            say("growth is in percent, this is in {code}", code=unit.code or "things counted"),
            say("a difference in units or percentage points is a change, not growth"),
        )
    if measure == "change" and kind == "ratio" and PERCENT in (unit.code, inner.code):
        raise _RefusedError(
            "unit",
            say("a change of a ratio is in percentage points, this is in percent"),
            say("if the source means relative growth, the measure is growth"),
        )
    if unit.code == POINTS and (
        (measure == "level" and kind != "difference")
        or (inner.code == PERCENT and (measure, kind) != ("level", "difference"))
    ):
        raise _RefusedError(
            "unit",
            say("percentage points are for changes of ratios and for differences of two ratios"),
        )


def _is_negative(tokens: tuple[Token, ...], measure: Measure, kind: Kind) -> bool:
    """Whether the number is negative, from its mark or its sign word."""
    mark = next((each.mark for each in tokens if isinstance(each, NumberToken)), "")
    word = next((each for each in tokens if isinstance(each, Word) and each.role == "sign"), None)
    compared = next((each for each in tokens if _letter(each) == "r"), None)
    if measure == "level":
        if word or compared or mark == "+":
            seen = next((each.text for each in (word, compared) if isinstance(each, Word)), mark)
            raise _RefusedError(
                "printed",
                say("{seen!r} is said of growth or change, and the measure is level", seen=seen),
                say("correct the measure, or leave the word out where it is no part of the number"),
            )
        return bool(mark)
    if word and mark:
        raise _RefusedError(
            "printed", say("a sign twice: {text!r} and {mark!r}", text=word.text, mark=mark)
        )
    if kind != "rank" or measure == "growth":
        return word.value.startswith("minus") if word else mark == "-"
    direction = word.value.split()[1:] if word else []
    if not direction:
        raise _RefusedError(
            "printed",
            say("a change of a rank without a word for better or worse"),
            say(
                "with the word of the source (up, 提升, down, 下降): an improvement reads as "
                "negative"
            ),
        )
    return direction == ["rank-minus"]


def _number(tokens: tuple[Token, ...], unit: _Unit, *, negative: bool) -> PrintedNumber:
    digits, power = "", unit.power
    qualifier = compares = ""
    for token in tokens:
        if isinstance(token, NumberToken):
            digits = token.digits
        elif token.role == "number":
            parts = token.value.split()
            digits = parts[0]
            power += int(parts[1]) if len(parts) > 1 else 0
        elif token.role == "qualifier":
            qualifier = token.value.replace("none", "")
        elif token.role == "comparison":
            compares = token.value
    return PrintedNumber(
        obs_value=f"-{digits}" if negative else digits,
        unit_mult=(unit.scale or 0) + power,
        decimals=len(digits.partition(".")[2]),
        qualifier=qualifier,
        unit_measure=unit.code,
        compares=compares,
    )
