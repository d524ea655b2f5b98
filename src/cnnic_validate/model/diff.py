"""What differs between two states of a package, complete enough to make the new from the old.

A diff is of two packages or of two revisions of one. Everything in it is text as it stands in the
files; None in place of a text means that there is nothing, which is not the same as an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from cnnic_validate.model.interval import Interval
from cnnic_validate.model.naming import with_unit

Cells = tuple[str, ...]
Nature = Literal["added", "removed", "changed"]
Standing = Literal["base", "later", "used"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)

OBSERVATIONS = "observations"
# Resources whose rows are definitions: they say how figures are read and judged.
DEFINING = ("exemptions", "indicators", "breakdowns", "sources", "labels")
# Columns of theirs that only describe: no figure is judged by them.
DESCRIBING = frozenset(
    {
        "title",
        "title_en",
        "title_zh",
        "definition",
        "why",
        "why_zh",
        "bounds_why",
        "url",
        "edition",
        "published_evidence",
    }
)
# How many definitions of a kind, in words: of one, and of another number (`message.say_n`).
COUNTS: Mapping[str, tuple[str, str]] = {
    "row rule": ("{number:,} row rule", "{number:,} row rules"),
    "figure rule": ("{number:,} figure rule", "{number:,} figure rules"),
    "partition": ("{number:,} partition", "{number:,} partitions"),
    "waiver": ("{number:,} waiver", "{number:,} waivers"),
    "withdrawal": ("{number:,} withdrawal", "{number:,} withdrawals"),
    "policy": ("{number:,} policy", "{number:,} policies"),
    "word": ("{number:,} word", "{number:,} words"),
    "number style": ("{number:,} number style", "{number:,} number styles"),
    "symbol": ("{number:,} symbol", "{number:,} symbols"),
    "schema": ("{number:,} schema", "{number:,} schemas"),
    "exemption": ("{number:,} exemption", "{number:,} exemptions"),
    "indicator": ("{number:,} indicator", "{number:,} indicators"),
    "breakdown": ("{number:,} breakdown", "{number:,} breakdowns"),
    "agency": ("{number:,} agency", "{number:,} agencies"),
    "source": ("{number:,} source", "{number:,} sources"),
    "label": ("{number:,} label", "{number:,} labels"),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One named text before and after; None: not there."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that was added (`old` is None), removed (`new` is None) or changed.

    `key` holds the texts of the table's key columns; `nth` counts rows with the same key, from 1.
    `old` and `new` are whole rows under the headers of the two tables, lines are physical ones (0
    where there is no such row).
    """

    key: Cells
    nth: int
    old: Cells | None
    new: Cells | None
    old_line: int = 0
    new_line: int = 0

    @property
    def nature(self) -> Nature:
        """What happened to the row."""
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"


@dataclass(frozen=True, slots=True)
class TableDiff:
    """The rows of one resource that differ.

    `key` names the columns that tell rows apart: the primary key where `keyed`; otherwise all
    columns that both tables have, so that whole rows are compared as a multiset. `path` is how a
    person names the newer file. A header is empty where there is no table. `reordered`: rows that
    both have stand in another order. `rows` holds changed rows in the new order, then removed ones
    in the old order, then added ones in the new order.
    """

    resource: str
    path: str
    key: Cells
    keyed: bool
    old_header: Cells
    new_header: Cells
    old_rows: int
    new_rows: int
    rows: tuple[RowChange, ...]
    reordered: bool = False

    def edits(self, row: RowChange) -> tuple[Edit, ...]:
        """Name the cells of a row that differ, in the order of the new header, then the old one."""
        if row.old and row.new and _same_columns(self.old_header, self.new_header):
            cells = zip(self.new_header, row.old, row.new, strict=True)
            return tuple(Edit(name, old, new) for name, old, new in cells if old != new)
        was = dict(zip(self.old_header, row.old or (), strict=False))
        now = dict(zip(self.new_header, row.new or (), strict=False))
        names = dict.fromkeys((*self.new_header, *self.old_header))
        return tuple(
            Edit(name, was.get(name), now.get(name))
            for name in names
            if was.get(name) != now.get(name)
        )

    def judges(self, row: RowChange) -> bool:
        """Whether a change of this row changes how figures that were there are judged."""
        if self.resource not in DEFINING:
            return False
        if row.nature == "added":  # a new indicator judges new figures only, not so an exemption
            return self.resource == "exemptions"
        return any(each.name not in DESCRIBING for each in self.edits(row))

    def count(self, nature: Nature) -> int:
        """Count the rows to which this happened."""
        return sum(row.nature == nature for row in self.rows)

    @property
    def differs(self) -> bool:
        """Whether anything about the rows differs."""
        return bool(self.rows) or self.reordered or self.old_header != self.new_header


