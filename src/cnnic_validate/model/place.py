"""Places: where something stands in a file."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands.

    `line` is the physical line of the file (1 is the header's), `row` the number of the data row
    (1 is the first below the header): a quoted line break makes them differ. 0 is "not known",
    an empty `column` or `key` "the whole row". `key` is the row's primary key as text.

    `start` and `end` are where the cell, with its quotes, stands in that line: the numbers of its
    first character and of the one after its last, in Unicode code points from 1 and without a byte
    order mark; of a cell with line breaks, the part in that line. 0 is "not known". They say where
    to look, not what is meant: places that differ in nothing else are equal.
    """

    path: str
    line: int = 0
    row: int = 0
    column: str = ""
    key: str = ""
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
