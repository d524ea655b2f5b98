"""What the tests of hostile pull requests share."""

from __future__ import annotations

import pytest

from tests.ci.action import run_install
from tests.ci.environment import built_wheel


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    return built_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def program(tmp_path_factory, wheel):
    """Install with the step of the action; give the Python that it names."""
    return run_install(tmp_path_factory.mktemp("installed"), wheel)
