"""The README says what happens.

Its first two console blocks set up a fresh machine; `.ci/run` runs them. The later ones are a
tour: they are run here, in order, in a copy of the package, and what they print is compared with
what the README shows. A shown line of three dots stands for any number of lines. A csv block is
saved under the name that the line before it gives.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"(?:^`([\w.-]+)`:\n\n)?^```(console|csv)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHIMS = {"cnnic-validate": "validate_command", "cnnic": "group_command"}


def blocks():
    return [match.groups(default="") for match in BLOCK.finditer(README)]


def consoles():
    return [text for _, kind, text in blocks() if kind == "console"]


def steps(text):
    """Give the commands of a console block, each with the lines that it is shown to print."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *lines = part.splitlines()
        yield command, lines


def agree(shown, printed):
    """Compare lines; `...` stands for any number of them."""
    if not shown:
        return not printed
    if shown[0] == "...":
        return any(agree(shown[1:], printed[at:]) for at in range(len(printed) + 1))
    return bool(printed) and shown[0] == printed[0] and agree(shown[1:], printed[1:])


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        (["a"], ["a"], True),
        (["a"], ["b"], False),
        (["a"], ["a", "b"], False),
        (["a", "..."], ["a"], True),
        (["a", "...", "c"], ["a", "b", "b", "c"], True),
        (["a", "...", "c"], ["a", "b", "c", "d"], False),
        ([], ["a"], False),
    ],
)
def test_the_rule_of_three_dots(shown, printed, expected):
    assert agree(shown, printed) is expected


def test_the_first_two_blocks_are_one_command_each():
    install, test = consoles()[:2]
    for block in (install, test):
        ((command, lines),) = steps(block)
        assert lines == []
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")
    assert install.rstrip().endswith("/cnnic-validate")
    assert " -m pytest" in test


@pytest.fixture
def run(tmp_path):
    """Give a function that runs a shell command in a copy of the package."""
    folder, shims = tmp_path / "package", tmp_path / "bin"
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "datapackage.json", folder)
    shims.mkdir()
    for name, function in SHIMS.items():
        code = f"from cnnic_validate.cli import {function}; {function}()"
        shim = shims / name
        shim.write_text(
            f"#!/bin/sh\nexec '{sys.executable}' -c '{code}' \"$@\"\n", encoding="utf-8"
        )
        shim.chmod(shim.stat().st_mode | stat.S_IXUSR)
    environment = os.environ | {
        "PATH": f"{shims}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONIOENCODING": "utf-8",
    }

    def call(command):
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        return done.stdout.splitlines()

    call.folder = folder
    return call


def test_the_tour(run):
    ran = 0
    for name, kind, text in blocks()[2:]:
        if kind == "csv":
            if name:
                (run.folder / name).write_text(text, encoding="utf-8")
            continue
        for command, shown in steps(text):
            printed = run(command)
            assert agree(shown, printed), f"$ {command}\n" + "\n".join(printed)
            ran += 1
    assert ran >= 6
