"""Random honest releases: true values first, then truthful prints of them.

Nothing here asks the code under test what a print may mean: rounding is done on fractions, and a
word such as "nearly" is printed only where the gap is small by the table of decision 0003.
"""

from __future__ import annotations

import datetime
import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from cnnic_validate.model.interval import ANYTHING, Interval
from cnnic_validate.model.statistics import (
    TOTAL,
    Breakdown,
    Indicator,
    Partition,
    Source,
    Statistics,
)
from tests.joint.builder import Book

YEARS = (2022, 2023, 2024)
_PERCENT = Interval(Fraction(0), Fraction(100))
_POSITIVE = Interval(Fraction(0), None)
# Ratios: numerator, denominator, how the denominator's breakdown follows.
_RATIOS = {
    "usage_rate": ("shoppers", "users", "same"),
    "penetration": ("users", "population", "same"),
    "structure": ("users", "users", "total"),
    "profile": ("shoppers", "shoppers", "without:area"),
    "spending": ("revenue", "shoppers", "same"),
}
_ADDITIVE = ("population", "users", "shoppers", "revenue")
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


@dataclass(frozen=True, slots=True)
class Fact:
    """What a release states: a measure of an indicator; growth and change are on `year - 1`."""

    indicator: str
    measure: str
    breakdown: str
    year: int
    source: str
    cites: str = ""


@dataclass(slots=True)
class World:
    """Definitions, and the true value of each cell: (indicator, year) -> (area, age) -> value."""

    statistics: Statistics
    areas: dict[str, tuple[str, ...]]
    ages: tuple[str, ...]
    based_on: dict[int, int]
    cells: dict[tuple[str, int], dict[tuple[str, str], int]] = field(default_factory=dict)

    def leaves(self, area: str) -> Iterator[str]:
        """Give the areas that `area` consists of."""
        inner = self.areas.get(area)
        if inner is None:
            yield area
        else:
            for each in inner:
                yield from self.leaves(each)

    def level(self, indicator: str, breakdown: str, year: int) -> Fraction:
        """Give a true level."""
        if indicator in _RATIOS:
            return self._ratio(indicator, breakdown, year)
        codes = [] if breakdown == TOTAL else breakdown.split("+")
        area = next((each for each in codes if each.startswith("a")), TOTAL)
        ages = [each for each in codes if each.startswith("o")] or self.ages or ("",)
        cells = self.cells[indicator, year]
        return Fraction(sum(cells[leaf, age] for leaf in self.leaves(area) for age in ages))

    def _ratio(self, indicator: str, breakdown: str, year: int) -> Fraction:
        numerator, denominator, reference = _RATIOS[indicator]
        base = {"same": breakdown, "total": TOTAL}.get(reference)
        if base is None:
            base = "+".join(each for each in breakdown.split("+") if each.startswith("o")) or TOTAL
        top = self.level(numerator, breakdown, year)
        bottom = self.level(denominator, base, self.base_year(indicator, year))
        return (1 if indicator == "spending" else 100) * top / bottom

    def base_year(self, indicator: str, year: int) -> int:
        """Give the year of the population that a rate divides by."""
        return self.based_on[year] if indicator == "penetration" else year

    def truth(self, fact: Fact) -> Fraction:
        """Give the true value of what a fact states."""
        now = self.level(fact.indicator, fact.breakdown, fact.year)
        if fact.measure == "level":
            return now
        before = self.level(fact.indicator, fact.breakdown, fact.year - 1)
        return now - before if fact.measure == "change" else 100 * (now / before - 1)

    def breakdowns(self) -> list[str]:
        """Give all breakdowns."""
        areas = ["", *sorted({each for parts in self.areas.values() for each in parts})]
        return ["+".join(filter(None, pair)) or TOTAL for pair in product(areas, ("", *self.ages))]


@dataclass(frozen=True, slots=True)
class Row:
    """One print: the arguments of `Book.add`, and the true value."""

    arguments: dict[str, str]
    truth: Fraction


