"""The hook of pre-commit, for real: this tool as a repository, a data package as another."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.ci.environment import equipped
from tests.ci.repository import commit_of, committed
from tests.test_cases import make

ROOT = Path(__file__).parents[2]
PARTS = ("src", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".pre-commit-hooks.yaml")


pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


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


@pytest.fixture
def hook(tool, tmp_path):
    """Install the hook of the tool for a data package; give a function that runs it."""
    data = tmp_path / "data"
    make("_base", data)
    (data / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {tool}\n    rev: {commit_of(tool)}\n    hooks:\n"
        "      - id: cnnic-validate\n"
    )
    committed(data)
    # What the tool depends on is taken from here: the hook installs the tool alone. (pip reads 0
    # as "no build isolation".)
    home = tmp_path / "home"
    environment = os.environ | {
        "PRE_COMMIT_HOME": str(home),
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "PYTHONPATH": sysconfig.get_path("purelib"),
    }

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-I", "-m", "pre_commit", *arguments],
            cwd=data,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    installed = run("install-hooks")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    (made,) = home.glob("repo*/py_env-*")
    equipped(made)
    return SimpleNamespace(data=data, run=lambda: run("run", "--all-files"))


def test_the_hook(hook):
    passed = hook.run()
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "Passed" in passed.stdout
    observations = hook.data / "data/observations.csv"
    text = observations.read_text(encoding="utf-8")
    observations.write_text(text + "a,b\n", encoding="utf-8")
    for name in ("json.py", "click.py"):
        (hook.data / name).write_text("raise SystemExit(0)\n")
    failed = hook.run()
    assert failed.returncode == 1
    assert "error (ragged-row)" in failed.stdout
