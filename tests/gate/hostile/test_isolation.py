"""No file of a pull request runs, or says what runs: the steps of the action, for real.

Everything that Python, pip, git or bash could pick up from the checkout is planted at once, beside
a wrong figure. What is planted leaves a mark where it runs, and then says that all is well.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.ci.action import run_install, run_validate
from tests.gate.hostile.pull_request import FOUND, TARGET, opened, repository

MARK = "import os\nopen({mark!r}, 'w').close()\nos._exit(0)\n"
# Modules that the steps import by name, and files that Python and pip read by themselves.
MODULES = (
    *("json", "pathlib", "secrets", "runpy", "pip/__main__", "pip/__init__", "venv/__main__"),
    *("click", "polars", "sitecustomize", "usercustomize", "cnnic_validate/__init__"),
    *("cnnic_validate/__main__", "site", "encodings/__init__", "ensurepip/__init__"),
)
PROGRAMS = ("python", "python3", "pip", "cnnic-validate", "cnnic", "git", "cat", "mktemp")
SETTINGS = {
    "pip.conf": "[global]\nindex-url = http://127.0.0.1:9/simple\nrequire-virtualenv = true\n",
    "pyproject.toml": "[build-system]\nrequires = []\nbackend-path = ['.']\n",
    "setup.cfg": "[metadata]\nname = cnnic-validate\n",
    "evil.pth": "import os; os._exit(0)\n",
    ".python-version": "2.7\n",
    ".env": "PYTHONPATH=.\n",
    ".pdbrc": "import os; os._exit(0)\n",
    "pyvenv.cfg": "home = /nowhere\n",
}
SCRIPT = "#!/bin/sh\ntouch {mark}\nexit 0\n"


def plant(made, marks):
    """Put everything into the checkout, beside a wrong figure."""
    made.slip()
    for name in MODULES:
        made.write(f"{name}.py", MARK.format(mark=str(marks / name.replace("/", "."))))
    for name in PROGRAMS:
        for path in (f"bin/{name}", name) if name != "pip" else (f"bin/{name}",):
            made.write(path, SCRIPT.format(mark=marks / f"program-{name}"))
            (made.folder / path).chmod(0o755)
    for name, text in SETTINGS.items():
        made.write(name, text)


def surroundings(folder):
    """Give an environment that points into the checkout wherever it can."""
    path = f"{folder / 'bin'}:.:{os.environ['PATH']}"
    return {
        "PATH": path,
        "PYTHONPATH": str(folder),
        "PYTHONSTARTUP": str(folder / "json.py"),
        "PYTHONUSERBASE": str(folder),
        "PIP_CONFIG_FILE": str(folder / "pip.conf"),
    }


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    marks = folder / "marks"
    marks.mkdir()
    base = repository(folder / "base")
    made = opened(base, folder / "work", None, lambda it: plant(it, marks))
    for each in (made.folder / "encodings", made.folder / "site.py"):
        assert each.exists()
    return made, marks


def test_what_is_planted_works(planted):
    """Without isolation a module of the checkout runs in the place of the tool."""
    made, marks = planted
    command = [sys.executable, "-m", "cnnic_validate"]
    done = subprocess.run(command, cwd=made.folder, capture_output=True, check=False)
    assert done.returncode == 0
    assert [each.name for each in marks.iterdir()] != []
    for each in marks.iterdir():
        each.unlink()


def test_nothing_of_it_runs(planted, wheel, tmp_path):
    made, marks = planted
    # The runner's own Python is named by its whole path, as actions/setup-python names it.
    environment = surroundings(made.folder)
    program = run_install(tmp_path, wheel, environment, made.folder, interpreter=sys.executable)
    done, outputs, _ = run_validate(program, made.folder, tmp_path, environment, against=TARGET)
    assert [each.name for each in marks.iterdir()] == []
    assert done.returncode == 1, done.stdout + done.stderr
    assert FOUND in " ".join(done.stdout.split())
    assert outputs["valid"] == "false"
    assert outputs["errors"] == "1"
