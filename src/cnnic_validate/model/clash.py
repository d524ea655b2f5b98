"""What a finding of the joint check holds: data only. `render.sentences` has the words.

Numbers of a figure are in the unit in which that figure is printed, rounded outward to a decimal or
two more than it has, as `Decimal`: None is an open end.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cnnic_validate.model.naming import NamedQuantity
from cnnic_validate.model.period import Period
from cnnic_validate.model.place import Place

Bounds = tuple[Decimal | None, Decimal | None]
UNBOUNDED: Bounds = (None, None)


class Slip(StrEnum):
    """What leads from a text that was meant to the one that stands there."""

    TRANSPOSITION = "transposition"
    SUBSTITUTION = "substitution"
    DROPPED_DIGIT = "dropped-digit"
    DOUBLED_DIGIT = "doubled-digit"
    EXTRA_DIGIT = "extra-digit"
    DECIMAL_SHIFT = "decimal-shift"
    SIGN = "sign"
    UNIT = "unit"
    COPY = "copy"
    SWAP = "swap"


class Operation(StrEnum):
    """What fixes some cells: other texts, their texts exchanged, another unit of them all."""

    RETYPE = "retype"
    SWAP = "swap"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Reading:
    """A printed figure: where, of what, its text and unit verbatim, and what the print means."""

    place: Place
    quantity: NamedQuantity
    printed: str
    unit: str
    means: Bounds


@dataclass(frozen=True, slots=True)
class MeantText:
    """A text that may have been meant for one cell.

    `text` is empty where it cannot be recovered: the figure of `period` was copied. A text in
    another unit is the printed one in 10^`power` times the printed unit. `means` is its interval in
    the unit that the cell has.
    """

    text: str
    slip: Slip
    means: Bounds = UNBOUNDED
    power: int = 0
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text for each figure of a suspect, possible together.

    `probability` is among all explanations of a finding that were looked at.
    """

    texts: tuple[MeantText, ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Suspect:
    """Figures that, corrected together, make the rest consistent.

    `admissible` holds for each figure what the others leave it; `probability` is among all suspects
    of the finding; `suggestions` come most probable first.
    """

    figures: tuple[Reading, ...]
    operation: Operation
    admissible: tuple[Bounds, ...]
    probability: float
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Where its figures stand."""
        return tuple(each.place for each in self.figures)


@dataclass(frozen=True, slots=True)
class NamedRule:
    """A rule at one place: its id, and in words what it compares there."""

    rule: str
    title: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Figures that cannot all be right by some rules; none: they print one quantity.

    The tightest print comes first.
    """

    rules: tuple[NamedRule, ...]
    figures: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class FittingBase:
    """A period that a column of a share, growth or change could name for all to fit."""

    column: str
    period: Period


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Clashes that one explanation resolves.

    `unless` has the qualified figures among them, each with what its word would have to mean for
    all to fit. `is_rough` says that the contradiction shows only piece by piece: what the others
    leave a figure may then hold its print, though no value in it is possible. `beside` are the
    figures, tightest first, that are in no clash, and from which it follows all the same what the
    first suspect's others leave it.
    """

    clashes: tuple[Clash, ...]
    unless: tuple[tuple[Reading, Bounds], ...] = ()
    base: FittingBase | None = None
    is_rough: bool = False
    beside: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """What a later release prints otherwise than an earlier one, without an exemption that says so.

    `pairs` have the earlier and the later print of each quantity; `factor` is what the later are of
    the earlier where that is one for all of a series.
    """

    pairs: tuple[tuple[Reading, Reading], ...]
    releases: tuple[str, str]
    factor: Bounds | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Figures that break a rule whose breach is a warning; none is accused."""

    rule: NamedRule
    figures: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class LooseWord:
    """A qualified figure outside what its word usually means: `usual`, and what others leave it."""

    figure: Reading
    usual: Bounds
    left: Bounds


@dataclass(frozen=True, slots=True)
class UnlikelyGrowth:
    """A yearly growth of a level, in percent, outside what is plausible."""

    quantity: NamedQuantity
    figures: tuple[Reading, ...]
    growth: Bounds
    plausible: Bounds


Account = Contradiction | Revision | Disagreement | LooseWord | UnlikelyGrowth
