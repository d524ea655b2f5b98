"""Swap a file as `accept` does; run as a program, so that it can be killed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError

OLD = b"id\n1\n"
NEW = b"id\n1\n2\n"


def race(number: int, folder: Path, rounds: int, barrier: Any, results: Any) -> None:
    """Swap file after file, each at the same time as others do, and tell who won."""
    for turn in range(rounds):
        barrier.wait()
        new = OLD + f"{number}\n".encode()
        results.put((turn, number, files.swap(folder / f"{turn}.csv", OLD, new, "a")))


if __name__ == "__main__":
    file = Path(sys.argv[1])
    try:
        done = files.swap(file, OLD, NEW, "table.csv")
        sys.stdout.write("new\n" if done else "refused\n")
    except UnreadableError as error:
        sys.exit(f"{error}")