@dataclass(slots=True)
class Release:
    """Printed figures and, by figure id, the true values."""

    book: Book
    rows: list[Row]
    truths: dict[str, Fraction]

    def retyped(self, texts: dict[int, str]) -> Release:
        """Give the release with other texts in some rows, by position."""
        rows = [
            Row({**row.arguments, "printed": texts.get(at, row.arguments["printed"])}, row.truth)
            for at, row in enumerate(self.rows)
        ]
        return _written(self.book.statistics, rows)


def _written(statistics: Statistics, rows: list[Row]) -> Release:
    book = Book(statistics)
    return Release(book, rows, {book.add(**row.arguments): row.truth for row in rows})


def random_release(dice: random.Random, *, loose: bool = False) -> Release:
    """Give a random honest release with its predecessor and what it cites.

    Args:
        dice: the only source of chance.
        loose: use words more freely than is usual, so that warnings are due; still no error.
    """
    world = _world(dice)
    facts = list(dict.fromkeys(_facts(world, dice)))
    rows = []
    usual_unit = dice.choice((0, 0, 3, 4, 4, 6))
    for fact in facts:
        prints = 1 + (dice.random() < 0.12)
        rows += [_print(world, fact, dice, usual_unit, loose=loose) for _ in range(prints)]
    dice.shuffle(rows)
    return _written(world.statistics, rows)


def _world(dice: random.Random) -> World:
    areas = _areas(dice)
    ages = tuple(f"o{i}" for i in range(dice.choice((0, 0, 2, 3))))
    based_on = {year: max(YEARS[0], year - dice.randint(0, 1)) for year in YEARS}
    world = World(_statistics(areas, ages, dice), areas, ages, based_on)
    size = 10 ** dice.randint(1, 8)
    leaves = list(product(world.leaves(TOTAL), ages or ("",)))
    for leaf in leaves:
        population = dice.randint(size, 10 * size)
        rate, use, spent = dice.uniform(0.1, 0.9), dice.uniform(0.05, 1), dice.uniform(1, 5000)
        for year in YEARS:
            people = round(population * dice.uniform(0.97, 1.03))
            users = max(1, int(0.94 * population * rate * dice.uniform(0.9, 1)))
            shoppers = max(1, int(users * use * dice.uniform(0.7, 1)))
            revenue = round(shoppers * spent * dice.uniform(0.8, 1.2))
            for code, value in zip(_ADDITIVE, (people, users, shoppers, revenue), strict=True):
                world.cells.setdefault((code, year), {})[leaf] = value
    return world


def _areas(dice: random.Random) -> dict[str, tuple[str, ...]]:
    """Give a tree of areas, one to three levels deep."""
    areas: dict[str, tuple[str, ...]] = {}
    parent = TOTAL
    for _ in range(dice.randint(1, 3)):
        stem = "a" if parent == TOTAL else parent
        areas[parent] = tuple(f"{stem}{i}" for i in range(dice.randint(2, 3)))
        parent = dice.choice(areas[parent])
    return areas


def _statistics(
    areas: dict[str, tuple[str, ...]], ages: tuple[str, ...], dice: random.Random
) -> Statistics:
    breakdowns = [Breakdown(TOTAL, "", "", "Total", "合计")]
    for parent, parts in areas.items():
        breakdowns += [Breakdown(each, "area", parent, each, each) for each in parts]
    breakdowns += [Breakdown(each, "age", TOTAL, each, each) for each in ages]
    partitions = [
        Partition(f"areas of {of}", _ADDITIVE, of, parts, "all") for of, parts in areas.items()
    ]
    if ages:
        partitions.append(Partition("ages", _ADDITIVE, TOTAL, ages, "all"))
    return Statistics(
        {each.code: each for each in _indicators(dice)},
        {each.code: each for each in breakdowns},
        {each.id: each for each in _sources(dice)},
        {},
        {each.id: each for each in partitions},
    )


