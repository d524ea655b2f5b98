"""Rules, waivers and the verdicts on rule instances."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from cnnic_validate.message import say
from cnnic_validate.model.expression import Expression, NormalForm
from cnnic_validate.model.finding import Severity
from cnnic_validate.model.statistics import Measure, Partition

Verdict = Literal["passed", "failed", "waived", "not applicable", "not evaluated", "undecided"]
VERDICTS: tuple[Verdict, ...] = (
    "passed",
    "failed",
    "waived",
    "not applicable",
    "not evaluated",
    "undecided",
)

# The rules that need no declaration: the data model implies them. Their ids are taken.
IMPLIED_RULES: tuple[str, ...] = (
    "ratio",
    "growth",
    "change",
    "partition",
    "part-whole",
    "repeat",
    "revision",
    "plausible-growth",
    "soft-interval",
)


@dataclass(frozen=True, slots=True)
class RowRule:
    """A condition on the columns of one row of one resource."""

    id: str
    resource: str
    text: str
    condition: Expression
    title: str
    severity: Severity
    why: str
    applies: Expression | None = None


@dataclass(frozen=True, slots=True)
class Each:
    """What a figure rule is repeated over: parts of a partition or indicators of a topic."""

    name: Literal["breakdown", "indicator"]
    group: Literal["partition", "topic"]
    argument: str


@dataclass(frozen=True, slots=True)
class FigureRule:
    """A relation among quantities in normal form, without tolerances: precision is in print."""

    id: str
    text: str
    form: NormalForm
    title: str
    severity: Severity
    why: str
    measures: tuple[Measure, ...] = ("level",)
    each: Each | None = None
    applies: Expression | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A temporary permission for named figures or rules to break what they break."""

    id: str
    figures: tuple[str, ...]
    rules: tuple[str, ...]
    why: str
    owner: str
    until: datetime.date

    def covers(self, rule: str, figures: Collection[str]) -> bool:
        """Whether it permits a breach of `rule` by these figures: both as far as it names them."""
        by_rule = not self.rules or rule in self.rules
        by_figure = not self.figures or not set(self.figures).isdisjoint(figures)
        return by_rule and by_figure

    @property
    def reason(self) -> str:
        """What a waived instance says of it."""
        return say("waiver {id} until {until}: {why}", id=self.id, until=self.until, why=self.why)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why published figures are no longer in the package."""

    id: str
    figures: tuple[str, ...]
    why: str


PolicyLevel = Literal["error", "warning", "info", "off"]
# How severe a breach of the revision policy is, by finding code, where `policy:` says nothing.
POLICY_DEFAULTS: Mapping[str, PolicyLevel] = {
    "undeclared-revision": "error",
    "undeclared-withdrawal": "error",
    "version-bump": "error",
    "lost-check": "error",
    "headline-value": "error",
}


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All that a package declares besides its Table Schemas."""

    row_rules: tuple[RowRule, ...] = ()
    figure_rules: tuple[FigureRule, ...] = ()
    partitions: Mapping[str, Partition] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    policy: Mapping[str, PolicyLevel] = field(default_factory=lambda: dict(POLICY_DEFAULTS))


@dataclass(frozen=True, slots=True)
class RuleInstance:
    """The verdict on one rule at one place.

    `rule` is the id of the rule or, for what the model implies, its kind (`ratio`, `growth`,
    `change`, `partition`, `part-whole`, `repeat`, `revision`); `title` says in words what was
    compared; `figures` are the ids of the printed figures that take part; `reason` says why it was
    waived, not applicable, not evaluated or undecided.
    """

    rule: str
    title: str
    verdict: Verdict
    severity: Severity
    figures: tuple[str, ...] = ()
    reason: str = ""
