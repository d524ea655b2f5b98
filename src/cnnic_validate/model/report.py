"""The outcome of a validation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from cnnic_validate.errors import Fault
from cnnic_validate.model.diff import DefinitionChange
from cnnic_validate.model.finding import SEVERITIES, Finding, Severity
from cnnic_validate.model.loss import Loss
from cnnic_validate.model.picture import Excerpt, Picture
from cnnic_validate.model.rule import VERDICTS, RuleInstance, Verdict
from cnnic_validate.model.version import Comparison


@dataclass(frozen=True, slots=True)
class TableCount:
    """How many rows of a resource were read, from where."""

    resource: str
    path: str
    rows: int


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A part of what was given that no check looked at, and why: never to be read as passed.

    `resource` is empty where no resource declares what lies at `path`.
    """

    resource: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class RowRuleCount:
    """How many rows of its resource passed, failed, or could not be judged by one row rule."""

    rule: str
    title: str
    severity: Severity
    passed: int
    failed: int
    not_evaluated: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a validation found.

    `judged` names what was judged; `tables` the tables read; `figures` counts the figures read,
    `unread` the rows that an error kept from being read as figures, `missing` holds the ids of
    those that say that there is no value, and `unchecked` of the figures that no rule bounds;
    `release` holds the ids of those in the release files judged; `instances` are the figure-rule
    instances; `faults` are documents that could not be judged (exit 3), `not_judged` what no check
    looked at; `rules_from` names where rules and schemas were read from; `pictures` and `excerpts`
    show conflicts and rows where they were asked for; `against` names the base that it was compared
    with, empty where there was none; `changes` is what differs from it in how figures are judged;
    `comparisons` have all that differs, one for each package judged. `is_first`: the base has no
    package yet, so that all is new and judged by its own rules; `losses` are the checks, values and
    digits of the base that it has no more.
    """

    judged: str
    tables: tuple[TableCount, ...] = ()
    row_rules: tuple[RowRuleCount, ...] = ()
    figures: int = 0
    unread: int = 0
    missing: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    release: tuple[str, ...] = ()
    instances: tuple[RuleInstance, ...] = ()
    findings: tuple[Finding, ...] = ()
    faults: tuple[Fault, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()
    rules_from: str = ""
    pictures: tuple[Picture, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    against: str = ""
    changes: tuple[DefinitionChange, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    is_first: bool = False
    losses: tuple[Loss, ...] = ()

    @property
    def rows(self) -> int:
        """Rows read in all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def unchecked_of_release(self) -> tuple[str, ...]:
        """The figures of the release files that no rule bounds."""
        own = frozenset(self.release)
        return tuple(each for each in self.unchecked if each in own)

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """How many rule instances got each verdict; every verdict is a key."""
        counted = Counter(instance.verdict for instance in self.instances)
        return {verdict: counted[verdict] for verdict in VERDICTS}

    @property
    def severities(self) -> dict[Severity, int]:
        """How many findings of each severity, repeats counted; every severity is a key."""
        counted: Counter[Severity] = Counter()
        for finding in self.findings:
            counted[finding.severity] += finding.count
        return {severity: counted[severity] for severity in SEVERITIES}

    @property
    def news(self) -> Report:
        """The same without the findings that the base had already."""
        return replace(self, findings=tuple(each for each in self.findings if not each.known))

    @property
    def valid(self) -> bool:
        """Whether everything could be judged and no finding is an error."""
        return not self.faults and not self.severities["error"]
