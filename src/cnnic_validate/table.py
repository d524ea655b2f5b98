"""Tables as re-iterable batches of text cells that know their physical lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from cnnic_validate import files
from cnnic_validate.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive rows of a table, as text.

    `rows[i]` has as many cells as the header; it starts on physical line `lines[i]` and is data row
    `numbers[i]` (1 is the first below the header; a row that could not be split has no place here,
    so numbers may skip).
    """

    rows: tuple[tuple[str, ...], ...]
    lines: Sequence[int]
    numbers: Sequence[int]


@dataclass(frozen=True)
class TextBatch:
    """A batch as the text of its records, which every reader of CSV splits alike.

    It is UTF-8 without NUL; cells are separated by commas and records ended by LF or CRLF; a quote
    stands only around a cell, or doubled in one, and nowhere at all where it is not `quoted`; every
    record has the cells of the header.
    """

    text: bytes
    quoted: bool
    lines: Sequence[int]
    numbers: Sequence[int]

    @cached_property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells, as in a `Batch`; a blank line is one empty cell."""
        with cell_limit():
            reader = csv.reader(io.StringIO(self.text.decode(), newline=""), strict=True)
            return tuple(tuple(cells) or ("",) for cells in reader)


class cell_limit:  # noqa: N801 - reads as the context manager it is
    """Set the csv module's limit, which is global, while records are being split."""

    __slots__ = ("before",)

    def __enter__(self) -> None:
        self.before = csv.field_size_limit(files.CELL_CHARACTERS)

    def __exit__(self, *_: object) -> None:
        csv.field_size_limit(self.before)


class Table(Protocol):
    """A table that can be read again and again.

    `path` is how a person names the file; `header` the column names as printed, empty where the
    file has none; `faults` are findings of the reader itself (bytes, quotes, ragged rows): of a
    table that is not held in memory they are known once it was gone through, which asking for them
    does where nobody else did. Going through such a table raises `UnreadableError` past a limit,
    and where the file has changed.
    """

    @property
    def path(self) -> str: ...  # noqa: D102

    @property
    def header(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def faults(self) -> tuple[Finding, ...]: ...  # noqa: D102

    def batches(self) -> Iterator[Batch | TextBatch]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Record:
    """One row by column name, with where it stands."""

    values: dict[str, str]
    line: int
    row: int

    def __getitem__(self, column: str) -> str:
        """Give the cell; empty where the table has no such column."""
        return self.values.get(column, "")


def records(table: Table) -> Iterator[Record]:
    """Give every row of `table` as a record; of two columns of one name, the first is read."""
    header = table.header
    first = {name: at for at, name in reversed(list(enumerate(header)))}
    for batch in table.batches():
        for cells, line, number in zip(batch.rows, batch.lines, batch.numbers, strict=True):
            if len(first) < len(header):
                values = {name: cells[at] for name, at in first.items()}
            else:
                values = dict(zip(header, cells, strict=True))
            yield Record(values, line, number)


@dataclass(frozen=True, slots=True)
class HeldTable:
    """A table whose rows are held in memory."""

    path: str
    header: tuple[str, ...]
    faults: tuple[Finding, ...]
    held: Batch

    def batches(self) -> Iterator[Batch]:
        """Give all rows at once."""
        yield self.held
