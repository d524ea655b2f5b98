"""What runs on a system without the names that Windows lacks, and how files are named there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path, PureWindowsPath

from cnnic_validate import files

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests/cases/_base"
PROGRAM = Path(__file__).with_name("names_of_windows.py")
RELEASE = (
    "indicator,breakdown,time_period,measure,reference_period,printed,printed_unit,source,locator\n"
    "internet_users,total,2024-12,level,,11.08亿,,cnnic-55,another page\n"
)
COMMANDS = (
    ("cnnic-validate",),
    ("cnnic-validate", "in.csv", "--report", "html=report.html", "-o", "report.txt"),
    ("cnnic-validate", "--against", "copy"),
    ("cnnic", "read", "in.csv", "--source", "cnnic-55", "-o", "grid.csv"),
    ("cnnic", "map", "grid.csv", "--period", "2024-12", "--no-input", "-o", "mapped.csv"),
    ("cnnic", "new-release", "cnnic-56", "-o", "draft.csv"),
    ("cnnic", "normalise", "in.csv", "-o", "out.csv"),
    ("cnnic", "accept", "in.csv"),
    ("cnnic", "rules", "-v"),
    ("cnnic", "explain", "ratio"),
    ("cnnic", "series", "internet_users", "--plot", "plot.svg"),
    ("cnnic", "diff", "copy", "."),
    ("cnnic", "version", "copy"),
    ("cnnic", "publish", "--to", "store"),
    ("cnnic", "versions", "--from", "store"),
    ("cnnic", "get", "latest", "--from", "store", "--to", "mine", "--lock"),
    ("cnnic", "verify", "mine"),
    ("cnnic", "verify", "store"),
    ("cnnic", "site", "--from", "store", "--to", "site"),
    ("cnnic", "withdraw", "0.1.0", "--from", "store", "--why", "a test"),
)


def test_every_command_runs_without_the_names_that_windows_lacks(tmp_path):
    package = tmp_path / "package"
    shutil.copytree(SMALL, package)
    shutil.copytree(SMALL, package / "copy")
    sources = package / "data/sources.csv"
    lines = sources.read_text(encoding="utf-8").splitlines()
    (release,) = [line for line in lines if line.startswith("cnnic-55,")]
    sources.write_text("\n".join([*lines, release.replace("cnnic-55,", "cnnic-56,", 1), ""]))
    (package / "in.csv").write_text(RELEASE, encoding="utf-8")
    (package / "commands.json").write_text(json.dumps(COMMANDS), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, PROGRAM, "commands.json"],
        cwd=package,
        env={**os.environ, "CNNIC_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    *told, names = map(json.loads, done.stdout.splitlines())
    # What cannot be mapped without being asked is left as work, and that is no clean end.
    assert not [each for each in told if each[1] != (each[0][1:2] == ["map"])], done.stdout
    assert len(told) == len(COMMANDS), done.stderr
    run = {words[1] for words in COMMANDS if words[0] == "cnnic"}
    assert set(names) == run, "say above how the command runs"


def test_files_are_named_with_slashes(monkeypatch):
    monkeypatch.setattr(os, "sep", "\\")
    assert files.shown_as(PureWindowsPath("data") / "a.csv") == "data/a.csv"
    assert files.shown_as("data\\a.csv") == "data/a.csv"


def test_no_message_names_a_file_as_the_system_writes_it():
    """Wherever a path becomes text for people it goes through `shown_as` or `as_posix`."""
    named = re.compile(r"\bstr\((path|file|folder|target|root|cache|given|package|place)\)")
    found = [
        f"{path.relative_to(ROOT).as_posix()}: {line.strip()}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if named.search(line) and path.name != "files.py"
    ]
    # What is handed to a library or read again, and not shown.
    handed = ("basepath=str(folder)", "load_inputs(str(folder), shown=")
    assert [each for each in found if not any(name in each for name in handed)] == []
