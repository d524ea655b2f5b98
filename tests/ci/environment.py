"""The environment that an action or a workflow installs into, without a network."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[2]


def built_wheel(folder):
    """Build the tool as a wheel, with the build tool that is here."""
    command = [sys.executable, "-I", "-m", "pip", "wheel", "--quiet", "--no-deps"]
    more = ["--no-build-isolation", "--wheel-dir", folder, ROOT]
    subprocess.run([*command, *more], check=True)
    (wheel,) = Path(folder).glob("*.whl")
    return wheel


def quick():
    """Give the settings of pip with which it installs the wheel alone."""
    return {"PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1"}


def equipped(environment):
    """Let an environment have what the tool depends on from here, behind what is its own."""
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "depends.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return environment
