"""What a diff costs beside reading the two states: the package's figures in many copies.

python benchmarks/diff.py --rows 100000 --revised 0.01
python benchmarks/diff.py --rows 100000 --revised 0.9
"""

from __future__ import annotations

import argparse
import csv
import io
import itertools
import random
import time
from collections.abc import Sequence
from dataclasses import replace

from cnnic_validate.comparison import diff_packages
from cnnic_validate.model.diff import OBSERVATIONS, RELATIONS
from cnnic_validate.reading.reader import read_text_table
from cnnic_validate.render.diff import diff_text
from cnnic_validate.render.diff_json import diff_json
from cnnic_validate.render.layout import ENGLISH
from cnnic_validate.table import Table, records
from cnnic_validate.workflow.history import snapshot
from cnnic_validate.workflow.loading import load_inputs

Row = tuple[str, ...]


def rows_of(table: Table, count: int, dice: random.Random) -> list[Row]:
    """Give so many rows: those of the table again and again, each with an id and digits of its own.

    With digits of its own, for nothing is gained by a text that was read before.
    """
    base = [tuple(each.values.values()) for each in records(table)]
    copies = ((f"{row[0]}.{copy}", *row[1:]) for copy in itertools.count() for row in base)
    return [_reprinted(row, table.header, dice) for row in itertools.islice(copies, count)]


def _reprinted(row: Row, header: Row, dice: random.Random) -> Row:
    """Throw the digits of a number anew, all but the first, in `printed` and `obs_value` alike."""
    places = (header.index("printed"), header.index("obs_value"))
    digits = ["".join(filter(str.isdecimal, row[at])) for at in places]
    if digits[0] != digits[1] or digits[0].startswith("100"):  # a number in words, or a bound
        return row
    thrown = digits[0][:1] + "".join(dice.choices("0123456789", k=len(digits[0]) - 1))
    cells = list(row)
    for at in places:
        rest = iter(thrown)
        cells[at] = "".join(next(rest) if each.isdecimal() else each for each in row[at])
    return tuple(cells)


def changed(
    rows: Sequence[Row], header: Row, shares: tuple[float, float], dice: random.Random
) -> list[Row]:
    """Change rows: a share is revised, and another each described anew, withdrawn and added."""
    revised, other = shares
    note = header.index("note")
    out = []
    for row in rows:
        throw = dice.random()
        if throw < revised:
            out.append(_reprinted(row, header, dice))
            continue
        throw = (throw - revised) / other if other else 3
        if 1 <= throw < 2:
            continue
        if throw < 1:
            out.append((*row[:note], "looked at again", *row[note + 1 :]))
            continue
        if throw < 3:
            out.append((f"{row[0]}.new", *row[1:]))
        out.append(row)
    return out


def csv_of(header: Row, rows: Sequence[Row]) -> str:
    """Write rows as CSV, quotes only where they are needed."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


def main() -> None:
    """Print the seconds of CPU for reading both states, for the diff, and for writing it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--revised", type=float, default=0.01, help="share of figures revised")
    parser.add_argument(
        "--others", type=float, default=0.01, help="share described anew, withdrawn and added, each"
    )
    parser.add_argument("--package", default=".")
    given = parser.parse_args()
    dice = random.Random(1)
    inputs = load_inputs(given.package)
    table = inputs.tables[OBSERVATIONS]
    rows = rows_of(table, given.rows, dice)
    new_rows = changed(rows, table.header, (given.revised, given.others), dice)
    texts = [csv_of(table.header, each) for each in (rows, new_rows)]
    times = [time.process_time()]
    tables = [read_text_table(text, "observations.csv") for text in texts]
    times.append(time.process_time())
    states = [
        snapshot(replace(inputs, tables={**inputs.tables, OBSERVATIONS: each})) for each in tables
    ]
    times.append(time.process_time())
    found = diff_packages(*states)
    times.append(time.process_time())
    diff_text(found, ENGLISH)
    times.append(time.process_time())
    diff_json(found)
    times.append(time.process_time())
    read, _, compared, text, json = (after - before for before, after in itertools.pairwise(times))
    revised = [each.relation for each in found.figures if each.nature == "revised"]
    print(
        f"{len(rows):,} rows, {len(found.figures):,} figures differ, {len(revised):,} are revised"
    )
    print(", ".join(f"{revised.count(each):,} {each}" for each in RELATIONS))
    print(f"reading both {read:.2f} s, diff {compared:.2f} s of CPU")
    print(f"writing it as text {text:.2f} s, as JSON {json:.2f} s")
    print(f"diff / reading = {compared / read:.2f}")


if __name__ == "__main__":
    main()
