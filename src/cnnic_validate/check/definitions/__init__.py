"""The definitions that figures are read against: read into values, and checked with each other."""

from cnnic_validate.check.definitions.agencies import agency_findings
from cnnic_validate.check.definitions.catalogue import late_sources, read_statistics
from cnnic_validate.check.definitions.lint import lint_rules, vacuous_rules
from cnnic_validate.check.definitions.rules import check_rules

__all__ = [
    "agency_findings",
    "check_rules",
    "late_sources",
    "lint_rules",
    "read_statistics",
    "vacuous_rules",
]
