"""What the check of a package is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cnnic_validate.errors import Fault
from cnnic_validate.figures import Lexicon
from cnnic_validate.model.package import Package
from cnnic_validate.model.rule import RuleSet
from cnnic_validate.table import Table

OBSERVATIONS = "observations"


@dataclass(frozen=True, slots=True)
class Inputs:
    """A package as loaded: what is judged, and what it is judged by.

    `tables` holds the table of each resource that could be read, by resource name; `faults` says
    what could not be read. `incoming` is a release file, judged as part of the package, and
    `source` the source of its rows that name none. `to_nearest` are sources that are taken to round
    to nearest, whatever they say; `changed` the ids of the figures that differ from the base of a
    change: they are the likelier culprits.
    """

    package: Package
    rules: RuleSet
    lexicon: Lexicon
    tables: Mapping[str, Table]
    incoming: Table | None = None
    source: str = ""
    faults: tuple[Fault, ...] = ()
    to_nearest: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
