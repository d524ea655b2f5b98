"""What a diff costs beside reading the two states: the package's figures in many copies.

python benchmarks/diff.py --rows 100000 --revised 0.01
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import time
from collections.abc import Sequence
from dataclasses import replace

from cnnic_validate.comparison import diff_packages
from cnnic_validate.model.diff import OBSERVATIONS
from cnnic_validate.reading.reader import read_text_table
from cnnic_validate.table import Table, records
from cnnic_validate.workflow.history import snapshot
from cnnic_validate.workflow.loading import load_inputs

Row = tuple[str, ...]


def rows_of(table: Table, count: int) -> list[Row]:
    """Give so many rows: those of the table again and again, each under an id of its own."""
    base = [tuple(each.values.values()) for each in records(table)]
    return [(f"{row[0]}.{n}", *row[1:]) for n in range(count // len(base) + 1) for row in base][
        :count
    ]


def changed(rows: Sequence[Row], header: Row, share: float, dice: random.Random) -> list[Row]:
    """Change a share of the rows: revised, described anew, withdrawn and added alike."""
    printed, note = header.index("printed"), header.index("note")
    out = []
    for row in rows:
        cells = list(row)
        throw = dice.random() / share
        if throw < 1:
            cells[printed] = cells[printed].replace("1", "7") + " "
        elif throw < 2:
            cells[note] = "looked at again"
        elif throw < 3:
            continue
        elif throw < 4:
            out.append((f"{row[0]}.new", *row[1:]))
        out.append(tuple(cells))
    return out


def csv_of(header: Row, rows: Sequence[Row]) -> str:
    """Write rows as CSV, quotes only where they are needed."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


def main() -> None:
    """Print the seconds of CPU for reading both states and for the diff, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--revised", type=float, default=0.01, help="share of rows of each change")
    parser.add_argument("--package", default=".")
    given = parser.parse_args()
    inputs = load_inputs(given.package)
    table = inputs.tables[OBSERVATIONS]
    rows = rows_of(table, given.rows)
    new_rows = changed(rows, table.header, given.revised, random.Random(1))
    texts = [csv_of(table.header, each) for each in (rows, new_rows)]
    start = time.process_time()
    tables = [read_text_table(text, "observations.csv") for text in texts]
    read = time.process_time()
    states = [
        snapshot(replace(inputs, tables={**inputs.tables, OBSERVATIONS: each})) for each in tables
    ]
    began = time.process_time()
    found = diff_packages(*states)
    done = time.process_time()
    revised = sum(each.nature == "revised" for each in found.figures)
    print(f"{len(rows):,} rows, {len(found.figures):,} figures differ, {revised:,} are revised")
    print(f"reading both {read - start:.2f} s, diff {done - began:.2f} s of CPU")
    print(f"diff / reading = {(done - began) / (read - start):.2f}")


if __name__ == "__main__":
    main()
