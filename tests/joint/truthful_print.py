"""Truthful prints of true values: rounded, in words, in English and Chinese.

Nothing here asks the code under test what a print may mean: rounding is done on fractions, and a
word such as "nearly" is printed only where the gap is small by the table of decision 0003.
"""

from __future__ import annotations

import math
import random
from fractions import Fraction

_SCALES = {
    "en": {0: "", 3: " thousand", 6: " million", 9: " billion"},
    "zh": {0: "", 4: "万", 8: "亿"},
}
_HEADERS = {
    "en": {0: "", 4: "10,000 ", 6: "million ", 8: "100 million "},
    "zh": {0: "", 4: "万", 8: "亿"},
}
_UNITS = {
    "persons": {"en": "persons", "zh": "人"},
    "yuan": {"en": "yuan", "zh": "元"},
}
_WORDS = {
    "nearly": {"en": "nearly {}", "zh": "近{}"},
    "over": {"en": "over {}", "zh": "超过{}"},
    "at_least": {"en": "at least {}", "zh": "至少{}"},
    "at_most": {"en": "no more than {}", "zh": "不足{}"},
    "about": {"en": "about {}", "zh": "约{}"},
}


def rounded(truth: Fraction, power: int, rounding: str, dice: random.Random) -> int:
    """Give the printed number of units of 10^power."""
    scaled = truth / Fraction(10) ** power
    if rounding == "truncate" or (rounding == "unknown" and dice.random() < 0.5):
        return math.trunc(scaled)
    return math.floor(scaled + Fraction(1, 2))


def worded(
    truth: Fraction, power: int, dice: random.Random, *, percent: bool
) -> tuple[str, int] | None:
    """Give a word and a number that say the truth in the usual sense; None where none does."""
    word = dice.choice(sorted(_WORDS))
    zeros = 0 if word == "about" else dice.randint(0, 2)
    place = Fraction(10) ** (power + zeros)
    if word in {"nearly", "at_most"}:
        steps = math.ceil(truth / place)
    elif word == "about":
        steps = math.floor(truth / place + Fraction(1, 2))
    else:
        steps = math.floor(truth / place)
    value = steps * place
    gap = abs(value - truth)
    near = gap <= place / 2 and gap <= (Fraction(5) if percent else value / 5)
    return (word, steps * 10**zeros) if value and near and (not percent or value <= 100) else None


def loosely_worded(
    truth: Fraction, power: int, dice: random.Random, *, percent: bool
) -> tuple[str, int] | None:
    """Give a word that is wide of the truth, yet inside its hard margins (decision 0003)."""
    del percent
    word, low, high = dice.choice((("nearly", 0.055, 0.09), ("over", -0.19, -0.11)))
    unit = Fraction(10) ** power
    steps = round(truth * Fraction(1 + dice.uniform(low, high)) / unit)
    above = (steps * unit - truth) / (steps * unit) if steps else Fraction(-1)
    inside = 0 <= above <= Fraction(1, 10) if word == "nearly" else -Fraction(1, 4) <= above <= 0
    return (word, steps) if inside else None


def _spelt(steps: int, decimals: int, *, commas: bool = True) -> str:
    whole, rest = divmod(abs(steps), 10**decimals)
    text = f"{whole:,}" if commas else str(whole)
    return f"{text}.{rest:0{decimals}d}" if decimals else text


def count_text(
    steps: int, power: int, word: str, dice: random.Random, unit: str
) -> tuple[str, str]:
    """Write a count or an amount of money: (printed, printed unit)."""
    language = dice.choice(("en", "zh"))
    named = _UNITS[unit][language]
    in_header = dice.random() < 0.5
    scales = (_HEADERS if in_header else _SCALES)[language]
    at = dice.choice([e for e in scales if 0 <= e - power <= 4])
    number = _spelt(steps, at - power, commas=dice.random() < 0.7)
    if in_header:
        return _said(number, steps, word, language, dice), f"{scales[at]}{named}"
    space = " " if language == "en" else ""
    return _said(f"{number}{scales[at]}{space}{named}", steps, word, language, dice), ""


def percent_text(
    steps: int, power: int, word: str, dice: random.Random, *, in_points: bool
) -> tuple[str, str]:
    """Write a percentage, or percentage points: (printed, printed unit)."""
    language = dice.choice(("en", "zh"))
    number = _spelt(steps, -power)
    if in_points:
        points = {"en": " percentage points", "zh": "个百分点"}[language]
        unit = dice.choice(("", "percentage points"))
        ending = "" if unit else points
    else:
        unit = "percent"
        ending = dice.choice({"en": ("%", " percent", ""), "zh": ("%", "％", "")}[language])
    return _said(f"{number}{ending}", steps, word, language, dice), unit


def _said(text: str, steps: int, word: str, language: str, dice: random.Random) -> str:
    """Put the sign or the word before a number."""
    if word:
        return _WORDS[word][language].format(text)
    if steps < 0:
        return dice.choice(("-", {"en": "decreased by ", "zh": "下降"}[language])) + text
    return text
