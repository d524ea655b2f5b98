"""Rows added at the end of a CSV file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cnnic_validate.release.rows import NamedCells, csv_text


def appended(existing: bytes, header: Sequence[str], rows: Iterable[NamedCells]) -> bytes:
    """Give the file with rows added; no byte that was there changes.

    The rows follow the newline style of the file's header line. A last line without a newline is
    ended first.

    Args:
        existing: the file; UTF-8, well-formed, with a header.
        header: its column names.
        rows: what to add; columns that the file does not have are left out.
    """
    newline = "\r\n" if existing.partition(b"\n")[0].endswith(b"\r") else "\n"
    gap = b"" if existing.endswith(b"\n") else newline.encode()
    return existing + gap + csv_text(header, rows, newline).encode()
