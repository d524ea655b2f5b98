"""Run a program with a fault at one of its calls of the operating system, by strace."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
# The calls that change files, or make what they changed last.
CHANGING = (
    *("openat", "open", "creat", "write", "pwrite64", "writev", "fsync", "fdatasync", "sync"),
    *("link", "linkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "unlink"),
    *("unlinkat", "rmdir", "ftruncate", "truncate", "fchmod", "chmod", "fchmodat", "symlink"),
    *("fallocate", "utimensat", "copy_file_range", "sendfile"),
)
_CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+)(.*)")


@dataclass(frozen=True, slots=True)
class Call:
    """A call: its name, the how-manieth of that name, and its line in the log."""

    name: str
    turn: int
    line: str


def strace() -> str:
    """Give the program; without it the tests that need it are skipped, and say so."""
    found = shutil.which("strace")
    if found:
        done = subprocess.run([found, "true"], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return found
        pytest.skip(f"NO CRASH TESTS: strace may not trace here: {done.stderr.strip()[:200]}")
    pytest.skip("NO CRASH TESTS: strace is not installed (Debian package strace)")


def run(program: Sequence[str | Path], *options: str) -> subprocess.CompletedProcess[str]:
    """Run a Python program with its arguments under strace."""
    names = ",".join(f"?{each}" for each in CHANGING)
    # Without threads (`-f`): each counts its own calls, and libraries wait for theirs for ever.
    command = [strace(), "-y", "-s", "200", "-e", f"trace={names}", *options]
    return subprocess.run(
        [*command, *python(program)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def python(program: Sequence[str | Path]) -> list[str]:
    """Give the command that runs a program, without what else is installed being looked at."""
    return [sys.executable, "-S", *map(str, program)]


def environment() -> dict[str, str]:
    """Give the environment in which a program finds this package and its libraries."""
    paths = os.pathsep.join([str(SOURCE), *(each for each in sys.path if "-packages" in each)])
    return {"PYTHONPATH": paths, "PATH": os.environ["PATH"], "PYTHONHASHSEED": "0"}


def calls(program: Sequence[str | Path], folder: Path, log: Path) -> list[Call]:
    """Run a program that prints `new` once for real; give its calls that change files in `folder`.

    It has been run before, so that what Python caches is there.
    """
    done = run(program, "-o", str(log))
    assert done.stdout == "new\n", done.stderr
    turns: Counter[str] = Counter()
    found = []
    for line in log.read_text(encoding="utf-8").splitlines():
        call = _CALL.match(line)
        if call is None:
            continue
        name, arguments, result, _ = call.groups()
        turns[name] += 1
        if result == "-1" or (name.startswith("open") and "O_CREAT" not in arguments):
            continue
        if str(folder) in line:
            found.append(Call(name, turns[name], line))
    return found
