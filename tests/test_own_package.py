"""docs/own-package.md makes the package that it says, and its columns are those of the schemas."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

import readme_tour
from cnnic_validate.cli import commands
from cnnic_validate.figures import lexicon

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs/own-package.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r"(?:^`(?P<name>[\w./-]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
PROGRAMS = {"cnnic-validate": commands.validate, "cnnic": commands.group}


def printed(command):
    """Run a command here: our own programs in this process, which is quicker."""
    program, *arguments = shlex.split(command)
    if program in PROGRAMS:
        return tuple(CliRunner().invoke(PROGRAMS[program], arguments).output.splitlines())
    done = subprocess.run(
        ["bash", "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    return tuple(done.stdout.splitlines())


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """Save each block that has a name, and run each console block, in order, in an empty folder."""
    folder = tmp_path_factory.mktemp("own") / "package"
    folder.mkdir()
    steps = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("CNNIC_CACHE", str(folder.parent / "cache"))
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        patch.setenv("PYTHONPATH", str(ROOT / "src"))
        for block in BLOCK.finditer(GUIDE):
            if block["kind"] == "console":
                steps += [
                    readme_tour.Step(command, shown, printed(command))
                    for command, shown in readme_tour.commands(block["text"])
                ]
            else:
                Path(block["name"]).write_text(block["text"], encoding="utf-8")
    return folder, steps


def test_the_commands_print_what_is_shown(package):
    _, steps = package
    assert len(steps) == GUIDE.count("\n$ ")
    for step in steps:
        assert step.agrees, "\n".join([step.command, *step.printed])


@pytest.mark.parametrize("table", ["indicators", "breakdowns", "sources", "exemptions"])
def test_each_column_is_explained(package, table):
    """The table below a file names its columns; those that its schema requires are bold."""
    folder, _ = package
    fields = json.loads((folder / f"schemas/{table}.schema.json").read_text("utf-8"))["fields"]
    expected = {each["name"]: each.get("constraints", {}).get("required", False) for each in fields}
    _, after = GUIDE.split(f"`data/{table}.csv`:\n")
    rows = re.findall(r"^\| (.*?) \|", after.split("\n\n")[1], re.MULTILINE)
    told = {name: bold == "**" for row in rows for bold, name in re.findall(r"(\*\*)?`(\w+)`", row)}
    assert told == expected


def test_each_role_of_a_word_is_explained():
    _, after = GUIDE.split("| role | value |\n")
    assert set(re.findall(r"^\| `(\w+)` ", after, re.MULTILINE)) == set(get_args(lexicon.Role))
