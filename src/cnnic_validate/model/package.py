"""Data Package v2 descriptors as typed values: package, resource, Table Schema.

Terms and defaults follow the Data Package Standard v2 (Table Schema, Table Dialect).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

Bound = int | Decimal | str
# The property of a descriptor that lists the names of agencies.
AGENCIES_PROPERTY = "cnnic:agencies"


@dataclass(frozen=True, slots=True)
class Constraints:
    """Field constraints; None or False is absent. Bounds are typed as the field's values are."""

    required: bool = False
    unique: bool = False
    minimum: Bound | None = None
    maximum: Bound | None = None
    exclusive_minimum: Bound | None = None
    exclusive_maximum: Bound | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    enum: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a Table Schema; `raw` keeps the descriptor for what is not modelled."""

    name: str
    type: str = "any"
    format: str = "default"
    title: str = ""
    description: str = ""
    missing_values: tuple[str, ...] | None = None
    constraints: Constraints = Constraints()
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns `fields` whose values, where none is missing, must stand in `reference_fields`.

    `resource` is empty for a reference to the same table.
    """

    fields: tuple[str, ...]
    resource: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A Table Schema: the authority on what a table may hold."""

    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    missing_values: tuple[str, ...] = ("",)
    fields_match: str = "exact"

    def field(self, name: str) -> Field | None:
        """Give the field of that name, or None."""
        return next((each for each in self.fields if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Resource:
    """A tabular data resource; `path` is relative to the package, as is `schema_path`."""

    name: str
    path: str
    schema: TableSchema
    schema_path: str = ""
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class RuleFiles:
    """Where a package keeps its rules, relative to it; empty where it has none.

    Read from the descriptor's property `cnnic:rules`.
    """

    partitions: str = ""
    rules: str = ""
    waivers: str = ""
    lexicon: str = ""
    number_styles: str = ""
    symbols: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """Give the files that there are."""
        named = (self.partitions, self.rules, self.waivers, *self.tables.values())
        return tuple(filter(None, named))

    @property
    def tables(self) -> dict[str, str]:
        """Give the files, by role, that say how printed texts are read; empty where none is."""
        return {
            "lexicon": self.lexicon,
            "number_styles": self.number_styles,
            "symbols": self.symbols,
        }


@dataclass(frozen=True, slots=True)
class Package:
    """A data package: `root` is its folder, `descriptor_path` how a person would name its file.

    `agencies` are the names that its sources and indicators may give to an agency; empty: any.
    """

    root: Path
    descriptor_path: str
    name: str
    title: str
    version: str
    resources: tuple[Resource, ...]
    rule_files: RuleFiles = RuleFiles()
    agencies: tuple[str, ...] = ()

    def resource(self, name: str) -> Resource | None:
        """Give the resource of that name, or None."""
        return next((each for each in self.resources if each.name == name), None)