def _indicators(dice: random.Random) -> Iterator[Indicator]:
    quantum = dice.choice((None, Fraction(1)))
    for code in _ADDITIVE:
        is_flow = code == "revenue"
        yield Indicator(
            code,
            "flow" if is_flow else "stock",
            "period" if is_flow else "point",
            "yuan" if is_flow else "persons",
            "t",
            code,
            code,
            "NBS" if code == "population" else "CNNIC",
            _POSITIVE,
            ANYTHING,
            quantum=None if is_flow else quantum,
        )
    for code, (numerator, denominator, reference) in _RATIOS.items():
        is_mean = code == "spending"
        yield Indicator(
            code,
            "mean" if is_mean else "ratio",
            "period" if is_mean else "point",
            "yuan" if is_mean else "percent",
            "t",
            code,
            code,
            "CNNIC",
            _POSITIVE if is_mean else _PERCENT,
            ANYTHING,
            numerator=numerator,
            denominator=denominator,
            denominator_breakdown=reference,
            per=Fraction(1 if is_mean else 100),
        )


def _sources(dice: random.Random) -> Iterator[Source]:
    for year in YEARS:
        published = datetime.date(year + 1, 1, 17)
        for stem, agency in (("c", "CNNIC"), ("n", "NBS")):
            rounding = dice.choice(("nearest",) * 4 + ("truncate",))
            name = f"{stem}{year}"
            yield Source(name, "release", agency, name, name, published, rounding)
    day = datetime.date(2025, 1, 20)
    yield Source("edition", "release", "CNNIC", "e", "e", day, "nearest", edition_of="c2024")
    yield Source("press", "press", "Daily", "press", "press", day, "unknown")


def _facts(world: World, dice: random.Random) -> Iterator[Fact]:
    """State the terms of a few identities, now and then one of them left out."""
    missing = dice.choice((0.0, 0.1, 0.25))
    for _ in range(dice.randint(1, 5)):
        year = dice.choice(YEARS[1:])
        for fact in _identity(world, dice, year):
            if dice.random() < missing:
                continue
            yield fact
            if dice.random() < 0.08:
                yield Fact(fact.indicator, fact.measure, fact.breakdown, fact.year, *_again(fact))


def _again(fact: Fact) -> tuple[str, str]:
    """Repeat a fact: in an edition, a later release, or a newspaper that cites the first."""
    if fact.source == "c2024":
        return ("edition", "") if fact.indicator == "users" else ("press", "c2024")
    if fact.source in {"c2022", "c2023"}:
        return "c2024", ""
    return "press", fact.source


def _identity(world: World, dice: random.Random, year: int) -> list[Fact]:
    home = f"c{year}"
    breakdown = dice.choice(world.breakdowns())
    shape = dice.choice(("sum", "sum", "ratio", "ratio", "growth", "change", "points", "shares"))
    if shape == "sum":
        code = dice.choice(_ADDITIVE)
        when = dice.choice((year, year - 1))
        source = f"n{when}" if code == "population" else home
        return [Fact(code, "level", each, when, source) for each in _family(world, dice)]
    if shape == "shares":
        whole, *parts = _family(world, dice)
        code = dice.choice(("structure", "profile"))
        return [Fact(code, "level", each, year, home) for each in (whole, *parts)]
    if shape == "ratio":
        return _ratio_terms(world, dice.choice(sorted(_RATIOS)), breakdown, year, home)
    if shape == "points":
        code = dice.choice(("usage_rate", "penetration", "structure"))
        earlier = dice.choice((home, f"c{year - 1}"))
        return [
            Fact(code, "change", breakdown, year, home),
            *_ratio_terms(world, code, breakdown, year, home),
            *_ratio_terms(world, code, breakdown, year - 1, earlier)[: dice.randint(1, 3)],
        ]
    code = dice.choice(("users", "shoppers", "revenue", "spending"))
    earlier = dice.choice((home, f"c{year - 1}"))
    return [
        Fact(code, shape, breakdown, year, home),
        Fact(code, "level", breakdown, year, home),
        dice.choice(
            (
                Fact(code, "level", breakdown, year - 1, earlier),
                Fact(code, "growth" if shape == "change" else "change", breakdown, year, home),
            )
        ),
    ]


