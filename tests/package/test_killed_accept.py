"""A killed `accept` leaves the observations old or new, never between."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SMALL = Path(__file__).resolve().parents[1] / "cases/_base"
RELEASE = (
    "indicator,breakdown,time_period,measure,reference_period,printed,printed_unit,source,locator\n"
    "internet_users,total,2024-12,level,,11.08亿,,cnnic-55,another page\n"
)
# Kills itself at the n-th of the calls that write, before or after the call is made.
KILLED = """
import os, signal, sys
calls = {"n": 0}
at, after = int(sys.argv[1]), sys.argv[2] == "after"
def watched(name):
    call = getattr(os, name)
    def wrapper(*arguments, **options):
        calls["n"] += 1
        if calls["n"] == at and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = call(*arguments, **options)
        if calls["n"] == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(os, name, wrapper)
for name in ("fsync", "replace", "rename"):
    watched(name)
from cnnic_validate.workflow import releases
releases.accept("in.csv", package=".")
"""


@pytest.mark.parametrize(
    ("at", "when", "is_new"),
    [(1, "before", False), (1, "after", False), (2, "before", False), (2, "after", True)],
)
def test_old_or_new(tmp_path, at, when, is_new):
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    (tmp_path / "in.csv").write_text(RELEASE, encoding="utf-8")
    file = tmp_path / "data/observations.csv"
    old = file.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(at), when], cwd=tmp_path, check=False, timeout=120
    )
    assert done.returncode == -signal.SIGKILL
    now = file.read_bytes()
    assert now.startswith(old)
    assert (now != old) == is_new
    assert now.count(b"\n") == old.count(b"\n") + is_new
