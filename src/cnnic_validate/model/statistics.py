"""The statistics of a package: what is measured, broken down how, printed by whom.

All of it is read from `indicators.csv`, `breakdowns.csv`, `sources.csv`, `exemptions.csv` and
`partitions.yaml`; DESIGN terms: section 3 of the data model in the README.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

from cnnic_validate.model.interval import Interval
from cnnic_validate.model.period import Period
from cnnic_validate.model.place import Place

Kind = Literal["stock", "flow", "mean", "ratio", "difference", "rank"]
Measure = Literal["level", "growth", "change"]
# `nearest`, `truncate`, `unknown`, `random:b` or `perturbed:k`.
Rounding = str
Identity = Literal["growth", "change", "ratio", "partition", "revision"]
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured.

    `numerator_breakdown` and `denominator_breakdown` are `same`, `total`, `without:DIMENSION` or a
    breakdown code. `per` scales a ratio (100 for percent). `quantum` is 1 for things counted one by
    one. `bounds` are the hard domain of a level; `growth` the plausible yearly growth in percent.
    """

    code: str
    kind: Kind
    time: Literal["point", "period"]
    unit_measure: str
    topic: str
    title_en: str
    title_zh: str
    agency: str
    bounds: Interval
    growth: Interval
    numerator: str = ""
    numerator_breakdown: str = "same"
    denominator: str = ""
    denominator_breakdown: str = "same"
    per: Fraction = Fraction(1)
    quantum: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A class of a dimension; `parent` is the class it is part of, `total` at the top."""

    code: str
    dimension: str
    parent: str
    title_en: str
    title_zh: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document that prints figures; `edition_of` names the release it is an edition of.

    `number_style` and `symbols` are codes of the lexicon, empty where it writes numbers as most do
    and has no symbols. `obs_status` holds of all its figures that have none of their own. Its
    fiscal year begins in the month `year_start`, 1 for the calendar's.
    """

    id: str
    kind: Literal["release", "press", "database"]
    agency: str
    title_en: str
    title_zh: str
    published: datetime.date | None
    rounding: Rounding
    edition_of: str = ""
    url: str = ""
    number_style: str = ""
    symbols: str = ""
    obs_status: str = ""
    year_start: int = 1


@dataclass(frozen=True, slots=True)
class Exemption:
    """A lasting fact about a figure that exempts from identities."""

    code: str
    exempts: frozenset[Identity]
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Partition:
    """Breakdowns `parts` that add up to `of`, for stocks and flows `indicators`."""

    id: str
    indicators: tuple[str, ...]
    of: str
    parts: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Statistics:
    """All definitions that figures are read against, each mapping in file order by code.

    `dimension_order` ranks the dimensions in the order in which `breakdowns` first names them.
    """

    indicators: Mapping[str, Indicator]
    breakdowns: Mapping[str, Breakdown]
    sources: Mapping[str, Source]
    exemptions: Mapping[str, Exemption]
    partitions: Mapping[str, Partition]
    dimension_order: Mapping[str, int] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Rank the dimensions once: every composite code is ordered by them."""
        dimensions = dict.fromkeys(each.dimension for each in self.breakdowns.values())
        ranks = {dimension: rank for rank, dimension in enumerate(dimensions)}
        object.__setattr__(self, "dimension_order", ranks)

    def dimension(self, code: str) -> str:
        """Give the dimension of one breakdown code; empty for `total`."""
        return self.breakdowns[code].dimension if code != TOTAL else ""


@lru_cache(maxsize=256)
def power_of_ten(exponent: int) -> Fraction:
    """Give a power of ten, exact."""
    return Fraction(10) ** exponent


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """What the parser reads in a printed text: SDMX terms.

    The value is `obs_value · 10^unit_mult`; `obs_value` is decimal text with its zeros kept;
    `decimals` are the decimals of `obs_value` as printed (negative: a coarse round number);
    `unit_measure` is the unit that the text or its unit names, empty where it names none.

    `upper` is the upper end where the qualifier is `between`, likewise. `obs_status` and
    `conf_status` are what symbols beside the number say, `compares` what its words say that it
    compares with (`year`, `previous`).
    """

    obs_value: str
    unit_mult: int
    decimals: int
    qualifier: str
    unit_measure: str = ""
    upper: str = ""
    obs_status: str = ""
    conf_status: str = ""
    compares: str = ""

    @property
    def value(self) -> Fraction:
        """The value in units."""
        whole, _, decimals = self.obs_value.partition(".")
        return int(whole + decimals) * power_of_ten(self.unit_mult - len(decimals))

    @property
    def upper_value(self) -> Fraction:
        """The upper end of a range in units."""
        return Fraction(self.upper) * power_of_ten(self.unit_mult)

    @property
    def unit(self) -> Fraction:
        """The printed unit u = 10^(unit_mult - decimals): the place of the last printed digit."""
        return power_of_ten(self.unit_mult - self.decimals)


class Quantity(NamedTuple):
    """What a figure is about, whoever printed it: the key of a vintage, hence a tuple."""

    indicator: str
    breakdown: str
    time_period: Period
    denominator_period: Period | None
    measure: Measure
    reference_period: Period | None
    reference_denominator_period: Period | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed number, read: a row of `observations.csv`.

    `hard` is the interval whose leaving is an error, `soft` the one whose leaving is a warning,
    both in units of `unit_measure` (not scaled), cut at the indicator's domain.
    """

    id: str
    quantity: Quantity
    printed: str
    printed_unit: str
    number: PrintedNumber
    hard: Interval
    soft: Interval
    exemption: str
    obs_status: str
    source: str
    cites: str
    locator: str
    place: Place
    conf_status: str = ""

    @property
    def is_qualified(self) -> bool:
        """Whether a word such as "nearly" stands before the number."""
        return bool(self.number.qualifier)


@dataclass(frozen=True, slots=True)
class MissingFigure:
    """A quantity that its source says it has no value of: a row whose print is a symbol.

    `obs_status` and `conf_status` say why.
    """

    id: str
    quantity: Quantity
    printed: str
    obs_status: str
    conf_status: str
    source: str
    cites: str
    locator: str
    place: Place
