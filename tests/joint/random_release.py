"""Random honest releases: true values first, then truthful prints of them.

What is drawn: a world of cells in a tree of areas and perhaps of ages, over three years; then the
terms of a few identities on it, as several sources print them.
"""

from __future__ import annotations

import datetime
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
from tests.joint.truthful_print import (
    count_text,
    loosely_worded,
    percent_text,
    rounded,
    worded,
)

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
    word, steps = "", rounded(truth, power, world.statistics.sources[fact.source].rounding, dice)
    if fact.measure != "change" and truth > 0 and dice.random() < (0.5 if loose else 0.15):
        choose = loosely_worded if loose and not percent else worded
        word, steps = choose(truth, power, dice, percent=percent) or (word, steps)
    if percent:
        in_points = fact.measure == "change" and kind.kind == "ratio"
        text, unit = percent_text(steps, power, word, dice, in_points=in_points)
    else:
        text, unit = count_text(steps, power, word, dice, kind.unit_measure)
    return Row(_arguments(world, fact, text, unit, dice), truth)


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
