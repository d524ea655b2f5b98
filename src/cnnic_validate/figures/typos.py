"""What a typist may have meant: texts one slip away from a printed number, with their odds.

The slips and their shares are judgements in the order that studies of number entry agree on
(substitutions first, then transpositions, omissions and insertions: Wiseman, Cairns and Cox, "A
taxonomy of number entry error", BCS HCI 2011); docs/decisions/0008-typo-model.md has the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from cnnic_validate.model.clash import Slip
from cnnic_validate.model.statistics import PrintedNumber

# How often each slip happens among all; the rest is what no text one slip away explains.
SHARES: dict[Slip, float] = {
    Slip.SUBSTITUTION: 0.40,
    Slip.TRANSPOSITION: 0.22,
    Slip.DROPPED_DIGIT: 0.09,
    Slip.DOUBLED_DIGIT: 0.06,
    Slip.EXTRA_DIGIT: 0.03,
    Slip.DECIMAL_SHIFT: 0.07,
    Slip.SIGN: 0.02,
    Slip.UNIT: 0.05,
}
UNEXPLAINED = 1 - sum(SHARES.values())
_UNIT_POWERS = (-8, -4, -3, -2, -1, 1, 2, 3, 4, 8)
_NUMBER = re.compile("[0-9](?:[.,'\u2019 \u00a0\u2009\u202f]?[0-9])*|[.,][0-9]+")
# Scales between two pieces of one number, and a number all in Chinese with its last scale apart.
_SCALES = re.compile("[十百千万萬亿億]+")
_NUMERAL = re.compile(
    "((?:[零〇一二三四五六七八九两兩]|[十百千万萬亿億]+(?=[零〇一二三四五六七八九两兩]))+)"
)


class Meant(NamedTuple):
    """A number that may have been meant; a tuple, for every suspect makes some hundred of them.

    `digits` and `decimals` spell it (`97404`, 0); `negative` is its sign and `power` the power of
    ten by which its unit differs from the printed one; `probability` is the share of this one text
    among all slips, before any other figure is looked at.
    """

    digits: str
    decimals: int
    negative: bool
    power: int
    slip: Slip
    probability: float

    def about(self, printed: PrintedNumber) -> tuple[float, float]:
        """Give the value and the place of its last digit in units, up to the rounding of floats."""
        unit = 10.0 ** (printed.unit_mult + self.power - self.decimals)
        value = int(self.digits) * unit
        return (-value if self.negative else value), unit

    def number(self, printed: PrintedNumber) -> PrintedNumber:
        """Give the number in the terms of what is printed."""
        value = _decimal(self.digits, self.decimals)
        return replace(
            printed,
            obs_value=f"-{value}" if self.negative else value,
            unit_mult=printed.unit_mult + self.power,
            decimals=self.decimals,
        )


def meant(number: PrintedNumber) -> Iterator[Meant]:
    """Give every number one slip away from a printed one, each once for each kind of slip."""
    text = number.obs_value.lstrip("-")
    whole, _, decimals = text.partition(".")
    digits, places = whole + decimals, len(decimals)
    negative = number.obs_value.startswith("-")
    for kind, spellings in _spellings(digits, places).items():
        unlike = dict.fromkeys(each for each in spellings if each != (digits, places))
        for spelt, at in unlike:
            yield Meant(spelt, at, negative, 0, kind, SHARES[kind] / len(unlike))
    yield Meant(digits, places, not negative, 0, Slip.SIGN, SHARES[Slip.SIGN])
    for power in _UNIT_POWERS:
        yield Meant(
            digits, places, negative, power, Slip.UNIT, SHARES[Slip.UNIT] / len(_UNIT_POWERS)
        )


def _spellings(digits: str, places: int) -> dict[Slip, list[tuple[str, int]]]:
    length = len(digits)
    swapped = [digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(length - 1)]
    other = [
        digits[:i] + digit + digits[i + 1 :]
        for i in range(length)
        for digit in "0123456789"
        if digit != digits[i]
    ]
    longer = [
        (digits[:i] + digit + digits[i:], places + (i > length - places))
        for i in range(length + 1)
        for digit in "0123456789"
    ]
    shorter = [
        (digits[:i] + digits[i + 1 :], places - (i >= length - places)) for i in range(length)
    ]
    doubled = [shorter[i] for i in range(1, length) if digits[i] == digits[i - 1]]
    return {
        Slip.TRANSPOSITION: _proper((each, places) for each in swapped),
        Slip.SUBSTITUTION: _proper((each, places) for each in other),
        Slip.DROPPED_DIGIT: _proper(longer),
        Slip.DOUBLED_DIGIT: _proper(doubled),
        Slip.EXTRA_DIGIT: _proper(each for each in shorter if each not in doubled),
        Slip.DECIMAL_SHIFT: _proper(_shifts(digits, places)),
    }


def _shifts(digits: str, places: int) -> Iterator[tuple[str, int]]:
    """Move the point; zeros fill up where it leaves the digits."""
    for move in (-3, -2, -1, 1, 2, 3):
        at = places + move
        significant = digits.lstrip("0")
        if at < 0:
            yield significant + "0" * -at, 0
        else:
            yield significant.rjust(at + 1, "0"), at


def _proper(spellings: Iterator[tuple[str, int]] | list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Keep what nobody would write otherwise: no zeros before the units, at least one digit."""
    return [
        (digits, places)
        for digits, places in spellings
        if digits and places >= 0 and len(digits) > places and not _is_padded(digits, places)
    ]


def _is_padded(digits: str, places: int) -> bool:
    return len(digits) > places + 1 and digits.startswith("0")


def _decimal(digits: str, places: int) -> str:
    return f"{digits[: len(digits) - places]}.{digits[-places:]}" if places else digits


def spelt_like(printed: str, each: Meant, number: PrintedNumber) -> str:
    """Write a meant number with the words, signs and marks of the printed text.

    Pieces of one number (11亿7,296万, 一万五千亿) are written as one, in the scale of the last.

    Args:
        printed: the printed text.
        each: what may have been meant.
        number: what the text was read as; it tells the decimal mark from those of groups.
    """
    runs = list(_NUMBER.finditer(printed))
    text = _decimal(each.digits, each.decimals)
    if not runs:
        numeral = _NUMERAL.search(printed)
        return printed.replace(numeral[1], text, 1) if numeral else printed
    first, last = runs[0], runs[0]
    for run in runs[1:]:
        if _SCALES.fullmatch(printed, last.end(), run.start()):
            last = run
    places = len(number.obs_value.partition(".")[2])
    text = _marked(text, last[0] if last is not first else first[0], places)
    before = printed[: first.start()]
    if each.slip == Slip.SIGN:
        # A sign word such as 下降 says the same as the sign, so it goes with it.
        before = "-" if each.negative else ""
    return f"{before}{text}{printed[last.end() :]}"


def _marked(text: str, like: str, places: int) -> str:
    """Write a decimal text with the marks of a number that has `places` decimals."""
    marks = [mark for mark in like if not mark.isdecimal()]
    point = like[-places - 1] if places and len(like) > places else "."
    groups = marks[:-1] if places and marks else marks
    if not places and point in groups:
        point = "," if groups[0] == "." else "."
    whole, _, rest = text.partition(".")
    if groups:
        whole = f"{int(whole):,}".replace(",", groups[0])
    return f"{whole}{point}{rest}" if rest else whole
