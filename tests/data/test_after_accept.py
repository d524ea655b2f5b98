"""A release that was accepted leaves the tests of the data as green as they were."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cnnic_validate.workflow import gate, releases

ROOT = Path(__file__).resolve().parents[2]
# What the tests of the data read, and they themselves.
PARTS = ("data", "docs", "schemas", "scripts", "tests", "datapackage.json", "pyproject.toml")
# Shopping falls by more than is plausible in a year: one warning more than before.
RELEASE = """\
indicator,breakdown,time_period,measure,reference_period,denominator_period,printed,printed_unit,\
locator
internet_users,total,2026-12,level,,,11.41亿,persons,text
internet_users,total,2026-12,change,2025-12,,1600万,persons,text
online_shopping_users,total,2026-12,level,,,5.10亿,persons,text
online_shopping_usage_rate,total,2026-12,level,,2026-12,44.7%,percent,text
"""
SOURCE = "cnnic-58,release,CNNIC,The 58th report,第58次报告,58,,2027-01-15,stated,,nearest,,,,\n"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for part in PARTS:
        if (ROOT / part).is_dir():
            leave = shutil.ignore_patterns("__pycache__", "golden", "img")
            shutil.copytree(ROOT / part, tmp_path / part, ignore=leave)
        else:
            shutil.copy(ROOT / part, tmp_path / part)
    return tmp_path


def test_the_tests_of_the_data_pass_where_a_release_was_accepted(clone):
    with (clone / "data/sources.csv").open("a", encoding="utf-8") as stream:
        stream.write(SOURCE)
    path = clone / "release.csv"
    path.write_text(RELEASE, encoding="utf-8")
    before = gate.validate(package=str(clone))
    accepted = releases.accept(str(path), package=str(clone), source="cnnic-58")
    assert len(accepted.ids) == RELEASE.count("\n") - 1
    assert len(accepted.report.findings) > len(before.findings)
    run = subprocess.run(  # what is started is this interpreter
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        + [f"tests/data/{each}" for each in ("test_contents.py", "test_history.py")]
        + ["tests/data/test_build.py::test_the_file_is_what_the_mapping_gives"],
        cwd=clone,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:]
