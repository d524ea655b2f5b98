"""What the tests of the reusable workflow share."""

from __future__ import annotations

import os

import pytest

from tests.ci.runner import PATH, bash, filled
from tests.ci.service import ROOT, WORKFLOW, inputs


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """Run the step of the workflow that installs, into a folder of its own."""
    target = tmp_path_factory.mktemp("installed")
    first, second = (
        next(step for step in job["steps"] if step.get("name") == "Install")
        for job in WORKFLOW["jobs"].values()
    )
    assert first == second
    # What the tool depends on is taken from here: pip reads 0 as "no build isolation".
    quick = {"PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_TARGET": str(target)}
    given = filled(first["env"], {"inputs": inputs(requirement=str(ROOT))})
    done = bash(first, given, os.environ | quick | {"PATH": PATH}, target, "bash")
    assert done.returncode == 0, done.stderr
    return target
