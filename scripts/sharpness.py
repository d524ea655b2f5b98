"""Measure how many slips the package's rules find: one digit of one figure replaced at random.

Each trial takes a figure out of a copy of the package, replaces one digit of its printed text by
another one, and judges the figure as a release file. What its text says is read anew, so that only
the other figures can tell. The same seed gives the same trials.

Run ``python scripts/sharpness.py 150`` (about a second for each trial).
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cnnic_validate import validate
from cnnic_validate.figures import FILLED
from cnnic_validate.release.rows import NamedCells, csv_file

ROOT = Path(__file__).resolve().parent.parent
OBSERVATIONS = "data/observations.csv"


def main() -> None:
    """Run the trials and print how many were found, by whether a rule sees the figure."""
    parser = argparse.ArgumentParser(description="Measure how many one-digit slips are found.")
    parser.add_argument("trials", type=int)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    generator = random.Random(wanted.seed)  # noqa: S311 - trials, no secrets
    with tempfile.TemporaryDirectory() as temporary:
        package = _copied(Path(temporary))
        rows = _rows(package / OBSERVATIONS)
        unchecked = set(validate([str(package)]).unchecked)
        found = {True: 0, False: 0}
        tried = {True: 0, False: 0}
        for _ in range(wanted.trials):
            row = generator.choice(rows)
            is_seen = row["id"] not in unchecked
            tried[is_seen] += 1
            found[is_seen] += _is_found(package, rows, row, _with_a_slip(row["printed"], generator))
    print(f"seen figures: {found[True]} of {tried[True]} slips found")
    print(f"unchecked figures: {found[False]} of {tried[False]} slips found")


def _copied(folder: Path) -> Path:
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "datapackage.json", folder)
    return folder


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _with_a_slip(printed: str, generator: random.Random) -> str:
    """Replace one digit by another; a text without digits comes back unchanged."""
    places = [at for at, character in enumerate(printed) if character in "0123456789"]
    if not places:
        return printed
    at = generator.choice(places)
    others = "0123456789".replace(printed[at], "")
    if at == places[0]:
        others = others.replace("0", "")  # nobody prints a leading zero
    return printed[:at] + generator.choice(others) + printed[at + 1 :]


def _is_found(package: Path, rows: Sequence[NamedCells], row: NamedCells, printed: str) -> bool:
    columns = tuple(row)
    rest = csv_file(columns, [each for each in rows if each is not row])
    (package / OBSERVATIONS).write_text(rest, encoding="utf-8", newline="")
    slipped = {**row, **dict.fromkeys(FILLED, ""), "printed": printed}
    release = package / "release.csv"
    release.write_text(csv_file(columns, [slipped]), encoding="utf-8", newline="")
    return validate([str(release)], package=str(package)).severities["error"] > 0


if __name__ == "__main__":
    main()
