"""Every benchmark runs, on the smallest size: what it measures is for people to ask."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SMALLEST = {
    "diff": ("--rows", "3000"),
    "honest": ("--releases", "20", "--processes", "1"),
    "localisation": ("--seed", "3", "--sample", "1"),
    "mapping": (),
    "tables": ("--rows", "500"),
    "scale": ("--copies", "1", "--spoilt", "0.01"),
}


def test_all_are_named():
    assert {path.stem for path in (ROOT / "benchmarks").glob("*.py")} == SMALLEST.keys()


@pytest.mark.parametrize("name", SMALLEST)
def test_runs(name):
    # As its own description says it is run.
    how = [f"benchmarks/{name}.py"] if name != "honest" else ["-m", f"benchmarks.{name}"]
    command = [sys.executable, *how, *SMALLEST[name]]
    done = subprocess.run(
        command, cwd=ROOT, text=True, capture_output=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
