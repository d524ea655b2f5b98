"""A table taken apart, written as one row a value: the file that `cnnic read` makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cnnic_validate.grid.cells import Cell, Grid
from cnnic_validate.grid.layout import Layout

COLUMNS = (
    "place",
    "context",
    "heading",
    "label",
    "label_names",
    "printed",
    "marks",
    "hidden",
    "problem",
    "source",
)
# Between the levels of a heading, the columns of a label, the titles of a table.
LEVEL = " › "


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was read of one table.

    Attributes:
        grid: the table, cell by cell.
        layout: the table taken apart.
        source: the source that prints it.
    """

    grid: Grid
    layout: Layout
    source: str

    def rows(self) -> Iterator[dict[str, str]]:
        """Give a row for each value, in the columns `COLUMNS`."""
        shared = {
            "context": _levels(self.layout.titles),
            "label_names": _levels(self.layout.label_names),
            "source": self.source,
        }
        for value in self.layout.values:
            yield {
                **shared,
                "place": value.cell.place,
                "heading": _levels(value.heading),
                "label": _levels(value.label),
                "printed": value.cell.text,
                "marks": " ".join(value.cell.marks),
                "hidden": ", ".join(value.hidden),
                "problem": str(value.cell.problem),
            }

    def unread(self) -> Sequence[Cell]:
        """Give the cells of which it cannot be told what they display."""
        return tuple(self.grid.unread())


def levels(text: str) -> tuple[str, ...]:
    """Take a heading, a label or its names apart again."""
    return tuple(text.split(LEVEL)) if text else ()


def _levels(parts: Sequence[str]) -> str:
    return LEVEL.join(part.replace(LEVEL.strip(), ">") for part in parts)
