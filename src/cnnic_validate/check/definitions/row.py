"""One row of a catalogue, read cell by cell; what is wrong becomes a finding at its cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cnnic_validate.message import say
from cnnic_validate.model import lexical
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.place import Place
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.table import Record

# A larger or smaller magnitude is no statistic, and its exact fraction may not fit in memory.
_MAGNITUDE = 300


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A record, the file it stands in, the value of its key, and where its findings go."""

    record: Record
    path: str
    key: str
    findings: list[Finding]

    def __getitem__(self, column: str) -> str:
        """Give the cell; empty where the table has no such column."""
        return self.record[column]

    def note(self, column: str, message: str, hint: str = "") -> None:
        """Report a definition that is wrong."""
        place = Place(self.path, self.record.line, self.record.row, column, self.key)
        value = shown(self[column])
        self.findings.append(Finding("definition", "error", message, place, value=value, hint=hint))


def keyed_rows(
    table: Iterable[Record], path: str, key: str, findings: list[Finding]
) -> dict[str, CatalogueRow]:
    """Give the rows of a table by the value of column `key`; a second row of a key is reported."""
    rows: dict[str, CatalogueRow] = {}
    for record in table:
        if key not in record.values:  # the header's finding
            continue
        row = CatalogueRow(record, path, record[key], findings)
        if not row.key:
            row.note(key, say("a row without `{key}` defines nothing", key=key))
        elif row.key in rows:
            first = rows[row.key].record.line
            row.note(
                key, say("`{key}` is defined on line {first} already", key=row.key, first=first)
            )
        else:
            rows[row.key] = row
    return rows


def choice(row: CatalogueRow, column: str, known: Sequence[str]) -> str:
    """Read a cell that must be one of `known`; empty where it is not."""
    text = row[column]
    if text in known:
        return text
    what = (
        say("`{text}` is no {column}", text=text, column=column)
        if text
        else say("`{column}` is empty", column=column)
    )
    row.note(
        column, what, did_you_mean(text, known) or say("known are {known}", known=", ".join(known))
    )
    return ""


def number(row: CatalogueRow, column: str) -> Fraction | None:
    """Read an exact finite number; None for an empty cell and, reported, for anything else."""
    text = row[column]
    if not text:
        return None
    if lexical.is_of_type("number", text):
        value = lexical.number(text)
        if value.is_finite() and (not value or abs(value.adjusted()) <= _MAGNITUDE):
            return Fraction(value)
    row.note(
        column,
        say("`{text}` is no usable number", text=shown(text, 40)),
        say("write a plain decimal number"),
    )
    return None


def known_code(row: CatalogueRow, column: str, known: Iterable[str], what: str) -> bool:
    """Say whether a cell names something known; report where it does not."""
    codes = list(known)
    if row[column] in codes:
        return True
    message = say(
        "{what} {code} is not defined, or its own row is faulty", what=what, code=row[column]
    )
    row.note(column, message, did_you_mean(row[column], codes))
    return False
