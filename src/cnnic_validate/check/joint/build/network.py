"""The network of a package: variables, and the constraints that rules put on them.

A variable is a quantity in one release; the figures that print it there each give it an interval. A
constraint is one rule instance in integer coefficients, so that no coefficient is rounded when the
propagation turns it into a float.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache

from cnnic_validate.model.finding import Severity
from cnnic_validate.model.interval import ANYTHING, Interval
from cnnic_validate.model.rule import Verdict
from cnnic_validate.model.statistics import Figure, Quantity

# Integers up to 2^53 are exact in a float.
_EXACT = 2**53


@dataclass(frozen=True, slots=True)
class Variable:
    """A quantity in one release.

    `figures` print it (none: it is latent, a term that a rule uses and nobody printed); `domain` is
    the hard domain of its indicator.
    """

    quantity: Quantity
    release: str
    figures: tuple[Figure, ...] = ()
    domain: Interval = ANYTHING
    unknown_base: bool = False

    @property
    def is_latent(self) -> bool:
        """Whether nobody printed it."""
        return not self.figures


@dataclass(frozen=True, slots=True)
class Sum:
    """`low ≤ Σ coefficient · x ≤ high` with whole coefficients and bounds, infinite for none.

    `is_plain` says that all coefficients are 1 or -1.
    """

    coefficients: tuple[int, ...]
    low: float
    high: float
    is_plain: bool


@dataclass(frozen=True, slots=True)
class Ratio:
    """`scale · x0 = (offset + slope · x1) · x2` with whole numbers, `scale > 0`.

    Both ratios and growth have this form: `per · numerator = ratio · denominator` and
    `100 · now = (100 + growth) · base`.
    """

    scale: int
    offset: int
    slope: int


Form = Sum | Ratio


@dataclass(frozen=True, slots=True)
class Constraint:
    """One rule instance over variables, by their indices in the network.

    `rule` is the rule's id or implied kind; `title` says in words what is compared; `severity` is
    error for what must hold jointly, warning for what is checked alone afterwards.
    """

    rule: str
    title: str
    severity: Severity
    form: Form
    variables: tuple[int, ...]

    @property
    def is_equality(self) -> bool:
        """Whether the others leave each variable a bounded interval."""
        return isinstance(self.form, Ratio) or math.isfinite(self.form.high - self.form.low)


@dataclass(frozen=True, slots=True)
class Unevaluated:
    """A rule instance that has no constraint: its reason, and the variables that it has."""

    rule: str
    title: str
    severity: Severity
    verdict: Verdict
    reason: str
    variables: tuple[int, ...]


@dataclass(slots=True)
class Network:
    """Variables and constraints; filled once by the builders, then only read.

    `ends` holds the printed interval of each variable as floats, once `initial_box` needed them.
    """

    variables: list[Variable] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)
    unevaluated: list[Unevaluated] = field(default_factory=list)
    ends: list[tuple[float, float]] = field(default_factory=list)

    def figures(self, variables: Iterable[int]) -> Iterator[Figure]:
        """Give the figures that print the variables."""
        for index in variables:
            yield from self.variables[index].figures

    def variable_of(self) -> dict[str, int]:
        """Give the variable of each figure, by figure id."""
        return {
            figure.id: index
            for index, variable in enumerate(self.variables)
            for figure in variable.figures
        }

    def without(self, figures: Collection[str]) -> Network:
        """Give the same network, variables and constraints numbered alike, without some prints."""
        variables = [
            replace(each, figures=tuple(one for one in each.figures if one.id not in figures))
            if any(one.id in figures for one in each.figures)
            else each
            for each in self.variables
        ]
        return Network(variables, self.constraints, self.unevaluated, self.ends.copy())

    def neighbours(self, constraints: Iterable[int]) -> list[list[int]]:
        """Give for each variable the constraints, among those given, that it stands in."""
        touching: list[list[int]] = [[] for _ in self.variables]
        for index in constraints:
            for variable in self.constraints[index].variables:
                touching[variable].append(index)
        return touching

    def part(self, constraints: Sequence[int], variables: Iterable[int] = ()) -> Network:
        """Give the network of some constraints, and of variables beside theirs, indices anew.

        Constraint `i` of the part is `constraints[i]` of the whole; variables keep their order.
        """
        named = (v for index in constraints for v in self.constraints[index].variables)
        kept = sorted({*named, *variables})
        anew = {old: new for new, old in enumerate(kept)}
        return Network(
            [self.variables[old] for old in kept],
            [
                Constraint(
                    each.rule,
                    each.title,
                    each.severity,
                    each.form,
                    tuple(anew[variable] for variable in each.variables),
                )
                for each in map(self.constraints.__getitem__, constraints)
            ],
            ends=[self.ends[old] for old in kept] if self.ends else [],
        )

    def components(self, constraints: Sequence[int]) -> list[list[int]]:
        """Split constraints into sets that share no variable (union-find with path halving)."""
        parent = {v: v for index in constraints for v in self.constraints[index].variables}

        def root(node: int) -> int:
            while parent[node] != node:
                parent[node] = parent[parent[node]]
                node = parent[node]
            return node

        for index in constraints:
            first, *rest = self.constraints[index].variables
            for other in rest:
                parent[root(other)] = root(first)
        groups: dict[int, list[int]] = {}
        for index in constraints:
            groups.setdefault(root(self.constraints[index].variables[0]), []).append(index)
        return list(groups.values())


@cache
def sum_form(
    coefficients: tuple[Fraction | int, ...], low: Fraction | None, high: Fraction | None
) -> Sum:
    """Scale a linear relation to whole numbers.

    Raises:
        OverflowError: a scaled number is not exact in a float; no real rule comes near.
    """
    bounds = [end for end in (low, high) if end is not None]
    scale = math.lcm(*(Fraction(each).denominator for each in (*coefficients, *bounds)))
    whole = tuple(int(each * scale) for each in coefficients)
    _require_exact(*whole, *(int(end * scale) for end in bounds))
    return Sum(
        whole,
        -math.inf if low is None else float(low * scale),
        math.inf if high is None else float(high * scale),
        is_plain=all(abs(each) == 1 for each in whole),
    )


@cache
def ratio_form(offset: Fraction | int, slope: Fraction | int) -> Ratio:
    """Scale `x0 = (offset + slope · x1) · x2` to whole numbers.

    Raises:
        OverflowError: a scaled number is not exact in a float; no real rule comes near.
    """
    scale = math.lcm(Fraction(offset).denominator, Fraction(slope).denominator)
    whole = (scale, int(offset * scale), int(slope * scale))
    _require_exact(*whole)
    return Ratio(*whole)


def _require_exact(*numbers: int) -> None:
    if any(abs(number) > _EXACT for number in numbers):
        raise OverflowError("a coefficient of a rule has more digits than a float can hold exactly")
