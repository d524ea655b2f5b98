"""The definitions that figures are read against: read into values, and checked with each other."""

from cnnic_validate.check.definitions.catalogue import read_statistics
from cnnic_validate.check.definitions.lint import lint_rules, vacuous_rules
from cnnic_validate.check.definitions.rules import check_rules

__all__ = ["check_rules", "lint_rules", "read_statistics", "vacuous_rules"]