@lru_cache(maxsize=16)
def _same_columns(old: Cells, new: Cells) -> bool:
    """Whether two headers are one, each name standing once; remembered for a table's many rows."""
    return old == new and len(set(new)) == len(new)


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """A resource that was added, removed, renamed (`old_name` is set) or described anew.

    `edits` are the properties of the resource's descriptor that differ, its schema left out.
    """

    name: str
    nature: Literal["added", "removed", "renamed", "changed"]
    old_name: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One change of a Table Schema.

    `field` is empty for the schema as a whole (order of fields, keys); `what` names the property
    (`field`, `order`, `type`, `minimum`, `primaryKey`, `title`). `effect` says what it does to
    tables: `breaking` (other columns or other values), `tighter` (some table that was valid may no
    longer be; also where that cannot be told), `looser`, or `none` (descriptions).
    """

    resource: str
    field: str
    what: str
    effect: Literal["breaking", "tighter", "looser", "none"]
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class DefinitionChange:
    """A rule, partition, waiver, exemption, word or another definition that differs.

    `kind` is in words (`figure rule`, `waiver`); `edits` hold every field where it was added or
    removed, else the fields that differ. `standing` says what it does in judging the change itself:
    it counts as it was in the `base`, it is an addition that is `used` at once, or one that would
    widen what is let through and counts `later`, once it is in the base.
    """

    kind: str
    id: str
    nature: Nature
    edits: tuple[Edit, ...]
    standing: Standing = "base"


Relation = Literal["refined", "compatible", "contradicted", "equal", "moved", "unread"]
RELATIONS: tuple[Relation, ...] = (
    "contradicted",
    "moved",
    "unread",
    "compatible",
    "refined",
    "equal",
)


@dataclass(frozen=True, slots=True)
class PrintReading:
    """A printed text with its unit and the interval it stands for (None: not read, or unread)."""

    printed: str
    printed_unit: str
    interval: Interval | None = None

    @property
    def text(self) -> str:
        """The print with its unit; empty where nothing is printed."""
        return with_unit(self.printed, self.printed_unit)


@dataclass(frozen=True, slots=True)
class Subject:
    """Which figure, as its row says: as it is or, where it was withdrawn, as it was."""

    id: str
    indicator: str
    breakdown: str
    time_period: str
    measure: str
    source: str


@dataclass(frozen=True, slots=True)
class FigureChange:
    """What happened to one published figure.

    `nature` is `described` where only what is said about it differs, its number does not.
    `relation`, of a revised figure only, compares the intervals of true values: `refined`, the new
    one lies inside the old; `compatible`, they overlap; `contradicted`, they have no point in
    common; `equal`; `moved`, the figure is now about another quantity; `unread`, one of the two
    cannot be read. `row` is its row in the table of observations and `edits` the cells that differ,
    empty for a figure that was added or withdrawn.
    """

    subject: Subject
    nature: Literal["added", "withdrawn", "revised", "described"]
    row: RowChange
    old: PrintReading | None
    new: PrintReading | None
    relation: Relation | None = None
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that differs between two states of a package.

    `old` and `new` name the two as a person would. `metadata` are the properties of the descriptor
    other than its resources; `definitions` the entries of the rule files; `tables` one for every
    resource that either has, also where no row differs; `figures` say what the rows of the table of
    observations mean.
    """

    old: str
    new: str
    old_version: str
    new_version: str
    metadata: tuple[Edit, ...] = ()
    resources: tuple[ResourceChange, ...] = ()
    schemas: tuple[SchemaChange, ...] = ()
    definitions: tuple[DefinitionChange, ...] = ()
    tables: tuple[TableDiff, ...] = ()
    figures: tuple[FigureChange, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything differs."""
        return bool(
            self.metadata
            or self.resources
            or self.schemas
            or self.definitions
            or any(table.differs for table in self.tables)
        )

    def table(self, resource: str) -> TableDiff | None:
        """Give the table of that resource, or None."""
        return next((each for each in self.tables if each.resource == resource), None)

    @property
    def gate_changes(self) -> tuple[DefinitionChange, ...]:
        """Everything that changes how figures are judged: what a reviewer must see first.

        Entries of the rule files, constraints and keys, exemptions, and what is not mere
        description in the rows of indicators, breakdowns and sources that were there before.
        """
        return (*self.definitions, *self._schema_changes(), *self._rows_of_definitions())

    def _schema_changes(self) -> Iterator[DefinitionChange]:
        for each in self.schemas:
            if each.effect != "none":
                nature: Nature = "changed"
                if each.what == "field":
                    nature = "added" if each.old is None else "removed"
                place = f"{each.resource}.{each.field}" if each.field else each.resource
                edit = Edit(each.what, each.old, each.new)
                yield DefinitionChange("schema", place, nature, (edit,))

    def _rows_of_definitions(self) -> Iterator[DefinitionChange]:
        for name in DEFINING:
            table = self.table(name)
            for row in table.rows if table else ():
                if table and table.judges(row):
                    yield _row_of_definition(table, row)

    @property
    def additions(self) -> tuple[DefinitionChange, ...]:
        """Indicators, breakdowns and sources that are new, and what they say."""
        return tuple(
            _row_of_definition(table, row)
            for name in DEFINING
            if (table := self.table(name)) is not None
            for row in table.rows
            if row.nature == "added" and not table.judges(row)
        )


def _row_of_definition(table: TableDiff, row: RowChange) -> DefinitionChange:
    kind = {"exemptions": "exemption"}.get(table.resource, table.resource.removesuffix("s"))
    return DefinitionChange(kind, " ".join(row.key), row.nature, table.edits(row))
