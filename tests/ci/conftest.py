"""What the tests of the action and of the reusable workflow share."""

from __future__ import annotations

import os

import pytest

from tests.ci.environment import built_wheel, equipped, quick
from tests.ci.runner import PATH, bash, filled
from tests.ci.service import WORKFLOW, inputs


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """Build the tool once: pip takes a wheel where it takes a folder."""
    return built_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(tmp_path_factory, wheel):
    """Run the step of the workflow that installs; give the runner's temporary folder."""
    target = tmp_path_factory.mktemp("installed")
    first, second = (
        next(step for step in job["steps"] if step.get("name") == "Install")
        for job in WORKFLOW["jobs"].values()
    )
    assert first == second
    contexts = {
        "inputs": inputs(requirement=str(wheel)),
        "steps": {"python": {"outputs": {"python-path": "python"}}},
    }
    environment = os.environ | quick() | {"PATH": PATH, "RUNNER_TEMP": str(target)}
    done = bash(first, filled(first["env"], contexts), environment, target, "bash")
    assert done.returncode == 0, done.stderr
    equipped(target / "cnnic-validate")
    return target
