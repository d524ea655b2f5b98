"""Repositories for the tests of this folder."""

from __future__ import annotations

import pytest
from small_packages import Repository


@pytest.fixture
def repository(tmp_path, monkeypatch):
    made = Repository(tmp_path / "work")
    monkeypatch.chdir(made.package)
    return made
