"""What the other figures say about a figure, and how well they check it."""

from __future__ import annotations

from dataclasses import dataclass

from cnnic_validate.model.clash import Bounds
from cnnic_validate.model.naming import NamedQuantity
from cnnic_validate.model.place import Place
from cnnic_validate.model.rule import RuleInstance


@dataclass(frozen=True, slots=True)
class Print:
    """A figure as printed, and what its print means.

    `means` is the interval of true values in the unit of its own print.
    """

    figure: str
    source: str
    printed: str
    printed_unit: str
    means: Bounds
    place: Place


@dataclass(frozen=True, slots=True)
class Freedom:
    """How far one figure could move unnoticed while all others stay as they are.

    All numbers are in the unit of the figure's own print, None where there is no bound.
    `allowed` is the interval that the others leave its true value; `readings` the
    lowest and the highest number that could stand there, printed to the same place, without an
    error (None: no number printed so fits); `fits` is whether what is printed lies between them;
    `share` is the larger distance to them relative to the printed number: 0 where it does not fit
    and is noticed already, None where there is no bound or a printed 0 could move. The intervals
    enclose: what lies outside is certain to be noticed.
    """

    allowed: Bounds
    readings: Bounds | None
    fits: bool
    share: float | None


@dataclass(frozen=True, slots=True)
class Checkability:
    """How well one figure is checked.

    `is_checked` is whether the other figures bound it at all; `rules` counts the rule instances
    that were judged and in which it takes part; `freedom` is None where the other figures cannot
    all be right even without it: an error says so.
    """

    figure: Print
    is_checked: bool
    rules: int
    freedom: Freedom | None


@dataclass(frozen=True, slots=True)
class OtherVintage:
    """The value of a quantity in one release: every print of it."""

    release: str
    prints: tuple[Print, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One figure among all others.

    `quantity` names what the figure is about, `release` whose value it is; `repeats` are
    the other prints of that value; `vintages` its values in other releases, earliest first;
    `instances` are the rule instances in which the figure takes part.
    """

    quantity: NamedQuantity
    release: str
    checkability: Checkability
    repeats: tuple[Print, ...]
    vintages: tuple[OtherVintage, ...]
    instances: tuple[RuleInstance, ...]


@dataclass(frozen=True, slots=True)
class Verifiability:
    """The figures of a release, or of the package where `release` is empty, least checked first.

    Unchecked figures come first, then those that could move furthest for their size.
    """

    package: str
    release: str
    figures: tuple[Checkability, ...]

    @property
    def unchecked(self) -> int:
        """How many figures the others do not bound."""
        return sum(not each.is_checked for each in self.figures)
