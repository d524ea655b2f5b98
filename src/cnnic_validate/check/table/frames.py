"""A batch of a table as a polars frame of text columns, which are named "0", "1" and so on."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Sequence

import polars as pl

from cnnic_validate.table import Batch, TextBatch

# Columns of a frame besides its cells.
LINE, ROW = "line", "row"


def frame_of(
    batch: Batch | TextBatch, width: int, only: Collection[int] | None = None
) -> pl.DataFrame:
    """Give the cells of a batch, none of them null, with their lines and row numbers.

    Of `width` columns, `only` some are asked for.
    """
    names = [str(at) for at in range(width)]
    wanted = [name for at, name in enumerate(names) if only is None or at in only]
    if isinstance(batch, TextBatch) and not batch.text.startswith(codecs.BOM_UTF8):
        cells = pl.read_csv(
            batch.text,
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            columns=None if only is None else sorted(set(only)),
            quote_char='"' if batch.quoted else None,
            empty_string_is_null=False,
            missing_columns="raise",
        )
    else:  # a mark at the beginning would be taken for that of a file
        columns = zip(*batch.rows, strict=True) if batch.rows else [()] * width
        cells = pl.DataFrame(
            [pl.Series(name, each, pl.String) for name, each in zip(names, columns, strict=True)]
        )
    return cells.select(wanted).with_columns(
        _numbers(LINE, batch.lines), _numbers(ROW, batch.numbers)
    )


def _numbers(name: str, numbers: Sequence[int]) -> pl.Series:
    if isinstance(numbers, range):
        return pl.int_range(numbers.start, numbers.stop, eager=True).alias(name)
    return pl.Series(name, numbers, pl.Int64)