def _family(world: World, dice: random.Random) -> list[str]:
    """Give a whole and its parts, perhaps within a class of the other dimension."""
    if world.ages and dice.random() < 0.3:
        area = dice.choice(["", *world.areas[TOTAL]])
        return ["+".join(filter(None, (area, age))) or TOTAL for age in ("", *world.ages)]
    age = dice.choice(["", *world.ages])
    of, parts = dice.choice(sorted(world.areas.items()))
    return [
        "+".join(filter(None, (area, age))) or TOTAL for area in ("" if of == TOTAL else of, *parts)
    ]


def _ratio_terms(world: World, code: str, breakdown: str, year: int, home: str) -> list[Fact]:
    numerator, denominator, reference = _RATIOS[code]
    base = {"same": breakdown, "total": TOTAL}.get(reference)
    if base is None:
        base = "+".join(each for each in breakdown.split("+") if each.startswith("o")) or TOTAL
    when = world.base_year(code, year)
    source = f"n{when}" if denominator == "population" else home
    return [
        Fact(code, "level", breakdown, year, home),
        Fact(numerator, "level", breakdown, year, home),
        Fact(denominator, "level", base, when, source),
    ]


def _print(world: World, fact: Fact, dice: random.Random, usual_unit: int, *, loose: bool) -> Row:
    truth = world.truth(fact)
    kind = world.statistics.indicators[fact.indicator]
    percent = fact.measure == "growth" or kind.kind == "ratio"
    if percent or kind.kind == "mean":
        power = -dice.randint(0, 2)
    elif dice.random() < 0.6:
        power = usual_unit
    else:
        magnitude = len(str(int(abs(truth))))
        power = min(8, max(0, magnitude - dice.randint(2, 7)))
    word, steps = "", _rounded(truth, power, world.statistics.sources[fact.source].rounding, dice)
    if fact.measure != "change" and truth > 0 and dice.random() < (0.5 if loose else 0.15):
        choose = _loosely_worded if loose and not percent else _worded
        word, steps = choose(truth, power, dice, percent=percent) or (word, steps)
    if percent:
        text, unit = _percent_text(fact, steps, power, word, dice, kind.kind)
    else:
        text, unit = _count_text(steps, power, word, dice, kind.unit_measure)
    return Row(_arguments(world, fact, text, unit, dice), truth)


def _rounded(truth: Fraction, power: int, rounding: str, dice: random.Random) -> int:
    """Give the printed number of units of 10^power."""
    scaled = truth / Fraction(10) ** power
    if rounding == "truncate" or (rounding == "unknown" and dice.random() < 0.5):
        return math.trunc(scaled)
    return math.floor(scaled + Fraction(1, 2))


def _worded(
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


def _loosely_worded(
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


def _count_text(
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


def _percent_text(
    fact: Fact, steps: int, power: int, word: str, dice: random.Random, kind: str
) -> tuple[str, str]:
    """Write a percentage, or percentage points: (printed, printed unit)."""
    language = dice.choice(("en", "zh"))
    number = _spelt(steps, -power)
    if fact.measure == "change" and kind == "ratio":
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


def _arguments(
    world: World, fact: Fact, text: str, unit: str, dice: random.Random
) -> dict[str, str]:
    kind = world.statistics.indicators[fact.indicator]
    ending = "" if kind.time == "period" else "-12"
    refers = fact.measure != "level"
    out = {
        "indicator": fact.indicator,
        "printed": text,
        "unit": unit,
        "breakdown": fact.breakdown,
        "at": f"{fact.year}{ending}",
        "measure": fact.measure,
        "ref": f"{fact.year - 1}{ending}" if refers else "",
        "source": fact.source,
        "cites": fact.cites,
    }
    if kind.kind == "ratio" and dice.random() < 0.85:
        out["base"] = f"{world.base_year(fact.indicator, fact.year)}-12"
        if refers:
            out["ref_base"] = f"{world.base_year(fact.indicator, fact.year - 1)}-12"
    return out


def releases(seeds: Iterable[int], *, loose: bool = False) -> Iterator[Release]:
    """Give one random release a seed."""
    for seed in seeds:
        yield random_release(random.Random(seed), loose=loose)
