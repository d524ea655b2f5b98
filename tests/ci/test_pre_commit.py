"""`pre-commit try-repo`, for real: this tool as a repository, a data package as another."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.ci.repository import committed
from tests.test_cases import make

ROOT = Path(__file__).parents[2]
PARTS = ("src", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".pre-commit-hooks.yaml")


@pytest.fixture
def tool(tmp_path):
    folder = tmp_path / "tool"
    folder.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, folder / part, ignore=ignore)
        else:
            shutil.copy(ROOT / part, folder / part)
    committed(folder)
    return folder


def test_try_repo(tool, tmp_path):
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    data = tmp_path / "data"
    make("_base", data)
    committed(data)
    # What the tool depends on is taken from here: the hook installs the tool alone. (pip reads 0
    # as "no build isolation".)
    environment = os.environ | {
        "PRE_COMMIT_HOME": str(tmp_path / "home"),
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "PYTHONPATH": sysconfig.get_path("purelib"),
    }

    def hook():
        command = [sys.executable, "-m", "pre_commit", "try-repo", tool, "cnnic-validate"]
        return subprocess.run(
            [*command, "--all-files"],
            cwd=data,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    passed = hook()
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "Passed" in passed.stdout
    observations = (data / "data/observations.csv").read_text(encoding="utf-8")
    (data / "data/observations.csv").write_text(observations + "a,b\n", encoding="utf-8")
    failed = hook()
    assert failed.returncode == 1
    assert "error (ragged-row)" in failed.stdout
