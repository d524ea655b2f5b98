"""One order of findings and rule instances for every format."""

from __future__ import annotations

from collections.abc import Iterable

from cnnic_validate.model.finding import SEVERITIES, Finding
from cnnic_validate.model.rule import RuleInstance


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings: errors first, new before known, then as they stand in the files."""
    return sorted(
        findings,
        key=lambda each: (
            SEVERITIES.index(each.severity),
            each.known,
            each.place,
            each.code,
            each.rule,
            each.message,
        ),
    )


def instances_in_order(instances: Iterable[RuleInstance]) -> list[RuleInstance]:
    """Sort rule instances by rule, then by the figures that take part."""
    return sorted(
        instances, key=lambda each: (each.rule, each.figures, each.title, each.verdict, each.reason)
    )
