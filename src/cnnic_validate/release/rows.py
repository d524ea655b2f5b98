"""Rows as CSV text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

NamedCells = Mapping[str, str]


def csv_text(columns: Sequence[str], rows: Iterable[NamedCells], newline: str = "\n") -> str:
    """Write the cells of `columns`, empty where a row has none; without a header line."""
    lines = (",".join(_cell(row.get(column, "")) for column in columns) for row in rows)
    # A line of one empty cell would read as no row at all.
    return "".join((line or '""') + newline for line in lines)


def csv_file(columns: Sequence[str], rows: Iterable[NamedCells]) -> str:
    """Write a CSV file: a header line, then the rows."""
    return csv_text(columns, [dict(zip(columns, columns, strict=True))]) + csv_text(columns, rows)


def _cell(text: str) -> str:
    # The writer of the standard library leaves a lone carriage return unquoted before Python 3.13,
    # and no reader takes that back.
    if any(character in text for character in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
